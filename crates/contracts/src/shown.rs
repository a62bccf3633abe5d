//! What every scene shows in the same words: a unit, a person, and whether a verb is possible now.

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row, postgres::PgRow, types::Json};
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    donation_number::DonationNumber,
    id::{OrderId, OrgId, PatientId, SiteId, UnitId, UserId},
    isbt128,
    product::ProductCode,
    refusal::Refusal,
    rulebook, say,
    scan::{self, Meaning},
    temperature::Celsius,
    text::Text,
    unit_state::Hold,
};
pub use vena_platform::auth::Can;

/// A person of staff as shown beside what they did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Who.
    pub user_id: UserId,
    /// The name that people know.
    pub display_name: String,
}

impl Person {
    /// The person of two columns of a left join, when there is one.
    pub fn of(user: Option<UserId>, name: Option<String>) -> Option<Self> {
        user.map(|user_id| Self { user_id, display_name: name.unwrap_or_default() })
    }
}

/// Whom a unit is kept for, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PromiseShown {
    /// `free`, `promised`, `committed`, `matched`, `dispensed`. A lapsed promise still shows its kind; see `until`.
    pub kind: String,
    /// The order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// The patient; shown to the unit's own hospital only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patient_id: Option<PatientId>,
    /// When it lapses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
}

/// A unit as every list shows it. Read from `ledger.v_unit_shown`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnitRow {
    /// Identity.
    pub unit_id: UnitId,
    /// Number of the donation or pool.
    pub donation_number: DonationNumber,
    /// What it is.
    pub product: ProductCode,
    /// Its name.
    pub product_name: Text,
    /// Which part of a divided unit; `00` when undivided.
    pub division: Division,
    /// ABO and RhD, once known.
    pub group: Option<BloodGroup>,
    /// Volume, mL.
    pub volume_ml: i32,
    /// How far it has come: `collected` … `stock` … `transfused`.
    pub life: String,
    /// `pending`, `qualified`, `rejected`.
    pub safety: String,
    /// Open holds.
    pub holds: Vec<Hold>,
    /// Whom it is kept for.
    pub promise: PromiseShown,
    /// `in_control`, `in_transit`, `out_of_control`.
    pub mode: String,
    /// Who has it.
    pub custodian_org: OrgId,
    /// Name of that organisation.
    pub custodian_name: String,
    /// Where it is, as far as known.
    pub site_id: Option<SiteId>,
    /// Name of that place.
    pub site_name: Option<String>,
    /// Door, rack, drawer.
    pub position: Option<String>,
    /// When the donation ended.
    pub collected_at: Instant,
    /// When it may no longer be used.
    pub expires_at: Option<Instant>,
}

impl UnitRow {
    /// The row as people of `org` may see it: whose patient it is stays with the custodian.
    #[must_use]
    pub fn seen_by(mut self, org: OrgId) -> Self {
        if self.custodian_org != org {
            self.promise.patient_id = None;
        }
        self
    }

    /// The row as `scope` may see it: beside [`UnitRow::seen_by`], a hospital never reads why a look-back was opened, for
    /// that speaks of a donor.
    #[must_use]
    pub fn for_scope(self, scope: &vena_platform::auth::Scope) -> Self {
        let mut row = self.seen_by(scope.org);
        if scope.only_org().is_some() {
            let look_back =
                row.holds.iter_mut().filter(|hold| hold.kind == vena_kernel::unit_state::HoldKind::LookBack);
            look_back.for_each(|hold| hold.reason.clear());
        }
        row
    }

    /// Number and product, as people name the bag.
    pub fn label(&self) -> String {
        format!("{} {}", self.donation_number, self.product)
    }
}

/// An organisation and one of its places, as forms print them; places that are named after their organisation say it once.
pub fn place_name(organisation: &str, place: &str) -> String {
    if place.starts_with(organisation) { place.to_owned() } else { format!("{organisation} {place}") }
}

/// A temperature as forms print it, to the tenth of a degree. What is compared with a limit is the [`Celsius`] itself.
pub fn tenths(temperature: Celsius) -> f64 {
    (f64::from(temperature.hundredths()) / 10.0).round() / 10.0
}

/// The name of a product in the rulebook; its code when the rulebook has forgotten it.
pub fn product_name(code: ProductCode) -> Text {
    rulebook::products()
        .get(code)
        .map_or_else(|| Text::new(code.as_str(), code.as_str()), |product| product.name.clone())
}

impl<'r> FromRow<'r, PgRow> for UnitRow {
    fn from_row(row: &'r PgRow) -> Result<Self, sqlx::Error> {
        let product: ProductCode = row.try_get("product")?;
        let Json(holds): Json<Vec<Hold>> = row.try_get("holds")?;
        Ok(Self {
            unit_id: row.try_get("unit_id")?,
            donation_number: row.try_get("donation_number")?,
            product,
            product_name: product_name(product),
            division: row.try_get("division")?,
            group: row.try_get("blood_group")?,
            volume_ml: row.try_get("volume_ml")?,
            life: row.try_get("life")?,
            safety: row.try_get("safety")?,
            holds,
            promise: PromiseShown {
                kind: row.try_get("promise")?,
                order_id: row.try_get("promised_order")?,
                patient_id: row.try_get("promised_patient")?,
                until: row.try_get("promise_until")?,
            },
            mode: row.try_get("mode")?,
            custodian_org: row.try_get("custodian")?,
            custodian_name: row.try_get("custodian_name")?,
            site_id: row.try_get("place")?,
            site_name: row.try_get("site_name")?,
            position: row.try_get("position")?,
            collected_at: row.try_get("collected_at")?,
            expires_at: row.try_get("expires_at")?,
        })
    }
}

