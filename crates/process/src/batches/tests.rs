//! What may be done with a batch, which bag may go into it, and what becomes of it, as tables.

use std::collections::BTreeMap;

use vena_kernel::{
    clock::{Day, Instant},
    id::{OrgId, SiteId, UserId},
    refusal::Refusal,
    unit_state::{Birth, Custody, Facts, Hold, HoldKind, Life, Mode, Promise, Safety, State},
};
use vena_testkit::table::rows;

use super::{
    judge::{Course, complete, followed, timed, together},
    rules::*,
};
use crate::plans::{Readings, Route, Told, hall};

fn rule(found: Result<(), Refusal>) -> String {
    found.map_or_else(|refusal| refusal.rule, |()| "ok".into())
}

fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

fn day() -> Day {
    "2026-02-11".parse().expect("a day")
}

fn user(number: u32) -> UserId {
    format!("user_{number:032x}").parse().expect("an id")
}

#[test]
fn a_batch_is_filled_run_and_ended_in_this_order() {
    let table = "
        state      | bags | change      | begin       | end             | break off
        open       | 0    | ok          | batch.empty | batch.not-begun | ok
        open       | 1    | ok          | ok          | batch.not-begun | ok
        running    | 1    | batch.begun | batch.begun | ok              | ok
        done       | 1    | batch.over  | batch.over  | batch.over      | batch.over
        broken_off | 1    | batch.over  | batch.over  | batch.over      | batch.over
    ";
    for row in &rows(table)[1..] {
        let state = match row[0] {
            "open" => BatchState::Open,
            "running" => BatchState::Running,
            "done" => BatchState::Done,
            _ => BatchState::BrokenOff,
        };
        let bags = row[1].parse().expect("a number");
        let found = [may_change(state), may_begin(state, bags), may_end(state), may_break_off(state)].map(rule);
        assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), row[2..], "{row:?}");
    }
}

#[test]
fn who_has_run_a_batch_does_not_check_it() {
    let table = "
        state   | checked | by | verdict
        done    | no      | 1  | batch.same-person
        done    | no      | 2  | batch.same-person
        done    | no      | 3  | batch.same-person
        done    | no      | 4  | ok
        done    | yes     | 4  | batch.checked
        running | no      | 4  | batch.not-over
    ";
    for row in &rows(table)[1..] {
        let state = if row[0] == "done" { BatchState::Done } else { BatchState::Running };
        let record = Record {
            state,
            opened_by: user(1),
            began_by: Some(user(2)),
            ended_by: Some(user(3)),
            checked: row[1] == "yes",
        };
        assert_eq!(rule(may_check(record, user(row[2].parse().expect("a number")))), row[3], "{row:?}");
    }
}

fn facts(product: &str) -> Facts {
    let number = "01602-26000001".parse().expect("a number");
    let collected = at("2026-02-11T08:00:00+08:00");
    let birth = Birth::new(number, product.parse().expect("a product"), 400, collected);
    Facts {
        donation_number: birth.donation_number,
        product: birth.product,
        division: birth.division,
        medium: None,
        group: None,
        volume_ml: 400,
        collected_at: collected,
        prepared_at: None,
        expires_at: Some(at("2026-03-18T23:59:00+08:00")),
        parents: Vec::new(),
        attributes: std::collections::BTreeSet::new(),
    }
}

#[test]
fn a_step_begins_within_the_time_of_its_product() {
    let table = "
        step           | product | minutes | verdict
        filter         | WB      | 2880    | ok
        filter         | WB      | 2881    | preparation.too-late
        spin_soft      | WB      | 360     | ok
        spin_soft      | WB      | 361     | preparation.too-late
        spin_platelets | WB      | 361     | preparation.too-late
        spin_hard      | WB      | 9000    | ok
        glycerolise    | RBC-S   | 8640    | ok
        glycerolise    | RBC-S   | 8641    | preparation.too-late
        freeze_cells   | RBC-S   | 8641    | preparation.too-late
        freeze_plasma  | FFP     | 1080    | ok
        freeze_plasma  | FFP     | 1081    | preparation.too-late
        freeze_plasma  | FP      | 9000    | ok
        irradiate      | RBC-S   | 20160   | ok
        irradiate      | RBC-S   | 23040   | modifier.too-late
        irradiate      | PLT-A   | 7200    | ok
        irradiate      | FFP     | 60      | modifier.class
    ";
    for row in &rows(table)[1..] {
        let step = hall().step(row[0], day()).expect("a step");
        let facts = facts(row[1]);
        let now = facts.collected_at.plus_seconds(row[2].parse::<i64>().expect("minutes") * 60);
        assert_eq!(rule(in_time(step, &facts, now)), row[3], "{row:?}");
    }
}

#[test]
fn an_irradiated_bag_ends_fourteen_days_later_or_with_its_source() {
    let step = hall().step("irradiate", day()).expect("a step");
    let ends = |product, now| treated(step, &facts(product), at(now)).expect("in time").map(|end| end.to_string());
    let fourteen = ends("RBC-S", "2026-02-12T08:00:00+08:00");
    assert_eq!(fourteen.as_deref(), Some("2026-02-26T15:59:00.000000Z"));
    assert_eq!(ends("PLT-A", "2026-02-12T08:00:00+08:00").as_deref(), Some("2026-03-18T15:59:00.000000Z"));
    let spin = hall().step("spin_hard", day()).expect("a step");
    assert_eq!(treated(spin, &facts("WB"), at("2026-02-12T08:00:00+08:00")), Ok(None));
}

