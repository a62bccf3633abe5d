//! How a case is shown.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    id::DonorId,
    masking::mask_name,
    text::Text,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    vault::Vault,
};

use super::{
    ReentryDecide, ReentryPropose, ReentrySample, ReentryWithdraw,
    book::{Protocol, Retest},
    db,
    rules::{self, State},
};
use crate::today;

/// A case in the list: nothing of what was found.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReentryRow {
    /// Identity.
    pub(super) reentry_id: Uuid,
    /// Whose.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// How far it is.
    state: State,
    /// The first day on which tubes may be taken.
    wait_until: Day,
    /// Whether that day has come.
    waited: bool,
    /// Samples so far.
    samples: i64,
    /// Results so far.
    results: i64,
    /// When it was asked for.
    asked_at: Instant,
    /// Who asked.
    asked_by: Option<Person>,
    /// When it was closed.
    closed_at: Option<Instant>,
}

impl ReentryRow {
    pub(super) fn of(record: db::CaseRecord, today: Day) -> Self {
        Self {
            reentry_id: record.reentry_id,
            donor_id: record.donor_id,
            name_masked: mask_name(&record.donor_name),
            state: State::read(&record.state),
            wait_until: record.wait_until,
            waited: today >= record.wait_until,
            samples: record.samples,
            results: record.results,
            asked_at: record.asked_at,
            asked_by: Person::of(Some(record.asked_by), Some(record.asked_by_name)),
            closed_at: record.closed_at,
        }
    }
}

/// Tubes of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReentrySampleShown {
    /// Their number.
    donation_number: String,
    /// The day on which they were taken.
    taken_on: Day,
    /// Who entered them.
    taken_by: Option<Person>,
}

/// A result of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReentryResultShown {
    /// Identity.
    result_id: Uuid,
    /// Of which tubes.
    donation_number: String,
    /// Which test.
    retest: String,
    /// Passed; hidden from whoever still has to compare it.
    passed: Option<bool>,
    /// The laboratory's report.
    report: String,
    /// When it was entered.
    entered_at: Instant,
    /// Who entered it.
    entered_by: Option<Person>,
    /// When it was compared.
    compared_at: Option<Instant>,
    /// Who compared it.
    compared_by: Option<Person>,
}

/// A step of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReentryStep {
    /// `asked`, `sampled`, `entered`, `compared`, `proposed_lift`, `proposed_keep`, `put_back`, `lifted`, `kept`, `withdrawn`.
    what: String,
    /// What was written.
    note: Option<String>,
    /// When.
    at: Instant,
    /// Who.
    by: Option<Person>,
}

/// What is possible with a case now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReentryCan {
    /// Enter tubes of today.
    sample: Can,
    /// Propose that the donor may give again.
    propose_lift: Can,
    /// Propose that the donor stays excluded.
    propose_keep: Can,
    /// Decide on the proposal.
    decide: Can,
    /// Give it up.
    withdraw: Can,
}

/// A case in full. Every look at it is recorded.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Reentry {
    /// Identity.
    reentry_id: Uuid,
    /// Whose.
    donor_id: DonorId,
    /// Name, masked.
    name_masked: String,
    /// How far it is.
    state: State,
    /// Code of the protocol.
    protocol: String,
    /// What the protocol is.
    protocol_name: Text,
    /// Calendar months of waiting.
    waiting_months: i32,
    /// How many samples it asks for.
    samples_needed: usize,
    /// What is done with each sample.
    retests: Vec<Retest>,
    /// Where the protocol comes from.
    clause: String,
    /// The day of the exclusion.
    excluded_on: Day,
    /// The first day on which tubes may be taken.
    wait_until: Day,
    /// Tubes.
    samples: Vec<ReentrySampleShown>,
    /// Results.
    results: Vec<ReentryResultShown>,
    /// Every step, oldest first.
    steps: Vec<ReentryStep>,
    /// What is possible now.
    can: ReentryCan,
    /// When this was true.
    as_of: Instant,
}

/// A case as its steps need it.
pub(super) struct Loaded {
    pub(super) record: db::CaseRecord,
    pub(super) protocol: &'static Protocol,
    pub(super) samples: Vec<db::SampleRecord>,
    pub(super) results: Vec<db::ResultRecord>,
    passed: Vec<bool>,
}

