//! Why units are destroyed, from `rulebook/cn/discard.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Book {
    #[serde(rename = "reason")]
    reasons: Vec<DiscardReason>,
}

/// A reason of discard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DiscardReason {
    /// Code.
    pub(super) code: String,
    /// 名称
    pub(super) name: Text,
    /// Counts against the quality of collection, testing or preparation, not against the keeping of the stock.
    quality: bool,
    /// The proposer has to say more.
    pub(super) note: bool,
    /// Where this entry comes from.
    basis: Basis,
}

/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
fn book() -> &'static Book {
    static BOOK: LazyLock<Book> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../rulebook/cn/discard.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/discard.toml is damaged: {error}"))
    });
    &BOOK
}

/// The reasons in force on `day`, in the order of the rulebook, each in its newest version.
pub(super) fn reasons(day: Day) -> Vec<&'static DiscardReason> {
    let newest = |one: &&DiscardReason| reason(&one.code, day) == Some(*one);
    book().reasons.iter().filter(newest).collect()
}

/// The reason with this code in force on `day`.
pub(super) fn reason(code: &str, day: Day) -> Option<&'static DiscardReason> {
    in_force(book().reasons.iter().filter(|reason| reason.code == code), day, |reason| &reason.basis)
}

/// The name of a reason, also of one that is not in force any more; its code when the rulebook has forgotten it.
pub(super) fn name(code: &str) -> Text {
    let found =
        book().reasons.iter().filter(|reason| reason.code == code).max_by_key(|reason| reason.basis.effective_from);
    found.map_or_else(|| Text::new(code, code), |reason| reason.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_in_force_from_their_day_on_and_listed_once() {
        let [early, before, first] = ["2013-05-31", "2019-04-27", "2019-04-28"].map(|day| day.parse().expect("a day"));
        assert!(reasons(early).is_empty());
        assert!(reason("expired", before).is_none() && reason("expired", first).is_some());
        let codes: Vec<&str> = reasons(first).iter().map(|reason| reason.code.as_str()).collect();
        assert_eq!(codes.len(), codes.iter().collect::<std::collections::BTreeSet<_>>().len());
        assert_eq!((name("expired").en.as_str(), name("forgotten").en.as_str()), ("Expired", "forgotten"));
    }
}
