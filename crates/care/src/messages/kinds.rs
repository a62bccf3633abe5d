//! The catalogue of kinds: `kinds.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::text::Text;

/// The thanks when blood was used; its words stand in `blood_used.toml`.
pub(crate) const BLOOD_USED: &str = "blood_used";
/// The thanks after a donation.
pub(crate) const THANKS: &str = "thanks";
/// What became of a visit that gave no blood.
pub(crate) const VISIT_RESULT: &str = "visit_result";
/// A code to a phone.
pub(crate) const SIGN_IN_CODE: &str = "sign_in_code";

/// One kind of messages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kind {
    /// Stable name.
    pub(crate) name: String,
    /// What people call it.
    pub(crate) title: Text,
    /// In the donor's app without any further consent.
    pub(crate) always_inbox: bool,
    /// Goes to the phone whatever the donor has agreed to: an answer that the law owes.
    #[serde(default)]
    pub(crate) always_phone: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    kind: Vec<Kind>,
}

/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
fn catalogue() -> &'static [Kind] {
    static KINDS: LazyLock<Catalogue> = LazyLock::new(|| {
        toml::from_str(include_str!("kinds.toml"))
            .unwrap_or_else(|error| panic!("messages/kinds.toml is damaged: {error}"))
    });
    &KINDS.kind
}

/// The kind of this name.
pub(crate) fn kind(name: &str) -> Option<&'static Kind> {
    catalogue().iter().find(|kind| kind.name == name)
}

/// What people call the kind of this name; the name itself for one of an older version of the catalogue.
pub(crate) fn title(name: &str) -> Text {
    kind(name).map_or_else(|| Text::new(name, name), |kind| kind.title.clone())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_is_named_once_and_the_ones_of_this_scene_exist() {
        let names: BTreeSet<&str> = catalogue().iter().map(|kind| kind.name.as_str()).collect();
        assert_eq!(names.len(), catalogue().len());
        assert!([BLOOD_USED, SIGN_IN_CODE, THANKS, VISIT_RESULT].iter().all(|name| names.contains(name)));
        assert!(!kind(BLOOD_USED).expect("a kind").always_inbox, "who does not want to know is not told");
        assert_eq!(title("gone").zh, "gone");
    }
}
