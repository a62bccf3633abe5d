use serde_json::{Value as Json, json};
use uuid::Uuid;
use vena_kernel::{clock::Day, donation_number::DonationNumber, id::UserId, refusal::Refusal};
use vena_testkit::table::rows;

use super::{
    cells::{Cell, Entry, Source, cell, may_type},
    layout::{Kit, Wanted, Well, lay_out, wells_of},
    rules::{RunState, may_cancel, may_close, may_enter, may_void},
    validity::{Raw, judge, meaning},
};
use crate::{
    judging::rules::{Book, Need},
    kits::assay::Assay,
};

fn rule(found: Result<(), Refusal>) -> String {
    found.map_or_else(|refusal| refusal.rule, |()| "yes".into())
}

fn assay(kit: Json) -> Assay {
    serde_json::from_value(kit).expect("an assay")
}

fn elisa() -> Assay {
    assay(json!({
        "gives": "signal", "plate": { "rows": 8, "columns": 12 }, "cut_off": { "factor": 2.0, "plus": 0.05, "least": 0.125 },
        "controls": [
            { "code": "NC", "role": "negative", "count": 2, "each": { "max": 0.1 }, "mean": { "max": 0.08 } },
            { "code": "PC", "role": "positive", "count": 1, "each": { "min": 0.5 } },
        ],
    }))
}

fn nat() -> Assay {
    assay(json!({
        "gives": "detected", "plate": { "rows": 24, "columns": 1 }, "pool_max": 8,
        "controls": [
            { "code": "NC", "role": "negative", "count": 1, "expects": { "kind": "not_detected" } },
            { "code": "PC-B", "role": "positive", "marker": "HBV-DNA", "count": 1, "expects": { "kind": "detected" } },
        ],
    }))
}

/// `0.05`, `pos`, `neg` (its internal control came up), `mute` (it did not), or `bad`.
fn raw(text: &str) -> Raw {
    match text {
        "pos" => Raw::Detected { detected: true, internal: false },
        "neg" => Raw::Detected { detected: false, internal: true },
        "mute" => Raw::Detected { detected: false, internal: false },
        "bad" => Raw::Unreadable { why: "凝块".into() },
        number => Raw::Signal { signal: number.parse().expect("a number") },
    }
}

#[test]
fn a_run_is_valid_when_every_control_is() {
    let table = "
        NC          | PC   | valid | cut-off | sample | means
        0.03 0.05   | 0.5  | yes   | 0.13    | 0.05   | ratio 0.385
        -- the cut-off is never below its least; at the cut-off a sample has ratio 1
        0.01 0.01   | 0.9  | yes   | 0.125   | 0.125  | ratio 1
        0.01 0.01   | 0.9  | yes   | 0.125   | 0.1    | ratio 0.8
        0.01 0.01   | 0.9  | yes   | 0.125   | 0.0998 | ratio 0.799
        -- noise below nothing is nothing
        0.01 0.01   | 0.9  | yes   | 0.125   | -0.002 | ratio 0
        -- both sides of each limit
        0.06 0.1    | 0.5  | yes   | 0.21    | bad    | nothing
        0.05 0.101  | 0.5  | no    | 0.201   | 0.05   | -
        0.07 0.091  | 0.5  | no    | 0.211   | 0.05   | -
        0.03 0.05   | 0.49 | no    | 0.13    | 0.05   | -
        -- a control is missing, or could not be read
        0.03        | 0.5  | no    | 0.11    | 0.05   | -
        0.03 bad    | 0.5  | no    | 0.11    | 0.05   | -
        0.03 0.05   | -    | no    | 0.13    | 0.05   | -
    ";
    for row in &rows(table)[1..] {
        let (negatives, positives) = (all(row[0]), all(row[1]));
        let readings: Vec<(&str, &str, &Raw)> = negatives
            .iter()
            .map(|raw| ("NC", "HBSAG", raw))
            .chain(positives.iter().map(|raw| ("PC", "HBSAG", raw)))
            .collect();
        let validity = judge(&elisa(), &["HBSAG"], &readings);
        assert_eq!(if validity.valid { "yes" } else { "no" }, row[2], "{row:?} {validity:?}");
        if row[2] == "no" {
            continue;
        }
        let cut_off = validity.cut_offs.first().map(|found| (found.cut_off * 1e6).round() / 1e6);
        assert_eq!(cut_off.map(|cut_off| cut_off.to_string()), Some(row[3].to_owned()), "{row:?}");
        let means = meaning(&raw(row[4]), "HBSAG", &validity);
        let told = means.map_or_else(|| json!("nothing"), |value| serde_json::to_value(value).expect("JSON"));
        let told =
            told.as_str().map_or_else(|| format!("ratio {}", told["s_co"].as_f64().unwrap_or(-1.0)), str::to_owned);
        assert_eq!(told, row[5], "{row:?}");
    }
}

