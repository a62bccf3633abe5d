//! Statements of messages. Nobody here is named: a donor is an id, a contact is masked.

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{Kind, State, rules::Draft};

/// A message as it is kept.
#[derive(Debug, FromRow)]
pub(crate) struct MessageRow {
    pub(crate) message_id: MessageId,
    pub(crate) kind: Kind,
    pub(crate) donation_number: DonationNumber,
    pub(crate) donor_id: DonorId,
    pub(crate) to_masked: Option<String>,
    pub(crate) text: Json<Text>,
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

/// Notes whose donation it is.
pub(crate) async fn note_given(tx: &mut Tx, number: DonationNumber, donor: DonorId, on: Day) -> Result<(), Fault> {
    sqlx::query(
        "insert into care.donation (donation_number, donor_id, given_on) values ($1, $2, $3)
         on conflict (donation_number) do update set donor_id = excluded.donor_id, given_on = excluded.given_on
         where donation.donor_id is null",
    )
    .bind(number)
    .bind(donor)
    .bind(on)
    .execute(tx.conn())
    .await?;
    Ok(())
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

/// The donation, when both halves are known and nobody has been told yet. Who else asks waits until this one is done.
pub(crate) async fn untold(tx: &mut Tx, number: DonationNumber) -> Result<Option<Used>, Fault> {
    Ok(sqlx::query_as(
        "select donor_id, given_on from care.donation d
         where donation_number = $1 and donor_id is not null and used_at is not null
             and not exists (select from care.message m where m.donation_number = d.donation_number)
         for update",
    )
    .bind(number)
    .fetch_optional(tx.conn())
    .await?)
}

/// Keeps a new message; `None` when this donation has one already.
pub(crate) async fn insert(
    tx: &mut Tx,
    number: DonationNumber,
    donor: DonorId,
    draft: &Draft,
) -> Result<Option<MessageId>, Fault> {
    let (id, now) = (MessageId::from_uuid(tx.new_id()), tx.now());
    let state = if draft.reason.is_some() { State::Withheld } else { State::Queued };
    Ok(sqlx::query_scalar(
        "insert into care.message
             (message_id, kind, donation_number, donor_id, to_masked, text, state, reason, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict on constraint message_once do nothing returning message_id",
    )
    .bind(id)
    .bind(Kind::BloodUsed)
    .bind(number)
    .bind(donor)
    .bind(&draft.to_masked)
    .bind(Json(&draft.text))
    .bind(state)
    .bind(draft.reason.as_ref().map(Json))
    .bind(now)
    .fetch_optional(tx.conn())
    .await?)
}

/// What a list asks for.
#[derive(Debug)]
pub(super) struct Search<'a> {
    /// Beginning of a donation number.
    pub(super) number: &'a str,
    pub(super) state: Option<State>,
    pub(super) before: Option<MessageId>,
    pub(super) limit: i64,
}

/// Messages, newest first. A hospital has none to see.
pub(super) async fn list(tx: &mut Tx, scope: &Scope, search: &Search<'_>) -> Result<Vec<MessageRow>, Fault> {
    Ok(sqlx::query_as(
        "select message_id, kind, donation_number, donor_id, to_masked, text, state, reason, created_at, delivered_at,
             channel, attempts
         from care.message
         where $1::uuid is null and ($2::text is null or state = $2) and starts_with(donation_number, $3)
             and ($4::uuid is null or message_id < $4)
         order by message_id desc limit $5",
    )
    .bind(scope.only_org())
    .bind(search.state)
    .bind(search.number)
    .bind(search.before)
    .bind(search.limit)
    .fetch_all(tx.conn())
    .await?)
}

/// One message. A hospital has none to see.
pub(super) async fn message(tx: &mut Tx, scope: &Scope, id: MessageId) -> Result<Option<MessageRow>, Fault> {
    Ok(sqlx::query_as(
        "select message_id, kind, donation_number, donor_id, to_masked, text, state, reason, created_at, delivered_at,
             channel, attempts
         from care.message where $1::uuid is null and message_id = $2",
    )
    .bind(scope.only_org())
    .bind(id)
    .fetch_optional(tx.conn())
    .await?)
}
