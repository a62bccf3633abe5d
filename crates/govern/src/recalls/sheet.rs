//! Look-backs and recalls as they are shown.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person, UnitRow};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, RecallId},
    unit_state::{Life, Safety},
};
use vena_platform::{
    auth::{Permission, Scope},
    fault::Fault,
};

use super::{
    RecallAcknowledge, RecallClose, RecallFollow,
    about::{About, Cause},
    db::{CaseRow, DonationRow, PartyRow, UnitOfCase},
    rules::{self, Case, Found, Open},
};

/// A case in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RecallHead {
    /// Identity.
    pub(super) recall_id: RecallId,
    /// As people call it: `HS-000012`.
    recall_no: String,
    /// Why.
    cause: Cause,
    /// In words; a hospital is not told, for it may speak of a donor.
    reason: Option<String>,
    /// An exercise: nothing is held.
    drill: bool,
    /// When everything was stopped.
    opened_at: Instant,
    /// By whom.
    opened_by: Person,
    /// Until when everybody has confirmed.
    acknowledge_until: Instant,
    /// Until when it is closed.
    close_until: Instant,
    /// Past one of these.
    overdue: bool,
    /// When it was closed.
    closed_at: Option<Instant>,
    /// By whom.
    closed_by: Option<Person>,
    /// What came of it.
    conclusion: Option<String>,
    /// How many donations; only the station sees it.
    donations: Option<i64>,
    /// How many units were found; only the station sees it.
    units: Option<i64>,
    /// Who has to answer.
    parties: i64,
    /// Who has.
    acknowledged: i64,
}

impl RecallHead {
    /// The row as `scope` sees it.
    pub(super) fn of(scope: &Scope, row: CaseRow, now: Instant) -> Self {
        let own = scope.only_org().is_none();
        let late = row.closed_at.is_none()
            && (now > row.close_until || (now > row.acknowledge_until && row.acknowledged < row.parties));
        Self {
            recall_id: row.recall_id,
            recall_no: format!("HS-{:06}", row.recall_no),
            cause: row.cause,
            reason: own.then_some(row.reason),
            drill: row.drill,
            opened_at: row.opened_at,
            opened_by: Person { user_id: row.opened_by, display_name: row.opened_by_name },
            acknowledge_until: row.acknowledge_until,
            close_until: row.close_until,
            overdue: late,
            closed_at: row.closed_at,
            closed_by: Person::of(row.closed_by, row.closed_by_name),
            conclusion: row.conclusion.filter(|_| own),
            donations: own.then_some(row.donations),
            units: own.then_some(row.units),
            parties: row.parties,
            acknowledged: row.acknowledged,
        }
    }
}

/// A donation of a case.
#[derive(Debug, Serialize, ToSchema)]
struct RecallDonation {
    /// Its number.
    donation_number: DonationNumber,
    /// As people read it.
    donation_number_shown: String,
    /// It was named; else it is of the same donor.
    named: bool,
}

/// A unit of a case.
#[derive(Debug, Serialize, ToSchema)]
struct RecallUnit {
    /// As it is now.
    unit: UnitRow,
    /// `settled`, `judge`, `follow`, `search`.
    open: &'static str,
    /// What was reported of who received it.
    said: Option<String>,
    /// When.
    followed_at: Option<Instant>,
    /// By whom.
    followed_by_name: Option<String>,
    /// Whether a report may be made now.
    can_follow: Can,
}

/// Who has to answer.
#[derive(Debug, Serialize, ToSchema)]
struct RecallParty {
    /// Which organisation.
    org_id: OrgId,
    /// Its name.
    org_name: String,
    /// How many units it had.
    units: i64,
    /// When it was told.
    told_at: Instant,
    /// When it confirmed.
    acknowledged_at: Option<Instant>,
    /// By whom.
    acknowledged_by_name: Option<String>,
    /// What it wrote.
    note: Option<String>,
}

