//! Statements about visits. Every organisation sees and moves its own.

mod answers;
mod steps;

use sqlx::{FromRow, types::Json};
use vena_kernel::{
    clock::{Day, Instant},
    collection::inquiry::Answers,
    eligibility::DonationKind,
    id::{BookingId, DocumentId, DonationId, DonorId, OrgId, SiteId, UserId, VisitId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

pub(crate) use answers::*;
pub(super) use steps::*;

use super::words::{
    AnsweredWhere, ConsentedWhere, FaceVerdict, GateSource, IdentifiedBy, LeftReason, Queue, VisitState, kind_of,
    kind_word,
};

/// A visit with the names around it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct VisitRecord {
    pub(crate) visit_id: VisitId,
    pub(crate) org_id: OrgId,
    pub(crate) site_id: SiteId,
    pub(crate) site_name: String,
    pub(crate) site_name_en: String,
    pub(crate) day: Day,
    pub(crate) queue: Queue,
    pub(crate) number: i32,
    pub(crate) donor_id: Option<DonorId>,
    pub(crate) donor_name_masked: Option<String>,
    pub(crate) donor_sex: Option<String>,
    pub(crate) identified_by: Option<IdentifiedBy>,
    pub(in crate::visits) kind: String,
    pub(crate) booking_id: Option<BookingId>,
    pub(crate) slot_at: Option<Instant>,
    pub(crate) state: VisitState,
    pub(crate) since: Instant,
    pub(crate) arrived_at: Instant,
    pub(crate) arrived_by: UserId,
    pub(crate) arrived_by_name: String,
    pub(crate) kiosk_user: Option<UserId>,
    pub(crate) kiosk_until: Option<Instant>,
    pub(crate) put_back_at: Option<Instant>,
    pub(crate) passes: i32,
    pub(crate) called_at: Option<Instant>,
    pub(crate) called_by: Option<UserId>,
    pub(crate) called_by_name: Option<String>,
    pub(crate) called_to: Option<String>,
    pub(crate) calls: i32,
    pub(crate) gate_temperature_c: Option<f64>,
    pub(crate) gate_at: Option<Instant>,
    pub(crate) gate_source: Option<GateSource>,
    pub(crate) gate_hot: bool,
    /// A donation was refused to this file earlier that day; known where visits are shown.
    #[sqlx(default)]
    pub(crate) refused_today: bool,
    /// The decision of this visit was a no; known where visits are shown.
    #[sqlx(default)]
    pub(crate) refused: bool,
    pub(crate) hottest_c: Option<f64>,
    pub(crate) help_wanted_at: Option<Instant>,
    pub(crate) inquiry_version: Option<String>,
    pub(crate) answers: Option<Json<Answers>>,
    pub(crate) answered_at: Option<Instant>,
    pub(crate) answered_where: Option<AnsweredWhere>,
    pub(crate) face_verdict: Option<FaceVerdict>,
    pub(crate) face_score: Option<f64>,
    pub(crate) face_at: Option<Instant>,
    pub(crate) consent_version: Option<String>,
    pub(crate) consented_at: Option<Instant>,
    pub(crate) consent_document: Option<DocumentId>,
    pub(crate) consented_where: Option<ConsentedWhere>,
    pub(crate) consent_witness: Option<String>,
    pub(crate) consent_by_name: Option<String>,
    pub(crate) donation_id: Option<DonationId>,
    pub(crate) left_at: Option<Instant>,
    pub(crate) left_reason: Option<LeftReason>,
    pub(crate) left_note: Option<String>,
}

impl VisitRecord {
    /// What is to be given.
    pub(crate) fn kind(&self) -> DonationKind {
        kind_of(&self.kind)
    }

    /// What the person has in hand.
    pub(crate) fn ticket(&self) -> String {
        self.queue.ticket(self.number)
    }
}

/// Makes arrivals of one person wait for each other.
pub(super) async fn lock_donor(tx: &mut Tx, donor: DonorId) -> Result<(), Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('collect.visit:' || $1::uuid::text, 0))")
        .bind(donor)
        .execute(tx.conn())
        .await?;
    Ok(())
}

/// The number of the next ticket of a line; other doors of the site wait until this transaction ends.
pub(super) async fn next_number(tx: &mut Tx, site: SiteId, day: Day, queue: Queue) -> Result<i32, Fault> {
    sqlx::query("select pg_advisory_xact_lock(hashtextextended('collect.ticket:' || $1::uuid::text, 0))")
        .bind(site)
        .execute(tx.conn())
        .await?;
    let sql = "select coalesce(max(number), 0) + 1 from collect.visit where site_id = $1 and day = $2 and queue = $3";
    Ok(sqlx::query_scalar(sql).bind(site).bind(day).bind(queue).fetch_one(tx.conn()).await?)
}

/// Who is known to have come.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) donor_id: DonorId,
    pub(super) name_masked: String,
    pub(super) male: bool,
    pub(super) by: IdentifiedBy,
}

impl Known {
    fn sex(&self) -> &'static str {
        if self.male { "male" } else { "female" }
    }
}

