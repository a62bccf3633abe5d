//! Requests and answers about kits.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_contracts::shown::Can;
use vena_kernel::{clock::Instant, id::KitId, refusal::Refusal, say, testing::MarkerKind, zone};
use vena_platform::{
    auth::{Allowed, Answer, Permission, Scope},
    db::Tx,
    fault::{Fault, Problem},
    http::{Body, Page, Path},
};

use super::{KitApprove, KitEnter, KitList, assay::Assay, db};
use crate::judging::rules::Book;

/// The instructions of a kit.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabKitNew {
    /// Short name; a known one makes the next version of that kit.
    #[garde(ascii, length(chars, min = 1, max = 30))]
    code: String,
    /// As people call it.
    #[garde(length(chars, min = 1, max = 100))]
    name: String,
    /// Who makes it.
    #[garde(length(chars, min = 1, max = 100))]
    maker: String,
    /// Which of the independent results it gives, from 1.
    #[garde(range(min = 1, max = 20))]
    round: i16,
    /// It confirms what another kit has left open, as weak D does, and takes no first tests.
    #[garde(skip)]
    #[serde(default)]
    confirms: bool,
    /// Codes of the markers it tests.
    #[garde(length(min = 1, max = 10), inner(length(chars, min = 1, max = 40)))]
    markers: Vec<String>,
    /// What its instructions say.
    #[garde(dive)]
    assay: Assay,
    /// Which leaflet says so, with its date.
    #[garde(length(chars, min = 2, max = 200))]
    source: String,
}

/// What may be done with a kit now.
#[derive(Debug, Serialize, ToSchema)]
struct LabKitCan {
    /// Approve it.
    approve: Can,
}

/// A version of a kit's instructions.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LabKit {
    /// Identity.
    kit_id: KitId,
    /// Short name.
    code: String,
    /// From 1.
    version: i32,
    /// As people call it.
    name: String,
    /// Who makes it.
    maker: String,
    /// Which of the independent results it gives.
    round: i16,
    /// It confirms what another kit has left open.
    confirms: bool,
    /// Codes of the markers it tests.
    markers: Vec<String>,
    /// What its instructions say.
    assay: Assay,
    /// Which leaflet says so.
    source: String,
    /// When it was entered.
    entered_at: Instant,
    /// By whom.
    entered_by_name: String,
    /// When it was approved; it counts from then on.
    approved_at: Option<Instant>,
    /// By whom.
    approved_by_name: Option<String>,
    /// What may be done.
    can: LabKitCan,
}

impl LabKit {
    fn of(record: db::KitRecord, scope: &Scope) -> Self {
        Self {
            can: LabKitCan { approve: Can::by(scope, KitApprove::INFO.name, may_approve(&record, scope)) },
            kit_id: record.kit_id,
            code: record.code,
            version: record.version,
            name: record.name,
            maker: record.maker,
            round: record.round,
            confirms: record.confirms,
            markers: record.markers,
            assay: record.assay.0,
            source: record.source,
            entered_at: record.entered_at,
            entered_by_name: record.entered_by_name,
            approved_at: record.approved_at,
            approved_by_name: record.approved_by_name,
        }
    }
}

/// Refuses by `kit.approved` and `kit.same-person`: a version is approved once, and not by whoever entered it.
fn may_approve(record: &db::KitRecord, scope: &Scope) -> Result<(), Refusal> {
    if record.approved_at.is_some() {
        return Err(Refusal::new("kit.approved", say!("该版本已批准", "this version is approved already")));
    }
    if record.entered_by == scope.user {
        let reason = say!("录入人不能批准，请由另一人批准", "who entered it may not approve it; another person has to");
        return Err(Refusal::new("kit.same-person", reason));
    }
    Ok(())
}

/// The kits of the laboratory, every version.
#[utoipa::path(get, path = "/api/lab/kits", tag = "lab", operation_id = "lab.kit.list",
    responses((status = 200, body = Page<LabKit>)))]
