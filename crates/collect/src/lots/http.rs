//! Recalling a lot, and finding its donations.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{EventId, LotId, UnitId},
    refusal::Refusal,
    say,
    unit_state::{Fact, UnitEvent},
};
use vena_ledger::{Family, Outcome, UnitRecord, append_to_family};
use vena_platform::{
    auth::{Allowed, Answer, Scope},
    db::Tx,
    fault::Fault,
    http::{Body, Page, Query},
};

use super::{LotDonations, LotList, LotRecall, db};

/// What a lot is of.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = LotItem)]
pub(super) enum Item {
    /// 血袋、单采耗材
    Kit,
    /// 穿刺针
    Needle,
    /// 试管
    Tube,
    /// 留样袋
    Pouch,
}

impl Item {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Kit => "kit",
            Self::Needle => "needle",
            Self::Tube => "tube",
            Self::Pouch => "pouch",
        }
    }
}

/// Which lot, and why.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
#[schema(as = LotRecallNew)]
pub(super) struct RecallNew {
    /// What it is of.
    #[garde(skip)]
    item: Item,
    /// Lot of the maker.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
    /// Why.
    #[garde(length(chars, min = 2, max = 200))]
    reason: String,
}

/// Which lot.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LotQuery {
    /// What it is of.
    #[garde(skip)]
    item: Item,
    /// Lot of the maker.
    #[garde(length(chars, min = 1, max = 60))]
    lot: String,
}

/// A recalled lot.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LotRecall)]
pub(super) struct Recall {
    /// Identity.
    lot_id: LotId,
    /// What it is of.
    item: String,
    /// Lot of the maker.
    lot: String,
    /// Why.
    reason: String,
    /// When.
    recalled_at: Instant,
    /// By whom.
    recalled_by_name: String,
    /// How many donations it has touched.
    donations: i64,
}

impl From<db::RecallRecord> for Recall {
    fn from(record: db::RecallRecord) -> Self {
        let db::RecallRecord { lot_id, item, lot, reason, recalled_at, recalled_by_name, donations } = record;
        Self { lot_id, item, lot, reason, recalled_at, recalled_by_name, donations }
    }
}

/// What a recall has done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LotRecalled)]
pub(super) struct Recalled {
    /// The recall.
    lot_id: LotId,
    /// The donations.
    donations: Vec<LotDonation>,
    /// How many units it holds now.
    units_held: usize,
    /// How many units have left the chain: transfused, discarded, used up.
    units_gone: usize,
}

/// A donation that a lot has touched.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LotDonation {
    /// Its number.
    donation_number: Option<DonationNumber>,
    /// As people read it.
    donation_number_shown: Option<String>,
    /// What was given.
    kind: DonationKind,
    /// Where.
    site_name: String,
    /// When the needle came out.
    ended_at: Option<Instant>,
    /// How many units came of it.
    units: i64,
}

impl From<db::Touched> for LotDonation {
    fn from(found: db::Touched) -> Self {
        Self {
            donation_number: found.donation_number,
            donation_number_shown: found.donation_number.map(|number| number.to_string()),
            kind: found.kind,
            site_name: found.site_name,
            ended_at: found.ended_at,
            units: found.units,
        }
    }
}

/// Recalled lots, latest first.
#[utoipa::path(get, path = "/api/collect/lots/recalls", tag = "collect", operation_id = "collect.lot.list",
    responses((status = 200, body = Page<Recall>)))]
pub(super) async fn list(auth: Allowed<LotList>) -> Result<Json<Page<Recall>>, Fault> {
    let mut tx = auth.read().await?;
    let records = db::recalls(&mut tx, &auth.scope).await?;
    Ok(Json(Page { items: records.into_iter().map(Recall::from).collect(), next: None, as_of: tx.now() }))
}

/// The donations that a lot has touched, latest first.
#[utoipa::path(get, path = "/api/collect/lots/donations", tag = "collect", operation_id = "collect.lot.donations",
    params(LotQuery), responses((status = 200, body = Page<LotDonation>)))]
pub(super) async fn donations(
    auth: Allowed<LotDonations>,
    Query(query): Query<LotQuery>,
) -> Result<Json<Page<LotDonation>>, Fault> {
    let mut tx = auth.read().await?;
    let found = db::touched(&mut tx, &auth.scope, query.item.word(), &query.lot).await?;
    Ok(Json(Page { items: found.into_iter().map(LotDonation::from).collect(), next: None, as_of: tx.now() }))
}

/// Recalls a lot: it is bound to no donor any more, and every unit that it has touched is held.
#[utoipa::path(post, path = "/api/collect/lots/recalls", tag = "collect", operation_id = "collect.lot.recall",
    request_body = RecallNew, responses((status = 201, body = Recalled)))]
pub(super) async fn recall(auth: Allowed<LotRecall>, Body(new): Body<RecallNew>) -> Result<Answer<Recalled>, Fault> {
    let mut tx = auth.write().await?;
    let (item, lot) = (new.item.word(), new.lot.as_str());
    tx.because(&new.reason);
    db::lock(&mut tx, &auth.scope, item, lot).await?;
    let Some(lot_id) = db::recall(&mut tx, &auth.scope, (item, lot), &new.reason).await? else {
        let reason = say!("批号 {lot} 已召回", "the lot {lot} was recalled before");
        return Err(Refusal::new("lot.recalled", reason).into());
    };
    let (units_held, units_gone) = hold(&mut tx, &auth.scope, lot_id, (item, lot, &new.reason)).await?;
    let donations = db::touched(&mut tx, &auth.scope, item, lot).await?;
    tx.announce("units", None).await?;
    let donations = donations.into_iter().map(LotDonation::from).collect();
    tx.created(Recalled { lot_id, donations, units_held, units_gone }).await
}

/// The event by which a recall holds a unit: the same unit is held by it once.
pub(super) fn hold_id(recall: LotId, unit: UnitId) -> EventId {
    let cause = format!("collect.lot_recall:{recall}:{unit}");
    EventId::from_uuid(uuid::Uuid::new_v5(&uuid::Uuid::nil(), cause.as_bytes()))
}

/// Holds every unit that the lot has touched and whatever was made of it.
async fn hold(
    tx: &mut Tx,
    scope: &Scope,
    lot_id: LotId,
    (item, lot, why): (&str, &str, &str),
) -> Result<(usize, usize), Fault> {
    let (now, mut held, mut gone) = (tx.now(), 0, 0);
    for root in db::units(tx, scope, item, lot).await? {
        let event = |record: &UnitRecord| {
            if record.state.life.is_end() {
                gone += 1;
                return None;
            }
            Some(UnitEvent {
                event_id: hold_id(lot_id, record.unit_id),
                unit: record.unit_id,
                at: now,
                actor: scope.user,
                second: None,
                org: scope.org,
                site: scope.site,
                device: None,
                reason: Some(format!("耗材批号 {lot} 召回：{why}")),
                fact: Fact::Recalled { recall: lot_id.to_string() },
            })
        };
        let told = append_to_family(tx, Family::Unit(root), event).await?;
        held += told.iter().filter(|relative| matches!(relative.outcome, Outcome::Appended { .. })).count();
    }
    Ok((held, gone))
}
