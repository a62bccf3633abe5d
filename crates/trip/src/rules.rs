//! Which step may follow, and what refuses it. The vehicle asks before it writes; the station asks again when the day
//! comes back.

use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        binding, book, inquiry, reactions,
        screening::{self, Facts, Line},
    },
    donation_number::DonationNumber,
    eligibility::{self, DonationKind},
    refusal::Refusal,
    rulebook, say,
};

use crate::{
    entry::Step,
    package::Duty,
    standing::From,
    state::{Journal, Stage, Visit},
};

/// What the package says, as far as a step needs it.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// Numbers of this trip.
    pub numbers: &'a [DonationNumber],
    /// Lots that may not be used.
    pub blocked_lots: &'a [String],
}

/// Whether a person may be taken in: nobody twice in a day. Refuses by `trip.already-here` and `trip.closed`.
pub fn may_arrive(journal: &Journal, identity: &crate::seal::Bytes) -> Result<(), Refusal> {
    not_closed(journal)?;
    let Some(visit) = journal.of_person(identity) else { return Ok(()) };
    let gone = visit.stage == Stage::Left && visit.started_at.is_none();
    if gone {
        return Ok(());
    }
    let (zh, en) = visit.stage.words();
    let reason = say!("该证件今天已在本车登记（{zh}）", "this document was taken in on this vehicle today ({en})");
    Err(Refusal::new("trip.already-here", reason))
}

fn not_closed(journal: &Journal) -> Result<(), Refusal> {
    if journal.closed_at.is_none() {
        return Ok(());
    }
    Err(Refusal::new("trip.closed", say!("今天的外采已结束", "the day of this trip is closed")))
}

