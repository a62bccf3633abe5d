//! Which step is possible now, and which times can be true.

use vena_kernel::{
    clock::{Day, Instant},
    id::UserId,
    refusal::Refusal,
    rulebook::Basis,
    say,
};

use super::words::DonationState;

/// Refuses by `donation.state`, and by `donation.check-old` when answers and measurements are of another day.
pub(crate) fn may_bind(state: DonationState, registered_on: Day, today: Day) -> Result<(), Refusal> {
    needs(state, &[DonationState::Accepted])?;
    if registered_on == today {
        return Ok(());
    }
    let reason = say!(
        "征询和检查是 {registered_on} 的，请取消后重新登记",
        "answers and measurements are of {registered_on}: cancel and register again"
    );
    Err(Refusal::new("donation.check-old", reason))
}

/// Refuses by `donation.state`.
pub(crate) fn may_seat(state: DonationState) -> Result<(), Refusal> {
    needs(state, &[DonationState::Accepted, DonationState::Bound])
}

/// Refuses by `donation.state`.
pub(crate) fn may_start(state: DonationState) -> Result<(), Refusal> {
    needs(state, &[DonationState::Bound])
}

/// Refuses by `donation.state`: a bag is full, a flow stops and a needle is in vain only where a needle is in.
pub(crate) fn running(state: DonationState) -> Result<(), Refusal> {
    needs(state, &[DonationState::Started])
}

/// Refuses by `donation.state`, and by `donation.needle-in` while a needle is in: that one comes out first.
pub(crate) fn may_cancel(state: DonationState) -> Result<(), Refusal> {
    if state == DonationState::Started {
        let reason = say!(
            "针在臂内，请先在采血位登记拔针或穿刺失败",
            "the needle is in: first record at the chair that it came out, or was in vain"
        );
        return Err(Refusal::new("donation.needle-in", reason));
    }
    needs(state, &[DonationState::Accepted, DonationState::Bound])
}

/// Refuses by `donation.second-person` when the clause `asked` wants another pair of eyes than `bound_by`'s.
pub(crate) fn seen_by_two(
    asked: Option<&Basis>,
    bound_by: Option<UserId>,
    confirmed_by: Option<UserId>,
) -> Result<(), Refusal> {
    let Some(basis) = asked else { return Ok(()) };
    if confirmed_by.is_some() && confirmed_by != bound_by {
        return Ok(());
    }
    let source = &basis.source;
    let reason = say!(
        "进针前须由另一人核对血袋、试管和记录（{source}）",
        "somebody else looks at bag, tubes and record before the needle goes in ({source})"
    );
    Err(Refusal::new("donation.second-person", reason))
}

fn needs(state: DonationState, wanted: &[DonationState]) -> Result<(), Refusal> {
    if wanted.contains(&state) {
        return Ok(());
    }
    let (zh, en) = state.words();
    Err(Refusal::new(
        "donation.state",
        say!("该献血{zh}，不能进行此操作", "this donation is {en}; this is not possible now"),
    ))
}

/// Whether needle in and needle out can be true at `now`, `longest` minutes apart at most. Refuses by `donation.future` and `donation.times`.
pub(crate) fn needle_times(started_at: Instant, ended_at: Instant, now: Instant, longest: i64) -> Result<(), Refusal> {
    not_ahead(ended_at, now)?;
    let seconds = ended_at.seconds_since(started_at);
    if started_at < ended_at && seconds <= longest * 60 {
        return Ok(());
    }
    let reason = say!(
        "进针应早于拔针，且不超过 {longest} 分钟",
        "the needle goes in before it comes out, and stays no longer than {longest} minutes"
    );
    Err(Refusal::new("donation.times", reason))
}

/// Refuses by `donation.future` a time that lies ahead.
pub(crate) fn not_ahead(at: Instant, now: Instant) -> Result<(), Refusal> {
    if at <= now {
        return Ok(());
    }
    Err(Refusal::new("donation.future", say!("时间 {at} 在未来", "the time {at} lies ahead")))
}
