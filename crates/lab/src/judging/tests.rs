//! Results and their meaning as a person of the laboratory reads them.

use vena_kernel::{abo::BloodGroup, unit_state::Outcome};
use vena_testkit::table::rows;

use super::rules::{Book, Past, Reading, judge, read};
use crate::words::{Run, Value, VerdictWord};

/// Every mandatory run as it should be, for group O RhD-positive.
const GOOD: &str = "HBSAG.1=N@one HBSAG.2=N@two ANTI-HCV.1=N@one ANTI-HCV.2=N@two HIV-AG-AB.1=N@one HIV-AG-AB.2=N@two \
    ANTI-TP.1=N@one ANTI-TP.2=N@two HBV-DNA.1=N HCV-RNA.1=N HIV-RNA.1=N ALT.1=21 ABO-FORWARD.1=O ABO-REVERSE.1=O RHD.1=+";

fn book() -> Book {
    Book::on("2026-02-11".parse().expect("a day")).expect("rules of that day")
}

/// `HBSAG.1/2=R@one`: marker, round, retest, value, maker of the reagent; `p` before the value is a pool, `c` a combined test.
fn run(text: &str) -> Run {
    let (key, rest) = text.split_once('=').expect("a value");
    let (marker, place) = key.rsplit_once('.').expect("a round");
    let (round, repeat) = place.split_once('/').unwrap_or((place, "0"));
    let (value, maker) = rest.split_once('@').unwrap_or((rest, "one"));
    let (pooled, value) = value.strip_prefix('p').map_or((false, value), |value| (true, value));
    let (combined, value) = value.strip_prefix('c').map_or((false, value), |value| (true, value));
    Run {
        marker: marker.into(),
        round: round.parse().expect("a round"),
        repeat: repeat.parse().expect("a retest"),
        value: self::value(marker, value),
        pooled,
        combined,
        reagent_maker: maker.into(),
        reagent_lot: "L1".into(),
        instrument: "E-1".into(),
    }
}

fn value(marker: &str, text: &str) -> Value {
    match (marker, text) {
        (_, "N") => Value::NonReactive,
        (_, "R") => Value::Reactive,
        ("RHD", rhd) => Value::Rhd { rhd: rhd.parse().expect("an RhD group") },
        ("ALT", number) => Value::Number { number: number.parse().expect("a number") },
        (marker, abo) if marker.starts_with("ABO") => Value::Abo { abo: abo.parse().expect("an ABO group") },
        (_, ratio) => Value::Ratio { s_co: ratio.parse().expect("a ratio") },
    }
}

/// The good runs with changes: `KEY=…` types another value or a further run, `!KEY` leaves one out, `-` changes nothing.
fn reading(changes: &str) -> Reading {
    let mut runs: Vec<Run> = GOOD.split_whitespace().map(run).collect();
    for change in changes.split_whitespace().filter(|change| *change != "-") {
        let key = change.strip_prefix('!').map(|key| run(&format!("{key}=N")));
        let new = key.is_none().then(|| run(change));
        let touched = key.as_ref().or(new.as_ref()).expect("a run").key();
        runs.retain(|old| old.key() != touched);
        runs.extend(new);
    }
    read(&book(), &runs.iter().collect::<Vec<_>>())
}

fn group(text: &str) -> Option<BloodGroup> {
    (text != "-").then(|| text.parse().expect("a group"))
}

/// `missing …` with the first thing that is missing, or the markers that are reactive.
fn told(reading: &Reading) -> String {
    if let Some(first) = reading.missing().first() {
        return format!("missing {}", first.en);
    }
    let reactive = reading.finals.iter().filter(|marker| marker.outcome == Outcome::Reactive);
    let codes: Vec<&str> = reactive.map(|marker| marker.marker.as_str()).collect();
    if codes.is_empty() { "clear".into() } else { codes.join(" ") }
}

