//! The inbox of the app.

use axum::{Extension, Json};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::care::InboxMessage;
use vena_kernel::id::MessageId;
use vena_platform::{
    auth::{Answer, AsDonor},
    fault::{Fault, Problem},
    http::{Page, Path, Query, cursor},
};

use super::{OwnInbox, OwnOpened, files};
use crate::Messages;

/// How many messages one page has.
const PAGE: i64 = 30;

/// Which page.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct OwnInboxQuery {
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
}

/// The donor's messages, newest first.
#[utoipa::path(get, path = "/api/recruit/own/messages", tag = "recruit", operation_id = "recruit.own.inbox",
    params(OwnInboxQuery), responses((status = 200, body = Page<InboxMessage>), (status = 401)))]
pub(super) async fn inbox(
    auth: AsDonor<OwnInbox>,
    Extension(messages): Messages,
    Query(asked): Query<OwnInboxQuery>,
) -> Result<Json<Page<InboxMessage>>, Fault> {
    let mut tx = auth.read().await?;
    let all = files(&mut tx, auth.donor).await?;
    let before: Option<MessageId> = cursor(asked.cursor.as_deref())?;
    let found = messages.inbox(&mut tx, &all, before, PAGE + 1).await?;
    Ok(Json(Page::cut(found, PAGE, tx.now(), |message| message.message_id.to_string())))
}

/// How many are not opened yet.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnUnread {
    /// So many.
    unread: i64,
}

/// Notes that the donor has opened a message.
#[utoipa::path(post, path = "/api/recruit/own/messages/{id}/opened", tag = "recruit", operation_id = "recruit.own.opened",
    params(("id" = MessageId, Path)), responses((status = 200, body = OwnUnread), (status = 401), (status = 404)))]
pub(super) async fn opened(
    auth: AsDonor<OwnOpened>,
    Extension(messages): Messages,
    Path(id): Path<MessageId>,
) -> Result<Answer<OwnUnread>, Fault> {
    let mut tx = auth.write().await?;
    let all = files(&mut tx, auth.donor).await?;
    if !messages.opened(&mut tx, &all, id).await? {
        return Err(Problem::not_found("message", id).into());
    }
    let unread = messages.unread(&mut tx, &all).await?;
    tx.ok(OwnUnread { unread }).await
}
