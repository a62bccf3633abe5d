//! Random laboratories: whatever was run, typed wrong, forgotten, retested or known before, nothing is qualified unless every
//! rule holds. The judge here is written from the rules anew and knows nothing of how they are computed.

use std::collections::BTreeMap;

use proptest::prelude::*;
use vena_kernel::abo::BloodGroup;

use super::rules::{Book, Past, judge, read};
use crate::words::{Run, Value, VerdictWord};

type Key = (&'static str, i16, i16);

const SEROLOGY: [&str; 4] = ["HBSAG", "ANTI-HCV", "HIV-AG-AB", "ANTI-TP"];
const NUCLEIC: [&str; 3] = ["HBV-DNA", "HCV-RNA", "HIV-RNA"];
const GROUPS: [&str; 4] = ["O+", "O-", "A+", "B-"];

/// What is known of a test here: its value, whether it was a pool, and whose reagent.
#[derive(Debug, Clone)]
struct Test {
    value: Value,
    pooled: bool,
    combined: bool,
    maker: &'static str,
}

fn group(text: &str) -> BloodGroup {
    text.parse().expect("a group")
}

/// Everything in order, for a group.
fn perfect(of: &str) -> BTreeMap<Key, Test> {
    let group = group(of);
    let mut tests = BTreeMap::new();
    let mut add = |key, value, maker| tests.insert(key, Test { value, pooled: false, combined: false, maker });
    for marker in SEROLOGY {
        add((marker, 1, 0), Value::NonReactive, "one");
        add((marker, 2, 0), Value::NonReactive, "two");
    }
    for marker in NUCLEIC {
        add((marker, 1, 0), Value::NonReactive, "one");
    }
    add(("ALT", 1, 0), Value::Number { number: 21.0 }, "one");
    add(("ABO-FORWARD", 1, 0), Value::Abo { abo: group.abo }, "one");
    add(("ABO-REVERSE", 1, 0), Value::Abo { abo: group.abo }, "one");
    add(("RHD", 1, 0), Value::Rhd { rhd: group.rhd }, "one");
    if group.rhd.as_str() == "-" {
        add(("RHD", 1, 1), Value::Rhd { rhd: group.rhd }, "one");
    }
    tests
}

/// Something that happens to a test.
#[derive(Debug, Clone)]
enum Change {
    Forget(Key),
    Give(Key, Test),
}

fn infectious() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => Just(Value::NonReactive),
        3 => Just(Value::Reactive),
        2 => prop::sample::select(vec![0.1, 0.79, 0.8, 0.99, 1.0, 7.5]).prop_map(|s_co| Value::Ratio { s_co }),
    ]
}

fn maker() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["one", "two", " Two ", "three"])
}

fn change() -> impl Strategy<Value = Change> {
    let serology = (prop::sample::select(SEROLOGY.to_vec()), 1_i16..=2, 0_i16..=2, infectious(), maker()).prop_map(
        |(marker, round, repeat, value, maker)| {
            Change::Give((marker, round, repeat), Test { value, pooled: false, combined: false, maker })
        },
    );
    let plain = prop::sample::select(vec![Value::NonReactive, Value::Reactive]);
    let nucleic = (prop::sample::select(NUCLEIC.to_vec()), 0_i16..=3, plain, any::<bool>(), any::<bool>()).prop_map(
        |(marker, repeat, value, pooled, combined)| {
            let test = Test { value, pooled: pooled && repeat == 0, combined, maker: "one" };
            Change::Give((marker, 1, repeat), test)
        },
    );
    let alt = prop::sample::select(vec![0.0, 50.0, 50.1, 400.0]).prop_map(|number| {
        Change::Give(
            ("ALT", 1, 0),
            Test { value: Value::Number { number }, pooled: false, combined: false, maker: "one" },
        )
    });
    let abo = (prop::sample::select(vec!["ABO-FORWARD", "ABO-REVERSE"]), prop::sample::select(GROUPS.to_vec()))
        .prop_map(|(marker, of)| {
            Change::Give(
                (marker, 1, 0),
                Test { value: Value::Abo { abo: group(of).abo }, pooled: false, combined: false, maker: "one" },
            )
        });
    let rhd = (0_i16..=1, prop::sample::select(GROUPS.to_vec())).prop_map(|(repeat, of)| {
        Change::Give(
            ("RHD", 1, repeat),
            Test { value: Value::Rhd { rhd: group(of).rhd }, pooled: false, combined: false, maker: "one" },
        )
    });
    let forget = prop::sample::select(perfect("O-").into_keys().collect::<Vec<_>>()).prop_map(Change::Forget);
    prop_oneof![4 => serology, 3 => nucleic, 1 => alt, 1 => abo, 1 => rhd, 1 => forget]
}

