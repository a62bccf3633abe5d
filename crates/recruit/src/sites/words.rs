//! Names of kinds of donations, as rows and people have them.

use vena_kernel::{eligibility::DonationKind, say, text::Text};

/// Every kind.
pub(crate) const KINDS: [DonationKind; 3] =
    [DonationKind::WholeBlood, DonationKind::ApheresisPlatelets, DonationKind::ApheresisPlasma];

/// The word of a row.
pub(crate) const fn kind_word(kind: DonationKind) -> &'static str {
    match kind {
        DonationKind::WholeBlood => "whole_blood",
        DonationKind::ApheresisPlatelets => "apheresis_platelets",
        DonationKind::ApheresisPlasma => "apheresis_plasma",
    }
}

/// The kind of a row's word.
pub(crate) fn kind_of(word: &str) -> Option<DonationKind> {
    KINDS.into_iter().find(|kind| kind_word(*kind) == word)
}

/// What people call it.
pub(crate) fn kind_title(kind: DonationKind) -> Text {
    match kind {
        DonationKind::WholeBlood => say!("全血", "whole blood"),
        DonationKind::ApheresisPlatelets => say!("单采血小板", "apheresis platelets"),
        DonationKind::ApheresisPlasma => say!("单采血浆", "apheresis plasma"),
    }
}
