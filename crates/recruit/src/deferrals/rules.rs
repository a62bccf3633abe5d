//! What a deferral must hold, who may know why, and who may lift it or move its end.

use vena_kernel::{citizen_id::Sex, clock::Day, eligibility::DonationKind, id::UserId, refusal::Refusal, say};

use crate::book::{Kind, Reason};

/// A deferral as it was typed.
#[derive(Debug)]
pub(crate) struct Typed<'a> {
    /// Permanent or temporary; as the code says when absent.
    pub(crate) kind: Option<Kind>,
    /// Which case of the code.
    pub(crate) case: Option<&'a str>,
    /// The day from which the rulebook counts; today when absent.
    pub(crate) event_on: Option<Day>,
    /// Last day, when typed.
    pub(crate) until: Option<Day>,
    /// To be kept from view.
    pub(crate) confidential: bool,
    /// A physician decides, and says why: the last day may be earlier than the rulebook's.
    pub(crate) judged: bool,
}

/// A deferral that may be kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Checked {
    /// Permanent or temporary.
    pub(crate) kind: Kind,
    /// Last day; never when absent.
    pub(crate) until: Option<Day>,
    /// The day from which it counts.
    pub(crate) event_on: Option<Day>,
    /// To be kept from view.
    pub(crate) confidential: bool,
    /// What may not be given; everything when empty.
    pub(crate) kinds: Vec<DonationKind>,
}

type Wrong = (&'static str, Refusal);

/// Checks a typed deferral of a donor of `sex` against the reason that the rulebook gives its code. Names the field at fault.
pub(crate) fn check(typed: &Typed<'_>, reason: &Reason, sex: Sex, today: Day) -> Result<Checked, Wrong> {
    if reason.by_laboratory {
        let text = say!("该代码只由检验判定产生", "this code comes from the laboratory's judgement only");
        return Err(("code", Refusal::new("deferral.laboratory", text)));
    }
    if reason.sex.is_some_and(|only| only != sex) {
        let text = say!("该代码不适用于该献血者的性别", "this code is not for a donor of this sex");
        return Err(("code", Refusal::new("deferral.sex", text)));
    }
    if typed.kind.is_some_and(|kind| kind != reason.kind) {
        let text = say!("该代码与“永久/暂时”不符", "this code does not fit permanent or temporary as chosen");
        return Err(("kind", Refusal::new("deferral.kind", text)));
    }
    if typed.event_on.is_some_and(|event| event > today) {
        let text = say!("发生日期不能晚于今天（{today}）", "the day it happened cannot be after today ({today})");
        return Err(("event_on", Refusal::new("deferral.event-future", text)));
    }
    let until = match reason.kind {
        Kind::Permanent => without_end(typed.until)?,
        Kind::Temporary => Some(end(typed, reason, today)?),
    };
    Ok(Checked {
        kind: reason.kind,
        until,
        event_on: typed.event_on,
        confidential: typed.confidential || reason.confidential,
        kinds: reason.kinds.clone(),
    })
}

fn without_end(until: Option<Day>) -> Result<Option<Day>, Wrong> {
    if until.is_none() {
        return Ok(None);
    }
    let text = say!("永久屏蔽没有截止日期", "a permanent deferral has no last day");
    Err(("until", Refusal::new("deferral.until-permanent", text)))
}

fn end(typed: &Typed<'_>, reason: &Reason, today: Day) -> Result<Day, Wrong> {
    let case = reason.case(typed.case).map_err(|refusal| ("case", refusal))?;
    let usual = reason.usual_end(case, typed.event_on.unwrap_or(today));
    let until = typed.until.or(usual).ok_or_else(|| {
        let text = say!("该代码没有默认期限，请填写截止日期", "this code has no usual length: give the last day");
        ("until", Refusal::new("deferral.until-missing", text))
    })?;
    if !typed.judged {
        not_short(until, usual).map_err(|refusal| ("until", refusal))?;
    }
    not_past(until, today).map_err(|refusal| ("until", refusal))?;
    Ok(until)
}

/// Refuses by `deferral.until-short` a last day before `floor`.
fn not_short(until: Day, floor: Option<Day>) -> Result<(), Refusal> {
    let Some(floor) = floor.filter(|floor| until < *floor) else { return Ok(()) };
    let text = say!(
        "按规则至少暂缓至 {floor}；提前须由另一位医师写明理由",
        "the rulebook defers until {floor}; only another physician ends it earlier, with a reason"
    );
    Err(Refusal::new("deferral.until-short", text))
}

/// Refuses by `deferral.until-past` a last day that is over.
fn not_past(until: Day, today: Day) -> Result<(), Refusal> {
    if until >= today {
        return Ok(());
    }
    let text = say!("截止日期 {until} 已过，不再暂缓", "the last day {until} has passed: nothing is deferred any more");
    Err(Refusal::new("deferral.until-past", text))
}

/// Whether the reason may be shown without being asked for: to those who may know, unless it is confidential.
pub(crate) fn may_be_told(may_view_reason: bool, confidential: bool) -> bool {
    may_view_reason && !confidential
}

/// Who has entered a deferral, as far as it decides who may change it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Staff, a call after the donation, a reaction.
    Staff,
    /// A physician's decision.
    Physician,
    /// The laboratory's judgement.
    Laboratory,
}

