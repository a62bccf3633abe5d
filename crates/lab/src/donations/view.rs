//! Donations as people of the laboratory see them.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{abo::BloodGroup, clock::Instant, donation_number::DonationNumber, id::RunId, text::Text};
use vena_platform::{
    auth::{Permission, Scope},
    fault::Fault,
};

use super::{
    db::{Head, Report, ResultRow},
    loaded::Loaded,
};
use crate::{
    judging::rules::Need,
    kits::db::KitRecord,
    results::{ResultEnter, ResultSign, rules},
    runs::due::by_run,
    signings::ReportIssue,
    words::{Run, State, Value, VerdictWord},
};

/// A donation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabRow {
    /// Number.
    pub(crate) donation_number: DonationNumber,
    /// The number as people read it.
    pub(crate) donation_number_shown: String,
    /// When the needle came out.
    pub(crate) collected_at: Instant,
    /// How far it has come.
    pub(crate) state: State,
    /// The version that is worked on or stands; empty before the first result.
    pub(crate) version: Option<i32>,
    /// What has to be done before anybody can sign; empty once judged.
    pub(crate) missing: Vec<Text>,
    /// The verdict that stands.
    pub(crate) verdict: Option<VerdictWord>,
}

impl LabRow {
    /// The row of a donation and what it lacks.
    pub(crate) fn of(head: &Head, missing: Vec<Text>) -> Self {
        Self {
            donation_number: head.donation_number,
            donation_number_shown: head.donation_number.to_string(),
            collected_at: head.collected_at,
            state: head.state,
            version: (head.version > 0).then_some(head.version),
            missing,
            verdict: head.verdict,
        }
    }
}

/// A typed result.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabResult {
    /// Code of the marker.
    pub(crate) marker: String,
    /// Which of the independent results, from 1.
    pub(crate) round: i16,
    /// 0 the first run, then retests.
    pub(crate) repeat: i16,
    /// What it gave.
    pub(crate) value: Value,
    /// Several donations were run together.
    pub(crate) pooled: bool,
    /// One reading stood for several markers.
    pub(crate) combined: bool,
    /// Maker of the reagent.
    pub(crate) reagent_maker: String,
    /// Lot of the reagent.
    pub(crate) reagent_lot: String,
    /// The analyser.
    pub(crate) instrument: String,
    /// Who typed it.
    pub(crate) typed_by: Person,
    /// When.
    pub(crate) typed_at: Instant,
    /// The run that gave it; none when it was typed alone.
    pub(crate) run_id: Option<RunId>,
    /// As people call that run.
    pub(crate) run_no: Option<String>,
    /// The same test was made again later.
    pub(crate) superseded: bool,
}

/// A version of the report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabVersion {
    /// From 1.
    pub(crate) version: i32,
    /// Why the version before was corrected.
    pub(crate) reason: Option<String>,
    /// When it was begun.
    pub(crate) opened_at: Instant,
    /// SHA-256 of the results that count, hexadecimal: what is signed.
    pub(crate) digest: String,
    /// Everything typed, by marker, round and repeat.
    pub(crate) results: Vec<LabResult>,
    /// Who signed first.
    pub(crate) tester: Option<Person>,
    /// When.
    pub(crate) tested_at: Option<Instant>,
    /// Who signed second.
    pub(crate) checker: Option<Person>,
    /// When.
    pub(crate) checked_at: Option<Instant>,
    /// Who issued it.
    pub(crate) issuer: Option<Person>,
    /// When.
    pub(crate) issued_at: Option<Instant>,
    /// The verdict of this version.
    pub(crate) verdict: Option<VerdictWord>,
    /// The group that the results say.
    pub(crate) group: Option<BloodGroup>,
    /// What stands out.
    pub(crate) findings: Vec<Text>,
    /// When it was judged.
    pub(crate) judged_at: Option<Instant>,
    /// SHA-256 of what was signed, hexadecimal.
    pub(crate) evidence: Option<String>,
}

/// A test that has to be made before anybody can sign.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabNeed {
    /// Code of the marker.
    pub(crate) marker: String,
    /// Which of the independent results, from 1.
    pub(crate) round: i16,
    /// 0 the first test, then retests.
    pub(crate) repeat: i16,
    /// Only with a reagent of this maker.
    pub(crate) maker: Option<String>,
    /// Only with a reagent that reads this marker apart from others.
    pub(crate) apart: bool,
    /// A kit is approved for it: it is made in a run, and not typed.
    pub(crate) by_run: bool,
}