/// A case with everything that it concerns.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Recall {
    /// The case.
    #[serde(flatten)]
    head: RecallHead,
    /// What was named; only the station sees it.
    about: Option<About>,
    /// The donations; only the station sees them.
    donations_listed: Vec<RecallDonation>,
    /// The units; a hospital sees its own.
    units_listed: Vec<RecallUnit>,
    /// Who has to answer; a hospital sees itself.
    parties_listed: Vec<RecallParty>,
    /// `acknowledge`, `close`.
    can: BTreeMap<&'static str, Can>,
}

/// Everything that is read of a case.
pub(super) struct Whole {
    pub(super) case: CaseRow,
    pub(super) donations: Vec<DonationRow>,
    pub(super) units: Vec<UnitOfCase>,
    pub(super) parties: Vec<PartyRow>,
}

/// What has to be done about a unit of a case.
pub(super) fn open_of(unit: &UnitOfCase) -> Result<Open, Fault> {
    let word = |text: &str| serde_json::Value::String(text.to_owned());
    let life: Life = serde_json::from_value(word(&unit.unit.life))?;
    let safety: Safety = serde_json::from_value(word(&unit.unit.safety))?;
    let holds = unit.unit.holds.iter().map(|hold| hold.kind).collect();
    Ok(rules::open(&Found { life, safety, holds, followed: unit.said.is_some() }))
}

const fn word(open: Open) -> &'static str {
    match open {
        Open::Settled => "settled",
        Open::Judge => "judge",
        Open::Follow => "follow",
        Open::Search => "search",
    }
}

impl Whole {
    /// What decides about the end of the case.
    pub(super) fn end(&self) -> Result<Case, Fault> {
        let mut unsettled = 0;
        for unit in &self.units {
            unsettled += usize::from(open_of(unit)? != Open::Settled);
        }
        let silent = self.parties.iter().filter(|party| party.acknowledged_at.is_none()).count();
        let closed = self.case.closed_at.is_some();
        Ok(Case { drill: self.case.drill, closed, opened_by: self.case.opened_by, silent, unsettled })
    }

    /// The case as `scope` sees it.
    pub(super) fn shown(self, scope: &Scope, now: Instant) -> Result<Recall, Fault> {
        let end = self.end()?;
        let asked = self.parties.iter().any(|party| party.org_id == scope.org && party.acknowledged_at.is_none());
        let acknowledge = rules::may_acknowledge(asked, end.closed);
        let can = BTreeMap::from([
            ("acknowledge", Can::by(scope, RecallAcknowledge::INFO.name, acknowledge)),
            ("close", Can::by(scope, RecallClose::INFO.name, rules::may_close(&end, scope.user))),
        ]);
        let units = self.units.into_iter().map(|unit| RecallUnit::of(scope, unit, end)).collect::<Result<_, _>>()?;
        let about = scope.only_org().is_none().then(|| self.case.about.0.clone());
        Ok(Recall {
            head: RecallHead::of(scope, self.case, now),
            about,
            donations_listed: self.donations.into_iter().map(RecallDonation::from).collect(),
            units_listed: units,
            parties_listed: self.parties.into_iter().map(RecallParty::from).collect(),
            can,
        })
    }
}

impl RecallUnit {
    fn of(scope: &Scope, row: UnitOfCase, end: Case) -> Result<Self, Fault> {
        let open = open_of(&row)?;
        Ok(Self {
            can_follow: Can::by(scope, RecallFollow::INFO.name, rules::may_follow(end.closed, open)),
            open: word(open),
            unit: row.unit.for_scope(scope),
            said: row.said,
            followed_at: row.followed_at,
            followed_by_name: row.followed_by_name,
        })
    }
}

impl From<DonationRow> for RecallDonation {
    fn from(row: DonationRow) -> Self {
        Self {
            donation_number: row.donation_number,
            donation_number_shown: row.donation_number.to_string(),
            named: row.named,
        }
    }
}

impl From<PartyRow> for RecallParty {
    fn from(row: PartyRow) -> Self {
        let PartyRow { org_id, org_name, told_at, acknowledged_at, acknowledged_by_name, note, units } = row;
        Self { org_id, org_name, units, told_at, acknowledged_at, acknowledged_by_name, note }
    }
}
