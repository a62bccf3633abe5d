//! The route by which units become a pool.

use axum::Extension;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::{UnitRow, UnitText};
use vena_kernel::{
    clock::Instant,
    collection::binding,
    donation_number::DonationNumber,
    id::UnitId,
    product::{MediumCode, Product, ProductCode},
    refusal::Refusal,
    say,
    unit_state::{Birth, Fact, Making, Parent, Role, Share, UnitEvent},
};
use vena_ledger::{UnitRecord, append_all_or_refuse, units_of_donation};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::Body,
};

use super::{
    PoolCreate, db,
    rules::{Bench, Made, Member, Wanted},
};
use crate::{
    Ports,
    events::{Hand, event_id},
    origins::Origins,
    plans::Plan,
    splits, steps, units,
};

/// Units that were pooled.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolNew {
    /// The number of the pool, scanned from a label that no donation carries.
    #[garde(length(chars, min = 1, max = 100))]
    number: String,
    /// What went in: labels, unit ids, or donation numbers of which only one unit may be pooled.
    #[garde(length(min = 1, max = 40), inner(length(chars, min = 1, max = 200)))]
    units: Vec<String>,
    /// What it is.
    #[garde(skip)]
    product: ProductCode,
    /// What the bag holds, mL.
    #[garde(range(min = 1, max = 2000))]
    volume_ml: u32,
    /// Lost in tubing and bags, mL.
    #[serde(default)]
    #[garde(range(max = 2000))]
    loss_ml: u32,
    /// In what it is kept; the usual medium when absent.
    #[garde(skip)]
    medium: Option<MediumCode>,
    /// When it was done, if not now.
    #[garde(skip)]
    at: Option<Instant>,
}

/// A pool that was made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Pooled {
    /// The pool.
    unit: UnitRow,
    /// What went in, made into the pool.
    parents: Vec<UnitRow>,
    /// Weighed more than there was, within the tolerance, mL.
    surplus_ml: u32,
    /// Lost, with what the tolerance allows to be missing, mL.
    loss_ml: u32,
}

/// What is being pooled.
struct Job {
    number: DonationNumber,
    wanted: Wanted,
    parents: Vec<UnitRecord>,
    made: Made,
    plan: Option<&'static Plan>,
    hand: Hand,
}

#[utoipa::path(post, path = "/api/process/pools", tag = "process", operation_id = "process.pool.create",
    request_body = PoolNew, responses((status = 201, body = Pooled)))]
pub(super) async fn create(
    auth: Allowed<PoolCreate>,
    Extension(ports): Extension<Ports>,
    Body(new): Body<PoolNew>,
) -> Result<Answer<Pooled>, Fault> {
    let mut tx = auth.write().await?;
    let scope = &auth.scope;
    let hand = Hand::of(scope, &tx, new.at);
    let bench = Bench::usual(hand.at);
    let (product, _) = bench.pool(new.product)?;
    let number = free_number(&mut tx, &ports, &new.number).await?;
    let parents = parents(&mut tx, scope, product, &new.units).await?;
    let PoolNew { product, volume_ml, loss_ml, medium, .. } = new;
    let wanted = Wanted { product, volume_ml, loss_ml, medium };
    let made = bench.make(&members(&mut tx, &ports, &parents).await?, &wanted)?;
    let plan = plan(&mut tx, scope, &parents, &wanted, hand.at).await?;
    let job = Job { number, wanted, parents, made, plan, hand };
    let unit = UnitId::from_uuid(tx.new_id());
    let events = job.events(&tx, unit);
    append_all_or_refuse(&mut tx, &events).await?;
    job.keep(&mut tx, scope, unit).await?;
    tx.announce("units", None).await?;
    let pooled = job.shown(&mut tx, scope, unit).await?;
    tx.created(pooled).await
}

/// The number of the pool. Refuses by `pool.number-used` one that a donation or a unit carries, for what is said of that
/// donation would be said of the pool.
async fn free_number(tx: &mut Tx, ports: &Ports, text: &str) -> Result<DonationNumber, Fault> {
    let number =
        binding::number_of(text).map_err(|refusal| Problem::invalid("number", text, &refusal.rule, refusal.reason))?;
    db::lock_number(tx, number).await?;
    let free = ports.donations.facts(tx, &number).await?.is_none() && units_of_donation(tx, number).await?.is_empty();
    if free {
        return Ok(number);
    }
    let reason = say!(
        "编号 {number} 已被献血或血袋使用，请换一个汇集编号标签",
        "the number {number} is a donation's or a unit's already: take another label for the pool"
    );
    Err(Problem::invalid("number", text, "pool.number-used", reason).into())
}

