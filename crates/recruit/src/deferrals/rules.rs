//! What a deferral must hold, who may know why, and who may lift it.

use vena_kernel::{clock::Day, id::UserId, refusal::Refusal, say};

use crate::book::{Kind, Reason};

/// A deferral as it was typed.
#[derive(Debug)]
pub(crate) struct Typed {
    /// Permanent or temporary.
    pub(crate) kind: Kind,
    /// Last day, when typed.
    pub(crate) until: Option<Day>,
    /// To be kept from view.
    pub(crate) confidential: bool,
}

/// A deferral that may be kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Last day; never when absent.
    pub(crate) until: Option<Day>,
    /// To be kept from view.
    pub(crate) confidential: bool,
}

/// Checks a typed deferral against the reason that the rulebook gives its code.
pub(crate) fn check(typed: &Typed, reason: &Reason, today: Day) -> Result<Checked, (&'static str, Refusal)> {
    if reason.by_laboratory {
        let text = say!("该代码只由检验判定产生", "this code comes from the laboratory's judgement only");
        return Err(("code", Refusal::new("deferral.laboratory", text)));
    }
    if typed.kind != reason.kind {
        let text = say!("该代码与“永久/暂时”不符", "this code does not fit permanent or temporary as chosen");
        return Err(("kind", Refusal::new("deferral.kind", text)));
    }
    let until = match typed.kind {
        Kind::Permanent => without_end(typed.until)?,
        Kind::Temporary => Some(end(typed.until, reason, today)?),
    };
    Ok(Checked { until, confidential: typed.confidential || reason.confidential })
}

fn without_end(until: Option<Day>) -> Result<Option<Day>, (&'static str, Refusal)> {
    if until.is_none() {
        return Ok(None);
    }
    let text = say!("永久屏蔽没有截止日期", "a permanent deferral has no last day");
    Err(("until", Refusal::new("deferral.until-permanent", text)))
}

fn end(typed: Option<Day>, reason: &Reason, today: Day) -> Result<Day, (&'static str, Refusal)> {
    let until = typed.or_else(|| reason.usual_end(today)).ok_or_else(|| {
        let text = say!("该代码没有默认期限，请填写截止日期", "this code has no usual length: give the last day");
        ("until", Refusal::new("deferral.until-missing", text))
    })?;
    if until < today {
        let text = say!("截止日期已过", "the last day has passed");
        return Err(("until", Refusal::new("deferral.until-past", text)));
    }
    Ok(until)
}

/// Whether the reason may be shown without being asked for: to those who may know, unless it is confidential.
pub(crate) fn may_be_told(may_view_reason: bool, confidential: bool) -> bool {
    may_view_reason && !confidential
}

/// What decides whether a deferral may be lifted.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Entered by the laboratory's judgement.
    pub(crate) by_laboratory: bool,
    /// It will not end by itself.
    pub(crate) permanent: bool,
    /// Who entered it.
    pub(crate) made_by: Option<UserId>,
    /// It was lifted before, or is over.
    pub(crate) ended: bool,
}

/// Refuses by `deferral.ended`, `deferral.laboratory` (re-entry has its own procedure) and `deferral.own`.
pub(crate) fn may_lift(standing: &Standing, by: UserId) -> Result<(), Refusal> {
    if standing.ended {
        let text = say!("该记录已结束或已解除", "this deferral is over or lifted already");
        return Err(Refusal::new("deferral.ended", text));
    }
    if standing.by_laboratory {
        let text = say!(
            "检验判定的屏蔽须按归队程序处理",
            "what the laboratory entered is lifted by the re-entry procedure only"
        );
        return Err(Refusal::new("deferral.laboratory", text));
    }
    if standing.permanent && standing.made_by == Some(by) {
        let text = say!(
            "永久屏蔽须由另一人解除",
            "a permanent deferral is lifted by another person than the one who entered it"
        );
        return Err(Refusal::new("deferral.own", text));
    }
    Ok(())
}
