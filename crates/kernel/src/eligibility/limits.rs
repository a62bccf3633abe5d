//! Limits of age, body and interval, each with the clause that sets it.

use jiff::ToSpan;
use serde::Deserialize;

use crate::{
    clock::Day,
    product::MediumCode,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say,
};

/// All versions of the limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Eligibility {
    limits: Vec<Limits>,
}

impl Eligibility {
    /// Every version, in the order of the rulebook.
    pub fn iter(&self) -> impl Iterator<Item = &Limits> {
        self.limits.iter()
    }

    /// The version in force on `day`. Refuses by `eligibility.no-version` a day before the first one.
    pub fn on(&self, day: Day) -> Result<&Limits, Refusal> {
        in_force(&self.limits, day, |limits| &limits.basis).ok_or_else(|| {
            Refusal::new(
                "eligibility.no-version",
                say!("规则库中没有 {day} 生效的献血者要求", "the rulebook has no donor limits in force on {day}"),
            )
        })
    }
}

/// One version of the limits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Its name, for records.
    pub version: String,
    /// Where it comes from.
    pub basis: Basis,
    /// Age.
    pub age: AgeLimits,
    /// Body weight.
    pub weight: WeightLimits,
    /// Blood pressure.
    pub blood_pressure: BloodPressureLimits,
    /// Pulse.
    pub pulse: PulseLimits,
    /// Body temperature.
    pub temperature: TemperatureLimits,
    /// Haemoglobin.
    pub haemoglobin: HaemoglobinLimits,
    /// What may be given.
    pub whole_blood: WholeBloodLimits,
    /// How often.
    pub interval: IntervalLimits,
    /// How it is collected.
    pub collection: CollectionLimits,
}

/// Age limits, whole years.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgeLimits {
    /// The clause.
    pub clause: String,
    /// From this birthday on.
    pub years_min: i16,
    /// The last age; the limit is the day before the next birthday.
    pub years_max: i16,
    /// The last age of a repeat donor without reaction.
    pub years_max_repeat: i16,
    /// How many donations make a repeat donor.
    pub repeat_donations_min: u32,
}

impl AgeLimits {
    /// The first and the last day on which a person born on `born_on` may give.
    pub fn window(&self, born_on: Day, repeat_donor: bool) -> (Day, Day) {
        let last_age = if repeat_donor { self.years_max_repeat } else { self.years_max };
        let end = birthday(born_on, last_age + 1).date();
        (birthday(born_on, self.years_min), Day::from(end.yesterday().unwrap_or(end)))
    }
}

/// The day on which a person born on `born_on` completes `years`. Born on 29 February: 1 March in a common year.
fn birthday(born_on: Day, years: i16) -> Day {
    let date = born_on.date();
    let year = date.year().saturating_add(years);
    Day::new(year, date.month(), date.day()).or_else(|| Day::new(year, 3, 1)).unwrap_or(born_on)
}

/// Body weight, kg.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WeightLimits {
    /// The clause.
    pub clause: String,
    /// Least weight of a man.
    pub male_kg_min: f64,
    /// Least weight of a woman.
    pub female_kg_min: f64,
}

/// Blood pressure, mmHg.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BloodPressureLimits {
    /// The clause.
    pub clause: String,
    /// Lowest systolic pressure.
    pub systolic_mmhg_min: i32,
    /// The systolic pressure lies below this.
    pub systolic_mmhg_below: i32,
    /// Lowest diastolic pressure.
    pub diastolic_mmhg_min: i32,
    /// The diastolic pressure lies below this.
    pub diastolic_mmhg_below: i32,
    /// Least difference of both.
    pub pulse_pressure_mmhg_min: i32,
}

/// Pulse, beats per minute.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PulseLimits {
    /// The clause.
    pub clause: String,
    /// Slowest.
    pub per_min_min: i32,
    /// Fastest.
    pub per_min_max: i32,
    /// Slowest of a person trained for endurance.
    pub athlete_per_min_min: i32,
}

/// Body temperature, °C.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TemperatureLimits {
    /// The clause.
    pub clause: String,
    /// Highest.
    pub c_max: f64,
}

/// Haemoglobin, g/L.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HaemoglobinLimits {
    /// The clause.
    pub clause: String,
    /// Least of a man.
    pub male_g_l_min: i32,
    /// Least of a woman.
    pub female_g_l_min: i32,
}

/// What may be given at once.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WholeBloodLimits {
    /// The clause.
    pub clause: String,
    /// The volumes, mL.
    pub volumes_ml: Vec<i32>,
}

/// How often blood may be given.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IntervalLimits {
    /// The clause.
    pub clause: String,
    /// Calendar months from one needle to the next.
    pub whole_blood_to_whole_blood_months: i32,
}

impl IntervalLimits {
    /// The first day on which whole blood may be given again after a needle on `last`. A month that is too short ends
    /// on its last day: 31 August and six months is 28 (29) February.
    pub fn whole_blood_again(&self, last: Day) -> Day {
        let again = last.date().checked_add(self.whole_blood_to_whole_blood_months.months());
        Day::from(again.unwrap_or(jiff::civil::Date::MAX))
    }
}

/// How a donation is collected.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectionLimits {
    /// The clause.
    pub clause: String,
    /// Fewest sample tubes with the number of the donation.
    pub tubes_min: usize,
    /// Longest time from needle in to needle out that can be true, minutes.
    pub minutes_max: i64,
    /// Anticoagulants of the bags for whole blood.
    pub bag_media: Vec<MediumCode>,
}