/// Whether `step` may follow for `visit`. Refuses by `trip.order`, `trip.closed`, `trip.not-physician`,
/// `trip.number-foreign`, `trip.number-used`, `trip.lot-blocked`, `trip.not-accepted`, `trip.times`, `trip.severity`, and by
/// the rules of the chair.
pub fn may_follow(
    journal: &Journal,
    visit: &Visit,
    step: &Step,
    duty: Duty,
    (taken, today, now): (Taken<'_>, Day, Instant),
) -> Result<(), Refusal> {
    // Who feels unwell when the day is over is not sent away with a rule.
    if !matches!(step, Step::Reaction { .. }) {
        not_closed(journal)?;
    }
    in_order(visit, step)?;
    match step {
        Step::Answered { version, answers, .. } => {
            inquiry::complete(book::inquiry(today)?, about(visit), version, answers, today)
                .map_err(|(_, refusal)| refusal)
        }
        Step::Decided { accepted, volume_ml, refusals, .. } => {
            physician(duty)?;
            screening::volume_allowed(visit.kind, *volume_ml, today)?;
            if *accepted && !refusals.is_empty() { Err(not_accepted(refusals)) } else { Ok(()) }
        }
        Step::Bound { number, lot, medium, expires_on, .. } => {
            free(journal, visit, *number, taken)?;
            lot_allowed(lot, taken)?;
            let bag = binding::Bag { medium: *medium, expires_on: *expires_on };
            binding::bag_usable(&bag, book::collection(today)?, today)
        }
        Step::Ended { .. } => long_enough(visit, now, today),
        Step::Reaction { severity, .. } if !matches!(severity.as_str(), "mild" | "moderate" | "severe") => {
            let reason = say!("反应程度应为 mild、moderate 或 severe", "severity is mild, moderate or severe");
            Err(Refusal::new("trip.severity", reason))
        }
        Step::Reaction { kind, .. } => reactions::kind(kind, today).map(|_| ()),
        _ => Ok(()),
    }
}

/// Refuses by `trip.order`.
fn in_order(visit: &Visit, step: &Step) -> Result<(), Refusal> {
    let fits = match step {
        Step::Answered { .. } => matches!(visit.stage, Stage::Identified),
        Step::Checked { .. } => matches!(visit.stage, Stage::Answered | Stage::Checked),
        Step::Decided { .. } => matches!(visit.stage, Stage::Checked),
        Step::Bound { .. } => matches!(visit.stage, Stage::Accepted),
        Step::Started => matches!(visit.stage, Stage::Bound),
        Step::Ended { .. } => matches!(visit.stage, Stage::Started),
        Step::Reaction { .. } => true,
        Step::Left { .. } => !visit.stage.is_final(),
        _ => false,
    };
    if fits {
        return Ok(());
    }
    let (zh, en) = visit.stage.words();
    Err(Refusal::new(
        "trip.order",
        say!("此人{zh}，不能进行这一步", "this person is {en}; this step is not possible now"),
    ))
}

fn physician(duty: Duty) -> Result<(), Refusal> {
    if duty == Duty::Physician {
        return Ok(());
    }
    Err(Refusal::new("trip.not-physician", say!("判定由医师作出，请医师登录", "a physician decides; sign in as one")))
}

fn not_accepted(refusals: &[Line]) -> Refusal {
    let open = refusals.iter().filter(|line| !line.confidential).map(|line| line.reason.clone()).next();
    let (zh, en) =
        open.map_or_else(|| ("见判定依据".to_owned(), "see the reasons".to_owned()), |text| (text.zh, text.en));
    Refusal::new("trip.not-accepted", say!("不可判定为可献：{zh}", "this may not be accepted: {en}"))
}

/// Refuses by `trip.number-foreign` and `trip.number-used`.
fn free(journal: &Journal, visit: &Visit, number: DonationNumber, taken: Taken<'_>) -> Result<(), Refusal> {
    if !taken.numbers.contains(&number) {
        let reason = say!("编号 {number} 不属于本次外采", "the number {number} does not belong to this trip");
        return Err(Refusal::new("trip.number-foreign", reason));
    }
    let used = journal.used.get(&number).is_some_and(|by| *by != visit.visit_id);
    if used || journal.void.contains_key(&number) {
        let reason = say!(
            "编号 {number} 已用过或已作废，请换一套条码",
            "the number {number} is used or void, take another set of labels"
        );
        return Err(Refusal::new("trip.number-used", reason));
    }
    Ok(())
}

fn lot_allowed(lot: &str, taken: Taken<'_>) -> Result<(), Refusal> {
    if !taken.blocked_lots.iter().any(|blocked| blocked == lot) {
        return Ok(());
    }
    Err(Refusal::new("trip.lot-blocked", say!("批号 {lot} 已停用", "the lot {lot} may not be used")))
}

/// Whether labels may be voided. Refuses as [`may_follow`] refuses a number, and by `trip.closed`.
pub fn may_void(journal: &Journal, number: DonationNumber, taken: Taken<'_>) -> Result<(), Refusal> {
    not_closed(journal)?;
    let reason = say!("编号 {number} 不属于本次外采或已使用", "the number {number} is not of this trip, or is used");
    let free = taken.numbers.contains(&number) && !journal.used.contains_key(&number);
    if free { Ok(()) } else { Err(Refusal::new("trip.number-used", reason)) }
}

/// Whether the day may be closed. Refuses by `trip.open-visits` and `trip.closed`.
pub fn may_close(journal: &Journal) -> Result<(), Refusal> {
    not_closed(journal)?;
    let open = journal.open();
    if open == 0 {
        return Ok(());
    }
    Err(Refusal::new("trip.open-visits", say!("还有 {open} 人未完成", "{open} people are not finished")))
}

/// Refuses by `trip.times`.
fn long_enough(visit: &Visit, now: Instant, today: Day) -> Result<(), Refusal> {
    let longest = book::collection(today)?.minutes_max;
    let seconds = visit.started_at.map_or(-1, |started| now.seconds_since(started));
    if (1..=longest * 60).contains(&seconds) {
        return Ok(());
    }
    let reason = say!(
        "进针应早于拔针，且不超过 {longest} 分钟",
        "the needle goes in before it comes out, and stays no longer than {longest} minutes"
    );
    Err(Refusal::new("trip.times", reason))
}

/// Every reason why this person may not give today, as far as the vehicle can know.
///
/// # Errors
/// The rulebook has no page for the day.
pub fn judge(visit: &Visit, standing: Option<From>, today: Day) -> Result<Vec<Line>, Refusal> {
    let (Some((_, answers)), Some(check)) = (&visit.answers, &visit.check) else {
        return Err(Refusal::new("trip.order", say!("先征询并检查", "ask and measure first")));
    };
    let mut standing_lines: Vec<eligibility::Line> = not_yet(standing, today).into_iter().collect();
    standing_lines.extend(age(visit.born_on, standing.is_some(), today));
    let facts = Facts {
        sex: visit.sex,
        kind: visit.kind,
        first_time: first_time(visit),
        inquiry: book::inquiry(today)?,
        answers,
        check,
        standing: &standing_lines,
    };
    Ok(screening::judge(&facts, today))
}

/// Of whom the questions are asked.
pub fn about(visit: &Visit) -> inquiry::About {
    inquiry::About { sex: visit.sex, kind: visit.kind, first_time: first_time(visit) }
}

/// Somebody whom the station does not know may still have given elsewhere; somebody whom it knows may only be registered.
fn first_time(visit: &Visit) -> Option<bool> {
    if visit.known { None } else { Some(true) }
}

/// What the table says against it: `trip.not-yet`. The reason is not known on the vehicle.
pub fn not_yet(standing: Option<From>, today: Day) -> Option<eligibility::Line> {
    let (reason, until) = match standing? {
        From::Now => return None,
        From::On(day) if day <= today => return None,
        From::On(day) => {
            let reason = say!("系统登记该献血者 {day} 起可献", "the station's file says: may give from {day}");
            (reason, day.date().yesterday().ok().map(Day::from))
        }
        From::Never => {
            (say!("系统登记该献血者不可献，请回站查询", "the station's file says: may not give; ask the station"), None)
        }
    };
    Some(eligibility::Line { rule: "trip.not-yet".to_owned(), reason, until, clause: "GB 18467-2011".to_owned() })
}

/// The ages, for somebody whose file is out of reach: `trip.age`.
pub fn age(born_on: Day, known: bool, today: Day) -> Option<eligibility::Line> {
    let line = |reason, clause: &str| {
        Some(eligibility::Line { rule: "trip.age".to_owned(), reason, until: None, clause: clause.to_owned() })
    };
    let Some(rule) = rulebook::eligibility().effective_on(today).age() else {
        return line(say!("规则库中没有当日生效的年龄要求", "the rulebook has no ages in force on that day"), "");
    };
    let (years, oldest) = (born_on.years_until(today), if known { rule.repeat_max_years } else { rule.max_years });
    if (rule.min_years..=oldest).contains(&years) {
        return None;
    }
    let youngest = rule.min_years;
    let reason =
        say!("年龄 {years} 岁，应为 {youngest}–{oldest} 岁", "{years} years old; donors are {youngest} to {oldest}");
    line(reason, &rule.basis.source)
}

/// What is given on vehicles.
pub const KIND: DonationKind = DonationKind::WholeBlood;
