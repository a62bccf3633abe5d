//! Which step may follow, and what refuses it. The vehicle asks before it writes; the station asks again when the day
//! comes back.

use vena_kernel::{
    clock::{Day, Instant},
    collection::{
        binding, book, inquiry, lots, reactions,
        screening::{self, Facts, Line},
    },
    donation_number::DonationNumber,
    eligibility::{self, DonationKind},
    refusal::Refusal,
    rulebook, say,
};

use crate::{
    entry::{Again, Consented, Piece, Step},
    package::{Duty, Hand, LyingLot, Package, RecalledLot},
    standing::From,
    state::{Journal, Stage, Visit},
};

/// What the package says, as far as a step needs it.
#[derive(Debug, Clone, Copy)]
pub struct Taken<'a> {
    /// Numbers of this trip.
    pub numbers: &'a [DonationNumber],
    /// The vehicle's lots.
    pub lots: &'a [LyingLot],
    /// Lots that were called back.
    pub recalled: &'a [RecalledLot],
    /// Version of what is read before a donation.
    pub consent: &'a str,
    /// The needle waits for the donor's signature.
    pub signed_papers: bool,
}

impl<'a> std::convert::From<&'a Package> for Taken<'a> {
    fn from(package: &'a Package) -> Self {
        Self {
            numbers: &package.numbers,
            lots: &package.lots,
            recalled: &package.recalled,
            consent: &package.reading.version,
            signed_papers: package.signed_papers,
        }
    }
}

impl Taken<'_> {
    /// How a lot stands on the vehicle: the list has to name it, where there is a list of that kind of thing.
    fn lot(&self, item: &str, lot: &str) -> lots::Standing<'_> {
        let lies = self.lots.iter().find(|lying| lying.item == item && lying.lot == lot);
        let back = self.recalled.iter().find(|recalled| recalled.item == item && recalled.lot == lot);
        lots::Standing {
            recalled: back.map(|recalled| recalled.reason.as_str()),
            finished: lies.is_some_and(|lying| lying.finished),
            expires_on: lies.map(|lying| lying.expires_on),
            unknown: lies.is_none() && self.lots.iter().any(|lying| lying.item == item && !lying.finished),
        }
    }
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

