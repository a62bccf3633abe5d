//! What has to be mended, explained or merely told before a day is closed. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{refusal::Refusal, say, text::Text};

use crate::donations::DonationState;

/// What was counted by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counted {
    pub(super) bags: i32,
    pub(super) tubes: i32,
    pub(super) forms: i32,
}

/// A donation of the day.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// How people name it: its number, or the masked donor before it has one.
    pub(super) about: String,
    pub(super) state: DonationState,
    pub(super) bags: i32,
    pub(super) tubes: i32,
    /// In boxes of this site, whatever became of these.
    pub(super) boxed_bags: i32,
    pub(super) boxed_tubes: i32,
    /// Whether the donor's consent is signed; nobody knows for one-step registrations, whose paper is counted as a form.
    pub(super) consented: Option<bool>,
}

/// What the system knows of the day.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// Tickets of people who have not left.
    pub(super) open_visits: Vec<String>,
    pub(super) donations: Vec<Line>,
    /// Numbers that nothing carries any more, and why.
    pub(super) spent: Vec<(String, String)>,
    pub(super) counted: Option<Counted>,
}

/// What is expected to be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SessionExpected)]
pub(super) struct Expected {
    /// Bags of completed donations.
    pub(super) bags: i32,
    /// Tubes of completed donations.
    pub(super) tubes: i32,
    /// One signed form for every donor who was judged.
    pub(super) forms: i32,
}

/// What is not as it should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = SessionDifferenceKind)]
pub(super) enum Kind {
    /// Somebody has not left.
    VisitOpen,
    /// A donation is neither completed nor cancelled.
    DonationOpen,
    /// A donor gave, and the consent is not signed.
    ConsentMissing,
    /// More or fewer bags than donations gave.
    Bags,
    /// More or fewer tubes.
    Tubes,
    /// More or fewer forms.
    Forms,
    /// A bag is in no box.
    BagLeft,
    /// Tubes are in no box.
    TubesLeft,
    /// A number that nothing carries any more.
    NumberSpent,
}

impl Kind {
    /// What has to be done about it.
    pub(super) const fn duty(self) -> Duty {
        match self {
            Self::VisitOpen | Self::DonationOpen => Duty::Mend,
            Self::NumberSpent => Duty::None,
            _ => Duty::Explain,
        }
    }
}

/// What has to be done about a difference before the day is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = SessionDuty)]
pub(super) enum Duty {
    /// It is brought to an end.
    Mend,
    /// A person says why.
    Explain,
    /// Nothing: it is told.
    None,
}

/// One thing that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub(super) kind: Kind,
    pub(super) about: String,
    pub(super) text: Text,
}

/// What should be counted.
pub(super) fn expected(facts: &Facts) -> Expected {
    let full = || facts.donations.iter().filter(|line| line.state == DonationState::Completed);
    let forms = facts.donations.len();
    Expected {
        bags: full().map(|line| line.bags).sum(),
        tubes: full().map(|line| line.tubes).sum(),
        forms: i32::try_from(forms).unwrap_or(i32::MAX),
    }
}

/// Everything that is not as it should be, what has to be mended first.
pub(super) fn differences(facts: &Facts) -> Vec<Difference> {
    let mut found = open(facts);
    found.extend(facts.counted.into_iter().flat_map(|counted| miscounted(expected(facts), counted)));
    found.extend(facts.donations.iter().filter(|line| line.state == DonationState::Completed).flat_map(left));
    found.extend(facts.spent.iter().map(|(number, why)| Difference {
        kind: Kind::NumberSpent,
        about: number.clone(),
        text: say!("编号 {number} 作废：{why}", "number {number} is void: {why}"),
    }));
    found
}

fn open(facts: &Facts) -> Vec<Difference> {
    let visits = facts.open_visits.iter().map(|ticket| Difference {
        kind: Kind::VisitOpen,
        about: ticket.clone(),
        text: say!("{ticket} 号还没有离开", "ticket {ticket} has not left"),
    });
    let unfinished =
        |line: &&Line| matches!(line.state, DonationState::Accepted | DonationState::Bound | DonationState::Started);
    let donations = facts.donations.iter().filter(unfinished).map(|line| {
        let about = &line.about;
        Difference {
            kind: Kind::DonationOpen,
            about: about.clone(),
            text: say!(
                "{about} 的献血没有完成，也没有取消",
                "the donation of {about} is neither completed nor cancelled"
            ),
        }
    });
    visits.chain(donations).collect()
}

