//! The plans against the catalogue, and both sides of every window, as tables.

use std::collections::{BTreeMap, BTreeSet};

use vena_kernel::{clock::Day, product::ProductCode, rulebook};
use vena_testkit::table::rows;

use super::*;

fn day() -> Day {
    "2026-02-11".parse().expect("a day")
}

fn code(text: &str) -> ProductCode {
    text.parse().expect("a product code")
}

fn done(words: &str) -> Vec<Done> {
    let ended_at = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
    let one = |word: &str| {
        let (step, counts) = word.strip_suffix('!').map_or((word, true), |step| (step, false));
        Done { step: step.to_owned(), ended_at, counts }
    };
    words.split(' ').filter(|word| *word != "-").map(one).collect()
}

fn route<'a>(product: &str, done: &'a [Done]) -> Route<'a> {
    Route { hall: hall(), day: day(), product: code(product), done }
}

#[test]
fn whatever_the_catalogue_makes_of_something_has_a_plan() {
    for product in rulebook::products().iter() {
        for parent in &product.parents {
            let plans = hall().plans(day());
            let covered = plans.iter().any(|plan| plan.covers(*parent, &[product.code]));
            assert!(covered, "{} of {parent} has no plan", product.code);
        }
    }
}

#[test]
fn plans_name_what_the_book_knows() {
    let (hall, day) = (hall(), day());
    for plan in hall.plans(day) {
        for product in plan.from.iter().chain(&plan.makes) {
            assert!(rulebook::products().get(*product).is_some(), "{}: {product}", plan.code);
        }
        for step in &plan.steps {
            assert!(hall.step(step, day).is_some(), "{}: {step}", plan.code);
        }
        assert!(plan.hold.min_c.is_some() || plan.hold.max_c.is_some(), "{}", plan.code);
    }
    for step in hall.steps(day) {
        let kind = hall.kind(&step.kind, day).expect("a kind of machine");
        assert!(hall.plans(day).iter().any(|plan| plan.steps.contains(&step.code)), "{} is in no plan", step.code);
        for check in &step.check {
            assert!(kind.values.contains(&check.value), "{} does not report {}", step.kind, check.value);
        }
        for supply in &step.supplies {
            assert!(hall.supply(supply, day).is_some(), "{}: {supply}", step.code);
        }
        let after = step.after.as_ref().map(|after| after.step.as_str());
        assert!(after.is_none_or(|after| hall.step(after, day).is_some()), "{}", step.code);
        let modifier = step.treats.map(|code| rulebook::products().modifier(code));
        assert!(modifier.is_none_or(|known| known.is_some()), "{}", step.code);
    }
    for kind in hall.kinds(day) {
        let unknown = kind.values.iter().find(|value| hall.value(value, day).is_none());
        assert_eq!(unknown, None, "{}", kind.code);
        assert!(hall.steps(day).iter().any(|step| step.kind == kind.code), "{} has no step", kind.code);
    }
    let lights = hall.lights(day).expect("limits");
    assert!(lights.red_minutes < lights.amber_minutes);
    assert!(hall.lights("2019-04-27".parse().expect("a day")).is_none(), "before it begins nothing is in force");
}

#[test]
fn a_bag_goes_through_its_steps_in_their_order() {
    let table = "
        product | done                     | step           | verdict
        WB      | -                        | spin_hard      | ok
        WB      | -                        | filter         | ok
        WB      | -                        | press          | step.missing
        WB      | -                        | wash           | step.missing
        WB      | -                        | deglycerolise  | step.not-for-product
        WB      | spin_hard                | press          | ok
        WB      | spin_hard!               | press          | step.missing          -- a deviation that nobody has judged
        WB      | spin_hard!               | spin_hard      | ok
        WB      | spin_hard                | spin_hard      | step.done
        WB      | spin_hard                | filter         | step.other-plan       -- filtered first or not at all
        WB      | spin_hard                | spin_soft      | step.other-plan
        WB      | spin_hard press          | weld           | ok
        WB      | filter                   | spin_hard      | ok
        WB      | filter spin_hard         | press          | ok
        WB      | spin_soft press          | spin_platelets | ok
        WB      | spin_soft                | spin_platelets | step.missing
        WB      | spin_soft press spin_platelets | filter   | ok
        FFP     | -                        | freeze_plasma  | ok
        FFP     | freeze_plasma            | thaw_slow      | ok
        FFP     | freeze_plasma thaw_slow  | spin_cold      | ok
        FFP     | thaw_slow                | freeze_cryo    | step.missing
        FFP     | freeze_plasma            | weld           | ok
        FFP     | weld                     | inactivate     | ok
        RBC-S   | -                        | irradiate      | ok
        RBC-S   | irradiate                | weld           | ok
        RBC-S   | weld                     | filter         | ok
        RBC-S   | weld                     | wash           | ok
        RBC-F   | -                        | weld           | step.missing
        RBC-F   | thaw_cells weld          | deglycerolise  | ok
        CRYO    | -                        | thaw_plasma    | ok
        PLT-A   | weld                     | filter_platelets | ok
    ";
    for row in &rows(table)[1..] {
        let done = done(row[1]);
        let step = hall().step(row[2], day()).expect("a step");
        let verdict = route(row[0], &done).may_enter(step).map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!(verdict, row[3], "{row:?}");
    }
}