/// A donation with all versions of its report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabDonation {
    /// Number.
    pub(crate) donation_number: DonationNumber,
    /// The number as people read it.
    pub(crate) donation_number_shown: String,
    /// When the needle came out.
    pub(crate) collected_at: Instant,
    /// How far it has come.
    pub(crate) state: State,
    /// The verdict that stands.
    pub(crate) verdict: Option<VerdictWord>,
    /// What has to be done before anybody can sign; empty once judged.
    pub(crate) missing: Vec<Text>,
    /// The tests that would mend it; empty once judged.
    pub(crate) needs: Vec<LabNeed>,
    /// All versions, oldest first.
    pub(crate) versions: Vec<LabVersion>,
    /// What the caller may do now: `enter`, `correct`, `sign_tester`, `sign_checker`, `issue`.
    pub(crate) can: BTreeMap<&'static str, Can>,
}

impl Loaded {
    fn needs(&self, kits: &[KitRecord]) -> Vec<LabNeed> {
        let open = !self.head.state.is_judged();
        let need = |need: Need| {
            let by_run = by_run(&self.book, kits, &need);
            let Need { marker, round, repeat, maker, apart } = need;
            LabNeed { marker, round, repeat, maker, apart, by_run }
        };
        open.then(|| self.reading.needs()).into_iter().flatten().map(need).collect()
    }

    /// The donation as `scope` sees it.
    pub(crate) fn shown(&self, scope: &Scope, kits: &[KitRecord]) -> Result<LabDonation, Fault> {
        let row = LabRow::of(&self.head, self.missing());
        Ok(LabDonation {
            donation_number: row.donation_number,
            donation_number_shown: row.donation_number_shown,
            collected_at: row.collected_at,
            state: row.state,
            verdict: row.verdict,
            missing: row.missing,
            needs: self.needs(kits),
            versions: self.reports.iter().map(|report| self.version(report)).collect::<Result<_, Fault>>()?,
            can: self.can(scope),
        })
    }

    fn can(&self, scope: &Scope) -> BTreeMap<&'static str, Can> {
        let desk = self.desk(scope.user);
        let (enter, sign) = (ResultEnter::INFO.name, ResultSign::INFO.name);
        BTreeMap::from([
            ("enter", Can::by(scope, enter, rules::may_enter(&desk))),
            ("correct", Can::by(scope, enter, rules::may_correct(&desk))),
            ("sign_tester", Can::by(scope, sign, rules::may_sign_tester(&desk))),
            ("sign_checker", Can::by(scope, sign, rules::may_sign_checker(&desk))),
            ("issue", Can::by(scope, ReportIssue::INFO.name, rules::may_issue(&desk))),
        ])
    }

    fn version(&self, report: &Report) -> Result<LabVersion, Fault> {
        let open = report.checker.is_none();
        let current = report.version == self.head.version;
        let reading = (open && current).then_some(&self.reading);
        let findings = report.findings.clone().or_else(|| reading.map(|reading| reading.findings.clone()));
        Ok(LabVersion {
            version: report.version,
            reason: report.reason.clone(),
            opened_at: report.opened_at,
            digest: self.signed(report.version)?.1,
            results: self.results(report.version),
            tester: Person::of(report.tester, report.tester_name.clone()),
            tested_at: report.tested_at,
            checker: Person::of(report.checker, report.checker_name.clone()),
            checked_at: report.checked_at,
            issuer: Person::of(report.issuer, report.issuer_name.clone()),
            issued_at: report.issued_at,
            verdict: report.verdict,
            group: report.blood_group.or_else(|| reading.and_then(|reading| reading.group)),
            findings: findings.unwrap_or_default(),
            judged_at: report.checked_at,
            evidence: report.evidence.clone(),
        })
    }

    fn results(&self, version: i32) -> Vec<LabResult> {
        let live = self.live(version);
        let mut rows: Vec<&ResultRow> = self.rows.iter().filter(|row| row.version == version).collect();
        rows.sort_by(|one, other| one.run.key().cmp(&other.run.key()));
        rows.into_iter().map(|row| shown(row, !live.iter().any(|counts| std::ptr::eq(*counts, row)))).collect()
    }
}

fn shown(row: &ResultRow, superseded: bool) -> LabResult {
    let Run { marker, round, repeat, value, pooled, combined, reagent_maker, reagent_lot, instrument } =
        row.run.clone();
    let typed_by = Person { user_id: row.typed_by, display_name: row.typed_by_name.clone() };
    let typed_at = row.typed_at;
    LabResult {
        marker,
        round,
        repeat,
        value,
        pooled,
        combined,
        reagent_maker,
        reagent_lot,
        instrument,
        typed_by,
        typed_at,
        run_id: row.run_id,
        run_no: row.run_no.clone(),
        superseded,
    }
}