fn miscounted(expected: Expected, counted: Counted) -> Vec<Difference> {
    let figures = [
        (Kind::Bags, ("血袋", "bags"), expected.bags, counted.bags),
        (Kind::Tubes, ("试管", "tubes"), expected.tubes, counted.tubes),
        (Kind::Forms, ("表单", "forms"), expected.forms, counted.forms),
    ];
    let wrong = figures.into_iter().filter(|(_, _, due, found)| due != found);
    let told = |(kind, (zh, en), due, found): (Kind, (&str, &str), i32, i32)| Difference {
        kind,
        about: found.to_string(),
        text: say!("{zh}应有 {due}，清点 {found}", "{due} {en} are expected, {found} were counted"),
    };
    wrong.map(told).collect()
}

/// What a completed donation leaves behind.
fn left(line: &Line) -> Vec<Difference> {
    let about = &line.about;
    let mut found = Vec::new();
    let mut note = |kind, text| found.push(Difference { kind, about: about.clone(), text });
    if line.consented == Some(false) {
        note(Kind::ConsentMissing, say!("{about} 没有签署知情同意书", "the consent for {about} is not signed"));
    }
    if line.boxed_bags < line.bags {
        let missing = line.bags - line.boxed_bags;
        note(Kind::BagLeft, say!("{about} 有 {missing} 袋没有装箱", "{missing} bags of {about} are in no box"));
    }
    if line.boxed_tubes < line.tubes {
        let missing = line.tubes - line.boxed_tubes;
        note(Kind::TubesLeft, say!("{about} 有 {missing} 支试管没有装箱", "{missing} tubes of {about} are in no box"));
    }
    found
}

/// Refuses by `session.closed` what comes after the close.
pub(super) fn still_open(closed: bool) -> Result<(), Refusal> {
    if !closed {
        return Ok(());
    }
    let reason = say!("该场次已关闭，请先说明原因重新打开", "this day is closed: open it again with a reason first");
    Err(Refusal::new("session.closed", reason))
}

/// Refuses by `session.not-closed` to open again what is open.
pub(super) fn may_reopen(closed: bool) -> Result<(), Refusal> {
    if closed {
        return Ok(());
    }
    Err(Refusal::new("session.not-closed", say!("该场次没有关闭", "this day is not closed")))
}

/// Whether the day can be closed. Refuses by `session.closed`, `session.not-counted`, `session.unfinished` and
/// `session.unexplained`; `explained` tells whether a person has said why.
pub(super) fn may_close(closed: bool, facts: &Facts, explained: impl Fn(&Difference) -> bool) -> Result<(), Refusal> {
    still_open(closed)?;
    if facts.counted.is_none() {
        let reason = say!("请先清点血袋、试管和表单", "count bags, tubes and forms first");
        return Err(Refusal::new("session.not-counted", reason));
    }
    let all = differences(facts);
    if let Some(Difference { text: Text { zh, en }, .. }) = all.iter().find(|found| found.kind.duty() == Duty::Mend) {
        return Err(Refusal::new("session.unfinished", say!("请先处理：{zh}", "first bring to an end: {en}")));
    }
    let waiting = all.iter().filter(|found| found.kind.duty() == Duty::Explain).find(|found| !explained(found));
    let Some(Difference { text: Text { zh, en }, .. }) = waiting else { return Ok(()) };
    Err(Refusal::new("session.unexplained", say!("请先说明：{zh}", "explain first: {en}")))
}

/// Refuses by `session.nothing-to-explain` words about something that does not differ.
pub(super) fn may_explain(facts: &Facts, kind: Kind, about: &str) -> Result<(), Refusal> {
    let differs = differences(facts).iter().any(|found| found.kind == kind && found.about == about);
    if differs && kind.duty() == Duty::Explain {
        return Ok(());
    }
    let reason = say!("这里没有需要说明的差异", "nothing here needs an explanation");
    Err(Refusal::new("session.nothing-to-explain", reason))
}
