//! Statements of transport slips.

use sqlx::FromRow;
use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{UnitId, UserId},
    product::ProductCode,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::entry::Entry;

/// A slip as stored.
#[derive(Debug, Clone, FromRow)]
pub(super) struct SlipRow {
    pub(super) slip_id: Uuid,
    pub(super) number: String,
    pub(super) collected_on: Day,
    pub(super) department_code: String,
    pub(super) sent_how: String,
    pub(super) from_department: String,
    pub(super) to_department: String,
    pub(super) reason: String,
    pub(super) product: ProductCode,
    pub(super) label_volume_ml: i32,
    pub(super) bags_a: i32,
    pub(super) bags_b: i32,
    pub(super) bags_o: i32,
    pub(super) bags_ab: i32,
    pub(super) bags: i32,
    pub(super) volume_ml: i32,
    pub(super) sent_at: Instant,
    pub(super) received_at: Instant,
    pub(super) by_user: UserId,
    pub(super) by_name: String,
    pub(super) at: Instant,
}

/// Whether the person's organisation has a slip with this number.
pub(super) async fn number_used(tx: &mut Tx, scope: &Scope, number: &str) -> Result<bool, Fault> {
    Ok(sqlx::query_scalar("select exists (select from transport.slip where org_id = $1 and number = $2)")
        .bind(scope.org)
        .bind(number)
        .fetch_one(tx.conn())
        .await?)
}

/// Keeps a slip with its numbers; `false` when its number is used.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, entry: &Entry) -> Result<bool, Fault> {
    let (slip, now) = (tx.new_id(), tx.now());
    let [department_code, sent_how, from_department, to_department, reason] = &entry.words;
    let [bags_a, bags_b, bags_o, bags_ab] = entry.by_group;
    let done = sqlx::query(
        "insert into transport.slip (slip_id, org_id, number, collected_on, department_code, sent_how, from_department,
           to_department, reason, product, label_volume_ml, bags_a, bags_b, bags_o, bags_ab, bags, volume_ml, sent_at,
           received_at, by_user, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
           $12::int + $13::int + $14::int + $15::int,
           ($12::int + $13::int + $14::int + $15::int) * $11::int, $16, $17, $18, $19)
         on conflict (org_id, number) do nothing",
    )
    .bind(slip)
    .bind(scope.org)
    .bind(&entry.number)
    .bind(entry.collected_on)
    .bind(department_code)
    .bind(sent_how)
    .bind(from_department)
    .bind(to_department)
    .bind(reason)
    .bind(entry.product)
    .bind(entry.label.ml())
    .bind(bags_a)
    .bind(bags_b)
    .bind(bags_o)
    .bind(bags_ab)
    .bind(entry.sent_at)
    .bind(entry.received_at)
    .bind(scope.user)
    .bind(now)
    .execute(tx.conn())
    .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    let numbers: Vec<&str> = entry.numbers.iter().map(DonationNumber::as_str).collect();
    sqlx::query(
        "insert into transport.slip_line (slip_id, line_no, donation_number)
         select $1, line_no, number from unnest($2::text[]) with ordinality as n (number, line_no)",
    )
    .bind(slip)
    .bind(numbers)
    .execute(tx.conn())
    .await?;
    Ok(true)
}

/// Slips that `scope` may see and whose number begins with `query`, last sent first, after `after`.
pub(super) async fn slips(
    tx: &mut Tx,
    scope: &Scope,
    query: &str,
    after: Option<(Instant, Uuid)>,
    limit: i64,
) -> Result<Vec<SlipRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.slip_id, s.number, s.collected_on, s.department_code, s.sent_how, s.from_department, s.to_department,
                s.reason, s.product, s.label_volume_ml, s.bags_a, s.bags_b, s.bags_o, s.bags_ab, s.bags, s.volume_ml,
                s.sent_at, s.received_at, s.by_user, u.display_name as by_name, s.at
         from transport.slip s join platform.v_user u on u.user_id = s.by_user
         where ($1::uuid is null or s.org_id = $1) and starts_with(s.number, $2)
           and ($3::timestamptz is null or (s.sent_at, s.slip_id) < ($3, $4::uuid))
         order by s.sent_at desc, s.slip_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(query)
    .bind(after.map(|(at, _)| at))
    .bind(after.map(|(_, slip)| slip))
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One slip that `scope` may see: of its own organisation first.
pub(super) async fn slip(tx: &mut Tx, scope: &Scope, number: &str) -> Result<Option<SlipRow>, Fault> {
    Ok(sqlx::query_as(
        "select s.slip_id, s.number, s.collected_on, s.department_code, s.sent_how, s.from_department, s.to_department,
                s.reason, s.product, s.label_volume_ml, s.bags_a, s.bags_b, s.bags_o, s.bags_ab, s.bags, s.volume_ml,
                s.sent_at, s.received_at, s.by_user, u.display_name as by_name, s.at
         from transport.slip s join platform.v_user u on u.user_id = s.by_user
         where ($1::uuid is null or s.org_id = $1) and s.number = $2 order by (s.org_id = $3) desc limit 1",
    )
    .bind(scope.only_org())
    .bind(number)
    .bind(scope.org)
    .fetch_optional(tx.conn())
    .await?)
}

/// The numbers of a slip, each with the unit of the slip's product that the ledger knows.
pub(super) async fn lines(tx: &mut Tx, slip: &SlipRow) -> Result<Vec<(DonationNumber, Option<UnitId>)>, Fault> {
    Ok(sqlx::query_as(
        "select l.donation_number, u.unit_id from transport.slip_line l
         left join ledger.v_unit u on u.donation_number = l.donation_number and u.product = $2 and u.division = '00'
         where l.slip_id = $1 order by l.line_no limit 500",
    )
    .bind(slip.slip_id)
    .bind(slip.product.as_str())
    .fetch_all(tx.conn())
    .await?)
}
