//! What is wrong with a plan of sessions, and why. Pure.

use vena_kernel::{refusal::Refusal, say};

use crate::sites::{
    book::{PlanRules, Travel},
    near::{Point, metres, minutes},
    rules::{Window, clock},
};

/// A stop of a vehicle in a plan.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) window: Window,
    pub(crate) place: String,
    pub(crate) at: Option<Point>,
}

/// Whether one vehicle can do both on one day. Refuses by `plan.two-places` what overlaps, and by `plan.distance` what leaves too little
/// time for the way (an estimate) and for packing up and setting up.
pub(crate) fn both(one: &Planned, other: &Planned, rules: &PlanRules, travel: &Travel) -> Result<(), Refusal> {
    let (first, second) = if one.window <= other.window { (one, other) } else { (other, one) };
    let (here, there) = (&first.place, &second.place);
    let (until, from) = (clock(first.window.closes), clock(second.window.opens));
    let clause = &rules.basis.source;
    if second.window.opens < first.window.closes {
        let reason = say!(
            "同一辆车不能同时在两处：{here} 至 {until}，{there} 自 {from}（依据：{clause}）",
            "one vehicle cannot be in two places: {here} until {until}, {there} from {from} (by: {clause})"
        );
        return Err(Refusal::new("plan.two-places", reason));
    }
    let way = first.at.zip(second.at).map_or(0, |(one, other)| minutes(travel, metres(one, other)));
    let (gap, turn) = (second.window.opens - first.window.closes, rules.turnaround_minutes);
    let needed = way + turn;
    if gap < needed {
        let reason = say!(
            "{here} 至 {there} 间隔 {gap} 分钟不够：路上约 {way} 分钟，收摆 {turn} 分钟，共需 {needed} 分钟（依据：{clause}）",
            "{gap} minutes between {here} and {there} are too few: about {way} on the way and {turn} to pack and set up, {needed} in all (by: {clause})"
        );
        return Err(Refusal::new("plan.distance", reason));
    }
    Ok(())
}

/// Whether enough people are there. Refuses by `plan.staff`.
pub(crate) fn staffed(staff: i32, rules: &PlanRules) -> Result<(), Refusal> {
    let (least, clause) = (rules.staff_min, &rules.basis.source);
    if staff >= least {
        return Ok(());
    }
    let reason = say!(
        "人员 {staff} 人，至少需要 {least} 人（依据：{clause}）",
        "{staff} people are planned, at least {least} are needed (by: {clause})"
    );
    Err(Refusal::new("plan.staff", reason))
}

/// Whether the expected donors reach the target. Refuses by `plan.target`.
pub(crate) fn on_target(expected: f64, target: i32) -> Result<(), Refusal> {
    if expected + 0.5 >= f64::from(target) {
        return Ok(());
    }
    let expected = expected.round();
    let reason = say!(
        "预计 {expected} 人，低于目标 {target} 人",
        "{expected} donors are expected, fewer than the {target} that are meant to come"
    );
    Err(Refusal::new("plan.target", reason))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::sites::book::BookingBook;

    #[test]
    fn what_a_plan_is_told() {
        let day = "2026-02-10".parse().expect("a day");
        let rules = BookingBook::get().plan(day).expect("in force");
        let travel = BookingBook::get().travel("drive", day).expect("a mode");
        // 0.1 degrees of latitude: 11.1 km, 39 minutes by car, and 30 to pack up and set up
        let table = "
            first     | second    | apart | outcome
            480-600   | 600-720   | no    | plan.distance
            480-600   | 630-720   | no    | plan.distance     -- five minutes to get going
            480-600   | 635-720   | no    | ok
            480-600   | 599-720   | no    | plan.two-places
            480-600   | 480-600   | no    | plan.two-places
            480-720   | 500-600   | no    | plan.two-places
            480-600   | 668-720   | yes   | plan.distance
            480-600   | 669-720   | yes   | ok
            669-720   | 480-600   | yes   | ok                -- in any order
        ";
        for row in rows(table).iter().skip(1) {
            let planned = |text: &str, latitude: f64| {
                let (opens, closes) = text.split_once('-').expect("a window");
                let window = Window::new(opens.parse().expect("a minute"), closes.parse().expect("a minute"));
                Planned { window, place: text.to_owned(), at: Some(Point::new(latitude, 120.0)) }
            };
            let far = if row[2] == "yes" { 36.1 } else { 36.0 };
            let found = both(&planned(row[0], 36.0), &planned(row[1], far), rules, travel);
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "ok".to_owned()), row[3], "{row:?}");
        }
    }

    #[test]
    fn too_few_people_and_too_few_donors_are_said() {
        let rules = BookingBook::get().plan("2026-02-10".parse().expect("a day")).expect("in force");
        assert!(staffed(2, rules).is_ok());
        assert_eq!(staffed(1, rules).expect_err("too few").rule, "plan.staff");
        assert!(on_target(19.5, 20).is_ok());
        assert_eq!(on_target(19.4, 20).expect_err("too few").rule, "plan.target");
    }
}
