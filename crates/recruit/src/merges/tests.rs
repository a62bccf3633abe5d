use uuid::Uuid;
use vena_kernel::id::{DonorId, UserId};
use vena_testkit::table::rows;

use super::rules::{Field, Side, Values, may_decide, may_merge, may_reject, may_undo};

fn side(text: &str) -> Side {
    let cells: Vec<&str> = text.split_whitespace().collect();
    let donor = |cell: &str| DonorId::from_uuid(Uuid::from_u128(cell.parse().expect("a number")));
    let group = Some(cells[2]).filter(|cell| *cell != "-").map(|cell| cell.parse().expect("a group"));
    Side { donor: donor(cells[0]), person: donor(cells[1]), group }
}

#[test]
fn which_files_may_become_one() {
    let table = "
        -- file, the file that stands for its person, confirmed group
        loser  | survivor | outcome
        1 1 -  | 2 2 -    | ok
        1 1 A+ | 2 2 A+   | ok
        1 1 A+ | 2 2 -    | ok
        1 1 A+ | 2 2 A-   | merge.group-differs
        1 1 A+ | 2 2 O+   | merge.group-differs
        1 1 -  | 1 1 -    | merge.same-person
        1 2 -  | 2 2 -    | merge.same-person
        1 3 -  | 2 2 -    | merge.not-standing
        1 1 -  | 2 3 -    | merge.not-standing
    ";
    for row in rows(table).iter().skip(1) {
        let outcome = may_merge(side(row[0]), side(row[1])).map_or_else(|refusal| refusal.rule, |()| "ok".to_owned());
        assert_eq!(outcome, row[2], "{row:?}");
    }
}

#[test]
fn who_may_decide_and_what_may_be_undone() {
    let (one, other) = (UserId::from_uuid(Uuid::from_u128(1)), UserId::from_uuid(Uuid::from_u128(2)));
    let rule =
        |decision: Result<(), vena_kernel::refusal::Refusal>| decision.map_or_else(|r| r.rule, |()| "ok".to_owned());
    assert_eq!(rule(may_decide("proposed", one, other)), "ok");
    assert_eq!(rule(may_decide("proposed", one, one)), "merge.second-person");
    assert_eq!(rule(may_decide("confirmed", one, other)), "merge.state");
    assert_eq!((rule(may_reject("proposed")), rule(may_reject("undone"))), ("ok".to_owned(), "merge.state".to_owned()));
    assert_eq!(rule(may_undo("confirmed", None)), "ok");
    assert_eq!(rule(may_undo("proposed", None)), "merge.state");
    assert_eq!(rule(may_undo("confirmed", Some(Uuid::from_u128(7)))), "merge.later-first");
}

fn values(name: &str, phone: u8, district: Option<&str>) -> Values {
    Values {
        name: name.to_owned(),
        pinyin: name.to_owned(),
        initials: name.to_owned(),
        born_on: "1990-03-05".parse().expect("a day"),
        sex: "male".to_owned(),
        phone_sealed: vec![phone; 3],
        phone_fingerprint: vec![phone],
        main_document: Uuid::from_u128(u128::from(phone)),
        district: district.map(str::to_owned),
        occupation: None,
        language: "zh".to_owned(),
        emergency_sealed: None,
    }
}

#[test]
fn undoing_gives_back_what_was_and_keeps_what_came_since() {
    let (before, other) = (values("甲", 1, None), values("乙", 2, Some("市南")));
    let taken = [Field::Name, Field::Phone, Field::District];
    let given = before.with(&other, &taken);
    assert_eq!((given.name.as_str(), given.phone_sealed[0], given.district.as_deref()), ("乙", 2, Some("市南")));
    assert_eq!(given.main_document, before.main_document, "what is not taken stays");
    assert!(given.restored(&before, &given, &taken) == before, "untouched since");
    let mut since = given.clone();
    (since.phone_sealed, since.phone_fingerprint) = (vec![9; 3], vec![9]);
    since.occupation = Some("teacher".to_owned());
    let restored = since.restored(&before, &given, &taken);
    let shown =
        (restored.name.as_str(), restored.phone_fingerprint[0], restored.occupation.as_deref(), restored.district);
    assert_eq!(shown, ("甲", 9, Some("teacher"), None));
}
