//! 采 What collect tells and answers about donations.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::{Day, Instant},
    collection::chair::Makes,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    event::Event,
    id::{DonationId, DonorId, OrgId, ReactionId, SiteId, UnitId, UserId},
    text::Text,
};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

/// The needle is out, bag and tubes are bound to the number, the bag is a unit of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonationCompleted {
    /// The donation.
    pub donation_id: DonationId,
    /// Its number.
    pub donation_number: DonationNumber,
    /// Whose.
    pub donor_id: DonorId,
    /// What was given; whole blood where older news does not say.
    #[serde(default = "whole_blood")]
    pub kind: DonationKind,
    /// The unit of whole blood, or the first one of a machine.
    pub unit_id: UnitId,
    /// Every unit; empty in older news.
    #[serde(default)]
    pub unit_ids: Vec<UnitId>,
    /// Where.
    pub site_id: SiteId,
    /// When the needle came out.
    pub ended_at: Instant,
    /// Collected volume.
    #[serde(default)]
    pub volume_ml: i32,
    /// The donor had a reaction: an older donor may then not go on.
    #[serde(default)]
    pub reaction: bool,
    /// With the consent the donor has said not to want news of the use of this blood.
    #[serde(default)]
    pub news_unwanted: bool,
}

fn whole_blood() -> DonationKind {
    DonationKind::WholeBlood
}

impl Event for DonationCompleted {
    const NAME: &'static str = "collect.donation_completed";
}

/// A needle went in, and no donation came of it. The interval to the next donation begins here all the same.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonationFailed {
    /// The donation that was cancelled.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// What was to be given; whole blood where older news does not say.
    #[serde(default = "whole_blood")]
    pub kind: DonationKind,
    /// When the needle went in.
    pub needle_at: Instant,
}

impl Event for DonationFailed {
    const NAME: &'static str = "collect.donation_failed";
}

/// Somebody came to give and may not. Why is not told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonorTurnedAway {
    /// The donation that was refused.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// What was to be given.
    pub kind: DonationKind,
    /// When.
    pub at: Instant,
}

impl Event for DonorTurnedAway {
    const NAME: &'static str = "collect.donor_turned_away";
}

/// A small gift was handed out as the donor left.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct GiftHandedOut {
    /// For which donation.
    pub donation_number: DonationNumber,
    /// Code of the rulebook.
    pub gift: String,
    /// Where.
    pub site_id: SiteId,
    /// By whom.
    pub by: UserId,
    /// When.
    pub at: Instant,
}

impl Event for GiftHandedOut {
    const NAME: &'static str = "collect.gift_handed_out";
}

/// A donor had a reaction: at the chair, in the rest area, or at home.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DonorReacted {
    /// The reaction.
    pub reaction_id: ReactionId,
    /// After which donation.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// `mild`, `moderate` or `severe`.
    pub severity: String,
    /// An older donor may then not go on.
    pub counts: bool,
    /// Quality is to hear of it.
    pub serious: bool,
    /// When it began.
    pub onset_at: Instant,
}

impl Event for DonorReacted {
    const NAME: &'static str = "collect.donor_reacted";
}

/// Why not everything may be made of a donation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakesWhy {
    /// In words.
    pub reason: Text,
    /// The clause that decided.
    pub clause: String,
}

/// What the release gate needs to know about a donation.
#[derive(Debug, Clone)]
pub struct DonationFacts {
    /// The donation.
    pub donation_id: DonationId,
    /// Whose.
    pub donor_id: DonorId,
    /// What was given.
    pub kind: DonationKind,
    /// The volume that was agreed, mL: the size of the bag.
    pub nominal_ml: i32,
    /// What may be made of whole blood by its volume; `None` before it is collected, and of a machine's units.
    pub makes: Option<Makes>,
    /// Why not everything.
    pub makes_why: Option<MakesWhy>,
    /// For how long the blood flowed by the machine's own clock, where one has said so, s: what was typed may be shorter.
    pub machine_seconds: Option<i64>,
    /// When the blood began to flow; with `ended_at` it says how long the bag took, which decides what may be made of it.
    pub started_at: Option<Instant>,
    /// When the needle came out.
    pub ended_at: Option<Instant>,
    /// Collected volume.
    pub volume_ml: Option<i32>,
    /// Bag, tubes and record carry one number.
    pub bound: bool,
    /// The donor has asked that the blood not be used.
    pub self_excluded: bool,
}

/// Another donation of the same donor: enough to find its blood, nothing of whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sibling {
    /// Its number.
    pub donation_number: DonationNumber,
    /// When the needle came out.
    pub ended_at: Instant,
}

/// Questions about donations.
pub trait DonationDesk: Send + Sync {
    /// The donation of this number, or `None`.
    fn facts<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>>;

