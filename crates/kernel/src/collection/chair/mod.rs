//! The rulebook's page on the chair: kits, tubes, second persons, needles, what may be made. `rulebook/cn/chair.toml`

mod kit;
mod tubes;
mod yields;

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{
    clock::Day,
    eligibility::DonationKind,
    product::{MediumCode, ProductCode},
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
    text::Text,
};

pub use kit::{KitLabel, kit_named, read_kit};
pub use tubes::{Tube, TubeRole, different, labels, right_tubes, role_of};
pub use yields::{Machine, Makes, Outcome, Output, makes, outputs};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chairs {
    kit: Vec<Kit>,
    tube: Vec<TubeRule>,
    two_persons: Vec<TwoPersons>,
    needles: Vec<Needles>,
    #[serde(rename = "yield")]
    yields: Vec<Yield>,
    apheresis: Vec<Apheresis>,
    scale: Vec<Scale>,
    differs: Vec<Differs>,
    flow: Vec<StillFlow>,
    gift: Vec<Gift>,
    repeat_pressure: Vec<RepeatPressure>,
    repeat_temperature: Vec<RepeatTemperature>,
}

/// A kit of bags as the station buys it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kit {
    /// Short name.
    pub code: String,
    /// What people call it.
    pub name: Text,
    /// Number of the article on the maker's label (GTIN-14).
    pub article: String,
    /// For which donation it is made.
    pub kind: DonationKind,
    /// For which volume its anticoagulant fits, mL; any for a machine's set.
    pub volume_ml: Option<i32>,
    /// Anticoagulants, or the bags in which a machine's products are kept.
    pub media: Vec<MediumCode>,
    basis: Basis,
}

/// How many tubes of one role a donation gives, and how such a tube proves its role.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TubeRule {
    /// What it is for.
    pub role: TubeRole,
    /// What people call it.
    pub name: Text,
    /// Donations that give it.
    pub kinds: Vec<DonationKind>,
    /// Fewest.
    pub min: usize,
    /// Kinds of ISBT 128 flags that its label may carry.
    flags: Vec<String>,
    /// Articles of the maker (GTIN-14).
    articles: Vec<String>,
    basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TwoPersons {
    kinds: Vec<DonationKind>,
    /// Only when a needle was in before.
    #[serde(default)]
    second_needle: bool,
    /// Only when the maker's label of the kit could not be read and was typed.
    #[serde(default)]
    typed_label: bool,
    basis: Basis,
}

/// How often a vein may be tried on one day.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needles {
    /// Most needles.
    pub max: usize,
    /// The next one goes into the other arm.
    pub other_arm: bool,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// What may be made of whole blood, by percent of the agreed volume; both ends belong to the range.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Yield {
    /// From here everything.
    pub full_from_percent: i32,
    /// Up to here everything; nothing beyond.
    pub full_to_percent: i32,
    /// From here red cells alone; nothing below.
    pub red_cells_from_percent: i32,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// What a machine may give in one donation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Apheresis {
    kind: DonationKind,
    /// Products counted in doses.
    pub platelets: Vec<ProductCode>,
    /// The plasma beside them.
    pub plasma: ProductCode,
    /// Most therapeutic doses.
    pub doses_max: usize,
    /// Platelets in a dose, 10^11.
    pub dose_e11: f64,
    /// Most plasma, mL.
    pub plasma_ml_max: i32,
    /// Most doses beside which there is plasma.
    pub plasma_doses_max: usize,
    /// Longest time from needle in to needle out that can be true, minutes.
    pub minutes_max: i64,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// How far what was typed may lie from what a machine has recorded before a person says why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Differs {
    /// Length of the donation, s.
    pub seconds: i64,
    /// Anticoagulant, mL.
    pub anticoagulant_ml: i32,
    /// Platelets of all bags together, 10^11.
    pub platelets_e11: f64,
    basis: Basis,
}

/// When the flow counts as stopped.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StillFlow {
    /// For how long, s.
    pub still_seconds: i64,
    /// With less gain than this, mL.
    pub still_ml: f64,
    /// Where this rule comes from.
    pub basis: Basis,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Scale {
    differs_ml: i32,
    basis: Basis,
}

/// Something handed out with thanks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gift {
    /// Stable name.
    pub code: String,
    /// What people call it.
    pub name: Text,
    basis: Basis,
}

/// How often a blood pressure outside its limits is measured.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatPressure {
    /// How often in all.
    pub times: usize,
    /// Rest between the first and the last, minutes.
    pub rest_minutes: i64,
    /// Where this rule comes from.
    pub basis: Basis,
}

/// What answers a temperature above the limit at the door, and how far the clock of a check station may be off.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepeatTemperature {
    /// How often somebody measures by hand; an instrument measures once.
    pub times: usize,
    /// Time between the first and the last, minutes.
    pub rest_minutes: i64,
    /// How far the clock of a check station or an instrument may be off, seconds.
    pub clock_seconds: i64,
    /// Where this rule comes from.
    pub basis: Basis,
}

fn page() -> &'static Chairs {
    static BOOK: LazyLock<Chairs> = LazyLock::new(|| {
        toml::from_str(include_str!("../../../../../rulebook/cn/chair.toml"))
            .unwrap_or_else(|error| panic!("rulebook/cn/chair.toml is damaged: {error}"))
    });
    &BOOK
}