#[test]
fn what_is_made_has_had_the_steps_of_a_plan() {
    // A hall that filters, spins and presses by program; all the rest stands on paper.
    let some: BTreeSet<String> = ["filter", "spin_hard", "press"].map(String::from).into();
    let all: BTreeSet<String> = hall().steps(day()).iter().map(|step| step.code.clone()).collect();
    let none = BTreeSet::new();
    let table = "
        adopted | product | done                 | outputs            | plan
        none    | WB      | -                    | RBC-S FFP          | paper
        some    | WB      | -                    | RBC-S FFP          | step.missing
        some    | WB      | spin_hard            | RBC-S FFP          | step.missing
        some    | WB      | spin_hard press      | RBC-S FFP          | separate
        some    | WB      | spin_hard press!     | RBC-S FFP          | step.missing
        some    | WB      | spin_hard press      | RBC-S-LR FFP       | step.missing
        some    | WB      | filter spin_hard press | RBC-S-LR FFP     | separate_filtered
        some    | WB      | filter               | WB-LR              | leukoreduce
        some    | WB      | -                    | RBC-S FFP PLT-C    | paper          -- platelets are not made by program here
        all     | WB      | -                    | RBC-S FFP PLT-C    | step.missing
        all     | WB      | spin_soft press spin_platelets | RBC-S FFP PLT-C | platelets
        all     | WB      | spin_hard press      | RBC-S FFP PLT-C    | step.missing
        all     | WB      | spin_hard press      | RBC-S RBC-C-LR     | step.no-plan
        all     | FFP     | -                    | FP                 | relabel
        all     | FFP     | -                    | CRYO               | step.missing
        all     | FFP     | freeze_plasma thaw_slow spin_cold press freeze_cryo | CRYO | cryoprecipitate
        all     | FFP     | freeze_plasma weld inactivate | FFP-VI    | inactivate
        all     | FFP     | freeze_plasma thaw_plasma | PLASMA-T      | thaw
        all     | RBC-S   | -                    | RBC-S RBC-S        | step.missing
        all     | RBC-S   | weld                 | RBC-S RBC-S        | divide_cells
        all     | RBC-S   | weld wash            | RBC-W              | wash
        all     | RBC-S   | weld                 | RBC-W              | step.missing
        all     | RBC-S   | weld glycerolise freeze_cells | RBC-F     | freeze
        all     | RBC-F   | thaw_cells weld deglycerolise | RBC-D     | deglycerolise
        all     | PLT-C   | weld                 | PLT-P              | pool
    ";
    for row in &rows(table)[1..] {
        let adopted = match row[0] {
            "none" => &none,
            "some" => &some,
            _ => &all,
        };
        let (done, outputs) = (done(row[2]), row[3].split(' ').map(code).collect::<Vec<_>>());
        let found = route(row[1], &done).demanded(adopted, &outputs);
        let found = found.map_or_else(|refusal| refusal.rule, |plan| plan.map_or("paper".into(), |p| p.code.clone()));
        assert_eq!(found, row[4], "{row:?}");
    }
    let unfrozen = route("FFP", &[]).finished(&all).expect_err("frozen first");
    assert_eq!(unfrozen.rule, "step.missing");
    assert_eq!(route("FFP", &done("freeze_plasma")).finished(&all), Ok(()));
    assert_eq!(route("FFP", &[]).finished(&some), Ok(()), "this hall freezes by paper");
    assert_eq!(route("RBC-S", &[]).finished(&all), Ok(()));
}

/// `speed_g=5000 seconds=600` as settings.
fn settings(text: &str) -> BTreeMap<String, f64> {
    let pair = |word: &str| {
        let (name, number) = word.split_once('=').expect("NAME=NUMBER");
        (name.to_owned(), number.parse().expect("a number"))
    };
    text.split(' ').filter(|word| *word != "-").map(pair).collect()
}

#[test]
fn a_programme_sets_what_its_step_allows() {
    let table = "
        step           | settings                    | verdict
        spin_hard      | speed_g=4000 seconds=420    | ok
        spin_hard      | speed_g=5500 seconds=720    | ok
        spin_hard      | speed_g=3999 seconds=600    | programme.setting
        spin_hard      | speed_g=5501 seconds=600    | programme.setting
        spin_hard      | speed_g=5000 seconds=721    | programme.setting
        spin_hard      | speed_g=5000                | programme.setting
        spin_hard      | speed_g=5000 seconds=600 temperature_c=4 | programme.setting
        press          | -                           | ok
        thaw_plasma    | temperature_c=37            | ok
        thaw_plasma    | temperature_c=37.1          | programme.setting
        inactivate     | seconds=1800                | ok
        inactivate     | seconds=1799                | programme.setting
    ";
    for row in &rows(table)[1..] {
        let step = hall().step(row[0], day()).expect("a step");
        let verdict = step.allows(&settings(row[1])).map_or_else(|(_, refusal)| refusal.rule, |()| "ok".into());
        assert_eq!(verdict, row[2], "{row:?}");
    }
}

