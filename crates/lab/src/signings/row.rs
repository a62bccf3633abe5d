//! A report as it lies among many: enough to know what is signed.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{abo::BloodGroup, clock::Instant, donation_number::DonationNumber, text::Text, unit_state::Outcome};
use vena_platform::{
    auth::{Permission, Scope},
    fault::Fault,
};

use super::{ReportIssue, Signer};
use crate::{
    donations::loaded::Loaded,
    results::ResultSign,
    words::{Value, VerdictWord},
};

/// What one marker has come out as.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabFinal {
    /// Code of the marker.
    marker: String,
    /// `reactive`, `non_reactive`, or `neutral` where there is no such thing.
    #[schema(value_type = String)]
    outcome: Outcome,
    /// What was measured, in the unit of the marker.
    number: Option<f64>,
}

/// A report that waits for a signature.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabSigningRow {
    /// Number.
    pub(super) donation_number: DonationNumber,
    /// The number as people read it.
    donation_number_shown: String,
    /// When the needle came out.
    pub(super) collected_at: Instant,
    /// The version that is signed.
    version: i32,
    /// SHA-256 of the results that count, hexadecimal: what is signed.
    digest: String,
    /// The group that the results say.
    group: Option<BloodGroup>,
    /// What every marker has come out as.
    finals: Vec<LabFinal>,
    /// The verdict, once two have signed.
    verdict: Option<VerdictWord>,
    /// What stands out.
    findings: Vec<Text>,
    /// Something stands out: it is opened and signed by itself.
    alone: bool,
    /// Who signed first.
    tester: Option<Person>,
    /// Who signed second.
    checker: Option<Person>,
    /// Whether the caller may sign it, and if not, why.
    can: Can,
}

impl LabSigningRow {
    /// The row of a report for the person of `scope`, who would sign as `signer`.
    pub(super) fn of(scope: &Scope, signer: Signer, loaded: &Loaded) -> Result<Self, Fault> {
        let (head, report) = (&loaded.head, loaded.report());
        let permission = if signer == Signer::Issuer { ReportIssue::INFO.name } else { ResultSign::INFO.name };
        Ok(Self {
            donation_number: head.donation_number,
            donation_number_shown: head.donation_number.to_string(),
            collected_at: head.collected_at,
            version: head.version,
            digest: loaded.signed(head.version)?.1,
            group: loaded.reading.group,
            finals: finals(loaded),
            verdict: head.verdict,
            findings: loaded.findings(),
            alone: loaded.stands_out(),
            tester: report.and_then(|report| Person::of(report.tester, report.tester_name.clone())),
            checker: report.and_then(|report| Person::of(report.checker, report.checker_name.clone())),
            can: Can::by(scope, permission, signer.may(&loaded.desk(scope.user))),
        })
    }
}

fn finals(loaded: &Loaded) -> Vec<LabFinal> {
    let number = |marker: &str| {
        loaded.values(marker).find_map(|value| match value {
            Value::Number { number } => Some(number),
            _ => None,
        })
    };
    let shown = |found: &crate::judging::rules::Final| LabFinal {
        marker: found.marker.clone(),
        outcome: found.outcome,
        number: number(&found.marker),
    };
    loaded.reading.finals.iter().map(shown).collect()
}
