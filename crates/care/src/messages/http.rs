//! Routes of messages.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::care::Purpose;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::{
    auth::Allowed,
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{
    MessageList, MessageView, State,
    db::{self, MessageRow},
    kinds,
};

/// A message to a donor as staff see it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Message {
    message_id: MessageId,
    /// Which kind; `blood_used`, `booking_made`, …
    kind: String,
    /// What people call this kind.
    title: Text,
    purpose: Purpose,
    /// The donation it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none")]
    donation_number: Option<DonationNumber>,
    /// To whom; absent when it went to a phone that no file was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    donor_id: Option<DonorId>,
    /// Name and phone, masked; absent when the donor has not agreed to be told.
    to_masked: Option<String>,
    /// The words, with the name masked.
    text: Text,
    state: State,
    /// Whether the donor finds it in the app.
    in_app: bool,
    /// When the donor opened it there.
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_at: Option<Instant>,
    /// Why it is withheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Text>,
    created_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivered_at: Option<Instant>,
    /// By which way it went out: `spool`, or `inbox` for the app alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    channel: Option<String>,
    /// How often sending was tried.
    attempts: i32,
}

impl From<MessageRow> for Message {
    fn from(row: MessageRow) -> Self {
        Self {
            message_id: row.message_id,
            title: kinds::title(&row.kind),
            kind: row.kind,
            purpose: row.purpose,
            in_app: row.inbox,
            opened_at: row.opened_at,
            donation_number: row.donation_number,
            donor_id: row.donor_id,
            to_masked: row.to_masked,
            text: row.text.0,
            state: row.state,
            reason: row.reason.map(|reason| reason.0),
            created_at: row.created_at,
            delivered_at: row.delivered_at,
            channel: row.channel,
            attempts: row.attempts,
        }
    }
}

/// Which page of which messages.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct MessageQuery {
    /// Beginning of a donation number, with or without hyphen.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// How far the message has come.
    #[garde(skip)]
    state: Option<State>,
    /// Which kind; `thanks`, `blood_used`, …
    #[garde(length(chars, max = 60))]
    kind: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

#[utoipa::path(get, path = "/api/care/messages", tag = "care", operation_id = "care.message.list", params(MessageQuery),
    responses((status = 200, body = Page<Message>)))]
pub(super) async fn list(
    auth: Allowed<MessageList>,
    Query(page): Query<MessageQuery>,
) -> Result<Json<Page<Message>>, Fault> {
    let number = page.q.as_deref().unwrap_or("").replace(['-', ' '], "");
    let limit = page.limit.unwrap_or(50);
    let search = db::Search {
        number: &number,
        state: page.state,
        kind: page.kind.as_deref(),
        before: cursor(page.cursor.as_deref())?,
        limit: limit + 1,
    };
    let mut tx = auth.read().await?;
    let rows = db::list(&mut tx, &auth.scope, &search).await?;
    let rows = rows.into_iter().map(Message::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), |row| row.message_id.to_string())))
}

#[utoipa::path(get, path = "/api/care/messages/{id}", tag = "care", operation_id = "care.message.view",
    params(("id" = MessageId, Path)), responses((status = 200, body = Message)))]
pub(super) async fn view(auth: Allowed<MessageView>, Path(id): Path<MessageId>) -> Result<Json<Message>, Fault> {
    let mut tx = auth.read().await?;
    let row = db::message(&mut tx, &auth.scope, id).await?.ok_or_else(|| Problem::not_found("message", id))?;
    Ok(Json(row.into()))
}
