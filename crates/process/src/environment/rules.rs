//! When a point is due, when a dish may be taken in and read, and what a value means. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
    say,
};

use super::book::{Grown, Rule};

const HOUR: i64 = 3600;
const MINUTE: i64 = 60;

/// What a value means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = EnvironmentLevel)]
pub(super) enum Level {
    /// As it should be.
    Within,
    /// Still inside, and to be measured again soon.
    Alert,
    /// Outside the limits.
    Outside,
}

/// What a value means by a rule. A value equal to a limit is inside.
pub(super) fn level(rule: &Rule, value: f64) -> Level {
    let outside = rule.minimum.is_some_and(|minimum| value < minimum) || rule.maximum.is_some_and(|most| value > most);
    match outside {
        true => Level::Outside,
        false if rule.alert.is_some_and(|alert| value > alert) => Level::Alert,
        false => Level::Within,
    }
}

/// The last measurement of a point that has counted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Last {
    /// When the dish was put out or the instrument read.
    pub(super) on: Day,
    /// What it meant.
    pub(super) level: Level,
}

/// The day by which a point has to be measured: at once when it never was.
pub(super) fn due_on(rule: &Rule, added_on: Day, last: Option<Last>) -> Day {
    let Some(last) = last else { return added_on };
    later(last.on, if last.level == Level::Within { rule.every_days } else { rule.repeat_days })
}

fn later(day: Day, days: i64) -> Day {
    day.later(0, days).unwrap_or(day)
}

/// How far the dish that is on its way has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EnvironmentPlateState)]
pub(super) enum PlateState {
    /// Stands open.
    Exposed,
    /// Stood open for too long, or nobody has taken it in.
    Forgotten,
    /// Is kept warm.
    Incubating,
    /// Can be read.
    Readable,
    /// Was not read in time.
    Overgrown,
    /// Read by one; another has to confirm.
    Unconfirmed,
    /// Confirmed.
    Confirmed,
    /// Does not count.
    Void,
}

/// What happened to a dish.
#[derive(Debug, Clone, Copy)]
pub(super) struct Steps {
    pub(super) put_at: Instant,
    pub(super) taken_at: Option<Instant>,
    pub(super) void: bool,
    pub(super) waiting: bool,
    pub(super) confirmed: bool,
}

/// How far a dish has come at `now`.
pub(super) fn plate_state(rule: &Rule, grown: Option<Grown>, steps: Steps, now: Instant) -> PlateState {
    let Steps { put_at, taken_at, void, waiting, confirmed } = steps;
    match (void, confirmed, waiting, taken_at) {
        (true, ..) => PlateState::Void,
        (_, true, ..) => PlateState::Confirmed,
        (_, _, true, _) => PlateState::Unconfirmed,
        (_, _, _, None) => {
            let late = rule.exposure_max.is_some_and(|most| now > put_at.plus_seconds(most * MINUTE));
            if late { PlateState::Forgotten } else { PlateState::Exposed }
        }
        (_, _, _, Some(taken)) => match grown.map(|grown| may_read(grown, taken, now)) {
            Some(Err(refusal)) if refusal.rule == "environment.too-early" => PlateState::Incubating,
            Some(Err(_)) => PlateState::Overgrown,
            _ => PlateState::Readable,
        },
    }
}

/// Whether a dish that was put out at `put` may be taken in at `now`. Refuses by `environment.exposure-short` and
/// `environment.exposure-long`: what stood open too long is void.
pub(super) fn may_take(rule: &Rule, put: Instant, now: Instant) -> Result<(), Refusal> {
    if let Some(least) = rule.exposure_min.filter(|least| now < put.plus_seconds(least * MINUTE)) {
        let reason = say!(
            "暴露时间不足 {least} 分钟，请到时再收皿",
            "the dish has to stand open for {least} minutes: take it in then"
        );
        return Err(Refusal::new("environment.exposure-short", reason));
    }
    if let Some(most) = rule.exposure_max.filter(|most| now > put.plus_seconds(most * MINUTE)) {
        let reason = say!(
            "暴露时间已超过 {most} 分钟，结果不可用；请作废后重新布皿",
            "the dish stood open for more than {most} minutes and says nothing any more: void it and put out another"
        );
        return Err(Refusal::new("environment.exposure-long", reason));
    }
    Ok(())
}

