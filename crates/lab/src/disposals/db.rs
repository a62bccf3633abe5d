//! Statements about tubes that are destroyed.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{SampleDisposalId, TubeId, UserId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A tube that may be over, and when its report was issued.
#[derive(Debug, Clone, FromRow)]
pub(super) struct TubeRow {
    pub(super) tube_id: TubeId,
    pub(super) donation_number: DonationNumber,
    pub(super) role: String,
    pub(super) received_at: Instant,
    pub(super) issued_at: Option<Instant>,
    pub(super) rack_code: Option<String>,
    pub(super) rack_row: Option<i32>,
    pub(super) rack_column: Option<i32>,
    pub(super) disposed_at: Option<Instant>,
}

/// A batch.
#[derive(Debug, Clone, FromRow)]
pub(super) struct DisposalRow {
    pub(super) disposal_id: SampleDisposalId,
    pub(super) container: String,
    pub(super) weight_g: i32,
    pub(super) proposed_at: Instant,
    pub(super) proposed_by: UserId,
    pub(super) proposed_by_name: String,
    pub(super) confirmed_at: Option<Instant>,
    pub(super) confirmed_by_name: Option<String>,
    pub(super) digest: Option<String>,
    pub(super) carrier: Option<String>,
    pub(super) handed_at: Option<Instant>,
    pub(super) handed_by_name: Option<String>,
    pub(super) tubes: i64,
}

/// Tubes that are still there and in no batch, whose report was issued before `issued_before`, the oldest first; or, of a batch,
/// its tubes; or those that are named.
pub(super) enum Which<'a> {
    /// Those that may be over.
    Old {
        /// The report was issued before.
        issued_before: Instant,
        /// Most of them.
        limit: i64,
    },
    /// Those of a batch.
    Of(SampleDisposalId),
    /// These, unless they stand in a batch.
    Named(&'a [TubeId]),
}

/// The tubes, by their receipt.
pub(super) async fn tubes(tx: &mut Tx, scope: &Scope, which: Which<'_>) -> Result<Vec<TubeRow>, Fault> {
    let (before, limit, batch, named) = match which {
        Which::Old { issued_before, limit } => (Some(issued_before), limit, None, None),
        Which::Of(id) => (None, 2000, Some(id), None),
        Which::Named(ids) => (None, 2000, None, Some(ids)),
    };
    Ok(sqlx::query_as(
        "select t.tube_id, t.donation_number, t.role, t.received_at, r.issued_at, k.code as rack_code, t.rack_row, t.rack_column,
             t.disposed_at
         from lab.tube t left join lab.rack k on k.rack_id = t.rack_id
         left join lab.disposal_tube d on d.tube_id = t.tube_id
         left join lateral (select max(issued_at) as issued_at from lab.report p where p.donation_number = t.donation_number) r on true
         where t.org_id = $1
           and ($2::timestamptz is null or (t.disposed_at is null and d.tube_id is null and r.issued_at < $2))
           and ($3::uuid is null or d.disposal_id = $3)
           and ($4::uuid[] is null or (t.tube_id = any($4) and t.disposed_at is null and d.tube_id is null))
         order by t.received_at, t.tube_id limit $5",
    )
    .bind(scope.org)
    .bind(before)
    .bind(batch)
    .bind(named)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Batches after `after`, latest first, or one of them.
pub(super) async fn disposals(
    tx: &mut Tx,
    scope: &Scope,
    one: Option<SampleDisposalId>,
    (after, limit): (Option<SampleDisposalId>, i64),
) -> Result<Vec<DisposalRow>, Fault> {
    Ok(sqlx::query_as(
        "select d.*, p.display_name as proposed_by_name, c.display_name as confirmed_by_name, h.display_name as handed_by_name,
             (select count(*) from lab.disposal_tube t where t.disposal_id = d.disposal_id) as tubes
         from lab.disposal d join platform.v_user p on p.user_id = d.proposed_by
         left join platform.v_user c on c.user_id = d.confirmed_by
         left join platform.v_user h on h.user_id = d.handed_by
         where d.org_id = $1 and ($2::uuid is null or d.disposal_id = $2) and ($3::uuid is null or d.disposal_id < $3)
         order by d.disposal_id desc limit $4",
    )
    .bind(scope.org)
    .bind(one)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes those who act on one batch wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, id: SampleDisposalId) -> Result<(), Fault> {
    sqlx::query("select from lab.disposal where org_id = $1 and disposal_id = $2 for update")
        .bind(scope.org)
        .bind(id)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// Keeps a batch with its tubes; none when one of the tubes has come into another batch meanwhile.
pub(super) async fn insert(
    tx: &mut Tx,
    scope: &Scope,
    (container, weight_g): (&str, i32),
    tubes: &[TubeId],
) -> Result<Option<SampleDisposalId>, Fault> {
    let (id, now) = (SampleDisposalId::from_uuid(tx.new_id()), tx.now());
    sqlx::query(
        "insert into lab.disposal (disposal_id, org_id, container, weight_g, proposed_at, proposed_by)
         values ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id)
    .bind(scope.org)
    .bind(container)
    .bind(weight_g)
    .bind(now)
    .bind(scope.user)
    .execute(tx.conn())
    .await?;
    let done = sqlx::query(
        "insert into lab.disposal_tube (disposal_id, tube_id) select $1, unnest($2::uuid[]) on conflict do nothing",
    )
    .bind(id)
    .bind(tubes)
    .execute(tx.conn())
    .await?;
    Ok((done.rows_affected() == tubes.len() as u64).then_some(id))
}

/// Another person has confirmed a batch.
pub(super) async fn confirm(tx: &mut Tx, scope: &Scope, id: SampleDisposalId, digest: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.disposal set confirmed_at = $3, confirmed_by = $4, digest = $5 where org_id = $1 and disposal_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(digest)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// A batch was handed over.
pub(super) async fn hand_over(tx: &mut Tx, scope: &Scope, id: SampleDisposalId, carrier: &str) -> Result<(), Fault> {
    let now = tx.now();
    sqlx::query(
        "update lab.disposal set handed_at = $3, handed_by = $4, carrier = $5 where org_id = $1 and disposal_id = $2",
    )
    .bind(scope.org)
    .bind(id)
    .bind(now)
    .bind(scope.user)
    .bind(carrier)
    .execute(tx.conn())
    .await?;
    Ok(())
}
