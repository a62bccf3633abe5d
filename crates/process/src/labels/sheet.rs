//! What a label says and the texts of its bar codes. What is recorded here is what is drawn, and every text is one that the
//! scan field reads back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    label::{self, LabelCodes, LabelFacts},
    product::{MediumCode, Product, ProductCode},
    quantity::VolumeMl,
    refusal::Refusal,
    text::Text,
    unit_state::Facts,
};
use vena_platform::documents::LabelSize;

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
    /// Amount in the words of the product: `2 单位`; absent when its rule says none.
    #[serde(default)]
    pub(crate) amount: Option<String>,
    /// When the donation ended.
    pub(crate) collected_at: Instant,
    /// When the product was made.
    pub(crate) prepared_at: Option<Instant>,
    /// When it may no longer be used.
    pub(crate) expires_at: Instant,
    /// In what temperature it is kept.
    pub(crate) storage: String,
    /// What else a person at the bedside must see: in what it is kept, what was done to it.
    #[serde(default)]
    pub(crate) remarks: Vec<String>,
    /// Address of the page that shows where the unit has been; absent when the installation has no public address.
    #[serde(default)]
    pub(crate) trace_url: Option<String>,
    /// The codes on it that a scan of the bag reads.
    #[serde(default)]
    pub(crate) codes: Vec<LabelCode>,
}

/// One code.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub(crate) struct LabelCode {
    /// What it says: `donation`, `group`, `product`, `expiry`; `unit` is the whole bag, `details` group and expiry.
    pub(crate) field: String,
    /// How it is drawn: `code128` or `data_matrix`.
    pub(crate) symbology: String,
    /// Its text.
    pub(crate) text: String,
}

/// Where a label comes from.
#[derive(Debug)]
pub(crate) struct Origin<'a> {
    /// The unit.
    pub(crate) facts: &'a Facts,
    /// What it is.
    pub(crate) product: &'a Product,
    /// The laboratory's group.
    pub(crate) group: BloodGroup,
    /// The end of the unit.
    pub(crate) expires_at: Instant,
    /// Name of the station.
    pub(crate) station_name: Text,
    /// The nominal size of its donation.
    pub(crate) whole_blood: Option<VolumeMl>,
    /// Where the unit is shown.
    pub(crate) trace_url: Option<String>,
}

/// Divided units are small.
pub(crate) fn usual_size(facts: &Facts) -> LabelSize {
    if facts.division == Division::WHOLE { LabelSize::Quadrants } else { LabelSize::Small }
}

impl LabelSheet {
    /// The label of a unit.
    ///
    /// # Errors
    /// A code that would not say what the facts say.
    pub(crate) fn of(origin: Origin<'_>, size: LabelSize) -> Result<Self, Refusal> {
        let Origin { facts, product, group, expires_at, station_name, whole_blood, trace_url } = origin;
        let number = facts.donation_number;
        let mut sheet = Self {
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
            amount: amount(facts, product, whole_blood),
            collected_at: facts.collected_at,
            prepared_at: facts.prepared_at,
            expires_at,
            storage: product.storage_range(facts.medium).to_string(),
            remarks: remarks(facts),
            trace_url,
            codes: Vec::new(),
        };
        sheet.codes = on_label(label::codes(&sheet.facts(1))?, size);
        Ok(sheet)
    }

    /// What is drawn for the print with number `copy`.
    pub(crate) fn facts(&self, copy: u32) -> LabelFacts {
        LabelFacts {
            station: self.station_name.clone(),
            licence: None,
            number: self.donation_number,
            product: self.product,
            product_name: self.product_name.clone(),
            isbt_product: None,
            division: self.division,
            group: self.group,
            volume_ml: self.volume_ml,
            amount: self.amount.clone(),
            collected_at: self.collected_at,
            prepared_at: self.prepared_at,
            expires_at: self.expires_at,
            storage: self.storage.clone(),
            remarks: self.remarks.clone(),
            copy,
            trace_url: self.trace_url.clone(),
        }
    }
}

/// The codes that a label of this size has.
fn on_label(codes: LabelCodes, size: LabelSize) -> Vec<LabelCode> {
    let LabelCodes { donation, group, product, expiry, matrix, details, .. } = codes;
    let code = |symbology: &str, field: &str, text: String| LabelCode {
        field: field.to_owned(),
        symbology: symbology.to_owned(),
        text,
    };
    let (linear, square) = (|field, text| code("code128", field, text), |field, text| code("data_matrix", field, text));
    let mut on_label = vec![square("unit", matrix), linear("donation", donation)];
    match size {
        LabelSize::Quadrants => {
            on_label.extend([linear("group", group), linear("product", product), linear("expiry", expiry)]);
        }
        LabelSize::Small => on_label.extend(details.map(|details| square("details", details))),
    }
    on_label
}