impl Loaded {
    /// The case, or a 404.
    pub(super) async fn get(tx: &mut Tx, scope: &Scope, vault: &Vault, id: Uuid) -> Result<Self, Fault> {
        let record = db::case(tx, scope, id).await?.ok_or_else(|| Problem::not_found("reentry", id))?;
        let protocol = Protocol::get(&vault.open(&record.protocol_sealed)?, today::day(record.asked_at))?;
        let (samples, results) = (db::samples(tx, id).await?, db::results(tx, id).await?);
        let passed = results.iter().map(|result| Ok(vault.open(&result.passed_sealed)? == "passed"));
        let passed = passed.collect::<Result<_, Fault>>()?;
        Ok(Self { record, protocol, samples, results, passed })
    }

    /// As the rules need it.
    pub(super) fn case(&self) -> rules::Case<'static> {
        rules::Case {
            state: State::read(&self.record.state),
            protocol: self.protocol,
            wait_until: self.record.wait_until,
            samples: self.samples.iter().map(|sample| (sample.donation_number.clone(), sample.taken_on)).collect(),
            outcomes: (0..self.results.len()).map(|at| self.outcome(at)).collect(),
            proposed_by: self.record.proposed_by,
            proposed_lift: self.record.proposed_lift,
        }
    }

    /// One result, as the rules need it.
    pub(super) fn outcome(&self, at: usize) -> rules::Outcome {
        let result = &self.results[at];
        rules::Outcome {
            sample: result.donation_number.clone(),
            retest: result.retest.clone(),
            passed: self.passed[at],
            compared: result.compared_at.is_some(),
        }
    }

    /// As it is shown to `scope`.
    pub(super) async fn shown(&self, tx: &mut Tx, scope: &Scope, vault: &Vault) -> Result<Reentry, Fault> {
        let steps = db::steps(tx, self.record.reentry_id).await?;
        let step = |step: db::StepRecord| {
            let note = step.note_sealed.as_deref().map(|sealed| vault.open(sealed)).transpose()?;
            let by = Person::of(Some(step.by_user), Some(step.by_name));
            Ok(ReentryStep { what: step.what, note, at: step.at, by })
        };
        Ok(Reentry {
            reentry_id: self.record.reentry_id,
            donor_id: self.record.donor_id,
            name_masked: mask_name(&self.record.donor_name),
            state: State::read(&self.record.state),
            protocol: self.protocol.code.clone(),
            protocol_name: self.protocol.name.clone(),
            waiting_months: self.protocol.waiting_months,
            samples_needed: self.protocol.samples,
            retests: self.protocol.retests.clone(),
            clause: self.protocol.basis.source.clone(),
            excluded_on: self.record.excluded_on,
            wait_until: self.record.wait_until,
            samples: self.samples.iter().map(sample).collect(),
            results: (0..self.results.len()).map(|at| self.result(at, scope)).collect(),
            steps: steps.into_iter().map(step).collect::<Result<_, Fault>>()?,
            can: self.can(scope, today::day(tx.now())),
            as_of: tx.now(),
        })
    }

    fn result(&self, at: usize, scope: &Scope) -> ReentryResultShown {
        let result = &self.results[at];
        let known = result.compared_at.is_some() || result.entered_by == scope.user;
        ReentryResultShown {
            result_id: result.result_id,
            donation_number: result.donation_number.clone(),
            retest: result.retest.clone(),
            passed: known.then_some(self.passed[at]),
            report: result.report.clone(),
            entered_at: result.entered_at,
            entered_by: Person::of(Some(result.entered_by), Some(result.entered_by_name.clone())),
            compared_at: result.compared_at,
            compared_by: Person::of(result.compared_by, result.compared_by_name.clone()),
        }
    }

    fn can(&self, scope: &Scope, today: Day) -> ReentryCan {
        let case = self.case();
        ReentryCan {
            sample: Can::by(scope, ReentrySample::INFO.name, rules::may_sample(&case, today, today)),
            propose_lift: Can::by(scope, ReentryPropose::INFO.name, rules::may_propose(&case, true, today)),
            propose_keep: Can::by(scope, ReentryPropose::INFO.name, rules::may_propose(&case, false, today)),
            decide: Can::by(scope, ReentryDecide::INFO.name, rules::may_decide(&case, true, scope.user, today)),
            withdraw: Can::by(scope, ReentryWithdraw::INFO.name, rules::may_withdraw(&case)),
        }
    }
}

fn sample(record: &db::SampleRecord) -> ReentrySampleShown {
    ReentrySampleShown {
        donation_number: record.donation_number.clone(),
        taken_on: record.taken_on,
        taken_by: Person::of(Some(record.taken_by), Some(record.taken_by_name.clone())),
    }
}
