//! How the day of a site is shown.

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::{Can, Person};
use vena_kernel::{
    clock::{Day, Instant},
    id::SiteId,
    text::Text,
    zone,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
};

use super::{
    SessionClose, SessionCount, SessionReopen,
    db::{self, ExplanationRecord, SessionRecord, SiteDay},
    rules::{self, Difference, Duty, Expected, Facts, Kind, Line},
};

/// A day of a site in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionRow {
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// The day.
    day: Day,
    /// Donors who were judged.
    donors: i64,
    /// Donations that gave blood.
    completed: i64,
    /// Donors who were refused.
    refused: i64,
    /// Donations that are not over.
    open: i64,
    /// When the day was closed.
    closed_at: Option<Instant>,
}

impl From<db::DayRecord> for SessionRow {
    fn from(day: db::DayRecord) -> Self {
        let db::DayRecord { site_id, site_name, day, donors, completed, refused, open, closed_at } = day;
        Self { site_id, site_name, day, donors, completed, refused, open, closed_at }
    }
}

/// The day of a site.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionSession)]
pub(super) struct Session {
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// The day.
    day: Day,
    /// What happened.
    figures: SessionFigures,
    /// What was counted by hand; what is expected is not told before.
    counted: Option<SessionCounted>,
    /// What is not as it should be.
    differences: Vec<SessionDifference>,
    /// Lots that were used.
    lots: Vec<SessionLot>,
    /// What was spoiled.
    spoiled: Vec<SessionSpoiled>,
    /// When it was closed, and by whom.
    closed: Option<SessionMark>,
    /// When it was opened again, latest first.
    reopened: Vec<SessionReopening>,
    /// What may be done now.
    can: SessionCan,
    /// When this was true.
    as_of: Instant,
}

/// What happened on a day.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionFigures {
    /// People who came through the door.
    arrived: i64,
    /// Donors who were judged.
    donors: usize,
    /// Donors who were refused.
    refused: usize,
    /// Donations that gave nothing.
    cancelled: usize,
    /// Donations that gave blood.
    completed: usize,
    /// Volume of these, mL.
    volume_ml: i64,
    /// Donors with a reaction.
    reactions: usize,
}

/// What was counted by hand, beside what was expected.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionCounted {
    /// Bags.
    bags: i32,
    /// Tubes.
    tubes: i32,
    /// Forms.
    forms: i32,
    /// What the system expected.
    expected: Expected,
    /// When and by whom.
    #[serde(flatten)]
    mark: SessionMark,
}

/// Who did something, and when.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionMark {
    /// When.
    at: Instant,
    /// Who.
    by: Person,
}

/// One thing that is not as it should be.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionDifference {
    /// Which kind of thing.
    kind: Kind,
    /// The number, ticket or figure that it is about.
    about: String,
    /// In words.
    text: Text,
    /// What has to be done about it.
    duty: Duty,
    /// What a person said.
    explanation: Option<SessionExplanation>,
}

/// What a person said of a difference.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionExplanation {
    /// Why.
    said: String,
    /// When and who.
    #[serde(flatten)]
    mark: SessionMark,
}

/// A lot that was used.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionLot {
    /// `kit`, `needle`, `tube` or `pouch`.
    item: String,
    /// The maker's lot.
    lot: String,
    /// In how many donations.
    donations: i64,
}

/// Spoiled kits or tubes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionSpoiled {
    /// `kit`, `needle`, `tube` or `pouch`.
    item: String,
    /// The maker's lot.
    lot: String,
    /// How many.
    pieces: i32,
    /// Why.
    reason: String,
    /// When and who.
    #[serde(flatten)]
    mark: SessionMark,
}

/// An opening of what was closed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionReopening {
    /// Why.
    reason: String,
    /// When it had been closed.
    closed_at: Instant,
    /// When and who.
    #[serde(flatten)]
    mark: SessionMark,
}

/// What may be done with the day now.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SessionCan {
    /// Count.
    count: Can,
    /// Close.
    close: Can,
    /// Open again.
    reopen: Can,
}

/// The day of a site of the caller's organisation, and its name, or 404.
pub(super) async fn site_day(tx: &mut Tx, scope: &Scope, site: SiteId, day: Day) -> Result<(SiteDay, String), Fault> {
    let name = db::own_site(tx, scope, site).await?.ok_or_else(|| Problem::not_found("site", site))?;
    let ends = day.date().tomorrow().map_or(day, Day::from);
    let bounds = day.start_in(&zone::china()).zip(ends.start_in(&zone::china()));
    let (from, until) = bounds.ok_or_else(|| Problem::not_found("day", day))?;
    Ok((SiteDay { site, day, from, until }, name))
}

/// What the rules need to know.
pub(super) async fn facts(
    tx: &mut Tx,
    scope: &Scope,
    at: &SiteDay,
    session: Option<&SessionRecord>,
) -> Result<(Facts, Vec<db::LineRecord>), Fault> {
    let lines = db::lines(tx, scope, at).await?;
    let spent = db::spent(tx, at).await?;
    let facts = Facts {
        open_visits: db::open_tickets(tx, at).await?,
        donations: lines.iter().map(line).collect(),
        spent: spent.into_iter().map(|(number, why)| (number.to_string(), why)).collect(),
        counted: session.and_then(SessionRecord::counted),
    };
    Ok((facts, lines))
}

