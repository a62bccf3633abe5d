//! Two files that may be of one person: found when a file is opened or changed, kept on a list for review, and answered once.
//!
//! A second file hides the deferrals of the first. The desk sees candidates while it types and has to answer for those that
//! are much alike; the rest stands on the list. "Not the same" is remembered.

mod book;
pub(crate) mod db;
mod http;
mod rules;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::{clock::Day, id::DonorId, text::Text};
use vena_platform::{
    app::App,
    auth::{Permission, PermissionInfo},
    db::Tx,
    fault::Fault,
    permission,
    vault::Vault,
};

use self::{book::Book, db::Keys};
pub(crate) use rules::{Likeness, Person};

use super::{Document, search::numbers, sex_of};
use crate::today;

/// How many persons one run of the job compares at a time.
const PORTION: i64 = 100;
/// How many candidates are shown, the most alike first.
const CANDIDATES_MAX: usize = 50;

permission! {
    pub(crate) DuplicateCheck = "recruit.duplicate.check", "登记时核对相似档案", "See files that are like a person at the desk";
    pub(crate) DuplicateList = "recruit.duplicate.list", "重复档案核对清单", "List files that may be of one person";
    pub(crate) DuplicateDismiss = "recruit.duplicate.dismiss", "确认不是同一人", "Say that two files are of two people";
}

pub(crate) fn permissions() -> Vec<PermissionInfo> {
    vec![DuplicateCheck::INFO, DuplicateList::INFO, DuplicateDismiss::INFO]
}

pub(crate) fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(http::check)).routes(routes!(http::list)).routes(routes!(http::dismiss))
}

/// Somebody who may be the same person.
#[derive(Debug)]
pub(crate) struct Candidate {
    /// The file that stands for that person.
    pub(crate) donor: DonorId,
    /// How alike.
    pub(crate) likeness: Likeness,
}

/// From how many points on the desk has to answer.
pub(crate) fn ask_from(day: Day) -> i32 {
    Book::get().threshold(day).map_or(i32::MAX, |threshold| threshold.ask)
}

fn review_from(day: Day) -> i32 {
    Book::get().threshold(day).map_or(i32::MAX, |threshold| threshold.review)
}

/// What a weight says, for people.
pub(crate) fn ground(code: &str, day: Day) -> Option<Text> {
    Book::get().weight(code, day).map(|weight| weight.name.clone())
}

/// Everybody who is enough like `person` to be looked at, the most alike first; `not` is left out.
pub(crate) async fn candidates(
    tx: &mut Tx,
    vault: &Vault,
    person: &Person,
    not: Option<DonorId>,
) -> Result<Vec<Candidate>, Fault> {
    let day = today::day(tx.now());
    let keys = Keys {
        fingerprints: person.documents.iter().map(|document| document.fingerprint(vault)).collect(),
        phone: person.phone.clone(),
        hashes: person.documents.iter().flat_map(|document| numbers::alike(document.expose(), vault)).collect(),
        pinyin: person.pinyin.clone(),
        born_on: person.born_on,
        birthdays: person.born_on.map(rules::birthdays_like).unwrap_or_default(),
    };
    let shared = db::sharing(tx, &keys, not).await?;
    let ids: Vec<DonorId> = shared.iter().map(|one| one.donor_id).collect();
    let mut documents = documents(tx, vault, &ids).await?;
    let mut found: Vec<Candidate> = shared
        .into_iter()
        .map(|one| {
            let (donor, documents) = (one.donor_id, documents.remove(&one.donor_id).unwrap_or_default());
            Candidate { donor, likeness: rules::compare(person, &as_person(one, documents), day) }
        })
        .filter(|candidate| candidate.likeness.points >= review_from(day))
        .collect();
    found.sort_by_key(|candidate| (-candidate.likeness.points, candidate.donor));
    found.truncate(CANDIDATES_MAX);
    Ok(found)
}

async fn documents(tx: &mut Tx, vault: &Vault, persons: &[DonorId]) -> Result<HashMap<DonorId, Vec<Document>>, Fault> {
    let mut documents: HashMap<DonorId, Vec<Document>> = HashMap::new();
    for (donor, kind, sealed) in db::documents(tx, persons).await? {
        documents.entry(donor).or_default().push(Document::read(kind, &vault.open(&sealed)?)?);
    }
    Ok(documents)
}

fn as_person(row: db::Shared, documents: Vec<Document>) -> Person {
    Person {
        name: row.name,
        pinyin: row.pinyin,
        born_on: Some(row.born_on),
        sex: Some(sex_of(&row.sex)),
        group: row.group,
        phone: Some(row.phone_fingerprint),
        documents,
    }
}

/// How alike two files are now.
pub(crate) async fn likeness(
    tx: &mut Tx,
    vault: &Vault,
    one: DonorId,
    other: DonorId,
) -> Result<Option<Likeness>, Fault> {
    let day = today::day(tx.now());
    let mut persons = Vec::new();
    let mut documents = documents(tx, vault, &[one, other]).await?;
    for id in [one, other] {
        let Some(row) = db::person(tx, id).await? else { return Ok(None) };
        persons.push(as_person(row, documents.remove(&id).unwrap_or_default()));
    }
    Ok(Some(rules::compare(&persons[0], &persons[1], day)))
}

/// Open questions about a person.
pub(crate) async fn open_of(tx: &mut Tx, person: DonorId) -> Result<i64, Fault> {
    db::open_of(tx, person).await
}

/// Puts two files on the list because one came with the other's document.
pub(crate) async fn question(tx: &mut Tx, one: DonorId, other: DonorId) -> Result<(), Fault> {
    let day = today::day(tx.now());
    db::reopen(tx, one, other).await?;
    let points = Book::get().weight("document-same", day).map_or(0, |weight| weight.points);
    db::put(tx, one, other, &Likeness { points, grounds: vec!["document-same"], stop: false }).await
}

/// What the job is called that compares everybody who is new or changed.
pub(crate) const JOB: &str = "recruit.find_duplicates";

/// A person changed: the job compares them again.
pub(crate) async fn look_again(tx: &mut Tx, person: DonorId) -> Result<(), Fault> {
    db::compared(tx, person, None).await?;
    tx.enqueue(JOB, &serde_json::Value::Null).await
}

/// Compares a person with everybody and puts those who are alike on the list.
pub(crate) async fn compare_one(tx: &mut Tx, vault: &Vault, person: DonorId) -> Result<(), Fault> {
    let Some(row) = db::person(tx, person).await? else { return Ok(()) };
    let own = documents(tx, vault, &[person]).await?.remove(&person).unwrap_or_default();
    for candidate in candidates(tx, vault, &as_person(row, own), Some(person)).await? {
        db::put(tx, person, candidate.donor, &candidate.likeness).await?;
    }
    let now = tx.now();
    db::compared(tx, person, Some(now)).await
}

/// Compares everybody who is new or changed. May run twice: a pair is on the list once.
pub(crate) async fn compare_waiting(app: App) -> Result<(), Fault> {
    loop {
        let mut tx = app.db.begin().await?;
        let waiting = db::uncompared(&mut tx, PORTION).await?;
        for person in &waiting {
            compare_one(&mut tx, &app.vault, *person).await?;
        }
        tx.commit().await?;
        if waiting.is_empty() {
            return Ok(());
        }
    }
}
