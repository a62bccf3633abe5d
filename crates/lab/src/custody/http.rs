//! The timeline of a donation's tubes.

use axum::{Extension, Json};
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, collection::chair::TubeRole, donation_number::DonationNumber, id::TubeId};
use vena_platform::{auth::Allowed, fault::Fault, http::Path};

use super::{CustodyView, db};
use crate::{
    Ports,
    donations::named,
    samples::{
        self,
        words::{self, TubeOutcome},
    },
};

/// Something that happened to a tube, or to all of a donation.
#[derive(Debug, Serialize, ToSchema)]
struct CustodyStep {
    /// When.
    at: Instant,
    /// `bound`, `drawn`, `sent`, `received`, `accepted`, `refused`, `placed`, `taken`, `run`, `disposed`.
    step: String,
    /// Which tube; all of them when absent.
    role: Option<TubeRole>,
    /// Who, by the name that is shown.
    by_name: String,
    /// Where.
    place: String,
    /// What was seen, why, or in which run.
    detail: Option<String>,
}

/// A tube that was received.
#[derive(Debug, Serialize, ToSchema)]
struct CustodyTube {
    /// Identity.
    tube_id: TubeId,
    /// What it is for.
    role: TubeRole,
    /// What became of it at its receipt.
    outcome: TubeOutcome,
    /// Codes of what was seen or computed.
    findings: Vec<String>,
    /// Where it stands: rack, row and column.
    position: Option<String>,
    /// When it was destroyed.
    disposed_at: Option<Instant>,
}

/// Where the tubes of a donation were, and where they are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Custody {
    /// Which donation.
    donation_number: DonationNumber,
    /// Its tubes.
    tubes: Vec<CustodyTube>,
    /// What happened, earliest first.
    steps: Vec<CustodyStep>,
    /// When this was true.
    as_of: Instant,
}

/// Where the tubes of a donation were, and where they are.
#[utoipa::path(get, path = "/api/lab/donations/{number}/custody", tag = "lab", operation_id = "lab.custody.view",
    params(("number" = String, Path)), responses((status = 200, body = Custody), (status = 404)))]
pub(super) async fn view(
    auth: Allowed<CustodyView>,
    Extension(ports): Extension<Ports>,
    Path(number): Path<String>,
) -> Result<Json<Custody>, Fault> {
    let mut tx = auth.read().await?;
    let number = named(&mut tx, &auth.scope, &ports, &number).await?.donation_number;
    let before = ports.tubes.journey(&mut tx, number).await?.into_iter().map(|step| CustodyStep {
        at: step.at,
        step: step.step,
        role: None,
        by_name: step.by_name,
        place: step.place,
        detail: None,
    });
    let here = db::steps(&mut tx, &auth.scope, number).await?.into_iter().map(|row| CustodyStep {
        at: row.at,
        step: row.step,
        role: row.role.as_deref().map(words::role),
        by_name: row.by_name,
        place: row.place,
        detail: row.detail,
    });
    let mut steps: Vec<CustodyStep> = before.chain(here).collect();
    steps.sort_by_key(|step| step.at);
    let tubes = samples::db::tubes(&mut tx, &[number], None).await?;
    let tube = |row: &samples::db::TubeRow| CustodyTube {
        tube_id: row.tube_id,
        role: row.role(),
        outcome: row.outcome,
        findings: row.findings.clone(),
        position: row.position(),
        disposed_at: row.disposed_at,
    };
    Ok(Json(Custody { donation_number: number, tubes: tubes.iter().map(tube).collect(), steps, as_of: tx.now() }))
}
