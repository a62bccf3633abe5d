//! The chairs of a site, and what lies beside them.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_contracts::shown::Person;
use vena_kernel::{
    clock::Instant,
    collection::{
        chair::{self, TubeRole},
        reactions,
    },
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, SiteId, UnitId},
    product::{MediumCode, ProductCode},
    text::Text,
};
use vena_platform::{
    auth::Allowed,
    fault::Fault,
    http::{Page, Query},
};

use super::{ChairList, KitList, db, rest};
use crate::{
    day,
    donations::{Arm, DonationRecord, DonationState},
    lots,
};

/// Which chairs.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ChairQuery {
    /// Where; the caller's own place when absent.
    #[garde(skip)]
    site_id: Option<SiteId>,
}

/// Somebody who waits for a chair, sits in one, or rests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Chair {
    /// The donation.
    donation_id: DonationId,
    /// How far it has come.
    state: DonationState,
    /// Name of the chair, once the donor sits.
    chair: Option<String>,
    /// Name of the donor, masked.
    donor_name_masked: String,
    /// What is given.
    kind: DonationKind,
    /// The volume that was agreed, mL.
    volume_ml: i32,
    /// Its number, as people read it.
    donation_number_shown: Option<String>,
    /// Since when in this state.
    since: Instant,
    /// Since when the flow is paused.
    paused_at: Option<Instant>,
    /// A second person has to look before the needle goes in.
    second_person: bool,
    /// The donor may leave the rest area.
    may_leave: bool,
}

/// The chairs of a site, with who waits and who rests.
#[utoipa::path(get, path = "/api/collect/chairs", tag = "collect", operation_id = "collect.chair.list",
    params(ChairQuery), responses((status = 200, body = Page<Chair>)))]
pub(super) async fn list(
    auth: Allowed<ChairList>,
    Query(query): Query<ChairQuery>,
) -> Result<Json<Page<Chair>>, Fault> {
    let mut tx = auth.read().await?;
    let records = db::here(&mut tx, &auth.scope, query.site_id.unwrap_or(auth.scope.site)).await?;
    let mut chairs = Vec::with_capacity(records.len());
    for record in records {
        let may_leave = rest::may_leave(&mut tx, &record).await?.is_ok();
        let needles = db::needles(&mut tx, record.donation_id).await?.len();
        chairs.push(Chair::of(record, needles, may_leave));
    }
    Ok(Json(Page { items: chairs, next: None, as_of: tx.now() }))
}

impl Chair {
    fn of(record: DonationRecord, needles: usize, may_leave: bool) -> Self {
        let asked = super::second_asked(&record, needles, record.registered_at).is_some();
        let since = match record.state {
            DonationState::Completed => record.ended_at,
            DonationState::Started => record.started_at,
            DonationState::Bound => record.bound_at,
            _ => record.seated_at,
        };
        Self {
            second_person: asked && record.state == DonationState::Bound && record.confirmed_by.is_none(),
            since: since.unwrap_or(record.registered_at),
            donation_id: record.donation_id,
            state: record.state,
            chair: record.chair,
            donor_name_masked: record.donor_name_masked,
            kind: record.kind,
            volume_ml: record.nominal_ml,
            donation_number_shown: record.donation_number.map(|number| number.to_string()),
            paused_at: record.paused_at,
            may_leave,
        }
    }
}

/// A kit of bags.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionKit)]
struct KitShown {
    /// Short name.
    code: &'static str,
    /// What people call it.
    name: &'static Text,
    /// For which donation.
    kind: DonationKind,
    /// For which volume, mL; any for a machine's set.
    volume_ml: Option<i32>,
    /// Anticoagulants, or the bags in which a machine's products are kept.
    media: &'static [MediumCode],
}

/// Which tubes a donation gives.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionTube)]
struct TubeShown {
    /// What it is for.
    role: TubeRole,
    /// What people call it.
    name: &'static Text,
    /// Which donations give it.
    kinds: &'static [DonationKind],
    /// Fewest.
    min: usize,
}

/// A kind or grade of reaction.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReactionWord)]
struct WordShown {
    /// Stable name.
    code: &'static str,
    /// What people call it.
    name: &'static Text,
    /// How to tell.
    how: Option<&'static Text>,
    /// A physician has to treat.
    physician: bool,
}

/// Something handed out with thanks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionGift)]
struct GiftShown {
    /// Stable name.
    code: &'static str,
    /// What people call it.
    name: &'static Text,
}

