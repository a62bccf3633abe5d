//! The rulebook's page on re-entry: `rulebook/cn/reentry.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(rename = "protocol")]
    protocols: Vec<Protocol>,
}

/// One way back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReentryProtocol)]
pub(crate) struct Protocol {
    /// Code, for example `hbv`.
    pub(crate) code: String,
    /// What it is.
    pub(crate) name: Text,
    /// Codes of the deferrals that it may lift.
    pub(crate) codes: Vec<String>,
    /// Calendar months from the day of the exclusion to the first sample.
    pub(crate) waiting_months: i32,
    /// How many times tubes are taken.
    pub(crate) samples: usize,
    /// Fewest days between two samples.
    pub(crate) sample_gap_days: i32,
    /// What is done with each sample; all must pass.
    #[serde(rename = "retest")]
    pub(crate) retests: Vec<Retest>,
    /// Where this rule comes from.
    pub(crate) basis: Basis,
}

/// What the laboratory does with a sample.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReentryRetest)]
pub(crate) struct Retest {
    /// Code, for example `elisa`.
    pub(crate) code: String,
    /// What it is.
    pub(crate) name: Text,
}

fn page() -> &'static Page {
    static BOOK: LazyLock<Page> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/reentry.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/reentry.toml is damaged: {error}"))
    });
    &BOOK
}

impl Protocol {
    /// The version of `code` in force on `day`. Refuses by `reentry.unknown-protocol`.
    pub(crate) fn get(code: &str, day: Day) -> Result<&'static Self, Refusal> {
        let versions = page().protocols.iter().filter(|protocol| protocol.code == code);
        in_force(versions, day, |protocol| &protocol.basis).ok_or_else(|| {
            let reason = say!("规则库中没有这个归队方案", "the rulebook knows no such protocol of re-entry");
            Refusal::new("reentry.unknown-protocol", reason)
        })
    }

    /// Every protocol in force on `day`.
    pub(crate) fn all(day: Day) -> Vec<&'static Self> {
        let current = |one: &&Self| Self::get(&one.code, day).is_ok_and(|found| std::ptr::eq(found, *one));
        page().protocols.iter().filter(current).collect()
    }

    /// The first day on which a sample may be taken after an exclusion of `day`.
    pub(crate) fn wait_until(&self, day: Day) -> Day {
        day.date().checked_add(jiff::Span::new().months(self.waiting_months)).map_or(day, Day::from)
    }
}
