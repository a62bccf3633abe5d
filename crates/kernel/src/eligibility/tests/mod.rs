use std::collections::BTreeSet;

mod judge;

use super::*;
use crate::{rulebook, table::check};

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn kind(word: &str) -> DonationKind {
    match word {
        "wb" => DonationKind::WholeBlood,
        "plt" => DonationKind::ApheresisPlatelets,
        "plasma" => DonationKind::ApheresisPlasma,
        other => panic!("unknown kind: {other}"),
    }
}

fn today() -> EligibilityOn<'static> {
    rulebook::eligibility().effective_on(day("2026-02-10"))
}

#[test]
fn both_sides_of_every_limit() {
    check(
        "
        no  | weight male 49.9
        yes | weight male 50
        no  | weight female 44.9
        yes | weight female 45
        no  | systolic male 89
        yes | systolic male 90
        yes | systolic male 139
        no  | systolic male 140
        no  | diastolic male 59
        yes | diastolic male 60
        yes | diastolic male 89
        no  | diastolic male 90
        no  | pulse_pressure male 29
        yes | pulse_pressure male 30
        no  | pulse male 59
        yes | pulse male 60
        yes | pulse male 100
        no  | pulse male 101
        no  | pulse_athlete male 49
        yes | pulse_athlete male 50
        yes | temperature female 37.3
        no  | temperature female 37.4
        no  | hemoglobin male 119
        yes | hemoglobin male 120
        no  | hemoglobin female 114
        yes | hemoglobin female 115
        no  | copper_sulfate male 1.0519
        yes | copper_sulfate male 1.052
        no  | copper_sulfate female 1.0509
        yes | copper_sulfate female 1.051
        yes | alt male 50
        no  | alt male 50.1
        no  | platelets male 149
        yes | platelets male 150
        yes | platelets male 449
        no  | platelets male 450
        no  | platelets_after male 99
        yes | platelets_after male 100
        no  | hematocrit female 0.35
        yes | hematocrit female 0.36
        no  | weight male NaN
        ",
        |input| {
            let words: Vec<&str> = input.split(' ').collect();
            let sex = if words[1] == "male" { Sex::Male } else { Sex::Female };
            let limit = today().limit(words[0], sex).expect("a limit");
            let value: f64 = words[2].parse().expect("a number");
            let refused = limit.check(value).err().map(|refusal| refusal.rule);
            assert_eq!(refused, (!limit.allows(value)).then(|| format!("eligibility.{}", words[0])));
            if limit.allows(value) { "yes".into() } else { "no".into() }
        },
    );
}

#[test]
fn intervals_are_calendar_months_or_days() {
    check(
        "
        2026-08-10 | wb wb 2026-02-10
        2026-02-28 | wb wb 2025-08-31
        2028-02-29 | wb wb 2027-08-31
        2026-02-24 | plt plt 2026-02-10
        2026-03-10 | plt wb 2026-02-10
        2026-05-10 | wb plt 2026-02-10
        2026-02-24 | plasma plasma 2026-02-10
        2026-03-10 | plasma wb 2026-02-10
        ",
        |input| {
            let words: Vec<&str> = input.split(' ').collect();
            let interval = today().interval(kind(words[0]), kind(words[1])).expect("an interval");
            interval.first_day_after(day(words[2])).expect("in the calendar").to_string()
        },
    );
    let rules = today();
    let platelets = rules.interval(kind("plt"), kind("plt")).expect("an interval");
    assert_eq!(platelets.first_day_with_approval(day("2026-02-10")), Some(day("2026-02-17")));
    let whole_blood = rules.interval(kind("wb"), kind("wb")).expect("an interval");
    assert_eq!(whole_blood.first_day_with_approval(day("2026-02-10")), None);
}

#[test]
fn ages_volumes_and_the_cap_of_a_year() {
    let rules = today();
    let age = rules.age().expect("ages");
    assert_eq!((age.min_years, age.max_years, age.repeat_max_years), (18, 55, 60));
    assert_eq!(rules.volumes(DonationKind::WholeBlood).expect("volumes").allowed_ml, [200, 300, 400]);
    let cap = rules.year_cap(DonationKind::ApheresisPlatelets).expect("a cap");
    assert_eq!((cap.donations, cap.window_days), (24, 365));
    assert!(rules.year_cap(DonationKind::WholeBlood).is_none());
}

#[test]
fn every_interval_has_one_length_and_every_limit_a_bound() {
    for interval in &rulebook::eligibility().intervals {
        assert!(interval.months.is_some() != interval.days.is_some(), "{interval:?}");
    }
    for limit in &rulebook::eligibility().limits {
        assert!(limit.min.or(limit.max).or(limit.below).is_some(), "{}", limit.code);
    }
    let limits = today().limits();
    assert_eq!(
        limits.len(),
        limits.iter().map(|limit| (&limit.code, limit.sex.map(|s| s as u8))).collect::<BTreeSet<_>>().len()
    );
}

#[test]
fn every_pair_of_donations_has_an_interval() {
    for previous in ["wb", "plt", "plasma"] {
        for next in ["wb", "plt", "plasma"] {
            assert!(today().interval(kind(previous), kind(next)).is_some(), "{previous} then {next}");
        }
    }
}

#[test]
fn nothing_is_in_force_before_the_first_version() {
    let before = rulebook::eligibility().effective_on(day("2012-06-30"));
    assert!(before.age().is_none() && before.limits().is_empty());
    assert!(rulebook::eligibility().effective_on(day("2012-07-01")).age().is_some());
}

#[test]
fn a_later_version_may_stop_to_distinguish_the_sexes() {
    let limit = |sex: &str, min: &str, from: &str| {
        format!(
            r#"{{ code = "weight", name = {{ zh = "体重", en = "Weight" }}, {sex} unit = "kg", min = {min},
                basis = {{ source = "test", effective_from = "{from}", confidence = "low" }} }}"#
        )
    };
    let limits = [
        limit(r#"sex = "male","#, "50.0", "2012-07-01"),
        limit(r#"sex = "female","#, "45.0", "2012-07-01"),
        limit("", "48.0", "2020-01-01"),
    ];
    let text = format!(
        "limit = [{}]\nage = []\nvolume = []\ninterval = []\nyear_cap = []\nvolume_cap = []\n\
         repeat_donor = []\nfailed_needle = []\nclause = []\npermit = []",
        limits.join(", ").replace('\n', " ")
    );
    let rules: Eligibility = toml::from_str(&text).expect("a page");
    let lowest = |on: &str| -> Vec<Option<f64>> {
        rules.effective_on(day(on)).limits().into_iter().map(|limit| limit.min).collect()
    };
    assert_eq!(lowest("2019-12-31"), [Some(50.0), Some(45.0)]);
    assert_eq!(lowest("2020-01-01"), [Some(48.0)]);
}
