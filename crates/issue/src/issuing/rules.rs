//! For which line a scanned unit may go.

use vena_kernel::{
    clock::Instant,
    refusal::Refusal,
    say,
    unit_state::{Facts, Unit},
};

use crate::allocation::rules::{Need, enough_life, groups};

/// A line of the order while units are being found for it.
#[derive(Debug, Clone)]
pub(crate) struct Slot {
    /// Number of the line.
    pub(crate) line_no: i32,
    /// What it needs.
    pub(crate) need: Need,
    /// Bags that are still missing.
    pub(crate) open: i64,
}

/// Takes a place for `unit` in the line that suits it best: the identical group first, then by order of choice.
///
/// # Errors
/// `order.no-line-fits`, `order.line-full`, `allocation.remaining-life`.
pub(crate) fn place(slots: &mut [Slot], unit: &Unit, now: Instant) -> Result<i32, Refusal> {
    let mut fitting: Vec<(usize, &mut Slot)> =
        slots.iter_mut().filter_map(|slot| choice(&slot.need, &unit.facts).map(|choice| (choice, slot))).collect();
    fitting.sort_by_key(|(choice, _)| *choice);
    if fitting.is_empty() {
        return Err(no_line_fits(&unit.facts));
    }
    let (_, slot) = fitting.into_iter().find(|(_, slot)| slot.open > 0).ok_or_else(|| line_full(&unit.facts))?;
    enough_life(unit, now, &slot.need)?;
    slot.open -= 1;
    Ok(slot.line_no)
}

/// The place of the unit in the line's order of choice; `None` when the line may not have it.
fn choice(need: &Need, facts: &Facts) -> Option<usize> {
    let group = facts.group.filter(|_| facts.product == need.product)?;
    groups(need).into_iter().position(|wanted| wanted == group)
}

fn no_line_fits(facts: &Facts) -> Refusal {
    let label = facts.label();
    let group = facts.group.map_or("?", |group| group.as_str());
    let reason = say!("订单没有需要 {label}（{group}）的行", "no line of the order asks for {label} ({group})");
    Refusal::new("order.no-line-fits", reason)
}

fn line_full(facts: &Facts) -> Refusal {
    let label = facts.label();
    let reason = say!("需要 {label} 的行已经足量", "the line that asks for {label} is full already");
    Refusal::new("order.line-full", reason)
}

/// There has to be something to give out.
pub(crate) fn something(units: usize) -> Result<(), Refusal> {
    if units == 0 {
        let reason = say!(
            "没有已预留的血液可发放：请先调配，或扫描血袋",
            "nothing is set aside for this order: allocate first, or scan units"
        );
        return Err(Refusal::new("order.nothing-promised", reason));
    }
    Ok(())
}

/// Only what was set aside or given out for this order can be taken back from it.
pub(crate) fn of_this_order(waiting: bool, facts: &Facts) -> Result<(), Refusal> {
    if waiting {
        return Ok(());
    }
    let label = facts.label();
    let reason = say!("{label} 不属于该订单，或已送达", "{label} is not of this order, or has arrived");
    Err(Refusal::new("order.unit-not-waiting", reason))
}
