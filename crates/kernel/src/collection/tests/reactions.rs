use crate::clock::{Day, Instant};
use crate::collection::reactions::*;
use crate::table::cells as rows;

fn today() -> Day {
    "2026-02-10".parse().expect("a day")
}

#[test]
fn who_may_leave_the_rest_area_and_when() {
    // The needle came out at 09:00; times are minutes after that.
    let table = "
        grade    | over | now | outcome
        -        | -    | 9   | rest.short
        -        | -    | 10  | yes
        mild     | -    | 90  | rest.reaction
        mild     | 5    | 24  | rest.short
        mild     | 5    | 25  | yes
        moderate | 5    | 34  | rest.short
        moderate | 5    | 35  | yes
        severe   | 30   | 89  | rest.short
        severe   | 30   | 90  | yes
        mild     | -15  | 9   | rest.short       -- over before the needle came out: the usual rest
        mild     | -15  | 10  | yes
    ";
    let out: Instant = "2026-02-10T09:00:00+08:00".parse().expect("an instant");
    for row in rows(table).iter().skip(1) {
        let after = |cell: usize| row[cell].parse::<i64>().ok().map(|minutes| out.plus_seconds(minutes * 60));
        let reaction = grade(row[0], today()).ok().map(|grade| (grade, after(1)));
        let now = after(2).expect("a time");
        let found = may_leave(Resting { since: out, reaction }, now, today());
        assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[3], "{row:?}");
    }
}

#[test]
fn kinds_and_grades_are_those_of_the_page() {
    assert_eq!(kind("vasovagal", today()).expect("known").group, "vasovagal");
    assert_eq!(kind("hangover", today()).expect_err("unknown").rule, "reaction.type");
    assert_eq!(grade("deadly", today()).expect_err("unknown").rule, "reaction.grade");
    let words: Vec<&str> = grades(today()).into_iter().map(|grade| grade.code.as_str()).collect();
    assert_eq!(words, ["mild", "moderate", "severe"]);
    assert!(grades(today()).iter().all(|grade| grade.physician == grade.follow_up_hours.is_some()));
    // A deferral is proposed for what a physician has to treat, by the case of its grade.
    let proposed = |code| grade(code, today()).expect("known").deferral.as_ref().map(|found| found.case.as_deref());
    assert_eq!(
        [proposed("mild"), proposed("moderate"), proposed("severe")],
        [None, Some(Some("moderate")), Some(Some("severe"))]
    );
    assert_eq!(types(today()).iter().filter(|kind| kind.group == "apheresis").count(), 3);
    assert_eq!(grade("mild", "2018-03-31".parse().expect("a day")).expect_err("too early").rule, "reaction.grade");
    assert!(grade("mild", "2018-04-01".parse().expect("a day")).is_ok());
}
