//! What waits for which kit.

use std::collections::{HashMap, HashSet};

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, donation_number::DonationNumber, zone};
use vena_platform::{auth::Allowed, db::Tx, fault::Fault, http::Page};

use super::{RunDue, db, layout::Kit};
use crate::{
    donations::db::{self as donations, Head},
    judging::rules::{Book, Need, read},
    kits, samples,
    words::Run,
};

/// Most donations that are looked at for one answer.
const LOOK_AT: i64 = 3000;

/// What waits for a kit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabDue {
    /// Code of the kit.
    kit_code: String,
    /// Its name.
    kit_name: String,
    /// Its maker.
    maker: String,
    /// What it tests.
    markers: Vec<String>,
    /// Donations that wait for a first test.
    first: usize,
    /// Donations that wait for a retest or a confirmation.
    again: usize,
    /// Donations that stand in a run that is not closed.
    planned: usize,
    /// Donations whose tube was not in its box, or is of no use.
    lacking: usize,
    /// When the oldest of those that wait was collected.
    oldest: Option<Instant>,
}

/// A donation with the tests that nobody has planned yet, and whether others are planned.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The donation.
    pub(super) head: Head,
    /// The tests that have to be made and stand in no open run.
    pub(super) needs: Vec<Need>,
    /// The tests that stand in one.
    pub(super) planned: Vec<Need>,
    /// The tests that cannot be made: the tube was not in its box, or is of no use.
    pub(super) lacking: Vec<Need>,
}

/// What these donations wait for.
pub(super) async fn waiting(tx: &mut Tx, book: &Book, heads: Vec<Head>) -> Result<Vec<Waiting>, Fault> {
    let numbers: Vec<DonationNumber> = heads.iter().map(|head| head.donation_number).collect();
    let mut runs: HashMap<DonationNumber, Vec<Run>> = HashMap::new();
    for live in donations::live_runs(tx, &numbers).await? {
        runs.entry(live.donation_number).or_default().push(live.run);
    }
    let open: HashSet<(DonationNumber, String, i16, i16)> = db::open_tests(tx, &numbers)
        .await?
        .into_iter()
        .map(|test| (test.donation_number, test.marker, test.round, test.repeat))
        .collect();
    let lacking = samples::db::lacking(tx, &numbers).await?;
    let lacks = |number: DonationNumber, need: &Need| {
        let marker = book.markers.iter().find(|marker| marker.code == need.marker);
        let role = marker.and_then(|marker| samples::book::samples().role_for(marker.kind, book.day));
        role.is_some_and(|role| lacking.contains(&(number, samples::words::column(role))))
    };
    let of = |head: Head| {
        let own: Vec<&Run> = runs.get(&head.donation_number).into_iter().flatten().collect();
        let number = head.donation_number;
        let (planned, needs) = read(book, &own)
            .needs()
            .into_iter()
            .partition(|need| open.contains(&(number, need.marker.clone(), need.round, need.repeat)));
        let needs: Vec<Need> = needs;
        let (lacking, needs) = needs.into_iter().partition(|need| lacks(number, need));
        Waiting { head, needs, planned, lacking }
    };
    Ok(heads.into_iter().map(of).collect())
}

/// The donations that are not signed, oldest first, with what they wait for.
pub(super) async fn all(tx: &mut Tx, book: &Book) -> Result<Vec<Waiting>, Fault> {
    let heads = donations::unsigned(tx, LOOK_AT).await?;
    waiting(tx, book, heads).await
}

/// The kits that count, with what waits for each.
#[utoipa::path(get, path = "/api/lab/due", tag = "lab", operation_id = "lab.run.due",
    responses((status = 200, body = Page<LabDue>)))]
pub(super) async fn due(auth: Allowed<RunDue>) -> Result<Json<Page<LabDue>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let book = Book::on(as_of.day_in(&zone::china()))?;
    let waiting = all(&mut tx, &book).await?;
    let kits = kits::db::approved(&mut tx, &auth.scope).await?;
    let items = kits.iter().map(|kit| of(&book, kit, &waiting)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// What decides which tests a kit makes.
pub(super) fn kit(record: &kits::db::KitRecord) -> Kit<'_> {
    Kit {
        markers: &record.markers,
        round: record.round,
        maker: &record.maker,
        confirms: record.confirms,
        combined: record.assay.combined,
    }
}

/// Whether one of these kits makes the test, so that nobody types it.
pub(crate) fn by_run(book: &Book, kits: &[kits::db::KitRecord], need: &Need) -> bool {
    kits.iter().any(|record| kit(record).makes(book, need))
}

fn of(book: &Book, record: &kits::db::KitRecord, waiting: &[Waiting]) -> LabDue {
    let kit = kit(record);
    let counts =
        |needs: &[Need], again: bool| needs.iter().any(|need| (need.repeat > 0) == again && kit.makes(book, need));
    let wait = |again: bool| waiting.iter().filter(move |one| counts(&one.needs, again));
    let oldest = waiting.iter().find(|one| counts(&one.needs, false) || counts(&one.needs, true));
    LabDue {
        first: wait(false).count(),
        again: wait(true).count(),
        planned: waiting.iter().filter(|one| one.planned.iter().any(|need| kit.makes(book, need))).count(),
        lacking: waiting.iter().filter(|one| one.lacking.iter().any(|need| kit.makes(book, need))).count(),
        oldest: oldest.map(|one| one.head.collected_at),
        kit_code: record.code.clone(),
        kit_name: record.name.clone(),
        maker: record.maker.clone(),
        markers: record.markers.clone(),
    }
}