fn none(day: Day) -> Refusal {
    let reason =
        say!("规则库中没有 {day} 生效的采血位规则", "the rulebook has no rules of the chair in force on {day}");
    Refusal::new("chair.no-version", reason)
}

/// The kits in force on `day`, each code once.
pub fn kits(day: Day) -> Vec<&'static Kit> {
    let mut known: Vec<&'static Kit> = Vec::new();
    for kit in &page().kit {
        if !known.iter().any(|other| other.code == kit.code) {
            known.extend(in_force(page().kit.iter().filter(|k| k.code == kit.code), day, |k| &k.basis));
        }
    }
    known
}

/// The gifts in force on `day`.
pub fn gifts(day: Day) -> Vec<&'static Gift> {
    page().gift.iter().filter(|gift| gift.basis.effective_from <= day).collect()
}

/// The gift of this code, in force or not; `None` for one that no list names.
pub fn gift_named(code: &str) -> Option<&'static Gift> {
    page().gift.iter().rev().find(|gift| gift.code == code)
}

/// How often a blood pressure outside its limits is measured before it refuses.
pub fn repeat_pressure(day: Day) -> Option<&'static RepeatPressure> {
    in_force(&page().repeat_pressure, day, |rule| &rule.basis)
}

/// What answers a temperature above the limit at the door.
pub fn repeat_temperature(day: Day) -> Option<&'static RepeatTemperature> {
    in_force(&page().repeat_temperature, day, |rule| &rule.basis)
}

/// What every donation of `kind` gives in tubes on `day`.
pub fn tubes(kind: DonationKind, day: Day) -> Vec<&'static TubeRule> {
    let of = |role: TubeRole| {
        let fitting = page().tube.iter().filter(move |tube| tube.role == role && tube.kinds.contains(&kind));
        in_force(fitting, day, |tube| &tube.basis)
    };
    TubeRole::ALL.into_iter().filter_map(of).collect()
}

/// What lies at a chair before the needle goes in.
#[derive(Debug, Clone, Copy)]
pub struct AtTheChair {
    /// What is given.
    pub kind: DonationKind,
    /// How many needles went in before this one.
    pub needles: usize,
    /// The maker's label of the kit was typed, not scanned.
    pub typed_label: bool,
}

/// The clause that asks for a second person before the needle goes in, if one does.
pub fn second_person(found: AtTheChair, day: Day) -> Option<&'static Basis> {
    let asks = |point: &&TwoPersons| {
        point.kinds.contains(&found.kind)
            && (!point.second_needle || found.needles > 0)
            && (!point.typed_label || found.typed_label)
    };
    in_force(page().two_persons.iter().filter(asks), day, |point| &point.basis).map(|point| &point.basis)
}

/// How often a vein may be tried. Refuses by `chair.no-version`.
pub fn needles(day: Day) -> Result<&'static Needles, Refusal> {
    in_force(&page().needles, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

/// What may be made of whole blood. Refuses by `chair.no-version`.
pub fn yields(day: Day) -> Result<&'static Yield, Refusal> {
    in_force(&page().yields, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

/// What a machine may give. Refuses by `chair.no-version`; whole blood has no such rule.
pub fn apheresis(kind: DonationKind, day: Day) -> Result<&'static Apheresis, Refusal> {
    let fitting = page().apheresis.iter().filter(|rule| rule.kind == kind);
    in_force(fitting, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

/// How far a typed volume may lie from the scale's before somebody is asked, mL.
pub fn scale_differs_ml(day: Day) -> Option<i32> {
    in_force(&page().scale, day, |rule| &rule.basis).map(|rule| rule.differs_ml)
}

/// How far what was typed may lie from what a machine has recorded.
pub fn differs(day: Day) -> Option<&'static Differs> {
    in_force(&page().differs, day, |rule| &rule.basis)
}

/// When the flow counts as stopped. Refuses by `chair.no-version`.
pub fn still_flow(day: Day) -> Result<&'static StillFlow, Refusal> {
    in_force(&page().flow, day, |rule| &rule.basis).ok_or_else(|| none(day))
}

/// Refuses by `needle.max` a needle after `tried` others of the day.
pub fn another_needle(tried: usize, day: Day) -> Result<(), Refusal> {
    let rule = needles(day)?;
    let (max, source) = (rule.max, &rule.basis.source);
    if tried < max {
        return Ok(());
    }
    let reason = say!(
        "今日已穿刺 {max} 次，不得再穿刺（{source}）",
        "{max} needles were in today; there is no further one ({source})"
    );
    Err(Refusal::new("needle.max", reason))
}

/// Refuses by `needle.max` another needle, and by `needle.same-arm` the arm in which one was today.
pub fn next_needle(tried: &[&str], arm: &str, day: Day) -> Result<(), Refusal> {
    another_needle(tried.len(), day)?;
    let rule = needles(day)?;
    let source = &rule.basis.source;
    if rule.other_arm && tried.contains(&arm) {
        let reason = say!(
            "该侧手臂今日已穿刺，请换另一侧（{source}）",
            "this arm had a needle today, take the other one ({source})"
        );
        return Err(Refusal::new("needle.same-arm", reason));
    }
    Ok(())
}