/// Whether `step` may follow for `visit`. Refuses by `trip.order`, `trip.closed`, `trip.no-consent`, `trip.not-physician`, `decision.reason`,
/// `trip.number-foreign`, `trip.not-accepted`, `trip.times`, `trip.severity`, and by the rules of the chair: those of numbers,
/// kits and lots, `donation.not-seated`, `donation.unsigned`, `wish.used`, `rest.short` and `rest.reaction`.
pub fn may_follow(
    journal: &Journal,
    visit: &Visit,
    step: &Step,
    hand: Hand,
    (taken, today, now): (Taken<'_>, Day, Instant),
) -> Result<(), Refusal> {
    // Who feels unwell or rests when the day is over is not sent away with a rule.
    let afterwards = visit.stage == Stage::Ended && matches!(step, Step::Left { .. });
    if !afterwards && !matches!(step, Step::Reaction { .. } | Step::Over) {
        not_closed(journal)?;
    }
    in_order(visit, step)?;
    match step {
        Step::Answered { version, answers, consent, .. } => {
            consented(consent.as_ref(), taken.consent)?;
            inquiry::complete(book::inquiry(today)?, about(visit), version, answers, today)
                .map_err(|(_, refusal)| refusal)
        }
        Step::Decided { accepted, volume_ml, refusals, note } => {
            physician(hand)?;
            screening::volume_allowed(visit.kind, *volume_ml, today)?;
            match (*accepted, refusals.is_empty()) {
                (true, false) => Err(not_accepted(refusals)),
                (false, true) => with_reason(note.as_deref()),
                _ => Ok(()),
            }
        }
        Step::Bound { number, lot, medium, expires_on, piece, lots, .. } => {
            free(journal, visit, *number, taken)?;
            piece.as_ref().map_or(Ok(()), |piece| unused(journal, visit, piece))?;
            lots::may_use(lot, taken.lot("kit", lot), today)?;
            for used in lots {
                lots::may_use(&used.lot, taken.lot(&used.item, &used.lot), today)?;
            }
            let bag = binding::Bag { medium: *medium, expires_on: *expires_on };
            binding::bag_usable(&bag, book::collection(today)?, today)
        }
        Step::Started { again } => {
            asked_again(*again)?;
            if taken.signed_papers { signed(visit) } else { Ok(()) }
        }
        Step::Wish { .. } if visit.wish.is_some() => {
            Err(Refusal::new("wish.used", say!("贴纸已使用", "a sticker was used already")))
        }
        Step::Left { .. } if visit.stage == Stage::Ended => rested(visit, now, today),
        Step::Ended { .. } => long_enough(visit, now, today),
        Step::Reaction { severity, .. } if !matches!(severity.as_str(), "mild" | "moderate" | "severe") => {
            let reason = say!("反应程度应为 mild、moderate 或 severe", "severity is mild, moderate or severe");
            Err(Refusal::new("trip.severity", reason))
        }
        Step::Reaction { kind, .. } => reactions::kind(kind, today).map(|_| ()),
        _ => Ok(()),
    }
}

/// Whether this step may come where the person stands.
pub(crate) fn fits(visit: &Visit, step: &Step) -> bool {
    match step {
        Step::Answered { .. } => matches!(visit.stage, Stage::Identified),
        Step::Checked { .. } => matches!(visit.stage, Stage::Answered | Stage::Checked),
        Step::Decided { .. } => matches!(visit.stage, Stage::Checked),
        Step::Bound { .. } => matches!(visit.stage, Stage::Accepted),
        Step::Started { .. } => matches!(visit.stage, Stage::Bound),
        Step::Ended { .. } => matches!(visit.stage, Stage::Started),
        Step::Reaction { .. } => true,
        Step::Over => !visit.reactions.is_empty() && visit.over_at.is_none(),
        Step::Wish { .. } => matches!(visit.stage, Stage::Bound | Stage::Started | Stage::Ended),
        Step::Left { .. } => !visit.stage.is_final() || (visit.stage == Stage::Ended && visit.went_at.is_none()),
        _ => false,
    }
}

/// Refuses by `trip.order`.
fn in_order(visit: &Visit, step: &Step) -> Result<(), Refusal> {
    if fits(visit, step) {
        return Ok(());
    }
    let (zh, en) = visit.stage.words();
    Err(Refusal::new(
        "trip.order",
        say!("此人{zh}，不能进行这一步", "this person is {en}; this step is not possible now"),
    ))
}

/// Refuses by `trip.not-physician` everybody but a physician of the crew who held the permission when the package was made.
fn physician(hand: Hand) -> Result<(), Refusal> {
    if hand.duty == Duty::Physician && hand.decides {
        return Ok(());
    }
    let reason = say!(
        "判定由随车且有判定权限的医师作出，请医师用本人 PIN 登录",
        "a physician of the crew decides who has the permission to: let them sign in with their own PIN"
    );
    Err(Refusal::new("trip.not-physician", reason))
}

/// Refuses by `binding.kit-used`.
fn unused(journal: &Journal, visit: &Visit, piece: &Piece) -> Result<(), Refusal> {
    if journal.pieces.get(piece).is_none_or(|by| *by == visit.visit_id) {
        return Ok(());
    }
    let reason = say!("该血袋已绑定其他献血，请更换", "this kit is bound to another donation, take another one");
    Err(Refusal::new("binding.kit-used", reason))
}

/// Refuses by `decision.reason` a no of the physician's own without a reason, as at a house.
fn with_reason(note: Option<&str>) -> Result<(), Refusal> {
    if note.is_some_and(|note| note.trim().chars().count() >= 2) {
        return Ok(());
    }
    let reason = say!("检查均合格而不同意献血时，请写明理由", "nothing speaks against it: a no needs its reason");
    Err(Refusal::new("decision.reason", reason))
}

/// Refuses by `trip.no-consent` answers of somebody who has not agreed to the text that the vehicle took along.
fn consented(given: Option<&Consented>, current: &str) -> Result<(), Refusal> {
    if given.is_some_and(|given| given.version == current) {
        return Ok(());
    }
    let reason = say!(
        "请先请献血者阅读并同意献血前告知（{current}，GB 18467-2011）",
        "first the donor reads what is told before a donation and agrees ({current}, GB 18467-2011)"
    );
    Err(Refusal::new("trip.no-consent", reason))
}

/// Refuses by `donation.not-seated`.
fn asked_again(again: Option<Again>) -> Result<(), Refusal> {
    if again.is_some() {
        return Ok(());
    }
    let reason = say!(
        "进针前须在采血位再次核对身份（血站技术操作规程 采血前核对）",
        "before the needle goes in the donor is asked again, at the chair"
    );
    Err(Refusal::new("donation.not-seated", reason))
}

/// Refuses by `donation.unsigned`.
fn signed(visit: &Visit) -> Result<(), Refusal> {
    if visit.strokes.is_some() {
        return Ok(());
    }
    let reason = say!(
        "进针前须签署《献血知情同意书》（GB 18467-2011）",
        "before the needle the informed consent must be signed (GB 18467-2011)"
    );
    Err(Refusal::new("donation.unsigned", reason))
}

/// Refuses by `rest.short` and `rest.reaction` to go home too early.
fn rested(visit: &Visit, now: Instant, today: Day) -> Result<(), Refusal> {
    let Some(since) = visit.ended_at else { return Ok(()) };
    let gravest = visit.reaction.as_ref().map(|(severity, _)| reactions::grade(severity, today)).transpose()?;
    let reaction = gravest.map(|grade| (grade, visit.over_at));
    reactions::may_leave(reactions::Resting { since, reaction }, now, today)
}

/// Whether who sits in the chair is who was taken in: by the hash of a document, or by masked name and birthday. Refuses by
/// `chair.identity`.
pub fn same_person(visit: &Visit, document: Option<&crate::seal::Bytes>, said: (&str, Day)) -> Result<(), Refusal> {
    let same = match document {
        Some(document) => *document == visit.identity,
        None => said == (visit.name_masked.as_str(), visit.born_on),
    };
    if same {
        return Ok(());
    }
    let reason = say!(
        "与通过判定的献血者不是同一人，停止操作并重新核对身份（血站技术操作规程 采血前核对）",
        "this is not the donor who was accepted: stop, and find out who sits here"
    );
    Err(Refusal::new("chair.identity", reason))
}

fn not_accepted(refusals: &[Line]) -> Refusal {
    let open = refusals.iter().filter(|line| !line.confidential).map(|line| line.reason.clone()).next();
    let (zh, en) =
        open.map_or_else(|| ("见判定依据".to_owned(), "see the reasons".to_owned()), |text| (text.zh, text.en));
    Refusal::new("trip.not-accepted", say!("不可判定为可献：{zh}", "this may not be accepted: {en}"))
}

/// Refuses by `trip.number-foreign` and `binding.number-used`.
fn free(journal: &Journal, visit: &Visit, number: DonationNumber, taken: Taken<'_>) -> Result<(), Refusal> {
    if !taken.numbers.contains(&number) {
        let reason = say!("编号 {number} 不属于本次外采", "the number {number} does not belong to this trip");
        return Err(Refusal::new("trip.number-foreign", reason));
    }
    let used = journal.used.get(&number).is_some_and(|by| *by != visit.visit_id);
    if used || journal.void.contains_key(&number) {
        let reason = say!(
            "献血编号 {number} 已被使用，请换一套条码",
            "the number {number} is in use already, take another set of labels"
        );
        return Err(Refusal::new("binding.number-used", reason));
    }
    Ok(())
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
