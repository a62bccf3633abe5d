//! Reading what instruments reported.

use axum::Json;
use serde::Deserialize;
use utoipa::IntoParams;
use vena_kernel::{
    clock::Instant,
    collection::reading::ReadingKind,
    id::{DeviceId, ReadingId, SiteId},
};
use vena_platform::{
    auth::Allowed,
    fault::Fault,
    http::{Page, Query, bad_cursor},
};

use super::{ReadingList, db, view::ReadingShown};
use crate::binding;

/// Which page of which readings.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadingQuery {
    /// Where.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    site_id: Option<SiteId>,
    /// Of which kind.
    #[garde(skip)]
    #[param(inline)]
    kind: Option<ReadingKind>,
    /// Of which instrument.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    device_id: Option<DeviceId>,
    /// What was scanned at the instrument: a donation number in any form.
    #[garde(length(chars, max = 200))]
    about: Option<String>,
    /// Taken after this.
    #[garde(skip)]
    #[param(value_type = Option<String>)]
    since: Option<Instant>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 300))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// What instruments reported, newest first.
#[utoipa::path(get, path = "/api/collect/readings", tag = "collect", operation_id = "collect.reading.list",
    params(ReadingQuery), responses((status = 200, body = Page<ReadingShown>)))]
pub(super) async fn list(
    auth: Allowed<ReadingList>,
    Query(query): Query<ReadingQuery>,
) -> Result<Json<Page<ReadingShown>>, Fault> {
    let limit = query.limit.unwrap_or(50);
    let number = |text: String| binding::number_of(&text).map_or(text, |number| number.as_str().to_owned());
    let about = query.about.map(number);
    let wanted = db::Wanted {
        site: query.site_id,
        kinds: query.kind.map(|kind| vec![kind.as_str()]),
        device: query.device_id,
        about: about.as_deref(),
        since: query.since,
        after: query.cursor.as_deref().map(cursor).transpose()?,
        limit: limit + 1,
    };
    let mut tx = auth.read().await?;
    let rows = db::list(&mut tx, &auth.scope, &wanted).await?.into_iter().map(ReadingShown::from).collect();
    Ok(Json(Page::cut(rows, limit, tx.now(), ReadingShown::cursor)))
}

fn cursor(text: &str) -> Result<(Instant, ReadingId), Fault> {
    let read = || {
        let (micros, id) = text.split_once('.')?;
        Some((Instant::from_micros(micros.parse().ok()?)?, id.parse().ok()?))
    };
    read().ok_or_else(|| bad_cursor(text).into())
}
