//! The rulebook's page on reactions of donors: kinds, grades, what follows. `rulebook/cn/reactions.toml`

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{
    clock::{Day, Instant},
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reactions {
    #[serde(rename = "type")]
    types: Vec<ReactionType>,
    severity: Vec<Grade>,
    rest: Vec<Rest>,
}

/// A kind of reaction.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReactionType {
    /// Stable name.
    pub code: String,
    /// What people call it.
    pub name: Text,
    /// `local`, `vasovagal`, `apheresis`, `allergic` or `other`.
    pub group: String,
    /// A donor who had it is no longer one without reactions.
    pub counts: bool,
    basis: Basis,
}

/// How grave a reaction is, and what follows from that.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Stable name.
    pub code: String,
    /// What people call it.
    pub name: Text,
    /// How to tell.
    pub how: Text,
    /// Shortest rest after it is over, minutes.
    pub rest_minutes: i64,
    /// A person calls the donor within this time, hours.
    pub follow_up_hours: Option<i64>,
    /// A physician has to treat.
    #[serde(default)]
    pub physician: bool,
    /// Quality hears of it at once.
    #[serde(default)]
    pub serious: bool,
    /// What is proposed to the physician.
    pub deferral: Option<Proposal>,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// A deferral that the rulebook proposes; a person enters or declines it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Code of the page on donors.
    pub code: String,
    /// Which case of the code.
    pub case: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rest {
    minutes: i64,
    basis: Basis,
}

fn page() -> &'static Reactions {
    static BOOK: LazyLock<Reactions> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/reactions.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/reactions.toml is damaged: {error}"))
    });
    &BOOK
}

/// The kinds in force on `day`.
pub fn types(day: Day) -> Vec<&'static ReactionType> {
    page().types.iter().filter(|kind| kind.basis.effective_from <= day).collect()
}

/// The grades in force on `day`, the lightest first.
pub fn grades(day: Day) -> Vec<&'static Grade> {
    page().severity.iter().filter(|grade| grade.basis.effective_from <= day).collect()
}

/// The kind of this name. Refuses by `reaction.type`.
pub fn kind(code: &str, day: Day) -> Result<&'static ReactionType, Refusal> {
    in_force(page().types.iter().filter(|kind| kind.code == code), day, |kind| &kind.basis).ok_or_else(|| {
        let reason = say!("规则库没有这种献血反应", "the rulebook knows no such reaction");
        Refusal::new("reaction.type", reason)
    })
}

/// The grade of this name. Refuses by `reaction.grade`.
pub fn grade(code: &str, day: Day) -> Result<&'static Grade, Refusal> {
    in_force(page().severity.iter().filter(|grade| grade.code == code), day, |grade| &grade.basis).ok_or_else(|| {
        let reason = say!("规则库没有这个分级", "the rulebook knows no such grade");
        Refusal::new("reaction.grade", reason)
    })
}

/// What happened since the needle came out, as far as it decides when the donor may go.
#[derive(Debug, Clone, Copy)]
pub struct Resting<'a> {
    /// When the needle came out.
    pub since: Instant,
    /// The gravest reaction with the time at which it was over; an open one has none.
    pub reaction: Option<(&'a Grade, Option<Instant>)>,
}

/// From when the donor may leave the rest area; `None` while a reaction is not over.
pub fn may_leave_from(resting: Resting<'_>, day: Day) -> Option<Instant> {
    let usual = in_force(&page().rest, day, |rest| &rest.basis).map_or(0, |rest| rest.minutes);
    let usual = resting.since.plus_seconds(usual * 60);
    match resting.reaction {
        None => Some(usual),
        Some((grade, over)) => over.map(|over| over.plus_seconds(grade.rest_minutes * 60).max(usual)),
    }
}

/// Refuses by `rest.reaction` and `rest.short` to let the donor go at `now`.
pub fn may_leave(resting: Resting<'_>, now: Instant, day: Day) -> Result<(), Refusal> {
    let Some(from) = may_leave_from(resting, day) else {
        let reason = say!("献血反应尚未缓解，不能离开", "the reaction is not over: the donor stays");
        return Err(Refusal::new("rest.reaction", reason));
    };
    if from <= now {
        return Ok(());
    }
    let left = (from.seconds_since(now) + 59) / 60;
    let reason = say!("还需休息观察 {left} 分钟", "{left} more minute(s) of rest");
    Err(Refusal::new("rest.short", reason))
}
