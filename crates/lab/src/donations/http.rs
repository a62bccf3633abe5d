//! Requests and answers about donations in the laboratory.

use std::collections::HashMap;

use axum::{Extension, Json};
use serde::Deserialize;
use utoipa::IntoParams;
use vena_kernel::{clock::Instant, donation_number::DonationNumber, say, text::Text, zone};
use vena_platform::{
    auth::Allowed,
    db::Tx,
    fault::{Fault, Problem},
    http::{Page, Path, Query},
};

use super::{
    DonationList, DonationView,
    db::{self, Head},
    hidden_from,
    loaded::Loaded,
    named,
    view::{LabDonation, LabRow},
};
use crate::{
    Ports,
    judging::rules::{Book, read},
    kits,
    words::{Run, State},
};

/// Which donations.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabQuery {
    /// How far they have come; all when absent.
    #[garde(skip)]
    #[param(inline)]
    state: Option<State>,
    /// A donation number in any form, or the beginning of one.
    #[garde(length(chars, max = 100))]
    q: Option<String>,
    /// Where the page begins: `next` of the page before.
    #[garde(length(chars, max = 100))]
    cursor: Option<String>,
    /// How many rows, 50 when absent.
    #[garde(range(min = 1, max = 200))]
    limit: Option<i64>,
}

/// A number in any form, or what was typed of one: letters and digits only.
fn prefix(text: &str) -> String {
    match text.parse::<DonationNumber>() {
        Ok(number) => number.as_str().to_owned(),
        Err(_) => text.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_uppercase()).collect(),
    }
}

pub(crate) fn place(cursor: &str) -> Result<(Instant, DonationNumber), Fault> {
    let read = || {
        let (micros, number) = cursor.split_once('.')?;
        Some((Instant::from_micros(micros.parse().ok()?)?, DonationNumber::from_canonical(number)?))
    };
    read().ok_or_else(|| {
        let detail = say!("翻页位置无效，请从第一页开始", "the cursor is not one of ours; begin with the first page");
        Problem::invalid("cursor", cursor, "page.cursor", detail).into()
    })
}

#[utoipa::path(get, path = "/api/lab/donations", tag = "lab", operation_id = "lab.donation.list", params(LabQuery),
    responses((status = 200, body = Page<LabRow>)))]
pub(super) async fn list(
    auth: Allowed<DonationList>,
    Query(query): Query<LabQuery>,
) -> Result<Json<Page<LabRow>>, Fault> {
    let mut tx = auth.read().await?;
    let (limit, typed) = (query.limit.unwrap_or(50), query.q.as_deref().unwrap_or_default().trim());
    let after = query.cursor.as_deref().map(place).transpose()?;
    let prefix = prefix(typed);
    let search = db::Search { state: query.state, prefix: &prefix, after, limit: limit + 1 };
    let nothing = hidden_from(&auth.scope) || (prefix.is_empty() && !typed.is_empty());
    let heads = match query.state {
        _ if nothing => Vec::new(),
        Some(State::Waiting | State::Typed | State::Signed) => db::oldest(&mut tx, &search).await?,
        Some(State::Judged | State::Issued) | None => db::newest(&mut tx, &search).await?,
    };
    let rows = rows(&mut tx, &heads).await?;
    let cursor = |row: &LabRow| format!("{}.{}", row.collected_at.micros(), row.donation_number.as_str());
    Ok(Json(Page::cut(rows, limit, tx.now(), cursor)))
}

async fn rows(tx: &mut Tx, heads: &[Head]) -> Result<Vec<LabRow>, Fault> {
    let book = Book::on(tx.now().day_in(&zone::china()))?;
    let open = heads.iter().filter(|head| !head.state.is_judged());
    let numbers: Vec<DonationNumber> = open.map(|head| head.donation_number).collect();
    let mut runs: HashMap<DonationNumber, Vec<Run>> = HashMap::new();
    for live in db::live_runs(tx, &numbers).await? {
        runs.entry(live.donation_number).or_default().push(live.run);
    }
    let missing = |head: &Head| -> Vec<Text> {
        if head.state.is_judged() {
            return Vec::new();
        }
        let own: Vec<&Run> = runs.get(&head.donation_number).into_iter().flatten().collect();
        read(&book, &own).missing()
    };
    Ok(heads.iter().map(|head| LabRow::of(head, missing(head))).collect())
}

#[utoipa::path(get, path = "/api/lab/donations/{number}", tag = "lab", operation_id = "lab.donation.view",
    params(("number" = String, Path)), responses((status = 200, body = LabDonation)))]
pub(super) async fn view(
    auth: Allowed<DonationView>,
    Extension(ports): Extension<Ports>,
    Path(number): Path<String>,
) -> Result<Json<LabDonation>, Fault> {
    let mut tx = auth.read().await?;
    let head = named(&mut tx, &auth.scope, &ports, &number).await?;
    let loaded = Loaded::of(&mut tx, head).await?;
    let kits = kits::db::approved(&mut tx, &auth.scope).await?;
    Ok(Json(loaded.shown(&auth.scope, &kits)?))
}
