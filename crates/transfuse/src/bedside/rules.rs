//! Who may begin, confirm and end a transfusion, and what counts as late.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

use crate::{
    matches::{
        rules::{Standing, in_state},
        words::MatchState,
    },
    policy::Bedside,
};

/// Whether somebody may begin at the bedside. Who began and was not confirmed may be followed by somebody else.
pub(crate) fn may_start(standing: &Standing) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Dispensed, MatchState::Starting])
}

/// Whether the caller may confirm: another person, soon enough after the first.
///
/// # Errors
/// `match.state`, `start.second-person`, `start.lapsed`.
pub(crate) fn may_confirm(standing: &Standing, minutes: i64) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Starting])?;
    let Some((first, at)) = standing.first else { return in_state(standing, &[]) };
    if first == standing.caller {
        let reason = say!("须由另一人核对", "another person has to confirm");
        return Err(Refusal::new("start.second-person", reason));
    }
    if standing.now > at.plus_seconds(minutes * 60) {
        let reason = say!(
            "第一人核对已超过 {minutes} 分钟，请重新核对",
            "the first check is more than {minutes} minutes old: begin again"
        );
        return Err(Refusal::new("start.lapsed", reason));
    }
    Ok(())
}

/// What was scanned is this patient and this unit.
///
/// # Errors
/// `start.patient-differs`, `start.unit-differs`.
pub(crate) fn identified(same_patient: bool, same_unit: bool) -> Result<(), Refusal> {
    if !same_patient {
        let reason = say!("腕带与配血的患者不符，停止！", "the wristband is another patient's: stop");
        return Err(Refusal::new("start.patient-differs", reason));
    }
    if !same_unit {
        let reason = say!("血袋不是为该患者配的，停止！", "this is not the unit that was matched: stop");
        return Err(Refusal::new("start.unit-differs", reason));
    }
    Ok(())
}

/// Whether the end may be reported.
pub(crate) fn may_finish(standing: &Standing) -> Result<(), Refusal> {
    in_state(standing, &[MatchState::Running])
}

/// The end lies between the start and now, and not more was given than there was.
///
/// # Errors
/// `finish.time`, `finish.volume`.
pub(crate) fn plausible_end(standing: &Standing, ended_at: Instant, given_ml: i32, had_ml: i32) -> Result<(), Refusal> {
    let after_start = standing.started_at.is_some_and(|started| started <= ended_at);
    if !after_start || ended_at > standing.now {
        let reason = say!("结束时间应在开始之后、现在之前", "the end lies between the start and now");
        return Err(Refusal::new("finish.time", reason));
    }
    if given_ml > had_ml {
        let reason =
            say!("输注量 {given_ml} mL 多于血袋容量 {had_ml} mL", "{given_ml} mL given out of a bag of {had_ml} mL");
        return Err(Refusal::new("finish.volume", reason));
    }
    Ok(())
}

/// The reaction is one that the rulebook names.
pub(crate) fn known_reaction(code: &str, known: bool) -> Result<(), Refusal> {
    if known {
        return Ok(());
    }
    let shown: String = code.chars().filter(|letter| !letter.is_control()).take(20).collect();
    let reason = say!("没有输血反应代码 {shown}", "there is no reaction code {shown}");
    Err(Refusal::new("finish.reaction-code", reason))
}

/// The times of a match.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Times {
    /// Left the blood bank and has not come back.
    pub(crate) dispensed_at: Option<Instant>,
    /// Began.
    pub(crate) started_at: Option<Instant>,
    /// Ended.
    pub(crate) ended_at: Option<Instant>,
    /// The crossmatch of an emergency is due and not entered.
    pub(crate) crossmatch_due_at: Option<Instant>,
    /// Now.
    pub(crate) now: Instant,
}