/// What lies at the chair, by the rulebook of today.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionKits)]
pub(super) struct Kits {
    /// The kits.
    kits: Vec<KitShown>,
    /// The tubes.
    tubes: Vec<TubeShown>,
    /// What a machine gives, by kind.
    products: Vec<ProductsShown>,
    /// Kinds of reactions.
    reactions: Vec<WordShown>,
    /// Grades of reactions.
    severities: Vec<WordShown>,
    /// Gifts.
    gifts: Vec<GiftShown>,
    /// The caller's place keeps needles on its list: the lot of the needle is asked.
    needle_lots: bool,
}

/// What a machine may give.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CollectionProducts)]
struct ProductsShown {
    /// What is given.
    kind: DonationKind,
    /// Products that may be named.
    products: Vec<ProductCode>,
    /// Most therapeutic doses.
    doses_max: usize,
    /// Most plasma, mL.
    plasma_ml_max: i32,
}

/// Kits, tubes, products and reactions, by the rulebook of today.
#[utoipa::path(get, path = "/api/collect/kits", tag = "collect", operation_id = "collect.kit.list",
    responses((status = 200, body = Kits)))]
pub(super) async fn kits(auth: Allowed<KitList>) -> Result<Json<Kits>, Fault> {
    let mut tx = auth.read().await?;
    let needle_lots = lots::needles_listed(&mut tx, &auth.scope, auth.scope.site).await?;
    let today = day(tx.now());
    let machine = |kind| {
        let rule = chair::apheresis(kind, today).ok()?;
        let products = rule.platelets.iter().copied().chain([rule.plasma]).collect();
        Some(ProductsShown { kind, products, doses_max: rule.doses_max, plasma_ml_max: rule.plasma_ml_max })
    };
    Ok(Json(Kits {
        needle_lots,
        kits: chair::kits(today).into_iter().map(kit).collect(),
        tubes: chair::tubes(DonationKind::WholeBlood, today).into_iter().map(tube).collect(),
        products: DonationKind::ALL.into_iter().filter_map(machine).collect(),
        reactions: reactions::types(today)
            .into_iter()
            .map(|kind| WordShown { code: &kind.code, name: &kind.name, how: None, physician: false })
            .collect(),
        severities: reactions::grades(today)
            .into_iter()
            .map(|g| WordShown { code: &g.code, name: &g.name, how: Some(&g.how), physician: g.physician })
            .collect(),
        gifts: chair::gifts(today).into_iter().map(|gift| GiftShown { code: &gift.code, name: &gift.name }).collect(),
    }))
}

fn kit(kit: &'static chair::Kit) -> KitShown {
    KitShown { code: &kit.code, name: &kit.name, kind: kit.kind, volume_ml: kit.volume_ml, media: &kit.media }
}

fn tube(tube: &'static chair::TubeRule) -> TubeShown {
    TubeShown { role: tube.role, name: &tube.name, kinds: &tube.kinds, min: tube.min }
}

/// A needle, the one in vain too.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonationNeedleShown)]
pub(crate) struct NeedleShown {
    /// Which one.
    n: i32,
    /// Into which arm, when it was recorded as it went in.
    arm: Option<Arm>,
    /// When it went in.
    in_at: Instant,
    /// When it came out.
    out_at: Option<Instant>,
    /// Why it was in vain.
    failed_why: Option<String>,
    /// The number that it was bound to.
    donation_number: DonationNumber,
}

/// A line of what happened at the chair.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonationStep)]
pub(crate) struct StepShown {
    /// What.
    kind: String,
    /// When.
    at: Instant,
    /// Who did it.
    by: Person,
    /// What else is known of it.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

/// A unit of a donation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = DonationUnit)]
pub(crate) struct UnitShown {
    /// The unit.
    unit_id: UnitId,
    /// What it is.
    product: String,
    /// Volume, mL.
    volume_ml: i32,
}

impl From<db::NeedleRecord> for NeedleShown {
    fn from(record: db::NeedleRecord) -> Self {
        let db::NeedleRecord { n, arm, in_at, out_at, failed_why, donation_number } = record;
        Self { n, arm, in_at, out_at, failed_why, donation_number }
    }
}

impl From<db::StepRecord> for StepShown {
    fn from(record: db::StepRecord) -> Self {
        let by = Person { user_id: record.by_user, display_name: record.by_name };
        Self { kind: record.kind, at: record.at, by, detail: record.detail.0 }
    }
}

impl From<db::UnitOf> for UnitShown {
    fn from(record: db::UnitOf) -> Self {
        Self { unit_id: record.unit_id, product: record.product, volume_ml: record.volume_ml }
    }
}
