//! Statements about charts of component quality.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{SampleId, UnitId},
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A confirmed value.
#[derive(Debug, FromRow)]
pub(super) struct ValueRow {
    pub(super) sample_id: SampleId,
    pub(super) unit_id: UnitId,
    pub(super) value: f64,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
    pub(super) inside: bool,
    pub(super) confirmed_at: Instant,
}

/// The first values of an indicator that are inside, for the baseline.
pub(super) async fn first(
    tx: &mut Tx,
    scope: &Scope,
    (product, indicator): (ProductCode, &str),
    count: i64,
) -> Result<Vec<f64>, Fault> {
    let sql =
        "select value from process.v_quality_value where org_id = $1 and product = $2 and indicator = $3 and inside
         order by confirmed_at, sample_id limit $4";
    let found = sqlx::query_scalar(sql).bind(scope.org).bind(product).bind(indicator).bind(count);
    Ok(found.fetch_all(tx.conn()).await?)
}

/// The newest 200 values of an indicator, oldest first.
pub(super) async fn newest(
    tx: &mut Tx,
    scope: &Scope,
    (product, indicator): (ProductCode, &str),
) -> Result<Vec<ValueRow>, Fault> {
    let sql = "select * from (
             select sample_id, unit_id, value, minimum, maximum, inside, confirmed_at from process.v_quality_value
             where org_id = $1 and product = $2 and indicator = $3 order by confirmed_at desc, sample_id desc limit 200
         ) n order by confirmed_at, sample_id";
    Ok(sqlx::query_as(sql).bind(scope.org).bind(product).bind(indicator).fetch_all(tx.conn()).await?)
}