/// What is late. Lateness is shown, not punished: the patient may need the blood more than the rule.
pub(crate) fn late(times: &Times, limits: &Bedside) -> Vec<Refusal> {
    let mut late = Vec::new();
    let (minutes, hours) = (limits.start_minutes, limits.finish_hours);
    let later = |from: Option<Instant>, until: Option<Instant>, seconds: i64| {
        from.is_some_and(|from| until.unwrap_or(times.now) > from.plus_seconds(seconds))
    };
    if later(times.dispensed_at, times.started_at, minutes * 60) {
        let reason = say!(
            "离开血库超过 {minutes} 分钟才开始输注",
            "more than {minutes} minutes from the blood bank to the start"
        );
        late.push(Refusal::new("start.late", reason));
    }
    if later(times.started_at, times.ended_at, hours * 3600) {
        let reason = say!("输注超过 {hours} 小时", "the transfusion takes longer than {hours} hours");
        late.push(Refusal::new("finish.late", reason));
    }
    if times.crossmatch_due_at.is_some_and(|due| due < times.now) {
        let reason = say!("紧急用血的交叉配血逾期未补", "the crossmatch after the emergency is overdue");
        late.push(Refusal::new("crossmatch.overdue", reason));
    }
    late
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;
    use crate::{
        matches::tests::{now, rule, standing, user},
        policy::Policy,
    };

    #[test]
    fn who_may_begin_confirm_and_end() {
        let table = "
            state      | start       | confirm     | finish
            dispensed  | yes         | match.state | match.state
            starting   | yes         | yes         | match.state
            running    | match.state | match.state | yes
            matched    | match.state | match.state | match.state
            finished   | match.state | match.state | match.state
            returned   | match.state | match.state | match.state
            discarded  | match.state | match.state | match.state
        ";
        for row in &rows(table)[1..] {
            let mut facts = standing(row[0]);
            facts.first = Some((user(7), now().plus_seconds(-60)));
            let found = [rule(may_start(&facts)), rule(may_confirm(&facts, 15)), rule(may_finish(&facts))];
            assert_eq!(found, row[1..], "{row:?}");
        }
    }

    #[test]
    fn the_second_person_is_another_one_and_comes_soon() {
        let mut facts = standing("starting");
        for (first, minutes_ago, expected) in
            [(7, 0, "yes"), (7, 15, "yes"), (7, 16, "start.lapsed"), (2, 0, "start.second-person")]
        {
            facts.first = Some((user(first), now().plus_seconds(-minutes_ago * 60)));
            assert_eq!(rule(may_confirm(&facts, 15)), expected, "{first} {minutes_ago}");
        }
        facts.first = None;
        assert_eq!(rule(may_confirm(&facts, 15)), "match.state");
    }

    #[test]
    fn patient_and_unit_are_the_ones_that_were_matched() {
        assert_eq!(rule(identified(true, true)), "yes");
        assert_eq!(rule(identified(false, true)), "start.patient-differs");
        assert_eq!(rule(identified(false, false)), "start.patient-differs");
        assert_eq!(rule(identified(true, false)), "start.unit-differs");
    }

    #[test]
    fn an_end_that_can_be() {
        let mut facts = standing("running");
        facts.started_at = Some(now().plus_seconds(-3600));
        // seconds from now, given mL of 200
        let table = "
            ended | given | verdict
            0     | 200   | yes
            -3600 | 0     | yes
            -3601 | 200   | finish.time
            1     | 200   | finish.time
            0     | 201   | finish.volume
        ";
        for row in &rows(table)[1..] {
            let number = |cell: &str| cell.parse::<i64>().expect("a number");
            let given = i32::try_from(number(row[1])).expect("a volume");
            let found = plausible_end(&facts, now().plus_seconds(number(row[0])), given, 200);
            assert_eq!(rule(found), row[2], "{row:?}");
        }
        facts.started_at = None;
        assert_eq!(rule(plausible_end(&facts, now(), 1, 200)), "finish.time");
        assert_eq!(
            (rule(known_reaction("TACO", true)), rule(known_reaction("X", false))),
            ("yes".into(), "finish.reaction-code".into())
        );
    }

    #[test]
    fn what_is_late_is_said() {
        let limits = Policy::book().bedside(now()).expect("limits");
        // minutes before now; - did not happen. due: minutes until the crossmatch is due
        let table = "
            dispensed | started | ended | due | late
            30        | -       | -     | -   | nothing
            31        | -       | -     | -   | start.late
            300       | 270     | 30    | -   | nothing
            300       | 269     | 30    | -   | start.late
            270       | 241     | -     | -   | finish.late
            270       | 241     | 1     | -   | nothing
            270       | 241     | 0     | -   | finish.late
            10        | 5       | -     | 0   | nothing
            10        | 5       | -     | -1  | crossmatch.overdue
            60        | 1       | -     | -1  | start.late crossmatch.overdue
        ";
        let ago = |cell: &str| cell.parse::<i64>().ok().map(|minutes| now().plus_seconds(-minutes * 60));
        for row in &rows(table)[1..] {
            let due = row[3].parse::<i64>().ok().map(|minutes| now().plus_seconds(minutes * 60));
            let times = Times {
                dispensed_at: ago(row[0]),
                started_at: ago(row[1]),
                ended_at: ago(row[2]),
                crossmatch_due_at: due,
                now: now(),
            };
            let found: Vec<String> = late(&times, limits).into_iter().map(|refusal| refusal.rule).collect();
            let found = if found.is_empty() { "nothing".to_owned() } else { found.join(" ") };
            assert_eq!(found, row[4], "{row:?}");
        }
    }
}
