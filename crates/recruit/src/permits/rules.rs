//! What a special permission must hold.

use vena_kernel::{
    clock::Day,
    eligibility::{DonationKind, PermitKind},
    refusal::Refusal,
    rulebook, say,
};

/// A permission as typed.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) permits: PermitKind,
    pub(super) kind: DonationKind,
    pub(super) from: Day,
    pub(super) until: Day,
}

/// Refuses by `permit.no-version`, `permit.no-shorter-interval`, `permit.order`, `permit.past` and `permit.too-long`; names the
/// field at fault.
pub(super) fn check(typed: &Typed, today: Day) -> Result<(), (&'static str, Refusal)> {
    let rules = rulebook::eligibility().effective_on(today);
    let Some(rule) = rules.permit(typed.permits) else {
        let reason = say!("规则库中没有这种特殊批准", "the rulebook has no such special permission");
        return Err(("permits", Refusal::new("permit.no-version", reason)));
    };
    let shorter =
        |previous: DonationKind| rules.interval(previous, typed.kind).is_some_and(|i| i.approved_days.is_some());
    if typed.permits == PermitKind::Interval && !DonationKind::ALL.into_iter().any(shorter) {
        let name = typed.kind.name();
        let (zh, en) = (name.zh, name.en);
        let reason = say!("{zh}的间隔不能缩短", "the interval before {en} cannot be shortened");
        return Err(("kind", Refusal::new("permit.no-shorter-interval", reason)));
    }
    if typed.from > typed.until {
        let reason = say!("开始日不能晚于截止日", "the first day is not after the last");
        return Err(("from", Refusal::new("permit.order", reason)));
    }
    if typed.until < today {
        let reason = say!("截止日期已过", "the last day has passed");
        return Err(("until", Refusal::new("permit.past", reason)));
    }
    let (days, most) = (days_of(typed.from, typed.until), rule.days_max);
    if days > most {
        let reason = say!("有效期 {days} 天，最长 {most} 天", "{days} days are too long, at most {most} are allowed");
        return Err(("until", Refusal::new("permit.too-long", reason)));
    }
    Ok(())
}

/// How many days there are from the first to the last, both counted.
fn days_of(from: Day, until: Day) -> i32 {
    from.date().until(until.date()).map_or(i32::MAX, |span| span.get_days() + 1)
}

/// Refuses by `permit.over` one that was used or withdrawn.
pub(super) fn may_withdraw(used: bool, withdrawn: bool) -> Result<(), Refusal> {
    if used || withdrawn {
        let reason = say!("该批准已使用或已撤回", "this permission was used or withdrawn");
        return Err(Refusal::new("permit.over", reason));
    }
    Ok(())
}