#[test]
fn readings_deviate_beyond_their_windows_and_not_within() {
    let table = "
        step          | settings                 | value           | told  | verdict
        spin_hard     | speed_g=5000 seconds=600 | speed_g         | 4900  | ok
        spin_hard     | speed_g=5000 seconds=600 | speed_g         | 4899  | deviation.speed
        spin_hard     | speed_g=5000 seconds=600 | speed_g         | 5100  | ok
        spin_hard     | speed_g=5000 seconds=600 | speed_g         | 5101  | deviation.speed
        spin_hard     | speed_g=5000 seconds=600 | temperature_c   | 2     | ok
        spin_hard     | speed_g=5000 seconds=600 | temperature_c   | 1.9   | deviation.temperature
        spin_hard     | speed_g=5000 seconds=600 | temperature_c   | 6     | ok
        spin_hard     | speed_g=5000 seconds=600 | temperature_c   | 6.1   | deviation.temperature
        spin_hard     | speed_g=5000 seconds=600 | seconds         | 540   | ok
        spin_hard     | speed_g=5000 seconds=600 | seconds         | 539   | deviation.duration
        spin_hard     | speed_g=5000 seconds=600 | seconds         | 660   | ok
        spin_hard     | speed_g=5000 seconds=600 | seconds         | 661   | deviation.duration
        spin_soft     | speed_g=1000 seconds=420 | temperature_c   | 20    | ok
        spin_soft     | speed_g=1000 seconds=420 | temperature_c   | 19.9  | deviation.temperature
        spin_soft     | speed_g=1000 seconds=420 | speed_g         | 1051  | deviation.speed
        press         | -                        | result          | ok    | ok
        press         | -                        | result          | leak  | deviation.result
        weld          | -                        | integrity       | pass  | ok
        weld          | -                        | integrity       | fail  | deviation.weld
        filter        | -                        | seconds         | 3600  | ok
        filter        | -                        | seconds         | 3601  | deviation.duration
        wash          | -                        | cycles          | 3     | ok
        wash          | -                        | cycles          | 2     | deviation.cycles
        freeze_plasma | -                        | core_c          | -30   | ok
        freeze_plasma | -                        | core_c          | -29.9 | deviation.temperature
        freeze_plasma | -                        | seconds         | 3601  | deviation.duration
        freeze_cells  | -                        | core_c          | -65   | ok
        freeze_cells  | -                        | core_c          | -64.9 | deviation.temperature
        thaw_plasma   | temperature_c=37         | temperature_c   | 37.1  | deviation.temperature
        thaw_plasma   | temperature_c=36         | temperature_c   | 37    | ok
        thaw_slow     | -                        | temperature_c   | 6.1   | deviation.temperature
        deglycerolise | -                        | glycerol_g_l    | 10    | ok
        deglycerolise | -                        | glycerol_g_l    | 10.1  | deviation.residual
        inactivate    | seconds=1800             | light_klx       | 30    | ok
        inactivate    | seconds=1800             | light_klx       | 29.9  | deviation.light
        inactivate    | seconds=1800             | light_klx       | 38.1  | deviation.light
        inactivate    | seconds=1800             | seconds         | 1679  | deviation.duration
        inactivate    | seconds=1800             | temperature_c   | 8.1   | deviation.temperature
        inactivate    | seconds=1800             | residual_umol_l | 0.3   | ok
        inactivate    | seconds=1800             | residual_umol_l | 0.31  | deviation.residual
        irradiate     | -                        | dose_min_gy     | 25    | ok
        irradiate     | -                        | dose_min_gy     | 24.9  | deviation.dose
        irradiate     | -                        | dose_max_gy     | 50    | ok
        irradiate     | -                        | dose_max_gy     | 50.1  | deviation.dose
    ";
    for row in &rows(table)[1..] {
        let step = hall().step(row[0], day()).expect("a step");
        let windows = step.windows(hall(), &settings(row[1]), day());
        let window = windows.iter().find(|window| window.value == row[2]).expect("a window");
        let told = row[3].parse().map_or_else(|_| Told::Word(row[3].into()), Told::Number);
        let verdict = window.judge(&told).map_or("ok".to_owned(), |deviation| deviation.rule);
        assert_eq!(verdict, row[4], "{row:?}");
    }
}

#[test]
fn only_what_can_be_true_is_believed() {
    let table = "
        value         | told    | verdict
        temperature_c | 4       | ok
        temperature_c | 80.1    | reading.implausible
        temperature_c | warm    | reading.form
        result        | ok      | ok
        result        | 1       | reading.form
        moon          | 1       | reading.unknown
    ";
    for row in &rows(table)[1..] {
        let told = row[1].parse().map_or_else(|_| Told::Word(row[1].into()), Told::Number);
        let verdict = hall().believes(row[0], &told, day()).map_or_else(|refusal| refusal.rule, |()| "ok".into());
        assert_eq!(verdict, row[2], "{row:?}");
    }
    assert!(hall().believes("speed_g", &Told::Number(f64::NAN), day()).is_err());
}
