//! 时限: until when a case is confirmed and closed, from `rulebook/cn/recall.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say, zone,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    deadline: Vec<Deadline>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Deadline {
    acknowledge_hours: i64,
    close_days: i64,
    basis: Basis,
}

/// Until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Until {
    /// Everybody who has any of it has confirmed.
    pub(super) acknowledged: Instant,
    /// The case is closed.
    pub(super) closed: Instant,
}

/// The deadlines of a case that is opened at `at`.
///
/// # Errors
/// `recall.no-rules` when the rulebook has none for that day.
pub(super) fn until(at: Instant) -> Result<Until, Refusal> {
    static BOOK: LazyLock<Book> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/recall.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/recall.toml is damaged: {error}"))
    });
    let day: Day = at.day_in(&zone::china());
    let Some(rule) = in_force(BOOK.deadline.iter(), day, |rule| &rule.basis) else {
        let reason = say!("规则库中没有 {day} 生效的召回时限", "the rulebook has no deadlines of recalls for {day}");
        return Err(Refusal::new("recall.no-rules", reason));
    };
    Ok(Until {
        acknowledged: at.plus_seconds(rule.acknowledge_hours * 3600),
        closed: at.plus_seconds(rule.close_days * 86_400),
    })
}