#[test]
fn results_mean_what_the_procedure_says() {
    let table = "
        changes                                        | told
        -                                              | clear
        -- nothing mandatory may lack, and no two rounds may share a maker
        !HBSAG.2                                       | missing HBsAg: round 2 is missing
        !HIV-RNA.1                                     | missing HIV RNA: round 1 is missing
        !ABO-REVERSE.1                                 | missing ABO reverse group: round 1 is missing
        !ALT.1                                         | missing ALT by rate method: round 1 is missing
        ANTI-TP.2=N@One                                | missing Treponema pallidum antibody: the rounds need reagents of different makers
        -- serology: reactive or gray is retested in duplicate with the same reagent; one reactive retest decides
        HBSAG.1=R@one                                  | missing HBsAg: round 1 was reactive or in the gray zone, retest 1 is missing
        HBSAG.1=R@one HBSAG.1/1=N@one                  | missing HBsAg: round 1 was reactive or in the gray zone, retest 2 is missing
        HBSAG.1=R@one HBSAG.1/1=N@one HBSAG.1/2=N@one  | clear
        HBSAG.1=R@one HBSAG.1/1=N@one HBSAG.1/2=R@one  | HBSAG
        HBSAG.1=R@one HBSAG.1/1=R@one HBSAG.1/2=R@one  | HBSAG
        HBSAG.1=R@one HBSAG.1/1=N@two HBSAG.1/2=N@one  | missing HBsAg: retest 1 of round 1 has to use the same reagent
        HBSAG.2=R@two HBSAG.2/1=N@two HBSAG.2/2=N@two  | clear
        HBSAG.2=R@two HBSAG.1/1=N@one HBSAG.1/2=N@one  | missing HBsAg: round 2 was reactive or in the gray zone, retest 1 is missing
        HBSAG.1=0.79@one                               | clear
        HBSAG.1=0.8@one                                | missing HBsAg: round 1 was reactive or in the gray zone, retest 1 is missing
        HBSAG.1=0.9@one HBSAG.1/1=0.2@one HBSAG.1/2=0.3@one | clear
        HBSAG.1=0.9@one HBSAG.1/1=0.2@one HBSAG.1/2=0.85@one | HBSAG
        -- a retest that is reactive is never overlooked
        HBSAG.1/1=R@one                                | HBSAG
        -- nucleic acids: a single run decides, a pool is resolved by single tests
        HCV-RNA.1=R                                    | HCV-RNA
        HCV-RNA.1=pN                                   | clear
        HCV-RNA.1=pR                                   | missing HCV RNA: the pool was reactive, single test 1 is missing
        HCV-RNA.1=pR HCV-RNA.1/1=N                     | missing HCV RNA: the pool was reactive, single test 2 is missing
        HCV-RNA.1=pR HCV-RNA.1/1=N HCV-RNA.1/2=N       | clear
        HCV-RNA.1=pR HCV-RNA.1/1=R                     | HCV-RNA
        HCV-RNA.1=pR HCV-RNA.1/1=N HCV-RNA.1/2=R       | HCV-RNA
        -- one tube for several agents: what it finds is told apart, and what nobody finds apart counts for all of them
        HBV-DNA.1=pcN HCV-RNA.1=pcN HIV-RNA.1=pcN      | clear
        HBV-DNA.1=pcR HCV-RNA.1=pcR HIV-RNA.1=pcR      | missing HBV DNA: the pool was reactive, single test 1 is missing
        HBV-DNA.1=cR HCV-RNA.1=cR HIV-RNA.1=cR         | missing HBV DNA: the combined test was reactive, the discriminating test is missing
        HBV-DNA.1=cR HCV-RNA.1=cR HBV-DNA.1/3=R        | missing HCV RNA: the combined test was reactive, the discriminating test is missing
        HBV-DNA.1=cR HCV-RNA.1=cR HBV-DNA.1/3=cR HCV-RNA.1/3=N | missing HBV DNA: the combined test was reactive, the discriminating test is missing
        HBV-DNA.1=cR HCV-RNA.1=cR HBV-DNA.1/3=R HCV-RNA.1/3=N | HBV-DNA
        HBV-DNA.1=cR HCV-RNA.1=cR HBV-DNA.1/3=N HCV-RNA.1/3=N | HBV-DNA HCV-RNA
        HBV-DNA.1=pcR HBV-DNA.1/1=cR                   | missing HBV DNA: the combined test was reactive, the discriminating test is missing
        HBV-DNA.1=pcR HBV-DNA.1/1=cN HBV-DNA.1/2=cN    | clear
        HBV-DNA.1=pcR HBV-DNA.1/1=cR HBV-DNA.1/3=N     | HBV-DNA
        HBV-DNA.1=pcR HBV-DNA.1/1=cR HBV-DNA.1/3=R HCV-RNA.1=R | HBV-DNA HCV-RNA
        -- ALT: the limit itself is accepted
        ALT.1=50                                       | clear
        ALT.1=50.1                                     | ALT
        -- what is not mandatory counts when it was done
        ANTI-HTLV.1=R ANTI-HTLV.1/1=R ANTI-HTLV.1/2=N  | ANTI-HTLV
        ANTI-HTLV.1=N                                  | clear
        ALT.1=90 HIV-RNA.1=R                           | HIV-RNA ALT
        -- a group is not judged while its tests disagree
        ABO-REVERSE.1=A                                | missing ABO forward O and reverse A disagree: test again
        RHD.1=-                                        | missing RhD negative: the weak D confirmation is missing
    ";
    for row in &rows(table)[1..] {
        assert_eq!(told(&reading(row[0])), row[1], "{}", row[0]);
    }
}