fn all(text: &str) -> Vec<Raw> {
    text.split_whitespace().filter(|word| *word != "-").map(raw).collect()
}

#[test]
fn a_negative_nucleic_acid_needs_its_internal_control() {
    let table = "
        NC   | PC-B | valid | sample | means
        neg  | pos  | yes   | neg    | non_reactive
        neg  | pos  | yes   | pos    | reactive
        neg  | pos  | yes   | mute   | nothing
        neg  | pos  | yes   | bad    | nothing
        pos  | pos  | no    | neg    | -
        mute | pos  | no    | neg    | -
        neg  | neg  | no    | neg    | -
        neg  | bad  | no    | neg    | -
    ";
    for row in &rows(table)[1..] {
        let (negative, positive) = (raw(row[0]), raw(row[1]));
        let readings = [("NC", "HBV-DNA", &negative), ("NC", "HIV-RNA", &negative), ("PC-B", "HBV-DNA", &positive)];
        let validity = judge(&nat(), &["HBV-DNA", "HIV-RNA"], &readings);
        assert_eq!(if validity.valid { "yes" } else { "no" }, row[2], "{row:?} {validity:?}");
        if row[2] == "yes" {
            let means = meaning(&raw(row[3]), "HBV-DNA", &validity);
            let told =
                means.map_or_else(|| json!({ "kind": "nothing" }), |value| serde_json::to_value(value).expect("JSON"));
            assert_eq!(told["kind"], row[4], "{row:?}");
        }
    }
    let blind = judge(&nat(), &["HBV-DNA"], &[]);
    assert!(!blind.valid, "without controls nothing is known");
}

fn user(name: &str) -> UserId {
    UserId::from_uuid(Uuid::from_u128(name.bytes().fold(7, |sum, byte| sum * 31 + u128::from(byte))))
}

#[test]
fn what_two_have_typed_alike_counts() {
    let table = "
        entries                         | cell
        -                               | empty
        an 0.1                          | once
        -- one person does not confirm themselves
        an 0.1, an 0.1                  | once
        an 0.1, bo 0.1                  | read 0.1
        an 0.1, bo 0.2                  | differs
        -- each corrects their own; a third decides
        an 0.1, bo 0.2, an 0.2          | read 0.2
        an 0.1, bo 0.2, cy 0.1          | differs
        an 0.1, bo 0.2, cy 0.2          | read 0.2
        an 0.1, bo 0.1, cy 0.3          | differs
        an bad, bo bad                  | read bad
        an bad, bo 0.1                  | differs
        -- an instrument needs nobody, says it again, and nobody types over it
        * 0.4                           | read 0.4
        an 0.1, * 0.4                   | read 0.4
        * 0.4, * 0.5                    | read 0.5
        -- but anybody may see that a well is spoilt; read anew it is not
        * 0.4, an bad                   | read bad
        an bad, * 0.4                   | read 0.4
    ";
    for row in &rows(table)[1..] {
        let entry = |text: &str| {
            let (by, value) = text.trim().split_once(' ').expect("who and what");
            let source = if by == "*" { Source::Instrument } else { Source::Typed };
            Entry { raw: raw(value), by: user(by), source }
        };
        let entries: Vec<Entry> = row[0].split(',').filter(|text| *text != "-").map(entry).collect();
        let told = match cell(&entries) {
            Cell::Empty => "empty".to_owned(),
            Cell::Once(_) => "once".to_owned(),
            Cell::Differs => "differs".to_owned(),
            Cell::Read(Raw::Signal { signal }) => format!("read {signal}"),
            Cell::Read(_) => "read bad".to_owned(),
        };
        assert_eq!(told, row[1], "{row:?}");
    }
    let sent = [Entry { raw: raw("0.4"), by: user("*"), source: Source::File }];
    assert_eq!(rule(may_type(&sent, &raw("0.1"))), "run.machine-read");
    assert_eq!(rule(may_type(&sent, &raw("bad"))), "yes");
    assert_eq!(rule(may_type(&[], &raw("0.1"))), "yes");
}

#[test]
fn a_run_is_closed_when_everything_is_known() {
    let (read, once) = (Cell::Read(raw("0.1")), Cell::Once(user("an")));
    let closes = |state, cells: &[(&str, &Cell)]| rule(may_close(state, cells.iter().copied()));
    assert_eq!(closes(RunState::Planned, &[("A1", &read), ("B1", &read)]), "yes");
    assert_eq!(closes(RunState::Planned, &[("A1", &read), ("B1", &once)]), "run.unread");
    assert_eq!(closes(RunState::Planned, &[("A1", &Cell::Empty)]), "run.unread");
    assert_eq!(closes(RunState::Planned, &[("A1", &once), ("B1", &Cell::Differs)]), "run.differs");
    for state in [RunState::Void, RunState::Accepted, RunState::Cancelled] {
        assert_eq!(closes(state, &[("A1", &read)]), "run.closed");
        let found = [rule(may_enter(state)), rule(may_void(state)), rule(may_cancel(state, false))];
        assert_eq!(found, ["run.closed", "run.closed", "run.closed"]);
    }
    let planned = RunState::Planned;
    assert_eq!([rule(may_enter(planned)), rule(may_void(planned))], ["yes", "yes"]);
    assert_eq!([rule(may_cancel(planned, false)), rule(may_cancel(planned, true))], ["yes", "run.begun"]);
}

