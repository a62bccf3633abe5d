//! What may be made of what was drawn.

use serde::{Deserialize, Serialize};

use super::{apheresis, yields};
use crate::{
    clock::Day, eligibility::DonationKind, product::ProductCode, refusal::Refusal, rulebook::Basis, say, text::Text,
};

/// What may be made of a bag of whole blood, by its volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = DonationMakes))]
#[serde(rename_all = "snake_case")]
pub enum Makes {
    /// Everything that time and filling allow.
    Everything,
    /// Red cells alone: too little blood for its anticoagulant.
    RedCells,
    /// Nothing.
    Nothing,
}

/// What may be made, and why not everything.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What.
    pub makes: Makes,
    /// Why not everything.
    pub reason: Option<Text>,
    /// The clause that decided.
    pub basis: &'static Basis,
}

/// What may be made of `collected_ml` in a bag for `nominal_ml`.
pub fn makes(nominal_ml: i32, collected_ml: i32, day: Day) -> Result<Outcome, Refusal> {
    let rule = yields(day)?;
    let at_least = |percent: i32| i64::from(collected_ml) * 100 >= i64::from(nominal_ml) * i64::from(percent);
    let over = i64::from(collected_ml) * 100 > i64::from(nominal_ml) * i64::from(rule.full_to_percent);
    let makes = match () {
        () if over => Makes::Nothing,
        () if at_least(rule.full_from_percent) => Makes::Everything,
        () if at_least(rule.red_cells_from_percent) => Makes::RedCells,
        () => Makes::Nothing,
    };
    let (from, to) = (rule.full_from_percent, rule.full_to_percent);
    let reason = match makes {
        Makes::Everything => None,
        Makes::RedCells => Some(say!(
            "采血量 {collected_ml} mL，低于约定 {nominal_ml} mL 的 {from}%，仅可制备红细胞",
            "{collected_ml} mL is below {from} % of the {nominal_ml} mL agreed: red cells alone"
        )),
        Makes::Nothing => Some(say!(
            "采血量 {collected_ml} mL 超出约定 {nominal_ml} mL 的允许范围（{from}%–{to}%），不得制备",
            "{collected_ml} mL is outside the range of {nominal_ml} mL ({from} to {to} %): nothing is made of it"
        )),
    };
    Ok(Outcome { makes, reason, basis: &rule.basis })
}

/// What a machine says it has collected.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// Platelets in all bags together, 10^11.
    pub platelets_e11: Option<f64>,
}

/// A bag of a machine.
#[derive(Debug, Clone, Copy)]
pub struct Output {
    /// What it is.
    pub product: ProductCode,
    /// Volume, mL.
    pub volume_ml: i32,
}

/// Whether a machine may give these bags in one donation.
///
/// Refuses by `donation.product`, `donation.doses`, `donation.plasma`, `donation.yield` and `donation.no-product`.
pub fn outputs(kind: DonationKind, machine: Machine, given: &[Output], day: Day) -> Result<(), Refusal> {
    let rule = apheresis(kind, day)?;
    let source = &rule.basis.source;
    if given.is_empty() {
        let reason = say!("没有登记任何产品", "no product is named");
        return Err(Refusal::new("donation.no-product", reason));
    }
    if let Some(other) = given.iter().find(|bag| !rule.platelets.contains(&bag.product) && bag.product != rule.plasma) {
        let code = other.product;
        let reason = say!("本次单采不产生 {code}（{source}）", "this donation by machine gives no {code} ({source})");
        return Err(Refusal::new("donation.product", reason));
    }
    let doses = given.iter().filter(|bag| rule.platelets.contains(&bag.product)).count();
    let most = rule.doses_max;
    if doses > most {
        let reason = say!("{doses} 个治疗量，最多 {most} 个（{source}）", "{doses} doses, at most {most} ({source})");
        return Err(Refusal::new("donation.doses", reason));
    }
    let plasma_ml: i32 = given.iter().filter(|bag| bag.product == rule.plasma).map(|bag| bag.volume_ml).sum();
    let (plasma_max, beside) = (rule.plasma_ml_max, rule.plasma_doses_max);
    if plasma_ml > plasma_max || (plasma_ml > 0 && doses > beside) {
        let reason = say!(
            "同采血浆 {plasma_ml} mL：最多 {plasma_max} mL，且最多与 {beside} 个治疗量血小板同采（{source}）",
            "{plasma_ml} mL of plasma: at most {plasma_max} mL, beside at most {beside} dose(s) of platelets ({source})"
        );
        return Err(Refusal::new("donation.plasma", reason));
    }
    enough(rule, doses, machine)
}

fn enough(rule: &super::Apheresis, doses: usize, machine: Machine) -> Result<(), Refusal> {
    let Some(found) = machine.platelets_e11 else { return Ok(()) };
    let needed = rule.dose_e11 * f64::from(u32::try_from(doses).unwrap_or(u32::MAX));
    if found >= needed {
        return Ok(());
    }
    let source = &rule.basis.source;
    let reason = say!(
        "单采机计数 {found}×10¹¹，不足 {doses} 个治疗量所需的 {needed}×10¹¹（{source}）",
        "the machine counted {found}×10¹¹, {doses} dose(s) need {needed}×10¹¹ ({source})"
    );
    Err(Refusal::new("donation.yield", reason))
}
