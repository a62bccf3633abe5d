use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::TubeRole,
    id::UserId,
    refusal::Refusal,
    temperature::Celsius,
};
use vena_testkit::table::rows;

use super::{
    book::samples,
    rules::{Arrived, judge, may_close, may_confirm, may_scan},
    words,
};

fn day() -> Day {
    "2026-02-11".parse().expect("a day")
}

fn role(word: &str) -> Option<TubeRole> {
    (word != "-").then(|| words::role(word))
}

fn judged(said: &str, asked: &str, seconds: i64, celsius: &str, seen: &str, of_session: bool) -> String {
    let ended_at: Instant = "2026-02-11T01:00:00Z".parse().expect("an instant");
    let seen: Vec<String> = seen.split(' ').filter(|word| *word != "-").map(str::to_owned).collect();
    let arrived = Arrived {
        said: role(said),
        asked: role(asked),
        seen: &seen,
        ended_at,
        came_at: ended_at.plus_seconds(seconds),
        temperature: celsius.parse().ok().and_then(Celsius::from_degrees),
        of_session,
    };
    match judge(samples(), day(), &arrived) {
        Ok(judged) => {
            let outcome = format!("{:?}", judged.outcome).to_lowercase();
            [vec![words::column(judged.role).to_owned(), outcome], judged.findings].concat().join(" ")
        }
        Err(refusal) => refusal.rule,
    }
}

#[test]
fn a_tube_is_accepted_remarked_or_refused_and_both_sides_of_every_limit_are_known() {
    let table = "
        said     | asked     | hours | C    | seen               | what becomes of it
        serology | -         | 4     | -    | -                  | serology accepted
        -        | serology  | 4     | 6    | -                  | serology accepted
        nat      | nat       | 4     | 6    | -                  | nat accepted
        nat      | serology  | 4     | 6    | -                  | sample.other-role
        -        | -         | 4     | 6    | -                  | sample.role
        nat      | -         | 24    | 6    | -                  | nat accepted
        nat      | -         | 24+   | 6    | -                  | nat refused late
        serology | -         | 48    | 6    | -                  | serology accepted
        serology | -         | 48+   | 6    | -                  | serology remarked late
        retention| -         | 72    | 6    | -                  | retention accepted
        retention| -         | 72+   | 6    | -                  | retention remarked late
        nat      | -         | 4     | 24   | -                  | nat accepted
        nat      | -         | 4     | 24.1 | -                  | nat refused temperature
        nat      | -         | 4     | 2    | -                  | nat accepted
        nat      | -         | 4     | 1.9  | -                  | nat refused temperature
        serology | -         | 4     | 24.1 | -                  | serology remarked temperature
        serology | -         | 4     | 6    | haemolysed         | serology refused haemolysed
        nat      | -         | 4     | 6    | haemolysed         | nat refused haemolysed
        retention| -         | 4     | 6    | haemolysed         | retention remarked haemolysed
        serology | -         | 4     | 6    | lipaemic           | serology remarked lipaemic
        nat      | -         | 4     | 6    | lipaemic           | nat remarked lipaemic
        nat      | -         | 4     | 6    | clotted            | nat refused clotted
        serology | -         | 4     | 6    | clotted            | serology remarked clotted
        nat      | -         | 4     | 6    | underfilled        | nat refused underfilled
        serology | -         | 4     | 6    | underfilled        | serology remarked underfilled
        retention| -         | 4     | 6    | leaked             | retention refused leaked
        serology | -         | 4     | 6    | wrong_tube         | serology refused wrong_tube
        serology | -         | 4     | 6    | two_labels         | serology refused two_labels
        serology | -         | 4     | 6    | lipaemic lipaemic  | serology remarked lipaemic
        serology | -         | 4     | 6    | blue               | sample.finding
    ";
    for row in rows(table).into_iter().skip(1) {
        let hours: i64 = row[2].trim_end_matches('+').parse().expect("hours");
        let seconds = hours * 3600 + i64::from(row[2].ends_with('+'));
        assert_eq!(judged(row[0], row[1], seconds, row[3], row[4], true), row[5], "{row:?}");
    }
    assert_eq!(judged("nat", "-", 60, "6", "-", false), "nat remarked other_session", "it belongs to another list");
}

fn rule(answer: Result<(), Refusal>) -> String {
    answer.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned())
}

#[test]
fn differences_are_explained_by_one_and_confirmed_by_another() {
    assert_eq!(rule(may_scan(true)), "sample.receipt-closed");
    assert_eq!(rule(may_close(false, 0, None)), "ok");
    assert_eq!(rule(may_close(false, 1, None)), "sample.reason");
    assert_eq!(rule(may_close(false, 1, Some(" 漏 "))), "sample.reason");
    assert_eq!(rule(may_close(false, 1, Some("漏装"))), "ok");
    assert_eq!(rule(may_close(true, 0, None)), "sample.receipt-closed");
    let [one, two] = [1, 2].map(|n| format!("user_{n:032x}").parse::<UserId>().expect("an id"));
    assert_eq!(rule(may_confirm(None, false, two)), "sample.receipt-open");
    assert_eq!(rule(may_confirm(Some(one), false, one)), "sample.same-person");
    assert_eq!(rule(may_confirm(Some(one), false, two)), "ok");
    assert_eq!(rule(may_confirm(Some(one), true, two)), "sample.confirmed");
}
