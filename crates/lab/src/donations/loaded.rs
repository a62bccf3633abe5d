//! A donation with everything that was typed and signed, as it is read for showing, signing and judging.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fmt::Write,
    sync::Arc,
};

use serde::Serialize;
use sha2::{Digest, Sha256};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{RunId, UserId},
    text::Text,
    zone,
};
use vena_platform::{db::Tx, fault::Fault};

use super::db::{self, Head, Report, ResultRow};
use crate::{
    judging::rules::{Book, Reading, read},
    results::rules,
    words::{Run, State, Value, VerdictWord},
};

/// A donation with everything that was typed and signed.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) head: Head,
    pub(crate) reports: Vec<Report>,
    pub(super) rows: Vec<ResultRow>,
    typists: Vec<UserId>,
    pub(super) book: Arc<Book>,
    /// What the current results say by the rules of today.
    pub(crate) reading: Reading,
}

impl Loaded {
    /// Reads all of a donation.
    pub(crate) async fn of(tx: &mut Tx, head: Head) -> Result<Self, Fault> {
        let mut all = Self::all(tx, vec![head]).await?;
        Ok(all.remove(0))
    }

    /// Reads all of these donations, in their order.
    pub(crate) async fn all(tx: &mut Tx, heads: Vec<Head>) -> Result<Vec<Self>, Fault> {
        let numbers: Vec<DonationNumber> = heads.iter().map(|head| head.donation_number).collect();
        let mut reports = by_number(db::reports(tx, &numbers).await?, |report| report.donation_number);
        let mut rows = by_number(db::results(tx, &numbers).await?, |row| row.donation_number);
        let mut typists = by_number(db::run_typists(tx, &numbers).await?, |(number, _)| *number);
        let book = Arc::new(Book::on(tx.now().day_in(&zone::china()))?);
        let loaded = |head: Head| {
            let number = head.donation_number;
            let typists = typists.remove(&number).unwrap_or_default().into_iter().map(|(_, user)| user).collect();
            let (reports, rows) =
                (reports.remove(&number).unwrap_or_default(), rows.remove(&number).unwrap_or_default());
            let book = Arc::clone(&book);
            Self { head, reports, rows, typists, book, reading: Reading::default() }.read()
        };
        Ok(heads.into_iter().map(loaded).collect())
    }

    fn read(mut self) -> Self {
        let runs: Vec<&Run> = self.live(self.head.version).into_iter().map(|row| &row.run).collect();
        self.reading = read(&self.book, &runs);
        self
    }

    /// The version that is worked on or stands.
    pub(crate) fn report(&self) -> Option<&Report> {
        self.reports.last()
    }

    /// The results of a version that count, in canonical order.
    pub(super) fn live(&self, version: i32) -> Vec<&ResultRow> {
        let mut last = BTreeMap::new();
        for row in self.rows.iter().filter(|row| row.version == version) {
            last.insert(row.run.key(), row);
        }
        last.into_values().collect()
    }

    /// What is signed in a version: its results with who typed them, as canonical text, and the SHA-256 of that.
    pub(crate) fn signed(&self, version: i32) -> Result<(String, String), Fault> {
        let results: Vec<_> = self.live(version).into_iter().map(Signed::of).collect();
        let text = serde_json::to_string(&serde_json::json!({
            "donation_number": self.head.donation_number, "version": version, "results": results,
        }))?;
        let digest = Sha256::digest(&text).iter().fold(String::new(), |mut hex, byte| {
            let _infallible = write!(hex, "{byte:02x}");
            hex
        });
        Ok((text, digest))
    }

    /// Who has touched what is to be signed: who typed any result of this version or what a run read of it, and who has opened
    /// a version since the last judgement.
    fn hands(&self) -> HashSet<UserId> {
        let judged = self.reports.iter().filter(|report| report.checker.is_some()).map(|report| report.version).max();
        let openers = self.reports.iter().filter(|report| Some(report.version) > judged).map(|report| report.opened_by);
        let typists = self.rows.iter().filter(|row| row.version == self.head.version).map(|row| row.typed_by);
        openers.chain(typists).chain(self.typists.iter().copied()).collect()
    }

    /// What decides about signing by `user`.
    pub(crate) fn desk(&self, user: UserId) -> rules::Desk {
        let report = self.report();
        rules::Desk {
            begun: report.is_some(),
            tester: report.and_then(|report| report.tester),
            checker: report.and_then(|report| report.checker),
            issued: self.head.state == State::Issued,
            missing: self.reading.lacks.first().map(|lack| lack.text.clone()),
            touched: self.hands().contains(&user),
            user,
        }
    }

    /// What people still have to do.
    pub(crate) fn missing(&self) -> Vec<Text> {
        if self.head.state.is_judged() { Vec::new() } else { self.reading.missing() }
    }

    /// What the current results show that is not as it should be; once judged, what was found then.
    pub(crate) fn findings(&self) -> Vec<Text> {
        let judged = self.report().and_then(|report| report.findings.clone());
        judged.unwrap_or_else(|| self.reading.findings.clone())
    }

    /// Something is not as it should be.
    pub(crate) fn stands_out(&self) -> bool {
        let unfit = self.head.verdict.is_some_and(|verdict| verdict != VerdictWord::Qualified);
        unfit || self.reading.rejects() || !self.findings().is_empty()
    }

    /// What the tests of a marker gave that count.
    pub(crate) fn values(&self, marker: &str) -> impl Iterator<Item = Value> {
        let own = self.live(self.head.version).into_iter().filter(move |row| row.run.marker == marker);
        own.map(|row| row.run.value).collect::<Vec<_>>().into_iter()
    }
}

fn by_number<T>(rows: Vec<T>, number: impl Fn(&T) -> DonationNumber) -> HashMap<DonationNumber, Vec<T>> {
    let mut by_number: HashMap<DonationNumber, Vec<T>> = HashMap::new();
    for row in rows {
        by_number.entry(number(&row)).or_default().push(row);
    }
    by_number
}

/// A result as it is signed.
#[derive(Serialize)]
struct Signed<'a> {
    #[serde(flatten)]
    run: &'a Run,
    typed_by: UserId,
    typed_at: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_id: Option<RunId>,
}

impl<'a> Signed<'a> {
    fn of(row: &'a ResultRow) -> Self {
        Self { run: &row.run, typed_by: row.typed_by, typed_at: row.typed_at, run_id: row.run_id }
    }
}
