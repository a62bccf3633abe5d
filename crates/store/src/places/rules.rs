//! What a place may hold: by its kind, its temperature, and whether units are released. Pure.

#[cfg(test)]
mod tests;

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    id::OrgId,
    product::{MediumCode, Product},
    refusal::Refusal,
    say,
    temperature::TempRange,
    unit_state::{Safety, Unit},
};

/// What a place is used for. The two are kept apart, whatever the temperature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PlaceUse {
    /// Released units.
    Stock,
    /// Everything else: pending, held, rejected, expired.
    Quarantine,
}

/// The kinds of site that hold blood. Kinds that are one room at one temperature need to state it; a blood bank and a
/// quarantine store are several refrigerators and freezers under one name.
const KINDS: &[(&str, PlaceUse, bool)] = &[
    ("cold_room", PlaceUse::Stock, true),
    ("theatre", PlaceUse::Stock, true),
    ("issue_counter", PlaceUse::Stock, true),
    ("blood_bank", PlaceUse::Stock, false),
    ("quarantine", PlaceUse::Quarantine, false),
];

/// The words of [`KINDS`].
pub(crate) fn kinds() -> Vec<&'static str> {
    KINDS.iter().map(|(kind, ..)| *kind).collect()
}

/// A place, as far as it decides.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    pub(crate) org: OrgId,
    pub(crate) kind: String,
    /// The temperatures that it keeps; `None` where it does not say.
    pub(crate) range: Option<TempRange>,
}

impl Place {
    /// What it is used for; `None` for a place that holds no blood.
    pub(crate) fn purpose(&self) -> Option<PlaceUse> {
        let (_, purpose, one_range) = KINDS.iter().find(|(kind, ..)| *kind == self.kind)?;
        (self.range.is_some() || !one_range).then_some(*purpose)
    }

    /// Whether `product` in `medium` may be kept here.
    ///
    /// Refuses by `place.no-store` and `place.temperature`.
    pub(crate) fn may_hold(&self, product: &Product, medium: Option<MediumCode>) -> Result<(), Refusal> {
        if self.purpose().is_none() {
            return Err(Refusal::new(
                "place.no-store",
                say!("此处不是血液存放场所", "this is no place where blood is kept"),
            ));
        }
        let wanted = product.storage_range(medium);
        match self.range {
            Some(range) if !wanted.covers(&range) => {
                let (zh, en) = (&product.name.zh, &product.name.en);
                Err(Refusal::new(
                    "place.temperature",
                    say!(
                        "{zh}须在 {wanted} 保存，此处为 {range}",
                        "{en} is kept at {wanted}, this place keeps {range}"
                    ),
                ))
            }
            _ => Ok(()),
        }
    }

    /// Whether people of `org` may put `unit` here at `now`.
    ///
    /// Refuses by `place.not-yours`, `place.quarantine-only` and the refusals of [`Place::may_hold`].
    pub(crate) fn may_take(&self, org: OrgId, unit: &Unit, product: &Product, now: Instant) -> Result<(), Refusal> {
        if self.org != org {
            return Err(Refusal::new(
                "place.not-yours",
                say!("不是本机构的库位", "this place belongs to another organisation"),
            ));
        }
        self.may_hold(product, unit.facts.medium)?;
        if self.purpose() == Some(PlaceUse::Quarantine) || is_released(unit, now) {
            return Ok(());
        }
        let label = unit.facts.label();
        Err(Refusal::new(
            "place.quarantine-only",
            say!(
                "{label} 未放行、被锁定、不合格或已过期，只能放入待检（隔离）库",
                "{label} is not released, or held, rejected or expired; it goes to a quarantine place only"
            ),
        ))
    }
}

/// Released, unheld and unexpired: what a stock place may hold.
fn is_released(unit: &Unit, now: Instant) -> bool {
    let state = &unit.state;
    let alive = unit.facts.expires_at.is_some() && !unit.facts.is_expired(now);
    state.life == vena_kernel::unit_state::Life::Stock
        && state.safety == Safety::Qualified
        && state.holds.is_empty()
        && alive
}