pub(super) async fn list(auth: Allowed<KitList>) -> Result<Json<Page<LabKit>>, Fault> {
    let mut tx = auth.read().await?;
    let as_of = tx.now();
    let items = db::all(&mut tx, &auth.scope).await?.into_iter().map(|kit| LabKit::of(kit, &auth.scope)).collect();
    Ok(Json(Page { items, next: None, as_of }))
}

/// Enters the next version of a kit's instructions.
#[utoipa::path(post, path = "/api/lab/kits", tag = "lab", operation_id = "lab.kit.enter", request_body = LabKitNew,
    responses((status = 201, body = LabKit)))]
pub(super) async fn enter(auth: Allowed<KitEnter>, Body(new): Body<LabKitNew>) -> Result<Answer<LabKit>, Fault> {
    let mut tx = auth.write().await?;
    let book = Book::on(tx.now().day_in(&zone::china()))?;
    let kinds = kinds(&book, &new)?;
    new.assay
        .sound(&kinds)
        .map_err(|flaw| Problem::invalid(&flaw.field, &new.code, &flaw.refusal.rule, flaw.refusal.reason))?;
    let kept = db::NewKit {
        code: &new.code,
        name: new.name.trim(),
        maker: new.maker.trim(),
        round: new.round,
        confirms: new.confirms,
        markers: &new.markers,
        assay: &new.assay,
        source: new.source.trim(),
    };
    let id = db::enter(&mut tx, &auth.scope, &kept).await?;
    tx.announce("kits", Some(auth.scope.org)).await?;
    let kit = kit_or_404(&mut tx, &auth.scope, id).await?;
    tx.created(LabKit::of(kit, &auth.scope)).await
}

/// The markers of a kit with their kinds. Refuses by `lab.marker-unknown`, `kit.marker-twice` and `lab.round`.
fn kinds<'a>(book: &Book, new: &'a LabKitNew) -> Result<Vec<(&'a str, MarkerKind)>, Fault> {
    let read = |(at, code): (usize, &'a String)| {
        let field = format!("markers[{at}]");
        let Some(marker) = book.marker(code) else {
            let reason = say!("没有检验项目 {code}", "there is no marker {code}");
            return Err(Fault::from(Problem::invalid(&field, code, "lab.marker-unknown", reason)));
        };
        if new.markers[..at].contains(code) {
            let reason = say!("项目 {code} 填写了两次", "the marker {code} is given twice");
            return Err(Problem::invalid(&field, code, "kit.marker-twice", reason).into());
        }
        if u32::try_from(new.round).is_ok_and(|round| round > marker.rounds) {
            let (zh, en, rounds) = (&marker.name.zh, &marker.name.en, marker.rounds);
            let reason = say!("{zh} 只有 {rounds} 轮", "{en} has rounds 1 to {rounds}");
            return Err(Problem::invalid("round", new.round, "lab.round", reason).into());
        }
        Ok((code.as_str(), marker.kind))
    };
    new.markers.iter().enumerate().map(read).collect()
}

/// Approves a version: runs are planned by it from now on.
#[utoipa::path(post, path = "/api/lab/kits/{id}/approve", tag = "lab", operation_id = "lab.kit.approve",
    params(("id" = KitId, Path)), responses((status = 200, body = LabKit), (status = 404), (status = 409)))]
pub(super) async fn approve(auth: Allowed<KitApprove>, Path(id): Path<KitId>) -> Result<Answer<LabKit>, Fault> {
    let mut tx = auth.write().await?;
    let kit = kit_or_404(&mut tx, &auth.scope, id).await?;
    may_approve(&kit, &auth.scope)?;
    if !db::approve(&mut tx, &auth.scope, id).await? {
        return Err(Refusal::new("kit.approved", say!("该版本已批准", "this version is approved already")).into());
    }
    tx.announce("kits", Some(auth.scope.org)).await?;
    let kit = kit_or_404(&mut tx, &auth.scope, id).await?;
    tx.ok(LabKit::of(kit, &auth.scope)).await
}

async fn kit_or_404(tx: &mut Tx, scope: &Scope, id: KitId) -> Result<db::KitRecord, Fault> {
    db::one(tx, scope, id).await?.ok_or_else(|| Problem::not_found("kit", id).into())
}
