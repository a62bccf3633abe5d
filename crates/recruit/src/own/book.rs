//! The rulebook's page on what donors do for themselves: `rulebook/cn/own.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

/// The entries of the page, all versions.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OwnBook {
    code: Vec<CodeRule>,
    session: Vec<SessionRule>,
    report: Vec<ReportRule>,
    leave: Vec<LeaveRule>,
    keep: Vec<KeepRule>,
}

/// One-time codes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeRule {
    pub(super) digits: u32,
    pub(super) good_minutes: i64,
    pub(super) tries_max: i32,
    pub(super) again_seconds: i64,
    pub(super) per_hour_max: i64,
    pub(super) per_day_max: i64,
    pub(super) per_address_hour_max: i64,
    pub(super) ticket_minutes: i64,
    pub(super) basis: Basis,
}

/// Sign-ins.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SessionRule {
    pub(super) days: i64,
    basis: Basis,
}

/// Reports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ReportRule {
    pub(super) characters_max: usize,
    pub(super) open_max: i64,
    basis: Basis,
}

/// Wishes to be deleted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LeaveRule {
    /// So many days until the answer.
    pub(crate) days: i32,
    basis: Basis,
}

/// What stays of somebody who has left.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeepRule {
    what: String,
    basis: Basis,
}

impl OwnBook {
    /// The page, read once.
    ///
    /// # Panics
    /// Only if the compiled-in file is damaged, which the tests of this module would have shown.
    pub(crate) fn get() -> &'static Self {
        static BOOK: LazyLock<OwnBook> = LazyLock::new(|| {
            toml::from_str(include_str!("../../../../rulebook/cn/own.toml"))
                .unwrap_or_else(|error| panic!("rulebook/cn/own.toml is damaged: {error}"))
        });
        &BOOK
    }

    /// The rule of codes on `day`. Refuses by `own.no-rule` where the rulebook says nothing.
    pub(super) fn code(&self, day: Day) -> Result<&CodeRule, Refusal> {
        in_force(&self.code, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// The rule of sign-ins on `day`. Refuses by `own.no-rule`.
    pub(super) fn session(&self, day: Day) -> Result<&SessionRule, Refusal> {
        in_force(&self.session, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// The rule of wishes to be deleted on `day`. Refuses by `own.no-rule`.
    pub(crate) fn leave(&self, day: Day) -> Result<&LeaveRule, Refusal> {
        in_force(&self.leave, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }

    /// What the law keeps on `day`: what, and which clause.
    pub(crate) fn keeps(&self, day: Day) -> Vec<(String, String)> {
        let in_force = self.keep.iter().filter(|entry| entry.basis.effective_from <= day);
        in_force.map(|entry| (entry.what.clone(), entry.basis.source.clone())).collect()
    }

    /// The rule of reports on `day`. Refuses by `own.no-rule`.
    pub(super) fn report(&self, day: Day) -> Result<&ReportRule, Refusal> {
        in_force(&self.report, day, |entry| &entry.basis).ok_or_else(|| none(day))
    }
}

fn none(day: Day) -> Refusal {
    let reason = say!(
        "规则库中没有 {day} 有效的自助服务规则",
        "the rulebook says nothing about what donors do for themselves on {day}"
    );
    Refusal::new("own.no-rule", reason)
}
