//! Statements of messages. Nobody here is named: a donor is an id, a contact is masked.

use sqlx::{FromRow, types::Json};
use uuid::Uuid;
use vena_contracts::care::Purpose;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::State;

/// A message as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct MessageRow {
    pub(crate) message_id: MessageId,
    pub(crate) kind: String,
    pub(crate) purpose: Purpose,
    pub(crate) donation_number: Option<DonationNumber>,
    pub(crate) donor_id: Option<DonorId>,
    pub(crate) to_masked: Option<String>,
    pub(crate) text: Json<Text>,
    pub(crate) inbox: bool,
    pub(crate) opened_at: Option<Instant>,
    pub(crate) state: State,
    pub(crate) reason: Option<Json<Text>>,
    pub(crate) created_at: Instant,
    pub(crate) delivered_at: Option<Instant>,
    pub(crate) channel: Option<String>,
    pub(crate) attempts: i32,
}

/// A donation whose donor is known and whose blood was used.
#[derive(Debug, FromRow)]
pub(crate) struct Used {
    pub(crate) donor_id: DonorId,
    pub(crate) given_on: Day,
}

/// Notes whose donation it is, and whether news of its use are unwanted; `false` when that was known.
pub(crate) async fn note_given(
    tx: &mut Tx,
    number: DonationNumber,
    (donor, on): (DonorId, Day),
    news_unwanted: bool,
) -> Result<bool, Fault> {
    let done = sqlx::query(
        "insert into care.donation (donation_number, donor_id, given_on, news_unwanted) values ($1, $2, $3, $4)
         on conflict (donation_number) do update set donor_id = excluded.donor_id, given_on = excluded.given_on,
             news_unwanted = excluded.news_unwanted
         where donation.donor_id is null",
    )
    .bind(number)
    .bind(donor)
    .bind(on)
    .bind(news_unwanted)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes the points of a donation.
pub(crate) async fn note_points(tx: &mut Tx, number: DonationNumber, points: i32) -> Result<(), Fault> {
    sqlx::query("update care.donation set points = $2 where donation_number = $1")
        .bind(number)
        .bind(points)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// What followed donations of these files: points and the code of the gift, where there are any.
pub(crate) async fn followed(
    tx: &mut Tx,
    donors: &[DonorId],
) -> Result<Vec<(DonationNumber, Option<i32>, Option<String>)>, Fault> {
    Ok(sqlx::query_as(
        "select d.donation_number, d.points, g.gift
         from care.donation d left join care.gift_move g on g.donation_number = d.donation_number
         where d.donor_id = any($1)",
    )
    .bind(uuids(donors))
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that blood of these donations was used; the first time counts.
pub(crate) async fn note_used(tx: &mut Tx, numbers: &[DonationNumber], at: Instant) -> Result<(), Fault> {
    let numbers: Vec<&str> = numbers.iter().map(DonationNumber::as_str).collect();
    sqlx::query(
        "insert into care.donation (donation_number, used_at)
         select number, $2 from unnest($1::text[]) number order by number
         on conflict (donation_number) do update set used_at = excluded.used_at where donation.used_at is null",
    )
    .bind(numbers)
    .bind(at)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// The donation, when both halves are known, news are not unwanted, and nobody has been told yet. Who else asks waits until this one is done.
pub(crate) async fn untold(tx: &mut Tx, number: DonationNumber) -> Result<Option<Used>, Fault> {
    Ok(sqlx::query_as(
        "select donor_id, given_on from care.donation d
         where donation_number = $1 and donor_id is not null and used_at is not null and not news_unwanted
             and not exists (select from care.message m where m.donation_number = d.donation_number)
         for update",
    )
    .bind(number)
    .fetch_optional(tx.conn())
    .await?)
}

/// Says of which donation a message is.
pub(crate) async fn is_of_donation(tx: &mut Tx, id: MessageId, number: DonationNumber) -> Result<(), Fault> {
    sqlx::query("update care.message set donation_number = $2 where message_id = $1")
        .bind(id)
        .bind(number)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// A message to be kept.
#[derive(Debug)]
pub(crate) struct NewMessage<'a> {
    pub(crate) kind: &'static str,
    pub(crate) about: &'a str,
    pub(crate) donor: Option<DonorId>,
    pub(crate) purpose: Purpose,
    pub(crate) to_masked: Option<&'a str>,
    pub(crate) text: &'a Text,
    pub(crate) template: &'a Text,
    pub(crate) inbox: bool,
    pub(crate) reason: Option<&'a Text>,
    pub(crate) not_before: Option<Instant>,
    pub(crate) not_after: Option<Instant>,
    /// Sealed phone and code of a message to a phone.
    pub(crate) sealed: Option<(Vec<u8>, Vec<u8>)>,
}

/// Keeps a new message; `None` when the donor was told this before.
pub(crate) async fn insert(tx: &mut Tx, new: NewMessage<'_>) -> Result<Option<MessageId>, Fault> {
    let (id, now) = (MessageId::from_uuid(tx.new_id()), tx.now());
    let state = if new.reason.is_some() { State::Withheld } else { State::Queued };
    let (phone, code) = new.sealed.unzip();
    Ok(sqlx::query_scalar(
        "insert into care.message
             (message_id, kind, about, donor_id, purpose, to_masked, text, template, inbox, state, reason, created_at,
              not_before, not_after, phone_sealed, code_sealed)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         on conflict on constraint message_once do nothing returning message_id",
    )
    .bind(id)
    .bind(new.kind)
    .bind(new.about)
    .bind(new.donor)
    .bind(new.purpose)
    .bind(new.to_masked)
    .bind(Json(new.text))
    .bind(Json(new.template))
    .bind(new.inbox)
    .bind(state)
    .bind(new.reason.map(Json))
    .bind(now)
    .bind(new.not_before)
    .bind(new.not_after)
    .bind(phone)
    .bind(code)
    .fetch_optional(tx.conn())
    .await?)
}

/// The message that told this donor this before.
pub(crate) async fn told_before(tx: &mut Tx, donor: DonorId, kind: &str, about: &str) -> Result<MessageId, Fault> {
    Ok(sqlx::query_scalar("select message_id from care.message where donor_id = $1 and kind = $2 and about = $3")
        .bind(donor)
        .bind(kind)
        .bind(about)
        .fetch_one(tx.conn())
        .await?)
}

/// What a list asks for.
#[derive(Debug)]
pub(super) struct Search<'a> {
    /// Beginning of a donation number.
    pub(super) number: &'a str,
    pub(super) state: Option<State>,
    pub(super) kind: Option<&'a str>,
    pub(super) before: Option<MessageId>,
    pub(super) limit: i64,
}

/// Messages, newest first. A hospital has none to see.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<MessageRow>, Fault> {
    Ok(sqlx::query_as(
        "select message_id, kind, purpose, donation_number, donor_id, to_masked, text, inbox, opened_at, state, reason,
             created_at, delivered_at, channel, attempts
         from care.message
         where $1::uuid is null and ($2::text is null or state = $2) and starts_with(coalesce(donation_number, ''), $3)
             and ($4::uuid is null or message_id < $4) and ($6::text is null or kind = $6)
         order by message_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(search.state)
    .bind(search.number)
    .bind(search.before)
    .bind(search.limit)
    .bind(search.kind)
    .fetch_all(tx.conn())
    .await?)
}

/// One message. A hospital has none to see.
pub(super) async fn message(tx: &mut Tx, scope: &Scope, id: MessageId) -> Result<Option<MessageRow>, Fault> {
    Ok(sqlx::query_as(
        "select message_id, kind, purpose, donation_number, donor_id, to_masked, text, inbox, opened_at, state, reason,
             created_at, delivered_at, channel, attempts
         from care.message where $1::uuid is null and message_id = $2",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}

/// A message in the inbox of an app.
#[derive(Debug, FromRow)]
pub(crate) struct InboxRow {
    pub(crate) message_id: MessageId,
    pub(crate) kind: String,
    /// With the name's place in it; of messages of earlier versions, with the name masked.
    pub(crate) words: Json<Text>,
    pub(crate) at: Instant,
    pub(crate) opened: bool,
}

/// What these files find in their inbox by now, newest first.
pub(crate) async fn inbox(
    tx: &mut Tx,
    donors: &[DonorId],
    before: Option<MessageId>,
    limit: i64,
) -> Result<Vec<InboxRow>, Fault> {
    let now = tx.now();
    Ok(sqlx::query_as(
        "select message_id, kind, coalesce(template, text) as words, greatest(created_at, not_before) as at,
             opened_at is not null as opened
         from care.message
         where inbox and donor_id = any($1) and (not_before is null or not_before <= $2)
             and ($3::uuid is null or message_id < $3)
         order by message_id desc limit $4",
    )
    .bind(uuids(donors))
    .bind(now)
    .bind(before)
    .bind(limit)
    .fetch_all(tx.conn())
    .await?)
}

/// How many of them are not opened yet.
pub(crate) async fn unread(tx: &mut Tx, donors: &[DonorId]) -> Result<i64, Fault> {
    let now = tx.now();
    Ok(sqlx::query_scalar(
        "select count(*) from care.message
         where inbox and donor_id = any($1) and (not_before is null or not_before <= $2) and opened_at is null",
    )
    .bind(uuids(donors))
    .bind(now)
    .fetch_one(tx.conn())
    .await?)
}

/// Donations of these files that were used, and when first.
pub(crate) async fn used(tx: &mut Tx, donors: &[DonorId]) -> Result<Vec<(DonationNumber, Instant)>, Fault> {
    Ok(sqlx::query_as(
        "select donation_number, used_at from care.donation where donor_id = any($1) and used_at is not null",
    )
    .bind(uuids(donors))
    .fetch_all(tx.conn())
    .await?)
}

/// Notes that a message was opened, the first time; `false` when it is none of these files.
pub(crate) async fn opened(tx: &mut Tx, donors: &[DonorId], id: MessageId) -> Result<bool, Fault> {
    let now = tx.now();
    let done = sqlx::query(
        "update care.message set opened_at = coalesce(opened_at, $3)
         where message_id = $1 and donor_id = any($2) and inbox and (not_before is null or not_before <= $3)",
    )
    .bind(id)
    .bind(uuids(donors))
    .bind(now)
    .execute(tx.conn())
    .await?;
    Ok(done.rows_affected() == 1)
}

fn uuids(donors: &[DonorId]) -> Vec<Uuid> {
    donors.iter().map(|donor| donor.uuid()).collect()
}