fn past() -> impl Strategy<Value = Past> {
    let known = prop::sample::select(GROUPS.to_vec()).prop_map(group);
    (proptest::option::weighted(0.1, known.clone()), prop::bool::weighted(0.05), prop::collection::vec(known, 0..2))
        .prop_map(|(own_group, rejected, donor_groups)| Past { own_group, rejected, donor_groups })
}

fn reactive(value: Value) -> bool {
    matches!(value, Value::Reactive) || matches!(value, Value::Ratio { s_co } if s_co >= 0.8)
}

/// Whether blood with these tests and this past may be used, and of which group it is: the rules once more.
fn usable(tests: &BTreeMap<Key, Test>, past: &Past) -> bool {
    let get = |marker: &'static str, round, repeat| tests.get(&(marker, round, repeat));
    let negative = |test: Option<&Test>| test.is_some_and(|test| !reactive(test.value));
    let plain = |maker: &str| maker.trim().to_lowercase();
    for marker in SEROLOGY {
        for round in [1, 2] {
            let Some(first) = get(marker, round, 0) else { return false };
            let again = [1, 2].map(|repeat| get(marker, round, repeat));
            let same = |test: &Option<&Test>| test.is_some_and(|test| plain(test.maker) == plain(first.maker));
            if reactive(first.value) && !(again.iter().all(|test| negative(*test)) && again.iter().all(same)) {
                return false;
            }
            if again.into_iter().flatten().any(|test| reactive(test.value)) {
                return false;
            }
        }
        let [one, two] = [1, 2].map(|round| get(marker, round, 0).map(|test| plain(test.maker)));
        if one == two {
            return false;
        }
    }
    for marker in NUCLEIC {
        let Some(first) = get(marker, 1, 0) else { return false };
        let singles = [1, 2].map(|repeat| get(marker, 1, repeat));
        let after = [1, 2, 3].map(|repeat| get(marker, 1, repeat));
        if after.into_iter().flatten().any(|test| reactive(test.value)) {
            return false;
        }
        if reactive(first.value) && !(first.pooled && singles.iter().all(|test| negative(*test))) {
            return false;
        }
    }
    let measured = matches!(get("ALT", 1, 0), Some(Test { value: Value::Number { number }, .. }) if *number <= 50.0);
    let abo = |marker| match get(marker, 1, 0).map(|test| test.value) {
        Some(Value::Abo { abo }) => Some(abo),
        _ => None,
    };
    let rhd = |repeat| match get("RHD", 1, repeat).map(|test| test.value) {
        Some(Value::Rhd { rhd }) => Some(rhd),
        _ => None,
    };
    let (Some(forward), Some(reverse), Some(first)) = (abo("ABO-FORWARD"), abo("ABO-REVERSE"), rhd(0)) else {
        return false;
    };
    let last = if first.as_str() == "-" { rhd(1) } else { Some(first) };
    let Some(last) = last else { return false };
    let own = BloodGroup::new(forward, last);
    let known = past.own_group.iter().chain(&past.donor_groups).all(|known| *known == own);
    measured && forward == reverse && known && !past.rejected
}

fn runs(tests: &BTreeMap<Key, Test>) -> Vec<Run> {
    let run = |((marker, round, repeat), test): (&Key, &Test)| Run {
        marker: (*marker).to_owned(),
        round: *round,
        repeat: *repeat,
        value: test.value,
        pooled: test.pooled,
        combined: test.combined,
        reagent_maker: test.maker.to_owned(),
        reagent_lot: "L1".to_owned(),
        instrument: "E-1".to_owned(),
    };
    tests.iter().map(run).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Complete and qualified exactly when the rules, written anew, say so: nothing reactive, untested, unresolved or
    /// discordant is ever qualified, and nothing that is in order is held up.
    #[test]
    fn nothing_is_qualified_that_the_rules_do_not_allow(
        of in prop::sample::select(GROUPS.to_vec()),
        changes in prop::collection::vec(change(), 0..5),
        past in past(),
    ) {
        let mut tests = perfect(of);
        for change in changes {
            match change {
                Change::Forget(key) => drop(tests.remove(&key)),
                Change::Give(key, test) => drop(tests.insert(key, test)),
            }
        }
        let book = Book::on("2026-02-11".parse().expect("a day")).expect("rules of that day");
        let runs = runs(&tests);
        let reading = read(&book, &runs.iter().collect::<Vec<_>>());
        let qualified = reading.lacks.is_empty() && judge(&reading, &past).verdict == VerdictWord::Qualified;
        prop_assert_eq!(qualified, usable(&tests, &past), "{:?} {:?}", tests, past);
    }
}
