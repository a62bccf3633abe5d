//! Statements about racks and what stands in them.

use sqlx::FromRow;
use vena_kernel::{
    clock::Instant,
    id::{RackId, TubeId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

/// A rack.
#[derive(Debug, Clone, FromRow)]
pub(super) struct RackRow {
    pub(super) rack_id: RackId,
    pub(super) code: String,
    pub(super) name: String,
    pub(super) room: String,
    pub(super) kind: String,
    pub(super) rows: i32,
    pub(super) columns: i32,
    pub(super) made_at: Instant,
    pub(super) made_by_name: String,
    pub(super) used: i64,
}

/// A tube in its place.
#[derive(Debug, Clone, FromRow)]
pub(super) struct StandingRow {
    pub(super) tube_id: TubeId,
    pub(super) donation_number: vena_kernel::donation_number::DonationNumber,
    pub(super) role: String,
    pub(super) rack_row: i32,
    pub(super) rack_column: i32,
    pub(super) received_at: Instant,
}

/// A rack to be registered.
#[derive(Debug)]
pub(super) struct NewRack<'a> {
    pub(super) code: &'a str,
    pub(super) name: &'a str,
    pub(super) room: &'a str,
    pub(super) kind: &'a str,
    pub(super) rows: i32,
    pub(super) columns: i32,
}

/// Registers a rack; none when its code is taken.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, rack: &NewRack<'_>) -> Result<Option<RackId>, Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    Ok(sqlx::query_scalar(
        "insert into lab.rack (rack_id, org_id, code, name, room, kind, rows, columns, made_at, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict on constraint rack_code do nothing returning rack_id",
    )
    .bind(id)
    .bind(scope.org)
    .bind(rack.code)
    .bind(rack.name)
    .bind(rack.room)
    .bind(rack.kind)
    .bind(rack.rows)
    .bind(rack.columns)
    .bind(now)
    .bind(scope.user)
    .fetch_optional(tx.conn())
    .await?)
}

/// The racks of the organisation by code, or one of them.
pub(super) async fn racks(
    tx: &mut Tx,
    scope: &Scope,
    one: Option<RackId>,
    (after, limit): (&str, i64),
) -> Result<Vec<RackRow>, Fault> {
    Ok(sqlx::query_as(
        "select k.rack_id, k.code, k.name, k.room, k.kind, k.rows, k.columns, k.made_at, u.display_name as made_by_name,
             (select count(*) from lab.tube t where t.rack_id = k.rack_id) as used
         from lab.rack k join platform.v_user u on u.user_id = k.made_by
         where k.org_id = $1 and ($2::uuid is null or k.rack_id = $2) and k.code > $3 order by k.code limit $4",
    )
    .bind(scope.org)
    .bind(one)
    .bind(after)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes those who put tubes into one rack wait for each other.
pub(super) async fn lock(tx: &mut Tx, scope: &Scope, rack: RackId) -> Result<(), Fault> {
    sqlx::query("select from lab.rack where org_id = $1 and rack_id = $2 for update")
        .bind(scope.org)
        .bind(rack)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What stands in a rack; never more than it has places.
pub(super) async fn standing(tx: &mut Tx, scope: &Scope, rack: RackId) -> Result<Vec<StandingRow>, Fault> {
    Ok(sqlx::query_as(
        "select tube_id, donation_number, role, rack_row, rack_column, received_at from lab.tube
         where org_id = $1 and rack_id = $2 order by rack_row, rack_column limit 1040",
    )
    .bind(scope.org)
    .bind(rack)
    .fetch_all(tx.conn())
    .await?)
}

/// Makes those who move one tube wait for each other.
pub(crate) async fn lock_tube(tx: &mut Tx, scope: &Scope, tube: TubeId) -> Result<(), Fault> {
    sqlx::query("select from lab.tube where org_id = $1 and tube_id = $2 for update")
        .bind(scope.org)
        .bind(tube)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A movement of a tube.
#[derive(Debug)]
pub(crate) struct Move<'a> {
    pub(crate) tube: TubeId,
    /// `placed`, `taken`, `disposed`.
    pub(crate) kind: &'static str,
    /// Where it stands from now on.
    pub(crate) to: Option<(RackId, i32, i32)>,
    pub(crate) reason: Option<&'a str>,
}

/// Writes a movement down, and where the tube stands from then on. What is taken out keeps in its line where it stood.
pub(crate) async fn keep_move(tx: &mut Tx, scope: &Scope, one: &Move<'_>) -> Result<(), Fault> {
    let (id, now) = (tx.new_id(), tx.now());
    sqlx::query(
        "insert into lab.tube_move (move_id, tube_id, kind, at, by, rack_id, rack_row, rack_column, reason)
         select $1, t.tube_id, $3, $4, $5, coalesce($6, t.rack_id), coalesce($7, t.rack_row), coalesce($8, t.rack_column), $9
         from lab.tube t where t.tube_id = $2 and t.org_id = $10",
    )
    .bind(id)
    .bind(one.tube)
    .bind(one.kind)
    .bind(now)
    .bind(scope.user)
    .bind(one.to.map(|(rack, _, _)| rack))
    .bind(one.to.map(|(_, row, _)| row))
    .bind(one.to.map(|(_, _, column)| column))
    .bind(one.reason)
    .bind(scope.org)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "update lab.tube set rack_id = $3, rack_row = $4, rack_column = $5,
             disposed_at = case when $6 = 'disposed' then $7 else disposed_at end
         where tube_id = $1 and org_id = $2",
    )
    .bind(one.tube)
    .bind(scope.org)
    .bind(one.to.map(|(rack, _, _)| rack))
    .bind(one.to.map(|(_, row, _)| row))
    .bind(one.to.map(|(_, _, column)| column))
    .bind(one.kind)
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(())
}
