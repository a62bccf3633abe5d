//! Demands about safety, holds, expiry, group and label.

use super::{Moment, demand};
use crate::{
    clock::Instant,
    refusal::Refusal,
    say,
    text::Text,
    unit_state::{
        event::Fact,
        state::{HoldKind, Life, Safety},
    },
};

/// Released by the gate and not rejected since.
pub(super) fn qualified(m: &Moment<'_>) -> Result<(), Refusal> {
    not_rejected(m)?;
    demand(m.unit.state.safety == Safety::Qualified, "unit.not-qualified", || {
        let unit = m.label();
        say!("{unit} 待检，尚未放行", "{unit} has not been released")
    })
}

/// Not rejected.
pub(super) fn not_rejected(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.state.safety != Safety::Rejected, "unit.rejected", || {
        let unit = m.label();
        say!("{unit} 不合格，只能隔离或报废", "{unit} is rejected; it can only be kept apart or discarded")
    })
}

/// Still to be released: in process, or in stock without a release.
pub(super) fn not_released(m: &Moment<'_>) -> Result<(), Refusal> {
    let state = &m.unit.state;
    demand(state.life != Life::Stock || state.safety != Safety::Qualified, "unit.already-released", || {
        let unit = m.label();
        say!("{unit} 已经放行", "{unit} has been released already")
    })
}

/// No hold is open. The refusal says what kind of hold it is and never why: the reason may tell of a donor, and whoever
/// may know it reads it on the unit.
pub(super) fn no_hold(m: &Moment<'_>) -> Result<(), Refusal> {
    let Some(hold) = m.unit.state.holds.first() else { return Ok(()) };
    let (unit, kind) = (m.label(), hold.kind.text());
    let (zh, en) = (kind.zh, kind.en);
    Err(Refusal::new("unit.held", say!("{unit} 已锁定（{zh}），联系质量管理", "{unit} is held ({en}); ask quality")))
}

/// The hold to be closed is open.
pub(super) fn hold_open(m: &Moment<'_>) -> Result<(), Refusal> {
    let open = matches!(m.event.fact, Fact::Lifted { hold_id } if m.unit.state.hold(hold_id).is_some());
    demand(open, "unit.hold-unknown", || {
        let unit = m.label();
        say!("{unit} 没有这个未解除的锁定", "{unit} has no such open hold")
    })
}

/// Recalls, look-backs and group conflicts are closed by the organisation that opened them; the rest also by the custodian.
pub(super) fn may_lift(m: &Moment<'_>) -> Result<(), Refusal> {
    let Fact::Lifted { hold_id } = m.event.fact else { return Ok(()) };
    let Some(hold) = m.unit.state.hold(hold_id) else { return Ok(()) };
    let by_opener_only = matches!(hold.kind, HoldKind::Recall | HoldKind::LookBack | HoldKind::GroupConflict);
    let may = hold.org == m.event.org || (!by_opener_only && m.unit.state.custody.org == m.event.org);
    demand(may, "unit.hold-not-yours", || {
        let Text { zh, en } = hold.kind.text();
        say!("“{zh}”锁定只能由设置它的机构解除", "a hold '{en}' is lifted by the organisation that opened it")
    })
}

/// The expiry is known and not reached.
pub(super) fn unexpired(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.facts.expires_at.is_some(), "unit.expiry-unknown", || {
        let unit = m.label();
        say!("{unit} 没有失效时间", "{unit} has no expiry")
    })?;
    not_past_expiry(m)
}

/// The expiry, if known, is not reached.
pub(super) fn not_past_expiry(m: &Moment<'_>) -> Result<(), Refusal> {
    let Some(expires) = m.unit.facts.expires_at.filter(|_| m.unit.facts.is_expired(m.now)) else { return Ok(()) };
    let unit = m.label();
    Err(Refusal::new("unit.expired", say!("{unit} 已于 {expires} 过期", "{unit} expired at {expires}")))
}

/// ABO and RhD are known.
pub(super) fn group_known(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.facts.group.is_some(), "unit.group-unknown", || {
        let unit = m.label();
        say!("{unit} 血型未定", "the group of {unit} is not known")
    })
}

/// The final label was scanned again and equalled the record, and nothing on it has changed since.
pub(super) fn label_verified(m: &Moment<'_>) -> Result<(), Refusal> {
    demand(m.unit.state.label_verified_at.is_some(), "unit.label-not-verified", || {
        let unit = m.label();
        say!("{unit} 的标签未经复核", "the label of {unit} has not been verified")
    })
}

/// What was read from the bag equals the record; expiry to the minute, as labels print it.
pub(super) fn label_equal(m: &Moment<'_>) -> Result<(), Refusal> {
    let (Fact::LabelVerified(label), facts) = (&m.event.fact, &m.unit.facts) else { return Ok(()) };
    let minute = |instant: Instant| instant.micros().div_euclid(60_000_000);
    let differing = [
        (label.donation_number == facts.donation_number, "献血编号", "donation number"),
        (label.product == facts.product, "产品", "product"),
        (label.division == facts.division, "分装", "division"),
        (label.group == facts.group, "血型", "group"),
        (label.expires_at.map(minute) == facts.expires_at.map(minute), "失效时间", "expiry"),
    ];
    let Some((_, zh, en)) = differing.into_iter().find(|(equal, ..)| !equal) else { return Ok(()) };
    let unit = m.label();
    Err(Refusal::new(
        "unit.label-differs",
        say!("标签与 {unit} 的记录不一致：{zh}", "the label differs from the record of {unit}: {en}"),
    ))
}

/// What came back was never spiked, is sealed, and its thermal record allows it.
pub(super) fn return_allowed(m: &Moment<'_>) -> Result<(), Refusal> {
    let Fact::Returned(found) = &m.event.fact else { return Ok(()) };
    let unit = m.label();
    demand(!found.spiked, "unit.return-spiked", || {
        say!("{unit} 已被穿刺，不能退回", "{unit} has been spiked and cannot return to stock")
    })?;
    demand(found.seal_intact, "unit.return-seal", || {
        say!("{unit} 封口不完整，不能退回", "the seal of {unit} is broken; it cannot return to stock")
    })?;
    demand(found.thermal_ok, "unit.return-thermal", || {
        say!("{unit} 的温度记录不允许退回", "the thermal record of {unit} does not allow return to stock")
    })
}
