//! Questions about units, for scenes: in the caller's transaction, each with an end.

pub(crate) mod db;

use serde::{Deserialize, Serialize};
use sqlx::{FromRow, Row, postgres::PgRow};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrderId, OrgId, ShipmentId, SiteId, UnitId},
    product::ProductCode,
    unit_state::{Facts, Life, Safety, State, Unit},
};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

/// The most rows that one question answers.
pub const ROWS_MAX: u32 = 500;

/// How far a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Every unit.
    All,
    /// Units that are, were or will be in the custody of this organisation; nothing about donors.
    Of(OrgId),
}

impl Sight {
    /// The organisation to which sight is limited.
    pub fn only(self) -> Option<OrgId> {
        match self {
            Self::All => None,
            Self::Of(org) => Some(org),
        }
    }
}

impl From<&Scope> for Sight {
    fn from(scope: &Scope) -> Self {
        scope.only_org().map_or(Self::All, Self::Of)
    }
}

/// A unit as it stands, with the times of its first and last event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct UnitRecord {
    /// Identity.
    pub unit_id: UnitId,
    /// What events have changed.
    pub state: State,
    /// What is known about it.
    pub facts: Facts,
    /// When its first event happened.
    pub born_at: Instant,
    /// When its last event happened.
    pub last_at: Instant,
    /// When its last event was recorded.
    pub last_recorded_at: Instant,
}

impl UnitRecord {
    /// The unit, for the pure rules of the kernel.
    pub fn unit(&self) -> Unit {
        Unit { state: self.state.clone(), facts: self.facts.clone() }
    }
}

impl FromRow<'_, PgRow> for UnitRecord {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            unit_id: row.try_get("unit_id")?,
            state: row.try_get::<sqlx::types::Json<State>, _>("state")?.0,
            facts: row.try_get::<sqlx::types::Json<Facts>, _>("facts")?.0,
            born_at: row.try_get("born_at")?,
            last_at: row.try_get("last_at")?,
            last_recorded_at: row.try_get("last_recorded_at")?,
        })
    }
}

/// Which units of a stock.
#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// In whose custody; everybody's when empty.
    pub custodian: Option<OrgId>,
    /// At which place.
    pub place: Option<SiteId>,
    /// Which products; all when empty.
    pub products: Vec<ProductCode>,
    /// Which groups; all when empty.
    pub groups: Vec<BloodGroup>,
    /// Which lives; `stock` when empty.
    pub lives: Vec<Life>,
    /// Only with this safety.
    pub safety: Option<Safety>,
    /// Only with (or without) open holds.
    pub held: Option<bool>,
    /// Only those that could be promised at this instant: qualified, unheld, unexpired, label verified, in control, free.
    pub usable_at: Option<Instant>,
    /// Only those that expire before this instant.
    pub expires_before: Option<Instant>,
}

/// Where the next page of a stock list begins: after this unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StockCursor {
    /// Expiry of the last unit shown; units without one come last.
    pub expires_at: Option<Instant>,
    /// The last unit shown.
    pub unit_id: UnitId,
}

impl StockCursor {
    /// The place after `record`.
    pub fn after(record: &UnitRecord) -> Self {
        Self { expires_at: record.facts.expires_at, unit_id: record.unit_id }
    }
}

impl std::fmt::Display for StockCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.expires_at.map_or(String::new(), |at| at.micros().to_string());
        write!(f, "{micros}.{}", self.unit_id)
    }
}

impl std::str::FromStr for StockCursor {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let read = || {
            let (micros, unit) = text.split_once('.')?;
            let expires_at = match micros {
                "" => None,
                micros => Some(Instant::from_micros(micros.parse().ok()?)?),
            };
            Some(Self { expires_at, unit_id: unit.parse().ok()? })
        };
        read().ok_or_else(|| vena_platform::http::bad_cursor(text))
    }
}

/// How many units of a kind a custodian has, by what can be done with them. A unit counts in exactly one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, FromRow, utoipa::ToSchema)]
pub struct StockCount {
    /// Who has them.
    pub custodian: OrgId,
    /// Which product.
    pub product: ProductCode,
    /// Which group; empty while unknown.
    pub blood_group: Option<BloodGroup>,
    /// Qualified, unheld, unexpired and promised to nobody.
    pub free: i64,
    /// The same, but promised, matched or issued.
    pub promised: i64,
    /// Held, pending or rejected, and not expired.
    pub quarantine: i64,
    /// Past their expiry.
    pub expired: i64,
    /// Volume of the free ones, mL.
    pub free_volume_ml: i64,
    /// The nearest expiry of the free ones.
    pub next_expiry: Option<Instant>,
}

/// The unit, if there is one.
pub async fn unit(tx: &mut Tx, id: UnitId) -> Result<Option<UnitRecord>, Fault> {
    Ok(units(tx, &[id]).await?.pop())
}

/// The unit, or a 404 problem.
pub async fn unit_or_404(tx: &mut Tx, id: UnitId) -> Result<UnitRecord, Fault> {
    unit(tx, id).await?.ok_or_else(|| Problem::not_found("unit", id).into())
}

/// The units among `ids` that exist, in the order of their ids.
pub async fn units(tx: &mut Tx, ids: &[UnitId]) -> Result<Vec<UnitRecord>, Fault> {
    db::units(tx, ids).await
}

/// All units with this number, oldest first: a donation has one for each product and part, a pool has its own number.
pub async fn units_of_donation(tx: &mut Tx, number: DonationNumber) -> Result<Vec<UnitRecord>, Fault> {
    db::units_of_donation(tx, number).await
}

/// The units that are promised or committed to an order, in the order of their expiry.
pub async fn units_of_order(tx: &mut Tx, order: OrderId) -> Result<Vec<UnitRecord>, Fault> {
    db::units_of_order(tx, order).await
}

/// The units that are on their way in a journey.
pub async fn units_in_shipment(tx: &mut Tx, shipment: ShipmentId) -> Result<Vec<UnitRecord>, Fault> {
    db::units_in_shipment(tx, shipment).await
}

/// A page of a stock, first expiry first: at most `limit` units (and never more than [`ROWS_MAX`]) after `cursor`.
pub async fn stock(
    tx: &mut Tx,
    filter: &StockFilter,
    cursor: Option<StockCursor>,
    limit: u32,
) -> Result<Vec<UnitRecord>, Fault> {
    db::stock(tx, filter, cursor, limit.min(ROWS_MAX)).await
}

/// The stocks of one custodian or of the whole city, counted by custodian, product and group, as of `now`.
pub async fn stock_counts(tx: &mut Tx, custodian: Option<OrgId>, now: Instant) -> Result<Vec<StockCount>, Fault> {
    db::stock_counts(tx, custodian, now).await
}

/// Whether `sight` reaches the unit: it is, was or will be in the organisation's custody.
pub async fn sees(tx: &mut Tx, sight: Sight, unit: UnitId) -> Result<bool, Fault> {
    match sight {
        Sight::All => Ok(true),
        Sight::Of(org) => db::touched(tx, unit, org).await,
    }
}
