//! Which units fit a line, and in what order they are chosen.

use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    compatibility,
    product::{ComponentClass, ProductCode},
    refusal::Refusal,
    say,
    unit_state::{Recorded, Unit, UnitEvent, apply},
};

/// What a line needs, with the numbers of the rulebook that apply to it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Need {
    /// Product.
    pub(crate) product: ProductCode,
    /// Its class.
    pub(crate) class: ComponentClass,
    /// Wanted group.
    pub(crate) group: BloodGroup,
    /// Whether a compatible group may be sent.
    pub(crate) substitution: bool,
    /// When the blood is needed.
    pub(crate) needed_by: Instant,
    /// Hours of life that must remain then.
    pub(crate) remaining_hours: i64,
    /// How long units stay set aside, minutes.
    pub(crate) promise_minutes: i64,
}

/// The groups that may be sent, in order of choice: the identical one, then by the table of compatibility.
pub(crate) fn groups(need: &Need) -> Vec<BloodGroup> {
    let mut others: Vec<_> = BloodGroup::ALL
        .into_iter()
        .filter(|group| need.substitution && *group != need.group)
        .filter_map(|group| Some((compatibility::decide(need.class, Some(need.group), group).ok()?, group)))
        .collect();
    others.sort_by_key(|(preference, _)| *preference);
    std::iter::once(need.group).chain(others.into_iter().map(|(_, group)| group)).collect()
}

/// Whether `unit` may be set aside by `event` at `now`: everything that the ledger will demand, and enough life left.
pub(crate) fn judge(unit: &Unit, event: &UnitEvent, now: Instant, need: &Need) -> Result<(), Refusal> {
    apply(Some(unit), event, Recorded { at: now, ahead_seconds_max: 0 })?;
    enough_life(unit, now, need)
}

/// Enough life left when the blood is needed.
pub(crate) fn enough_life(unit: &Unit, now: Instant, need: &Need) -> Result<(), Refusal> {
    let used_from = now.max(need.needed_by);
    let enough = unit.facts.expires_at.is_some_and(|end| end >= used_from.plus_seconds(need.remaining_hours * 3600));
    if enough {
        return Ok(());
    }
    let (label, hours) = (unit.facts.label(), need.remaining_hours);
    let reason = say!(
        "{label} 到需用时剩余有效期不足 {hours} 小时",
        "less than {hours} hours of life are left to {label} when the blood is needed"
    );
    Err(Refusal::new("allocation.remaining-life", reason))
}
