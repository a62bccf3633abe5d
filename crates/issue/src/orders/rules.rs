//! What an order is and what may be done to it, decided by how full its lines are.

use vena_kernel::{abo::BloodGroup, clock::Instant, product::ProductCode, refusal::Refusal, rulebook, say};
use vena_platform::auth::OrgKind;

use super::words::{OrderState, Progress};

/// How far an order has come. A cancelled order asks for nothing beyond what has left for it already.
pub(crate) fn state(cancelled: bool, lines: &[Progress]) -> OrderState {
    let sum = |of: fn(&Progress) -> i64| lines.iter().map(of).sum::<i64>();
    let gone = sum(|line| line.issued + line.received);
    let open = if cancelled { 0 } else { sum(|line| line.open + line.promised) };
    match (gone, open) {
        (0, _) if cancelled => OrderState::Cancelled,
        (0, _) if sum(|line| line.promised) == 0 => OrderState::Submitted,
        (0, _) if sum(|line| line.open) == 0 => OrderState::Allocated,
        (0, _) => OrderState::PartAllocated,
        (_, 0) if sum(|line| line.issued) == 0 => OrderState::Received,
        (_, 0) => OrderState::Issued,
        _ => OrderState::PartIssued,
    }
}

/// Whether units may be looked for.
pub(crate) fn may_allocate(cancelled: bool, lines: &[Progress]) -> Result<(), Refusal> {
    not_closed(cancelled, lines)?;
    if lines.iter().all(|line| line.open == 0) {
        let reason = say!("该订单每一行都已调配足量", "every line of this order has all its units already");
        return Err(Refusal::new("order.nothing-open", reason));
    }
    Ok(())
}

/// Whether units may be given out.
pub(crate) fn may_issue(cancelled: bool, lines: &[Progress]) -> Result<(), Refusal> {
    not_closed(cancelled, lines)
}

/// Whether what has not left yet may be called off.
pub(crate) fn may_cancel(cancelled: bool, lines: &[Progress]) -> Result<(), Refusal> {
    not_closed(cancelled, lines)
}

/// Whether there is a unit to take back. Whether it has left already, the ledger knows.
pub(crate) fn may_withdraw(lines: &[Progress]) -> Result<(), Refusal> {
    if lines.iter().all(|line| line.promised + line.issued == 0) {
        let reason = say!("该订单没有可撤回的血液", "this order has no unit that could be taken back");
        return Err(Refusal::new("order.nothing-to-withdraw", reason));
    }
    Ok(())
}

fn not_closed(cancelled: bool, lines: &[Progress]) -> Result<(), Refusal> {
    let reason = match state(cancelled, lines) {
        OrderState::Issued => say!("订单已全部发放", "all units of this order have been issued"),
        OrderState::Received => say!("订单已完成签收", "this order has been received"),
        _ if cancelled => say!("订单已取消", "this order was cancelled"),
        _ => return Ok(()),
    };
    Err(Refusal::new("order.closed", reason))
}

/// What is known of an order before it exists.
#[derive(Debug)]
pub(crate) struct NewFacts<'a> {
    /// What the caller's organisation is.
    pub(crate) org_kind: OrgKind,
    /// Whether the place of delivery belongs to it.
    pub(crate) own_site: bool,
    /// Product and group of each line.
    pub(crate) lines: &'a [(ProductCode, BloodGroup)],
    /// When the blood is needed.
    pub(crate) needed_by: Instant,
    /// Now.
    pub(crate) now: Instant,
}

/// Whether the order may be placed.
pub(crate) fn may_create(new: &NewFacts<'_>) -> Result<(), Refusal> {
    if new.org_kind != OrgKind::Hospital {
        let reason = say!("只有医疗机构可以提交用血订单", "only a hospital orders blood");
        return Err(Refusal::new("order.hospital-only", reason));
    }
    if !new.own_site {
        let reason = say!("送达地点应为本机构的站点", "the place of delivery has to be one of your own sites");
        return Err(Refusal::new("order.own-site", reason));
    }
    if new.needed_by <= new.now {
        let reason = say!("需用时间已过，请填写将来的时间", "the time at which the blood is needed has passed");
        return Err(Refusal::new("order.needed-by-past", reason));
    }
    lines_make_sense(new.lines)
}

fn lines_make_sense(lines: &[(ProductCode, BloodGroup)]) -> Result<(), Refusal> {
    for (at, (product, group)) in lines.iter().enumerate() {
        rulebook::products().named(*product)?;
        if lines[..at].contains(&(*product, *group)) {
            let reason =
                say!("{product} {group} 出现了两行，请合并", "{product} {group} stands in two lines: make it one");
            return Err(Refusal::new("order.line-twice", reason));
        }
    }
    Ok(())
}