fn need(marker: &str, round: i16, repeat: i16, maker: Option<&str>) -> Need {
    Need { marker: marker.into(), round, repeat, maker: maker.map(str::to_owned), apart: false }
}

#[test]
fn a_kit_makes_the_tests_of_its_marker_round_and_maker() {
    let book = Book::on("2026-11-23".parse::<Day>().expect("a day")).expect("rules of that day");
    let table = "
        kit                    | need                | makes
        HBSAG 1 海棠 -         | HBSAG 1 0 -         | yes
        HBSAG 1 海棠 -         | HBSAG 2 0 -         | no
        HBSAG 1 海棠 -         | ANTI-HCV 1 0 -      | no
        HBSAG 1 海棠 -         | HBSAG 1 1 海棠      | yes
        HBSAG 1 海棠 -         | HBSAG 1 1 松果      | no
        RHD 1 海棠 -           | RHD 1 0 -           | yes
        RHD 1 海棠 -           | RHD 1 1 -           | no
        RHD 1 海棠 confirms    | RHD 1 1 -           | yes
        RHD 1 海棠 confirms    | RHD 1 0 -           | no
        HBV-DNA 1 海棠 -       | HBV-DNA 1 2 -       | yes
        HBV-DNA 1 海棠 -       | HBV-DNA 1 3 - apart | yes
        HBV-DNA 1 海棠 confirms | HBV-DNA 1 3 - apart | yes
        HBV-DNA 1 海棠 confirms | HBV-DNA 1 0 -      | no
        HBV-DNA 1 海棠 together | HBV-DNA 1 2 -      | yes
        HBV-DNA 1 海棠 together | HBV-DNA 1 3 - apart | no
    ";
    for row in &rows(table)[1..] {
        let kit: Vec<&str> = row[0].split_whitespace().collect();
        let wanted: Vec<&str> = row[1].split_whitespace().collect();
        let markers = [kit[0].to_owned()];
        let number = |text: &str| text.parse::<i16>().expect("a number");
        let (confirms, combined) = (kit[3] == "confirms", kit[3] == "together");
        let kit = Kit { markers: &markers, round: number(kit[1]), maker: kit[2], confirms, combined };
        let maker = (wanted[3] != "-").then_some(wanted[3]);
        let apart = wanted.get(4) == Some(&"apart");
        let need = Need { apart, ..need(wanted[0], number(wanted[1]), number(wanted[2]), maker) };
        let made = kit.makes(&book, &need);
        assert_eq!(if made { "yes" } else { "no" }, row[2], "{row:?}");
    }
}

fn donation(at: usize) -> DonationNumber {
    format!("0160226{at:06}").parse().expect("a number")
}

#[test]
fn controls_stand_first_pools_next_and_retests_alone() {
    let first = |at: usize| (donation(at), vec![need("HBV-DNA", 1, 0, None)]);
    let mut wanted: Vec<Wanted> = (1..=13).map(first).collect();
    wanted.push((donation(14), vec![need("HBV-DNA", 1, 1, None), need("HBV-DNA", 1, 2, None)]));
    let wells = lay_out(&nat(), &[1, 6, 8], &wanted, 6).expect("a layout");
    let told: Vec<String> = wells
        .iter()
        .map(|well| match well {
            Well::Control(code) => code.clone(),
            Well::Samples(samples) => format!("{}×{}", samples.len(), samples[0].need.repeat),
        })
        .collect();
    assert_eq!(told, ["NC", "PC-B", "6×0", "6×0", "1×0", "1×1", "1×2"]);
    assert_eq!(wells_of(&wanted, 6) + 2, wells.len());
    let said =
        |wanted: &[Wanted], pool| lay_out(&nat(), &[1, 6, 8], wanted, pool).map_or_else(|no| no.rule, |_| "yes".into());
    assert_eq!(said(&wanted, 8), "yes");
    assert_eq!(said(&wanted, 7), "run.pool-size");
    assert_eq!(said(&wanted, 0), "run.pool-size");
    assert_eq!(lay_out(&nat(), &[1, 16], &wanted, 16).map_or_else(|no| no.rule, |_| "yes".into()), "run.pool-size");
    assert_eq!(said(&[], 1), "run.nothing");
    let full: Vec<Wanted> = (1..=22).map(first).collect();
    assert_eq!(said(&full, 1), "yes");
    let more: Vec<Wanted> = (1..=23).map(first).collect();
    assert_eq!((said(&more, 1), said(&more, 6)), ("run.full".into(), "yes".into()));
}
