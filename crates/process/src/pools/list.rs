//! Pools as they were made, and what may go into the next one.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::{UnitRow, product_name};
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    donation_number::DonationNumber,
    id::UnitId,
    product::{MediumCode, ProductCode},
    refusal::Refusal,
    text::Text,
    zone,
};
use vena_ledger::UnitRecord;
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Page, Query, cursor},
};

use super::{
    PoolCandidates, PoolList,
    db::{self, PoolRow},
    http::members,
    rules::Bench,
};
use crate::{Ports, book::steps, units};

/// Candidates at most: more than a hall has at once.
const CANDIDATES_MAX: i64 = 200;

/// Which pools.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolQuery {
    /// Beginning of the number of a pool, or of a donation in it.
    #[garde(length(chars, max = 40))]
    q: Option<String>,
    /// Where the page begins.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What went into a pool.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct PoolMember {
    /// The unit.
    unit_id: UnitId,
    /// Its donation.
    donation_number: DonationNumber,
    /// What it was.
    product: ProductCode,
    /// How much it held, mL.
    volume_ml: i32,
}

/// A pool.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BloodPool {
    /// Its own number.
    donation_number: DonationNumber,
    /// The unit.
    unit_id: UnitId,
    /// What it is.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// What the bag held, mL.
    volume_ml: i32,
    /// Weighed more than there was, mL.
    surplus_ml: i32,
    /// Lost, mL.
    loss_ml: i32,
    /// The plan whose steps were done; none where paper says what was done.
    plan: Option<String>,
    /// What went in.
    members: Vec<PoolMember>,
    /// When.
    pooled_at: Instant,
    /// By whom.
    pooled_by_name: String,
}

impl From<PoolRow> for BloodPool {
    fn from(row: PoolRow) -> Self {
        Self {
            donation_number: row.donation_number,
            unit_id: row.unit_id,
            product: row.product,
            product_name: product_name(row.product),
            volume_ml: row.volume_ml,
            surplus_ml: row.surplus_ml,
            loss_ml: row.loss_ml,
            plan: row.plan,
            members: row.members.0,
            pooled_at: row.pooled_at,
            pooled_by_name: row.pooled_by_name,
        }
    }
}

/// Pools with what went into them, latest first.
#[utoipa::path(get, path = "/api/process/pools", tag = "process", operation_id = "process.pool.list", params(PoolQuery),
    responses((status = 200, body = Page<BloodPool>)))]
pub(super) async fn list(
    auth: Allowed<PoolList>,
    Query(query): Query<PoolQuery>,
) -> Result<Json<Page<BloodPool>>, Fault> {
    let mut tx = auth.read().await?;
    let (as_of, limit) = (tx.now(), query.limit.unwrap_or(50));
    let q: String = query.q.unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    let search = db::Search { q: &q, after: cursor(query.cursor.as_deref())?, limit: limit + 1 };
    let rows = db::list(&mut tx, &auth.scope, &search).await?.into_iter().map(BloodPool::from).collect();
    Ok(Json(Page::cut(rows, limit, as_of, |row: &BloodPool| row.unit_id.to_string())))
}

/// For which product.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct CandidateQuery {
    /// What shall be made; the first that is pooled at all when absent.
    #[garde(skip)]
    product: Option<ProductCode>,
}

/// A unit that lies here and is of a product that may be pooled.
#[derive(Debug, Serialize, ToSchema)]
struct PoolCandidate {
    /// The unit.
    unit: UnitRow,
    /// The group by which it is pooled.
    group: Option<BloodGroup>,
    /// True when it may go into a pool of its group.
    ok: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Refusal>,
}

/// What may be pooled now, and how.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PoolBench {
    /// What is made.
    product: ProductCode,
    /// Its name.
    product_name: Text,
    /// At least so many units.
    units_min: usize,
    /// At most so many.
    units_max: usize,
    /// In what it may be kept, the usual medium first.
    media: Vec<MediumCode>,
    /// The units, the first to expire first.
    units: Vec<PoolCandidate>,
    /// True when there are more than are shown.
    more: bool,
    /// When this was true.
    as_of: Instant,
}

/// Units that may go into a pool, with the reason where one may not.
#[utoipa::path(get, path = "/api/process/pool-candidates", tag = "process", operation_id = "process.pool.candidates",
    params(CandidateQuery), responses((status = 200, body = PoolBench)))]
pub(super) async fn candidates(
    auth: Allowed<PoolCandidates>,
    Extension(ports): Extension<Ports>,
    Query(query): Query<CandidateQuery>,
) -> Result<Json<PoolBench>, Fault> {
    let mut tx = auth.read().await?;
    let (scope, as_of) = (&auth.scope, tx.now());
    let (bench, day) = (Bench::usual(as_of), as_of.day_in(&zone::china()));
    let first = || steps().pooled(day).first().map(|pool| pool.product);
    let code = query.product.or_else(first).ok_or_else(|| Problem::not_found("product", "pooled"))?;
    let (product, pool) = bench.pool(code)?;
    let mut ids = db::candidates(&mut tx, scope, &product.parents, CANDIDATES_MAX + 1).await?;
    let most = usize::try_from(CANDIDATES_MAX).unwrap_or_default();
    let more = ids.len() > most;
    ids.truncate(most);
    let records: Vec<UnitRecord> = vena_ledger::units(&mut tx, &ids).await?;
    let mut rows = units::db::shown(&mut tx, scope, &ids).await?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.unit_id));
    let members = members(&mut tx, &ports, &records).await?;
    let candidate = |unit: UnitRow| {
        let member = members.iter().find(|member| member.unit == unit.unit_id)?;
        let decision = bench.may_join(code, member);
        Some(PoolCandidate {
            unit,
            group: decision.as_ref().ok().copied(),
            ok: decision.is_ok(),
            reason: decision.err(),
        })
    };
    Ok(Json(PoolBench {
        product: code,
        product_name: product.name.clone(),
        units_min: pool.units_min,
        units_max: pool.units_max,
        media: steps().step(code, day).map(|step| step.media.clone()).unwrap_or_default(),
        units: rows.into_iter().filter_map(candidate).collect(),
        more,
        as_of,
    }))
}