/// Somebody at the door.
#[derive(Debug)]
pub(super) struct NewVisit {
    pub(super) visit_id: VisitId,
    pub(super) site_id: SiteId,
    pub(super) day: Day,
    pub(super) queue: Queue,
    pub(super) number: i32,
    pub(super) known: Option<Known>,
    pub(super) kind: DonationKind,
    pub(super) booking: Option<(BookingId, Instant)>,
    pub(super) kiosk_until: Option<Instant>,
}

/// Keeps an arrival.
pub(super) async fn insert(tx: &mut Tx, scope: &Scope, new: &NewVisit) -> Result<(), sqlx::Error> {
    let now = tx.now();
    let known = new.known.as_ref();
    sqlx::query(
        "insert into collect.visit (visit_id, org_id, site_id, day, queue, number, donor_id, donor_name_masked, donor_sex,
             identified_by, kind, booking_id, slot_at, state, since, arrived_at, arrived_by, kiosk_user, kiosk_until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'arrived', $14, $14, $15, $16, $17)",
    )
    .bind(new.visit_id)
    .bind(scope.org)
    .bind(new.site_id)
    .bind(new.day)
    .bind(new.queue)
    .bind(new.number)
    .bind(known.map(|known| known.donor_id))
    .bind(known.map(|known| known.name_masked.as_str()))
    .bind(known.map(Known::sex))
    .bind(known.map(|known| known.by))
    .bind(kind_word(new.kind))
    .bind(new.booking.map(|(booking, _)| booking))
    .bind(new.booking.map(|(_, slot)| slot))
    .bind(now)
    .bind(scope.user)
    .bind(new.kiosk_until.map(|_| scope.user))
    .bind(new.kiosk_until)
    .execute(tx.conn())
    .await?;
    Ok(())
}

/// One visit of the caller's organisation.
pub(crate) async fn visit(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<Option<VisitRecord>, Fault> {
    let sql = "select v.*, exists (select from collect.donation d where d.donor_id = v.donor_id and d.state = 'refused'
             and d.visit_id is distinct from v.visit_id and d.registered_at < v.arrived_at
             and (d.registered_at at time zone 'Asia/Shanghai')::date = v.day) as refused_today,
             exists (select from collect.donation n where n.donation_id = v.donation_id and n.state = 'refused') as refused
         from collect.v_visit v where v.visit_id = $1 and v.org_id = $2";
    Ok(sqlx::query_as(sql).bind(id).bind(scope.org).fetch_optional(tx.conn()).await?)
}

/// Makes the steps of one visit wait for each other.
pub(crate) async fn lock(tx: &mut Tx, scope: &Scope, id: VisitId) -> Result<(), Fault> {
    let sql = "select visit_id from collect.visit where visit_id = $1 and org_id = $2 for update";
    sqlx::query(sql).bind(id).bind(scope.org).execute(tx.conn()).await?;
    Ok(())
}

/// The open visit of one of these files, wherever it is.
pub(super) async fn open_of(tx: &mut Tx, donors: &[DonorId]) -> Result<Option<VisitRecord>, Fault> {
    let donors: Vec<_> = donors.iter().map(|donor| donor.uuid()).collect();
    let sql = "select * from collect.v_visit where donor_id = any($1) and state <> 'left' limit 1";
    Ok(sqlx::query_as(sql).bind(donors).fetch_optional(tx.conn()).await?)
}

/// Visits of a site on a day in the order of arrival; those that are over too when `all`. At most a thousand.
pub(super) async fn here(
    tx: &mut Tx,
    scope: &Scope,
    site: SiteId,
    day: Day,
    all: bool,
) -> Result<Vec<VisitRecord>, Fault> {
    Ok(sqlx::query_as(
        "select v.*, exists (select from collect.donation d where d.donor_id = v.donor_id and d.state = 'refused'
             and d.visit_id is distinct from v.visit_id and d.registered_at < v.arrived_at
             and (d.registered_at at time zone 'Asia/Shanghai')::date = v.day) as refused_today,
             exists (select from collect.donation n where n.donation_id = v.donation_id and n.state = 'refused') as refused
         from collect.v_visit v
         where v.org_id = $1 and v.site_id = $2 and v.day = $3 and ($4 or v.state <> 'left')
         order by v.arrived_at, v.visit_id limit 1000",
    )
    .bind(scope.org)
    .bind(site)
    .bind(day)
    .bind(all)
    .fetch_all(tx.conn())
    .await?)
}

/// Whether somebody completed a donation here before.
pub(crate) async fn gave_before(tx: &mut Tx, donors: &[DonorId]) -> Result<bool, Fault> {
    let donors: Vec<_> = donors.iter().map(|donor| donor.uuid()).collect();
    let sql = "select exists (select from collect.donation where donor_id = any($1) and state = 'completed')";
    Ok(sqlx::query_scalar(sql).bind(donors).fetch_one(tx.conn()).await?)
}

/// What the place is called, Chinese and English.
pub(super) async fn site_name(tx: &mut Tx, site: SiteId) -> Result<(String, String), Fault> {
    let sql = "select name, name_en from platform.v_site where site_id = $1";
    Ok(sqlx::query_as(sql).bind(site).fetch_one(tx.conn()).await?)
}