#[test]
fn a_bag_is_admitted_where_there_is_room_for_it_and_nothing_against_it() {
    let table = "
        taken | place | mode       | hold | verdict
        11    | here  | in_control | no   | ok
        12    | here  | in_control | no   | batch.full
        0     | other | in_control | no   | batch.not-here
        0     | here  | away       | no   | batch.not-here
        0     | here  | in_control | yes  | batch.held
    ";
    let [here, other] = [1, 2].map(|n| format!("site_{n:032x}").parse::<SiteId>().expect("an id"));
    let org: OrgId = format!("org_{:032x}", 1).parse().expect("an id");
    let since = at("2026-02-11T08:00:00+08:00");
    for row in &rows(table)[1..] {
        let place = Some(if row[1] == "here" { here } else { other });
        let mode = if row[2] == "away" { Mode::OutOfControl { since } } else { Mode::InControl };
        let hold = Hold {
            hold_id: format!("event_{:032x}", 1).parse().expect("an id"),
            kind: HoldKind::Damaged,
            reason: "渗漏".to_owned(),
            opened_by: user(1),
            org,
            since,
        };
        let state = State {
            life: Life::Collected,
            safety: Safety::Pending,
            holds: if row[3] == "yes" { vec![hold] } else { Vec::new() },
            promise: Promise::Free,
            custody: Custody { org, place, position: None, mode },
            label_verified_at: None,
            transfusion: None,
            version: 1,
        };
        let facts = facts("WB");
        let route = Route { hall: hall(), day: day(), product: facts.product, done: &[] };
        let step = hall().step("spin_hard", day()).expect("a step");
        let room = Room { step, site: here, places: 12, taken: row[0].parse().expect("a number"), at: since };
        assert_eq!(rule(room.admits(&route, &state, &facts)), row[4], "{row:?}");
    }
}

fn told(text: &str) -> Readings {
    let pair = |word: &str| {
        let (name, value) = word.split_once('=').expect("NAME=VALUE");
        let told = value.parse().map_or_else(|_| Told::Word(value.to_owned()), Told::Number);
        (name.to_owned(), told)
    };
    text.split(' ').filter(|word| *word != "-").map(pair).collect()
}

#[test]
fn what_the_machine_told_stands_and_nothing_may_be_missing() {
    let step = hall().step("spin_hard", day()).expect("a step");
    let settings = BTreeMap::from([("speed_g".to_owned(), 5000.0), ("seconds".to_owned(), 600.0)]);
    let windows = step.windows(hall(), &settings, day());
    let table = "
        machine                              | typed           | verdict
        speed_g=5000 seconds=600             | temperature_c=4 | ok
        speed_g=5000 temperature_c=4         | -               | ok                    -- the clock tells how long
        speed_g=5000 seconds=600             | -               | batch.reading-missing
        speed_g=5000 temperature_c=7         | temperature_c=4 | batch.machine-told
        speed_g=5000 temperature_c=4         | temperature_c=4 | ok
    ";
    for row in &rows(table)[1..] {
        let both = together(&told(row[0]), &told(row[1]))
            .map(|both| timed(both, at("2026-02-11T08:00:00Z"), at("2026-02-11T08:10:00Z")));
        let found = both.and_then(|both| complete(&windows, &both, false));
        assert_eq!(found.map_or_else(|(_, refusal)| refusal.rule, |()| "ok".into()), row[2], "{row:?}");
    }
}

#[test]
fn a_batch_deviates_by_its_end_by_its_course_and_by_another_programme() {
    let step = hall().step("spin_hard", day()).expect("a step");
    let settings = BTreeMap::from([("speed_g".to_owned(), 5000.0), ("seconds".to_owned(), 600.0)]);
    let windows = step.windows(hall(), &settings, day());
    let table = "
        end                                                | sample                      | deviations
        programme=5 speed_g=5000 temperature_c=4 seconds=600 | -                         | -
        speed_g=5000 temperature_c=4 seconds=600           | speed_g=1200 temperature_c=5 | -                    -- it gathers speed
        speed_g=5000 temperature_c=4 seconds=600           | temperature_c=6.4           | deviation.temperature
        speed_g=5000 temperature_c=6.4 seconds=600         | temperature_c=6.4           | deviation.temperature
        programme=3 speed_g=5000 temperature_c=4 seconds=600 | -                         | deviation.programme
        speed_g=4700 temperature_c=1 seconds=700           | -                           | deviation.speed deviation.temperature deviation.duration
    ";
    for row in &rows(table)[1..] {
        let (readings, samples) = (told(row[0]), [told(row[1])]);
        let course = Course { windows: &windows, programme: "5", readings: &readings, samples: &samples };
        let found = course.of_all().iter().map(|one| one.rule.clone()).collect::<Vec<_>>().join(" ");
        assert_eq!(if found.is_empty() { "-" } else { &found }, row[2], "{row:?}");
    }
}

#[test]
fn cryoprecipitate_is_frozen_within_an_hour_of_its_spin() {
    let step = hall().step("freeze_cryo", day()).expect("a step");
    let spun = at("2026-02-11T08:00:00+08:00");
    assert_eq!(followed(step, Some(spun), spun.plus_seconds(3600)), None);
    let late = followed(step, Some(spun), spun.plus_seconds(3601)).expect("late");
    assert_eq!(late.rule, "deviation.time-limit");
    let spin = hall().step("spin_hard", day()).expect("a step");
    assert_eq!(followed(spin, None, spun), None);
}
