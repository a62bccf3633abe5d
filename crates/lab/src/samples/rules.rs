//! What becomes of a tube that is scanned, and when a receipt may be closed. Pure.

use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::TubeRole,
    id::UserId,
    refusal::Refusal,
    say,
    temperature::Celsius,
};

use super::{book::Samples, words::TubeOutcome};

/// Found by the program: it was too long on its way.
pub(crate) const LATE: &str = "late";
/// Found by the program: the box came too warm or too cold.
pub(crate) const TEMPERATURE: &str = "temperature";
/// Found by the program: another day or place has sent it.
pub(crate) const OTHER_SESSION: &str = "other_session";

/// A tube in front of the receiver.
#[derive(Debug, Clone)]
pub(crate) struct Arrived<'a> {
    /// What its labels say it is for.
    pub(crate) said: Option<TubeRole>,
    /// What the receiver says it is for.
    pub(crate) asked: Option<TubeRole>,
    /// What the receiver sees of it.
    pub(crate) seen: &'a [String],
    /// When the donation ended.
    pub(crate) ended_at: Instant,
    /// When the receipt began: the tubes have been here since then.
    pub(crate) came_at: Instant,
    /// On arrival.
    pub(crate) temperature: Option<Celsius>,
    /// The receipt is of the day and place that have sent it.
    pub(crate) of_session: bool,
}

/// What becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) role: TubeRole,
    pub(crate) outcome: TubeOutcome,
    /// Codes, those of the program first.
    pub(crate) findings: Vec<String>,
}

/// Judges a tube by the rules of `day`.
///
/// Refuses by `sample.role` a tube of which nobody says what it is for, by `sample.other-role` one whose labels say another
/// thing than the receiver, and by `sample.finding` what the rulebook does not know.
pub(crate) fn judge(book: &Samples, day: Day, tube: &Arrived<'_>) -> Result<Judged, Refusal> {
    let role = role(tube)?;
    let mut findings = Vec::new();
    let mut refused = false;
    if let Some(limits) = book.limits(role, day) {
        let hours = limits.hours_max;
        let late = tube.came_at.seconds_since(tube.ended_at) > hours * 3600;
        let (min, max) = (Celsius::from_degrees(limits.min_c), Celsius::from_degrees(limits.max_c));
        let outside = tube.temperature.is_some_and(|found| Some(found) < min || max.is_some_and(|max| found > max));
        findings.extend(late.then(|| LATE.to_owned()));
        findings.extend(outside.then(|| TEMPERATURE.to_owned()));
        refused = limits.strict && (late || outside);
    }
    findings.extend((!tube.of_session).then(|| OTHER_SESSION.to_owned()));
    for code in tube.seen {
        let finding = book.finding(code, day).ok_or_else(|| unknown(code))?;
        refused |= finding.refused_for.contains(&role);
        if !findings.contains(code) {
            findings.push(code.clone());
        }
    }
    let outcome = match (refused, findings.is_empty()) {
        (true, _) => TubeOutcome::Refused,
        (false, true) => TubeOutcome::Accepted,
        (false, false) => TubeOutcome::Remarked,
    };
    Ok(Judged { role, outcome, findings })
}

fn role(tube: &Arrived<'_>) -> Result<TubeRole, Refusal> {
    match (tube.said, tube.asked) {
        (Some(said), Some(asked)) if said != asked => Err(Refusal::new(
            "sample.other-role",
            say!(
                "标签说明这是另一种试管，请放到对应的位置",
                "its labels say that this is another tube: put it where it belongs"
            ),
        )),
        (Some(role), _) | (None, Some(role)) => Ok(role),
        (None, None) => Err(Refusal::new(
            "sample.role",
            say!("编号看不出是哪种试管，请先选管型", "the number does not tell which tube it is: choose that first"),
        )),
    }
}

fn unknown(code: &str) -> Refusal {
    let code: String = code.chars().take(40).collect();
    Refusal::new("sample.finding", say!("没有“{code}”这一项", "there is no finding “{code}”"))
}

/// A receipt that is open may be scanned into. Refuses by `sample.receipt-closed`.
pub(crate) fn may_scan(closed: bool) -> Result<(), Refusal> {
    if !closed {
        return Ok(());
    }
    let reason = say!("此次接收已结束，请再开一次接收", "this receipt is closed: open another one");
    Err(Refusal::new("sample.receipt-closed", reason))
}

/// Closes a receipt. Refuses by `sample.receipt-closed` one that is, and by `sample.reason` one that found differences and
/// says nothing of them.
pub(crate) fn may_close(closed: bool, differences: usize, reason: Option<&str>) -> Result<(), Refusal> {
    may_scan(closed)?;
    if differences == 0 || reason.is_some_and(|reason| reason.trim().chars().count() >= 2) {
        return Ok(());
    }
    let text = say!("有 {differences} 处差异，请说明原因", "{differences} differences: say why");
    Err(Refusal::new("sample.reason", text))
}

/// Another person than the one who closed it confirms a receipt, once. Refuses by `sample.receipt-open`, `sample.confirmed` and
/// `sample.same-person`.
pub(crate) fn may_confirm(closed_by: Option<UserId>, confirmed: bool, who: UserId) -> Result<(), Refusal> {
    match closed_by {
        None => Err(Refusal::new("sample.receipt-open", say!("此次接收尚未结束", "this receipt is not closed yet"))),
        Some(_) if confirmed => Err(Refusal::new("sample.confirmed", say!("已由他人核对", "it is confirmed already"))),
        Some(one) if one == who => {
            Err(Refusal::new("sample.same-person", say!("须由另一人核对", "another person confirms it")))
        }
        Some(_) => Ok(()),
    }
}