/// The units that were scanned. A donation number means the one unit of it that may be pooled.
async fn parents(tx: &mut Tx, scope: &Scope, product: &Product, texts: &[String]) -> Result<Vec<UnitRecord>, Fault> {
    let mut found = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let wrong = |refusal: Refusal| Problem::invalid(&format!("units.{place}"), text, &refusal.rule, refusal.reason);
        let read = UnitText::read(text).map_err(wrong)?;
        let ids = units::db::meant(tx, scope, &read, &["collected", "in_process", "stock"]).await?;
        let mut records = vena_ledger::units(tx, &ids).await?;
        if records.len() > 1 {
            records.retain(|record| product.parents.contains(&record.facts.product));
        }
        found.push(UnitText::one(text, records).map_err(wrong)?);
    }
    Ok(found)
}

/// The units with what the laboratory says of each.
pub(super) async fn members<'a>(tx: &mut Tx, ports: &Ports, units: &'a [UnitRecord]) -> Result<Vec<Member<'a>>, Fault> {
    let numbers: Vec<DonationNumber> = units.iter().map(|unit| unit.facts.donation_number).collect();
    let origins = Origins::of(tx, ports, &numbers).await?;
    let member = |record: &'a UnitRecord| Member {
        unit: record.unit_id,
        facts: &record.facts,
        held: !record.state.holds.is_empty(),
        verdict: origins.verdict(&record.facts.donation_number),
    };
    Ok(units.iter().map(member).collect())
}

/// The plan whose steps every unit has behind it, where the hall pools by program.
async fn plan(
    tx: &mut Tx,
    scope: &Scope,
    parents: &[UnitRecord],
    wanted: &Wanted,
    at: Instant,
) -> Result<Option<&'static Plan>, Fault> {
    let mut order: Vec<&UnitRecord> = parents.iter().collect();
    // Everybody locks bags in the same order, so that two who scan the same bags never wait for each other.
    order.sort_by_key(|parent| parent.unit_id);
    let mut plan = None;
    for parent in order {
        plan = steps::demanded(tx, scope, parent, &[wanted.product], at).await?;
    }
    Ok(plan)
}

impl Job {
    /// How much of each unit is in the bag, mL.
    fn shares(&self) -> impl Iterator<Item = (&UnitRecord, u32)> {
        self.parents.iter().zip(self.made.shares.iter().copied())
    }

    fn birth(&self) -> Birth {
        let parent =
            |(parent, volume_ml): (&UnitRecord, u32)| Parent { unit: parent.unit_id, role: Role::Pooled, volume_ml };
        let Wanted { product, volume_ml, .. } = self.wanted;
        Birth {
            medium: self.made.medium,
            group: Some(self.made.group),
            prepared_at: Some(self.hand.at),
            expires_at: Some(self.made.expires_at),
            parents: self.shares().map(parent).collect(),
            attributes: self.made.attributes.clone(),
            ..Birth::new(self.number, product, volume_ml, self.made.collected_at)
        }
    }

    /// The birth and every parent's side of it.
    fn events(&self, tx: &Tx, unit: UnitId) -> Vec<UnitEvent> {
        let given = self.shares().map(|(parent, volume_ml)| {
            let had = parent.facts.volume_ml;
            let making = Making {
                children: vec![Share { unit, volume_ml }],
                // What was weighed too much within the tolerance came in as if added, so that the ledger's sum is exact.
                added_ml: volume_ml.saturating_sub(had),
                loss_ml: had.saturating_sub(volume_ml),
                rest_ml: 0,
            };
            self.hand.event(event_id(tx), parent.unit_id, Fact::Pooled(making))
        });
        given.chain([self.hand.event(event_id(tx), unit, Fact::Prepared(self.birth()))]).collect()
    }

    /// The pool with what is in it, and each unit's part in the balance of the day.
    async fn keep(&self, tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<(), Fault> {
        let Wanted { product, volume_ml, .. } = self.wanted;
        let plan = self.plan.map(|plan| plan.code.as_str());
        let pool = db::NewPool {
            number: self.number,
            unit,
            product,
            volume_ml,
            surplus_ml: self.made.surplus_ml,
            loss_ml: self.made.loss_ml,
            plan,
            at: self.hand.at,
        };
        db::insert(tx, scope, &pool, &self.parents).await?;
        for (parent, share) in self.shares() {
            let had = parent.facts.volume_ml;
            let kept = splits::db::Kept {
                parent,
                added_ml: 0,
                surplus_ml: share.saturating_sub(had),
                loss_ml: had.saturating_sub(share),
                children: &[(unit, product, share)],
                plan,
                at: self.hand.at,
            };
            splits::db::keep(tx, scope, &kept).await?;
        }
        Ok(())
    }

    async fn shown(&self, tx: &mut Tx, scope: &Scope, unit: UnitId) -> Result<Pooled, Fault> {
        let ids: Vec<UnitId> = self.parents.iter().map(|parent| parent.unit_id).chain([unit]).collect();
        let mut rows = units::db::shown(tx, scope, &ids).await?;
        rows.sort_by_key(|row| ids.iter().position(|id| *id == row.unit_id));
        let pool = rows.pop().ok_or_else(|| Problem::not_found("unit", unit))?;
        let Made { surplus_ml, loss_ml, .. } = self.made;
        Ok(Pooled { unit: pool, parents: rows, surplus_ml, loss_ml })
    }
}