#[test]
fn the_group_is_read_from_both_sides_and_weak_d_is_positive() {
    let table = "
        changes                            | group
        -                                  | O+
        ABO-FORWARD.1=AB ABO-REVERSE.1=AB  | AB+
        ABO-FORWARD.1=A                    | -
        !ABO-FORWARD.1                     | -
        RHD.1=-                            | -
        RHD.1=- RHD.1/1=-                  | O-
        RHD.1=- RHD.1/1=+                  | O+
        !RHD.1                             | -
    ";
    for row in &rows(table)[1..] {
        assert_eq!(reading(row[0]).group, group(row[1]), "{}", row[0]);
    }
    assert_eq!(reading("RHD.1=- RHD.1/1=+").findings[0].en, "weak D: labelled RhD positive");
}

#[test]
fn rejected_is_final_and_a_contradicting_group_qualifies_nothing() {
    let table = "
        changes          | own | donor    | rejected | verdict        | conflict
        -                | -   |          | no       | qualified      | no
        -                | O+  | O+ O+    | no       | qualified      | no
        -                | -   | A+       | no       | group_conflict | yes
        -                | -   | O+ O-    | no       | group_conflict | yes
        -                | A+  |          | no       | group_conflict | yes
        -                | O+  |          | yes      | rejected       | no
        HCV-RNA.1=R      | -   |          | no       | rejected       | no
        HCV-RNA.1=R      | -   | A+       | no       | rejected       | yes
        ALT.1=51         | O+  | O+       | no       | rejected       | no
    ";
    for row in &rows(table)[1..] {
        let past = Past {
            own_group: group(row[1]),
            donor_groups: row[2].split_whitespace().filter_map(group).collect(),
            rejected: row[3] == "yes",
        };
        let judged = judge(&reading(row[0]), &past);
        let verdict = serde_json::to_value(judged.verdict).expect("a word");
        assert_eq!((verdict.as_str(), judged.conflict), (Some(row[4]), row[5] == "yes"), "{row:?}");
        assert_eq!(judged.findings.is_empty(), judged.verdict == VerdictWord::Qualified, "{row:?}");
    }
}

#[test]
fn only_an_infectious_marker_is_told_as_reactive() {
    for (changes, expected) in [("-", false), ("ALT.1=80", false), ("HIV-RNA.1=R", true), ("HBSAG.1/1=R@one", true)] {
        assert_eq!(reading(changes).infectious(), expected, "{changes}");
    }
}

#[test]
fn without_rules_nothing_is_judged() {
    let rule = |day: &str| Book::on(day.parse().expect("a day")).map_err(|refusal| refusal.rule).map(drop);
    assert_eq!(rule("2019-04-27"), Err("lab.no-rules".to_owned()));
    assert_eq!(rule("2019-04-28"), Ok(()));
}
