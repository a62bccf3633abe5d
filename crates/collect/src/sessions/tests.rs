use vena_testkit::table::rows;

use super::rules::*;

fn line(cells: &[&str]) -> Line {
    let number = |cell: &str| cell.parse::<i32>().expect("a number");
    Line {
        about: "01602-26000001".into(),
        state: serde_json::from_value(cells[0].into()).expect("a state"),
        bags: number(cells[1]),
        tubes: number(cells[2]),
        boxed_bags: number(cells[3]),
        boxed_tubes: number(cells[4]),
        consented: match cells[5] {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        },
    }
}

fn words(facts: &Facts) -> String {
    let kinds = differences(facts).into_iter().map(|found| {
        let word = serde_json::to_value(found.kind).expect("a word");
        word.as_str().expect("a word").to_owned()
    });
    let words = kinds.collect::<Vec<_>>().join(" ");
    if words.is_empty() { "-".to_owned() } else { words }
}

#[test]
fn what_a_donation_leaves_behind() {
    let table = "
        state     | bags | tubes | boxed bags | boxed tubes | consent | differs
        completed | 1    | 3     | 1          | 3           | yes     | -
        completed | 1    | 3     | 1          | 3           | -       | -
        completed | 1    | 3     | 1          | 3           | no      | consent_missing
        completed | 1    | 3     | 0          | 3           | yes     | bag_left
        completed | 2    | 3     | 1          | 3           | yes     | bag_left
        completed | 1    | 3     | 1          | 2           | yes     | tubes_left
        completed | 1    | 3     | 0          | 0           | no      | consent_missing bag_left tubes_left
        accepted  | 0    | 0     | 0          | 0           | yes     | donation_open
        bound     | 0    | 3     | 0          | 0           | yes     | donation_open
        started   | 0    | 3     | 0          | 0           | yes     | donation_open
        refused   | 0    | 0     | 0          | 0           | no      | -
        cancelled | 0    | 3     | 0          | 0           | yes     | -
    ";
    for row in rows(table).iter().skip(1) {
        let facts = Facts { donations: vec![line(&row[..6])], ..Facts::default() };
        assert_eq!(words(&facts), row[6], "{row:?}");
    }
}

/// Two completed donations and one that was refused: 2 bags, 6 tubes, 3 forms.
fn day(counted: Option<Counted>) -> Facts {
    let good = line(&["completed", "1", "3", "1", "3", "yes"]);
    let refused = line(&["refused", "0", "0", "0", "0", "-"]);
    Facts { donations: vec![good.clone(), good, refused], counted, ..Facts::default() }
}

#[test]
fn what_was_counted_is_compared_with_what_is_known() {
    let table = "
        bags | tubes | forms | differs
        2    | 6     | 3     | -
        1    | 6     | 3     | bags
        3    | 6     | 3     | bags
        2    | 5     | 3     | tubes
        2    | 7     | 3     | tubes
        2    | 6     | 2     | forms
        0    | 0     | 0     | bags tubes forms
    ";
    for row in rows(table).iter().skip(1) {
        let [bags, tubes, forms] = [0, 1, 2].map(|cell| row[cell].parse().expect("a number"));
        assert_eq!(words(&day(Some(Counted { bags, tubes, forms }))), row[3], "{row:?}");
    }
    assert_eq!(expected(&day(None)), Expected { bags: 2, tubes: 6, forms: 3 });
}

#[test]
fn a_day_is_closed_when_all_is_counted_mended_and_explained() {
    let rule = |outcome: Result<(), vena_kernel::refusal::Refusal>| outcome.map_or_else(|no| no.rule, |()| "ok".into());
    let right = Counted { bags: 2, tubes: 6, forms: 3 };
    assert_eq!(rule(may_close(false, &day(None), |_| true)), "session.not-counted");
    assert_eq!(rule(may_close(false, &day(Some(right)), |_| false)), "ok");
    assert_eq!(rule(may_close(true, &day(Some(right)), |_| true)), "session.closed");
    let short = day(Some(Counted { tubes: 5, ..right }));
    assert_eq!(rule(may_close(false, &short, |_| false)), "session.unexplained");
    assert_eq!(rule(may_close(false, &short, |found| found.kind == Kind::Tubes)), "ok");
    let waiting = Facts { open_visits: vec!["C012".into()], ..day(Some(right)) };
    assert_eq!(rule(may_close(false, &waiting, |_| true)), "session.unfinished", "no word closes an open visit");
    let spent = Facts { spent: vec![("01602-26000009".into(), "穿刺失败".into())], ..day(Some(right)) };
    assert_eq!((words(&spent).as_str(), rule(may_close(false, &spent, |_| false)).as_str()), ("number_spent", "ok"));
}

#[test]
fn only_what_differs_is_explained_and_only_what_is_closed_is_opened() {
    let rule = |outcome: Result<(), vena_kernel::refusal::Refusal>| outcome.map_or_else(|no| no.rule, |()| "ok".into());
    let short = day(Some(Counted { bags: 2, tubes: 5, forms: 3 }));
    assert_eq!(rule(may_explain(&short, Kind::Tubes, "5")), "ok");
    assert_eq!(rule(may_explain(&short, Kind::Tubes, "4")), "session.nothing-to-explain", "counted anew since");
    assert_eq!(rule(may_explain(&short, Kind::Bags, "2")), "session.nothing-to-explain");
    let open = Facts { open_visits: vec!["C012".into()], ..Facts::default() };
    assert_eq!(rule(may_explain(&open, Kind::VisitOpen, "C012")), "session.nothing-to-explain");
    assert_eq!((rule(may_reopen(false)), rule(may_reopen(true))), ("session.not-closed".into(), "ok".into()));
    assert_eq!((rule(still_open(false)), rule(still_open(true))), ("ok".into(), "session.closed".into()));
    assert_eq!(Duty::None, Kind::NumberSpent.duty());
}