/// What decides whether a deferral may be lifted or moved.
#[derive(Debug)]
pub(crate) struct Standing {
    /// Where it comes from.
    pub(crate) origin: Origin,
    /// It will not end by itself.
    pub(crate) permanent: bool,
    /// Who entered it.
    pub(crate) made_by: Option<UserId>,
    /// It was lifted before, or is over.
    pub(crate) ended: bool,
    /// Its last day.
    pub(crate) until: Option<Day>,
    /// Its last day by the rulebook; what stands where the rulebook gives none.
    pub(crate) floor: Option<Day>,
}

/// Refuses by `deferral.ended`, `deferral.laboratory` (re-entry has its own procedure), `deferral.by-reentry` a permanent one,
/// and `deferral.own`: to end one before its day is for another physician than the one who entered it.
pub(crate) fn may_lift(standing: &Standing, by: UserId) -> Result<(), Refusal> {
    may_touch(standing)?;
    if standing.permanent {
        let text = say!(
            "永久屏蔽只能经归队程序解除；没有归队方案的代码不解除。登记有误请用“更正”",
            "a permanent deferral is lifted by the re-entry procedure only, and never where its code has none; a wrong entry is corrected"
        );
        return Err(Refusal::new("deferral.by-reentry", text));
    }
    another(standing, by)
}

/// Whether the last day may become the earlier `until`. Refuses by `deferral.ended`, `deferral.laboratory`,
/// `deferral.until-permanent`, `deferral.own`, `deferral.not-shorter` and `deferral.until-past`.
pub(crate) fn may_shorten(standing: &Standing, until: Day, today: Day, by: UserId) -> Result<(), Refusal> {
    may_touch(standing)?;
    if standing.permanent {
        return without_end(Some(until)).map(|_| ()).map_err(|(_, refusal)| refusal);
    }
    another(standing, by)?;
    if standing.until.is_some_and(|before| until >= before) {
        let text =
            say!("新的截止日不早于原来的，请用“调整截止日”", "this is not earlier than before: move the last day");
        return Err(Refusal::new("deferral.not-shorter", text));
    }
    not_past(until, today)
}

fn another(standing: &Standing, by: UserId) -> Result<(), Refusal> {
    if standing.made_by != Some(by) {
        return Ok(());
    }
    let text =
        say!("提前结束须由登记人以外的医师决定", "another physician than the one who entered it ends a deferral early");
    Err(Refusal::new("deferral.own", text))
}

/// Whether the last day may become `until`, on or after the rulebook's. `physician`: whoever asks may decide as one. Refuses by
/// `deferral.ended`, `deferral.laboratory`, `deferral.until-permanent`, `deferral.physician-entry`, `deferral.until-short` and
/// `deferral.until-past`.
pub(crate) fn may_move_end(standing: &Standing, until: Day, today: Day, physician: bool) -> Result<(), Refusal> {
    may_touch(standing)?;
    if standing.permanent {
        return without_end(Some(until)).map(|_| ()).map_err(|(_, refusal)| refusal);
    }
    if standing.origin == Origin::Physician && !physician {
        let text = say!("医师登记的暂缓由医师调整", "what a physician has entered is moved by a physician");
        return Err(Refusal::new("deferral.physician-entry", text));
    }
    not_short(until, standing.floor)?;
    not_past(until, today)
}

/// Refuses by `deferral.ended` and `deferral.laboratory`.
pub(super) fn may_touch(standing: &Standing) -> Result<(), Refusal> {
    if standing.ended {
        let text = say!("该记录已结束或已解除", "this deferral is over or lifted already");
        return Err(Refusal::new("deferral.ended", text));
    }
    if standing.origin == Origin::Laboratory {
        let text = say!(
            "检验判定的屏蔽须按归队程序处理",
            "what the laboratory entered is lifted by the re-entry procedure only"
        );
        return Err(Refusal::new("deferral.laboratory", text));
    }
    Ok(())
}

/// The same answer without who has entered it: that the laboratory did is told to nobody on the way.
pub(super) fn neutral(answer: Result<(), Refusal>) -> Result<(), Refusal> {
    answer.map_err(|refusal| {
        if refusal.rule != "deferral.laboratory" {
            return refusal;
        }
        let text = say!("这条记录只能经归队程序处理", "this one is for the re-entry procedure only");
        Refusal::new("deferral.by-reentry", text)
    })
}