    /// Those of these donations that there are: all at once, where a thousand are asked for.
    fn all_facts<'a>(
        &'a self,
        tx: &'a mut Tx,
        numbers: &'a [DonationNumber],
    ) -> Answer<'a, HashMap<DonationNumber, DonationFacts>> {
        Box::pin(async move {
            let mut all = HashMap::with_capacity(numbers.len());
            for number in numbers {
                all.extend(self.facts(tx, number).await?.map(|facts| (*number, facts)));
            }
            Ok(all)
        })
    }

    /// The donor's other completed donations, oldest first: what a look-back has to reach at once, before another bag of
    /// them leaves. A donor begins no donation while an earlier one is open, so none is missing here that comes to light later.
    fn siblings<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>>;
}

/// Which donations a place or a lot has touched.
pub trait DonationTracer: Send + Sync {
    /// Those that ended at a site of this organisation in `window`, at most `limit`.
    fn at_site<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        site: SiteId,
        window: (Instant, Instant),
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>>;

    /// Those for which a lot of kits, needles, pouches or tubes was used, at most `limit`.
    fn of_lot<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        item: &'a str,
        lot: &'a str,
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>>;
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum VisitOutcome {
    /// 已献血
    Donated,
    /// 不宜献血; why is not said.
    Refused,
    /// 采集未成: accepted, and nothing was collected.
    Cancelled,
    /// 未献离开
    Left,
    /// 进行中
    Open,
}

/// A visit of somebody to a site.
#[derive(Debug, Clone)]
pub struct DonorVisit {
    /// The file that it came with.
    pub donor_id: DonorId,
    /// When.
    pub at: Instant,
    /// Where.
    pub site_name: String,
    /// What was to be given.
    pub kind: DonationKind,
    /// How it ended.
    pub outcome: VisitOutcome,
    /// The donation that it came to.
    pub donation_id: Option<DonationId>,
    /// Its number, once it has one.
    pub donation_number: Option<DonationNumber>,
}

/// Questions about the visits of a person.
pub trait DonorVisits: Send + Sync {
    /// The visits of these files, latest first, at most `limit`; those of staff who may not see donors are none.
    fn visits<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donors: &'a [DonorId],
        limit: i64,
    ) -> Answer<'a, Vec<DonorVisit>>;
}

/// What became of a wish that the blood not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wished {
    /// Units that nobody will get; those that were rejected before are among them.
    pub stopped: usize,
    /// Units that a patient has had already.
    pub too_late: usize,
}

/// The donor's wish that the blood not be used, by whatever way it reaches us, until the blood is used.
pub trait DonorWishes: Send + Sync {
    /// Rejects every unit of `donor`'s donation, and remembers the wish when there is none yet; `None` when `donor` has no
    /// such donation. Repeating it changes nothing. `way` is `kiosk`, `phone`, `app` or `desk`.
    fn not_to_be_used<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        donor: DonorId,
        donation: DonationId,
        way: &'static str,
    ) -> Answer<'a, Option<Wished>>;
}

/// A completed donation with its tubes, as the laboratory hears of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TubesSent {
    /// Its number.
    pub donation_number: DonationNumber,
    /// What was given: it decides which tubes there are.
    pub kind: DonationKind,
    /// When the needle came out.
    pub ended_at: Instant,
    /// Where.
    pub site_id: SiteId,
    /// The day of that place, on Chinese clocks.
    pub day: Day,
}

/// A day at a place, and how many donations of it were completed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionSent {
    /// Where.
    pub site_id: SiteId,
    /// Its name.
    pub site_name: String,
    /// Which day.
    pub day: Day,
    /// Completed donations with a number.
    pub donations: i64,
    /// Tubes that were drawn with them, by the rules of the day.
    pub tubes: i64,
}

/// Something that happened to a donation's tubes before the laboratory had them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TubeStep {
    /// `bound`, `drawn`, `sent` in a box, `received` with it.
    pub step: String,
    /// When.
    pub at: Instant,
    /// Who, by the name that is shown.
    pub by_name: String,
    /// At which place or in which box.
    pub place: String,
}

/// Questions about sample tubes.
pub trait TubeDesk: Send + Sync {
    /// The completed donations of a day at a place, by number; at most 2000.
    fn of_session<'a>(&'a self, tx: &'a mut Tx, site: SiteId, day: Day) -> Answer<'a, Vec<TubesSent>>;

    /// One completed donation, or `None`.
    fn of_donation<'a>(&'a self, tx: &'a mut Tx, number: DonationNumber) -> Answer<'a, Option<TubesSent>>;

    /// The days at places of an organisation from `since` on that have completed donations, latest first; at most 300.
    fn sessions<'a>(&'a self, tx: &'a mut Tx, org: OrgId, since: Day) -> Answer<'a, Vec<SessionSent>>;

    /// What happened to the tubes of a donation until the station had them, earliest first.
    fn journey<'a>(&'a self, tx: &'a mut Tx, number: DonationNumber) -> Answer<'a, Vec<TubeStep>>;
}