/// `2 单位` of a whole unit; how much a part is nobody has counted.
fn amount(facts: &Facts, product: &Product, whole_blood: Option<VolumeMl>) -> Option<String> {
    let whole = whole_blood.filter(|_| facts.division == Division::WHOLE)?;
    let units = product.units_from(whole)?.to_string();
    Some(format!("{} 单位", units.trim_end_matches(" U")))
}

/// In what it is kept, and what was done to it.
pub(crate) fn remarks(facts: &Facts) -> Vec<String> {
    let medium = facts.medium.and_then(solution).map(|name| format!("保存液 {name}"));
    let done: Vec<String> = facts.attributes.iter().map(|attribute| attribute.text().zh).collect();
    medium.into_iter().chain((!done.is_empty()).then(|| done.join("、"))).collect()
}

/// The name of a solution; bags and systems are none.
fn solution(medium: MediumCode) -> Option<String> {
    match medium.as_str() {
        "PLAIN-BAG" | "PLT-BAG" | "OPEN" | "CLOSED-ADD" => None,
        "SALINE" => Some("生理盐水".to_owned()),
        "GLY-40" => Some("40% 甘油".to_owned()),
        "GLY-20" => Some("20% 甘油".to_owned()),
        other => Some(other.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vena_kernel::{rulebook, unit_state::Attribute};

    use super::*;
    use crate::labels::rules::{equal, read};

    fn unit(division: &str) -> Facts {
        Facts {
            donation_number: "01602-26000001".parse().expect("a number"),
            product: "RBC-S-LR".parse().expect("a product"),
            division: division.parse().expect("a division"),
            medium: Some("MAP".parse().expect("a medium")),
            group: Some("AB-".parse().expect("a group")),
            volume_ml: 280,
            collected_at: "2026-02-10T01:00:00Z".parse().expect("an instant"),
            prepared_at: None,
            expires_at: Some("2026-03-17T15:59:00Z".parse().expect("an instant")),
            parents: Vec::new(),
            attributes: BTreeSet::from([Attribute::Irradiated]),
        }
    }

    fn sheet(facts: &Facts, size: LabelSize) -> LabelSheet {
        let origin = Origin {
            facts,
            product: rulebook::products().get(facts.product).expect("a product"),
            group: facts.group.expect("a group"),
            expires_at: facts.expires_at.expect("an expiry"),
            station_name: Text::new("站", "Station"),
            whole_blood: VolumeMl::new(400),
            trace_url: None,
        };
        LabelSheet::of(origin, size).expect("a label")
    }

    fn texts(label: &LabelSheet) -> Vec<&str> {
        label.codes.iter().map(|code| code.text.as_str()).collect()
    }

    #[test]
    fn what_is_printed_reads_back_as_the_record() {
        let facts = unit("00");
        let label = sheet(&facts, LabelSize::Quadrants);
        let printed = ["0160226000001/RBC-S-LR/00", "0160226000001", "=%2800", "RBC-S-LR", "&>0260762359"];
        assert_eq!(texts(&label), printed);
        assert_eq!((label.storage.as_str(), label.donation_number_shown.as_str()), ("2–6 °C", "01602-26000001"));
        assert_eq!(label.amount.as_deref(), Some("2 单位"));
        assert_eq!(label.remarks, ["保存液 MAP", "辐照"]);
        let reads: Vec<_> = printed.iter().map(|text| read(text).expect("a code of ours")).collect();
        assert!(equal(&facts, &reads).is_ok());
        assert_eq!(equal(&facts, &reads[1..]).expect_err("which part?").rule, "label.incomplete");
    }

    #[test]
    fn a_small_label_of_a_part_reads_back_too() {
        let facts = unit("A0");
        assert_eq!(usual_size(&facts), LabelSize::Small);
        let label = sheet(&facts, LabelSize::Small);
        assert_eq!(label.amount, None, "how much a part is nobody has counted");
        assert_eq!(texts(&label), ["0160226000001/RBC-S-LR/A0", "0160226000001", "=+02000=%2800&>0260762359"]);
        let reads: Vec<_> = texts(&label).iter().map(|text| read(text).expect("a code of ours")).collect();
        assert!(equal(&facts, &reads).is_ok());
        assert_eq!(equal(&facts, &reads[..2]).expect_err("half a label").rule, "label.incomplete");
    }
}