fn line(record: &db::LineRecord) -> Line {
    let small = |count: i64| i32::try_from(count).unwrap_or(i32::MAX);
    Line {
        about: record.donation_number.map_or_else(|| record.donor_name_masked.clone(), |number| number.to_string()),
        state: record.state,
        bags: small(record.bags),
        tubes: record.tubes,
        boxed_bags: small(record.boxed_bags),
        boxed_tubes: small(record.boxed_tubes),
        consented: record.consented,
    }
}

/// The day as it is shown.
pub(super) async fn shown(tx: &mut Tx, scope: &Scope, (at, name): (&SiteDay, String)) -> Result<Session, Fault> {
    let session = db::session(tx, scope, at).await?;
    let (facts, lines) = facts(tx, scope, at, session.as_ref()).await?;
    let id = session.as_ref().map(|session| session.session_id);
    let mut said = Vec::new();
    let (mut spoiled, mut reopened) = (Vec::new(), Vec::new());
    if let Some(id) = id {
        said = db::explanations(tx, id).await?;
        spoiled = db::spoiled(tx, id).await?.into_iter().map(SessionSpoiled::from).collect();
        reopened = db::reopenings(tx, id).await?.into_iter().map(SessionReopening::from).collect();
    }
    let closed =
        session.as_ref().and_then(|session| mark(session.closed_at, session.closed_by, session.closed_by_name.clone()));
    let can = can(scope, closed.is_some(), &facts, &said);
    Ok(Session {
        site_id: at.site,
        site_name: name,
        day: at.day,
        figures: figures(db::arrived(tx, at).await?, &lines),
        counted: session.as_ref().and_then(|session| counted(session, &facts)),
        differences: rules::differences(&facts).into_iter().map(|found| difference(found, &said)).collect(),
        lots: db::used(tx, at).await?.into_iter().map(SessionLot::from).collect(),
        spoiled,
        closed,
        reopened,
        can,
        as_of: tx.now(),
    })
}

/// Whether a person has said why.
pub(super) fn explained(said: &[ExplanationRecord], found: &Difference) -> bool {
    said.iter().any(|words| words.kind == found.kind && words.about == found.about)
}

fn can(scope: &Scope, closed: bool, facts: &Facts, said: &[ExplanationRecord]) -> SessionCan {
    let by = |permission, decision| Can::by(scope, permission, decision);
    SessionCan {
        count: by(SessionCount::INFO.name, rules::still_open(closed)),
        close: by(SessionClose::INFO.name, rules::may_close(closed, facts, |found| explained(said, found))),
        reopen: by(SessionReopen::INFO.name, rules::may_reopen(closed)),
    }
}

fn figures(arrived: i64, lines: &[db::LineRecord]) -> SessionFigures {
    use crate::donations::DonationState::{Cancelled, Completed, Refused};
    let with = |state| lines.iter().filter(|line| line.state == state).count();
    let full = || lines.iter().filter(|line| line.state == Completed);
    SessionFigures {
        arrived,
        donors: lines.len(),
        refused: with(Refused),
        cancelled: with(Cancelled),
        completed: with(Completed),
        volume_ml: full().filter_map(|line| line.volume_ml).map(i64::from).sum(),
        reactions: lines.iter().filter(|line| line.reaction).count(),
    }
}

fn counted(session: &SessionRecord, facts: &Facts) -> Option<SessionCounted> {
    let found = session.counted()?;
    let mark = mark(session.counted_at, session.counted_by, session.counted_by_name.clone())?;
    let expected = rules::expected(facts);
    Some(SessionCounted { bags: found.bags, tubes: found.tubes, forms: found.forms, expected, mark })
}

fn mark(at: Option<Instant>, by: Option<vena_kernel::id::UserId>, name: Option<String>) -> Option<SessionMark> {
    at.zip(Person::of(by, name)).map(|(at, by)| SessionMark { at, by })
}

fn difference(found: Difference, said: &[ExplanationRecord]) -> SessionDifference {
    let words = said.iter().find(|words| words.kind == found.kind && words.about == found.about);
    let explanation = words.map(|words| SessionExplanation {
        said: words.said.clone(),
        mark: SessionMark {
            at: words.said_at,
            by: Person { user_id: words.said_by, display_name: words.said_by_name.clone() },
        },
    });
    let Difference { kind, about, text } = found;
    SessionDifference { kind, about, text, duty: kind.duty(), explanation }
}

impl From<db::UsedRecord> for SessionLot {
    fn from(db::UsedRecord { item, lot, donations }: db::UsedRecord) -> Self {
        Self { item, lot, donations }
    }
}

impl From<db::SpoiledRecord> for SessionSpoiled {
    fn from(record: db::SpoiledRecord) -> Self {
        let by = Person { user_id: record.noted_by, display_name: record.noted_by_name };
        let mark = SessionMark { at: record.noted_at, by };
        Self { item: record.item, lot: record.lot, pieces: record.pieces, reason: record.reason, mark }
    }
}

impl From<db::ReopeningRecord> for SessionReopening {
    fn from(record: db::ReopeningRecord) -> Self {
        let by = Person { user_id: record.reopened_by, display_name: record.reopened_by_name };
        Self { reason: record.reason, closed_at: record.closed_at, mark: SessionMark { at: record.reopened_at, by } }
    }
}
