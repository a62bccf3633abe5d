//! What a label says and the texts of its bar codes. Every text is one that the scan field reads back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    product::{Product, ProductCode},
    text::Text,
    unit_label::UnitLabel,
    unit_state::Facts,
    zone,
};

/// What is printed on a bag.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct LabelSheet {
    /// Name of the station.
    pub(crate) station_name: Text,
    /// Donation number, bare.
    pub(crate) donation_number: DonationNumber,
    /// Donation number as people read it.
    pub(crate) donation_number_shown: String,
    /// The boxed character for keyboard entry.
    pub(crate) check_character: char,
    /// Product.
    pub(crate) product: ProductCode,
    /// Its name.
    pub(crate) product_name: Text,
    /// Which part.
    pub(crate) division: Division,
    /// Group, from the verdict of the laboratory.
    pub(crate) group: BloodGroup,
    /// Group as a Chinese label spells it.
    pub(crate) group_shown: String,
    /// Volume, mL.
    pub(crate) volume_ml: u32,
    /// When the donation ended.
    pub(crate) collected_at: Instant,
    /// When the product was made.
    pub(crate) prepared_at: Option<Instant>,
    /// When it may no longer be used.
    pub(crate) expires_at: Instant,
    /// In what temperature it is kept.
    pub(crate) storage: String,
    /// The linear bar codes, one a field.
    pub(crate) code128: Vec<LabelCode>,
    /// Text of the two-dimensional code: which bag this is.
    pub(crate) data_matrix: String,
}

/// One linear bar code.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct LabelCode {
    /// `unit`, `group`, `expiry`.
    pub(crate) field: String,
    /// Its text.
    pub(crate) text: String,
}

impl LabelSheet {
    /// The label of a unit with these facts; `group` is the laboratory's.
    pub(crate) fn of(
        facts: &Facts,
        product: &Product,
        group: BloodGroup,
        expires_at: Instant,
        station_name: Text,
    ) -> Self {
        let number = facts.donation_number;
        let unit = UnitLabel { number, product: facts.product, division: facts.division }.to_string();
        let code = |field: &str, text: String| LabelCode { field: field.to_owned(), text };
        Self {
            station_name,
            donation_number: number,
            donation_number_shown: number.to_string(),
            check_character: number.check_character(),
            product: facts.product,
            product_name: product.name.clone(),
            division: facts.division,
            group,
            group_shown: group.label_zh(),
            volume_ml: facts.volume_ml,
            collected_at: facts.collected_at,
            prepared_at: facts.prepared_at,
            expires_at,
            storage: product.storage_range(facts.medium).to_string(),
            code128: vec![
                code("unit", unit.clone()),
                code("group", group.to_string()),
                code("expiry", minute_text(expires_at)),
            ],
            data_matrix: unit,
        }
    }
}

/// `YYYYMMDDhhmm` on Chinese clocks, as labels here print an expiry.
fn minute_text(at: Instant) -> String {
    jiff::Timestamp::from(at).to_zoned(zone::china()).strftime("%Y%m%d%H%M").to_string()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vena_kernel::rulebook;

    use super::*;
    use crate::labels::rules::{equal, read};

    #[test]
    fn what_is_printed_reads_back_as_the_record() {
        let expires_at: Instant = "2026-03-17T15:59:00Z".parse().expect("an instant");
        let facts = Facts {
            donation_number: "01602-26000001".parse().expect("a number"),
            product: "RBC-S-LR".parse().expect("a product"),
            division: Division::WHOLE,
            medium: Some("MAP".parse().expect("a medium")),
            group: Some("AB-".parse().expect("a group")),
            volume_ml: 280,
            collected_at: "2026-02-10T01:00:00Z".parse().expect("an instant"),
            prepared_at: None,
            expires_at: Some(expires_at),
            parents: Vec::new(),
            attributes: BTreeSet::new(),
        };
        let product = rulebook::products().get(facts.product).expect("a product");
        let group = facts.group.expect("a group");
        let label = LabelSheet::of(&facts, product, group, expires_at, Text::new("站", "Station"));
        let texts: Vec<&str> = label.code128.iter().map(|code| code.text.as_str()).collect();
        assert_eq!(texts, ["0160226000001/RBC-S-LR/00", "AB-", "202603172359"]);
        assert_eq!((label.storage.as_str(), label.donation_number_shown.as_str()), ("2–6 °C", "01602-26000001"));
        let reads: Vec<_> = texts.iter().map(|text| read(text).expect("a code of ours")).collect();
        assert!(equal(&facts, &reads).is_ok());
        assert_eq!(read(&label.data_matrix), read(texts[0]));
    }
}
