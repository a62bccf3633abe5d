//! The rules of giving and taking places: until when, by whom, and when a donor is reminded. Pure.

use vena_contracts::booking::BookingState;
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    say,
    text::Text,
    zone,
};

use crate::sites::{book::Limits, calendar::later};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// The donor, on a phone.
    Donor,
    /// Somebody at a desk, for the donor.
    Staff,
}

/// A moment as people read it: `2026-02-11 09:00`.
pub(crate) fn shown(at: Instant) -> String {
    zone::shown(at).chars().take(16).collect()
}

/// Whether a place that begins at `starts_at` may be booked at `now`. Refuses by `booking.too-far` and `booking.too-late`.
/// Staff may give places up to their beginning.
pub(crate) fn may_book(limits: &Limits, now: Instant, starts_at: Instant, by: By) -> Result<(), Refusal> {
    let today = now.day_in(&zone::china());
    let (last, days, clause) = (later(today, limits.days_ahead_max), limits.days_ahead_max, &limits.basis.source);
    let shown = shown(starts_at);
    if starts_at.day_in(&zone::china()) > last {
        let reason = say!(
            "{shown} 太远：最多提前 {days} 天预约，至 {last}（依据：{clause}）",
            "{shown} is too far ahead: places are given for {days} days, until {last} (by: {clause})"
        );
        return Err(Refusal::new("booking.too-far", reason));
    }
    let minutes = if by == By::Donor { limits.book_minutes_before } else { 0 };
    if starts_at < now.plus_seconds(minutes * 60) {
        let reason = say!(
            "{shown} 已来不及预约：须在开始前 {minutes} 分钟预约；可直接到场（依据：{clause}）",
            "{shown} is too late to be booked: {minutes} minutes before it begins at the latest; coming without a booking is welcome (by: {clause})"
        );
        return Err(Refusal::new("booking.too-late", reason));
    }
    Ok(())
}

/// Whether a booking may be given back or exchanged at `now`. Refuses by `booking.not-open` and `booking.cancel-late`.
pub(crate) fn may_give_back(
    limits: &Limits,
    now: Instant,
    state: BookingState,
    starts_at: Instant,
    by: By,
) -> Result<(), Refusal> {
    if !matches!(state, BookingState::Booked | BookingState::Offered) {
        let Text { zh, en } = state_title(state);
        let reason = say!("该预约已是“{zh}”，不能再改", "this booking is {en} already and cannot be changed any more");
        return Err(Refusal::new("booking.not-open", reason));
    }
    let (minutes, clause) = (limits.cancel_minutes_before, &limits.basis.source);
    if by == By::Donor && state == BookingState::Booked && now > starts_at.plus_seconds(-minutes * 60) {
        let reason = say!(
            "距开始不足 {minutes} 分钟，请致电献血屋取消或改约（依据：{clause}）",
            "less than {minutes} minutes are left: call the house to cancel or move it (by: {clause})"
        );
        return Err(Refusal::new("booking.cancel-late", reason));
    }
    Ok(())
}

/// Whether a donor may be noted as arrived. Who was missed and comes after all is welcome on the same day. Refuses by
/// `booking.not-open` and `booking.other-day`.
pub(crate) fn may_arrive(state: BookingState, day: Day, today: Day) -> Result<(), Refusal> {
    if !matches!(state, BookingState::Booked | BookingState::Missed | BookingState::Arrived) {
        let Text { zh, en } = state_title(state);
        let reason = say!("该预约已是“{zh}”，不能签到", "this booking is {en} and cannot be checked in");
        return Err(Refusal::new("booking.not-open", reason));
    }
    if day != today {
        let reason = say!("该预约是 {day} 的，今天是 {today}", "this booking is for {day}, and today is {today}");
        return Err(Refusal::new("booking.other-day", reason));
    }
    Ok(())
}

/// When the donor of a place that begins at `starts_at` is reminded `minutes` before it: not in the quiet hours but right after them,
/// or, where that would be too late to set out, on the evening before.
pub(crate) fn remind_at(starts_at: Instant, minutes: i64, quiet: Option<(i8, i8)>) -> Option<Instant> {
    let wanted = starts_at.plus_seconds(-minutes * 60);
    let Some((from, until)) = quiet else { return Some(wanted) };
    let day = wanted.day_in(&zone::china());
    let evening = zone::minute_of(day, from, 0)?;
    let morning = zone::minute_of(day, until, 0)?;
    let (begins, ends) = if wanted < morning {
        (zone::minute_of(later(day, -1), from, 0)?, morning)
    } else if wanted >= evening {
        (evening, zone::minute_of(later(day, 1), until, 0)?)
    } else {
        return Some(wanted);
    };
    // an hour to set out
    Some(if ends <= starts_at.plus_seconds(-3600) { ends } else { begins.plus_seconds(-60) })
}

/// What people call a state.
pub(crate) fn state_title(state: BookingState) -> Text {
    match state {
        BookingState::Offered => say!("待确认", "offered"),
        BookingState::Booked => say!("已预约", "booked"),
        BookingState::Arrived => say!("已到", "arrived"),
        BookingState::Fulfilled => say!("已献血", "fulfilled"),
        BookingState::Missed => say!("未到", "missed"),
        BookingState::Cancelled => say!("已取消", "cancelled"),
        BookingState::Moved => say!("已改约", "moved"),
    }
}
