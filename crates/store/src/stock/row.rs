//! One unit of the stock as it is shown.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, UnitRow};
use vena_kernel::{
    clock::Instant,
    id::UnitId,
    quantity::{Doses, Units},
    rulebook,
    unit_state::{Fact, Spot},
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    account::{Count, count},
    db::{self, StockDbRow},
};
use crate::{discards, hand::Hand};

/// A unit of the stock.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StockRow {
    /// The unit.
    #[serde(flatten)]
    pub(super) unit: UnitRow,
    /// `available`, `promised`, `quarantine`, `held`, `rejected`, `expired`, `in_transit`.
    state: String,
    /// Whole hours until it expires; negative when it has.
    hours_left: Option<i64>,
    /// What it counts in 单位, where it is counted so.
    units: Option<Units>,
    /// What it counts in 治疗量, where it is counted so.
    doses: Option<Doses>,
    /// `put_away`, `discard`.
    can: BTreeMap<String, Can>,
}

impl StockRow {
    /// The row as `scope` sees it at `now`. `record` is the same unit as the ledger's rules need it.
    pub(super) fn of(scope: &Scope, hand: &Hand, found: StockDbRow, record: Option<&UnitRecord>, now: Instant) -> Self {
        let unit = found.unit.for_scope(scope);
        let product = rulebook::products().get(unit.product);
        let counted = product
            .map_or(Count::Unknown, |product| count(product, unit.division, found.drawn_ml, rulebook::preparation()));
        Self {
            hours_left: unit.expires_at.map(|at| at.seconds_since(now).div_euclid(3600)),
            units: if let Count::Units(units) = counted { Some(units) } else { None },
            doses: if let Count::Doses(doses) = counted { Some(doses) } else { None },
            can: record.map(|record| verbs(scope, hand, record)).unwrap_or_default(),
            state: found.state,
            unit,
        }
    }
}

fn verbs(scope: &Scope, hand: &Hand, record: &UnitRecord) -> BTreeMap<String, Can> {
    let unit = record.unit();
    let here = Spot { place: hand.site, position: None };
    let put_away = hand.would(record.unit_id, &unit, Fact::PutAway(here));
    let discard = discards::rules::may_propose(hand, record.unit_id, &unit);
    BTreeMap::from([
        ("put_away".to_owned(), Can::by(scope, "store.put_away.create", put_away)),
        ("discard".to_owned(), Can::by(scope, "store.discard.propose", discard)),
    ])
}

/// One unit of the stock.
pub(crate) async fn row(tx: &mut Tx, scope: &Scope, id: UnitId) -> Result<StockRow, Fault> {
    let found = db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("unit", id))?;
    let record = vena_ledger::unit_or_404(tx, id).await?;
    let hand = Hand::of(scope, tx, None);
    Ok(StockRow::of(scope, &hand, found, Some(&record), tx.now()))
}