/// Whether a dish that was taken in at `taken` may be read at `now`. Refuses by `environment.too-early` and
/// `environment.overgrown`.
pub(super) fn may_read(grown: Grown, taken: Instant, now: Instant) -> Result<(), Refusal> {
    let Grown { incubation_hours: least, read_within_hours: most } = grown;
    if now < taken.plus_seconds(least * HOUR) {
        let reason =
            say!("培养不足 {least} 小时，不能判读", "the dish has to be kept warm for {least} hours before it is read");
        return Err(Refusal::new("environment.too-early", reason));
    }
    if now > taken.plus_seconds(most * HOUR) {
        let reason = say!(
            "收皿已超过 {most} 小时，菌落可能融合；请作废后重新监测",
            "taken in more than {most} hours ago, the colonies may have run together: void it and measure again"
        );
        return Err(Refusal::new("environment.overgrown", reason));
    }
    Ok(())
}

/// Where a point stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = EnvironmentStanding)]
pub(super) enum Standing {
    /// Missed: due longer ago than the grace.
    Overdue,
    /// Has to be measured.
    Due,
    /// A dish is on its way.
    Running,
    /// Its last value was not good: it is measured again soon.
    Repeat,
    /// Nothing to do before its day.
    Fine,
    /// Not measured any more.
    Closed,
}

/// Where a point whose dish is `running` or that is `closed` stands on `today`, due on `due`.
pub(super) fn standing(
    rule: &Rule,
    (due, last): (Day, Option<Last>),
    (running, closed): (bool, bool),
    today: Day,
) -> Standing {
    match (closed, running) {
        (true, _) => Standing::Closed,
        (_, true) => Standing::Running,
        _ if today > later(due, rule.grace_days) => Standing::Overdue,
        _ if today >= due => Standing::Due,
        _ if last.is_some_and(|last| last.level != Level::Within) => Standing::Repeat,
        _ => Standing::Fine,
    }
}

/// A second person decides over what was read, once.
pub(super) fn may_decide(read_by: UserId, decided: bool, user: UserId) -> Result<(), Refusal> {
    if decided {
        let reason = say!("该结果已复核", "this has been decided already");
        return Err(Refusal::new("environment.decided-already", reason));
    }
    if read_by == user {
        let reason = say!("判读人不能复核，请由另一人复核", "who read may not confirm; another person has to");
        return Err(Refusal::new("environment.same-person", reason));
    }
    Ok(())
}

/// Who returns a value says why.
pub(super) fn note(confirmed: bool, note: Option<&str>) -> Result<(), Refusal> {
    if confirmed || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    Err(Refusal::new("environment.return-reason", say!("退回时须写明原因", "say why it is returned")))
}

/// Whether something may be put out at a point.
pub(super) fn may_put(closed: bool, running: bool) -> Result<(), Refusal> {
    if closed {
        return Err(Refusal::new("environment.closed", say!("该监测点已停用", "this point is closed")));
    }
    if running {
        let reason = say!("该监测点还有未完成的平皿", "a dish of this point is not finished yet");
        return Err(Refusal::new("environment.running", reason));
    }
    Ok(())
}

/// Whether a dish can still be changed: it is neither confirmed nor void, and nothing waits for a second person.
pub(super) fn unfinished(state: PlateState) -> Result<(), Refusal> {
    match state {
        PlateState::Confirmed | PlateState::Void => {
            Err(Refusal::new("environment.ended", say!("该平皿已结束", "this dish is finished")))
        }
        PlateState::Unconfirmed => {
            let reason = say!("结果正等待复核", "what was read waits to be confirmed");
            Err(Refusal::new("environment.unconfirmed", reason))
        }
        _ => Ok(()),
    }
}
