//! The rulebook's page on pads: `rulebook/cn/pads.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
};
use vena_platform::documents::Profile;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    pad: Vec<PadPolicy>,
    by_hand: Vec<ByHand>,
}

/// What is asked of a session at a pad.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PadPolicy {
    /// How long a form may be at a pad, minutes.
    pub(crate) session_minutes: i64,
    /// With which algorithms the seal signs.
    pub(crate) profile: Profile,
    /// Least quality of a fingerprint, 0 to 100.
    pub(crate) fingerprint_quality_min: u8,
    /// How long a reader may take, seconds.
    pub(crate) fingerprint_wait_seconds: u64,
    basis: Basis,
}

/// A form that is signed by hand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ByHand {
    form: String,
    /// Where.
    pub(crate) slots: Vec<String>,
    /// The field with the name of the person.
    pub(crate) name_field: String,
    /// The field that says what the person decided about the fingerprint.
    pub(crate) fingerprint_field: Option<String>,
    basis: Basis,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rulebook/cn/pads.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/pads.toml is damaged: {error}"))
});

/// What is asked on `day`; the oldest entry before any has begun.
///
/// # Panics
/// Only if the compiled-in file is damaged or empty, which the tests of this module would have shown.
pub(crate) fn pads(day: Day) -> &'static PadPolicy {
    in_force(&PAGE.pad, day, |entry| &entry.basis)
        .or(PAGE.pad.first())
        .unwrap_or_else(|| panic!("rulebook/cn/pads.toml is empty"))
}

/// How `form` is signed by hand on `day`, if it is.
pub(crate) fn by_hand(form: &str, day: Day) -> Option<&'static ByHand> {
    let begun = PAGE.by_hand.iter().filter(|entry| entry.form == form && entry.basis.effective_from <= day);
    begun.max_by_key(|entry| entry.basis.effective_from)
}

#[cfg(test)]
mod tests {
    use vena_kernel::clock::Day;

    fn day(text: &str) -> Day {
        text.parse().expect("a day")
    }

    #[test]
    fn the_page_says_something_sensible_for_every_day() {
        for text in ["1990-01-01", "2026-11-22"] {
            let policy = super::pads(day(text));
            assert!(policy.session_minutes > 0 && policy.fingerprint_wait_seconds > 0, "{text}");
            assert!((1..=100).contains(&policy.fingerprint_quality_min), "{text}");
        }
    }

    #[test]
    fn donors_sign_three_forms_by_hand_and_staff_none() {
        for form in ["informed-consent", "donor-registration", "health-check"] {
            assert_eq!(
                super::by_hand(form, day("2026-11-22")).map(|entry| entry.slots.clone()),
                Some(vec!["donor".into()])
            );
            assert!(super::by_hand(form, day("2012-06-30")).is_none(), "{form}");
        }
        assert!(super::by_hand("transport-slip", day("2026-11-22")).is_none());
    }
}