/// What a scanned or typed text says about which bag is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnitText {
    /// Our own id.
    pub id: Option<UnitId>,
    /// Donation number.
    pub number: Option<DonationNumber>,
    /// Product, when the label says so.
    pub product: Option<ProductCode>,
    /// Division, when the label says so.
    pub division: Option<Division>,
}

impl UnitText {
    /// Reads a unit id, a label of ours, a donation number or a compound ISBT 128 symbol.
    ///
    /// # Errors
    /// By the grammar of scanned texts, or by `unit.scan` when the text means something else than a bag.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let none = Self { id: None, number: None, product: None, division: None };
        match scan::interpret(text)?.meaning {
            Meaning::Unit { id } => Ok(Self { id: Some(id), ..none }),
            Meaning::UnitLabel { number, product, division } => {
                Ok(Self { number: Some(number), product: Some(product), division: Some(division), ..none })
            }
            Meaning::DonationNumber { number, .. } => Ok(Self { number: Some(number), ..none }),
            Meaning::Compound { structures, .. } => {
                let number = structures.iter().find_map(|structure| match &structure.data {
                    isbt128::Data::DonationNumber { number, .. } => Some(*number),
                    _ => None,
                });
                number.map(|number| Self { number: Some(number), ..none }).ok_or_else(|| no_unit(text))
            }
            _ => Err(no_unit(text)),
        }
    }

    /// Whether `unit` may be the bag that is meant.
    pub fn means(&self, unit: &UnitRow) -> bool {
        let fits_label = self.number == Some(unit.donation_number)
            && self.product.is_none_or(|product| product == unit.product)
            && self.division.is_none_or(|division| division == unit.division);
        self.id == Some(unit.unit_id) || fits_label
    }

    /// The one unit among `units` that `text` means.
    ///
    /// # Errors
    /// As [`UnitText::read`] and [`UnitText::one`].
    pub fn pick<'a>(text: &str, units: &'a [UnitRow]) -> Result<&'a UnitRow, Refusal> {
        let wanted = Self::read(text)?;
        Self::one(text, units.iter().filter(|unit| wanted.means(unit)).collect())
    }

    /// The one unit among `found` that the text means.
    ///
    /// # Errors
    /// `unit.unknown` when there is none, `unit.ambiguous` when several bags carry the number.
    pub fn one<T>(text: &str, found: Vec<T>) -> Result<T, Refusal> {
        let (count, shown) = (found.len(), shortened(text));
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (Some(unit), None) => Ok(unit),
            (None, _) => {
                let reason = say!(
                    "没有找到血液单位 {shown}，或不在可操作范围内",
                    "there is no unit {shown} here that this could mean"
                );
                Err(Refusal::new("unit.unknown", reason))
            }
            _ => {
                let reason = say!(
                    "{shown} 对应 {count} 个血液单位，请扫描完整血袋标签",
                    "{shown} means {count} units: scan the whole label"
                );
                Err(Refusal::new("unit.ambiguous", reason))
            }
        }
    }
}

fn no_unit(text: &str) -> Refusal {
    let shown = shortened(text);
    Refusal::new(
        "unit.scan",
        say!("“{shown}”不是血袋标签或献血编号", "'{shown}' is neither a unit label nor a donation number"),
    )
}

fn shortened(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match UnitText::read(text) {
            Err(refusal) => format!("refused {}", refusal.rule),
            Ok(UnitText { id: Some(_), .. }) => "id".into(),
            Ok(UnitText { number, product, division, .. }) => format!("{number:?} {product:?} {division:?}"),
        }
    }

    #[test]
    fn a_bag_is_named_by_id_label_or_number_and_by_nothing_else() {
        for (text, expected) in [
            ("unit_01920000000070008000000000000001", "id"),
            ("0160222096813/RBC-S-LR/00", "Some(0160222096813) Some(RBC-S-LR) Some(00)"),
            ("01602-22096813", "Some(0160222096813) None None"),
            ("016021014700", "refused donation-number.damaged"),
            ("order_01920000000070008000000000000001", "refused unit.scan"),
            ("张三", "refused unit.scan"),
            ("", "refused scan.empty"),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn one_unit_is_meant_or_none() {
        assert_eq!(UnitText::one("x", vec![7]), Ok(7));
        assert_eq!(UnitText::one::<u8>("x", vec![]).expect_err("none").rule, "unit.unknown");
        assert_eq!(UnitText::one("x", vec![1, 2]).expect_err("two").rule, "unit.ambiguous");
    }
}
