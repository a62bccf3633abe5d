//! The ledger over HTTP: a unit, a trace, the checkpoint, a proof. Nothing is written here; scenes write.

use axum::Json;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use vena_kernel::id::UnitId;
use vena_platform::{
    app::App,
    auth::{Allowed, Permission as _},
    fault::{Fault, Problem},
    http::Path,
    module::Module,
    permission,
};

use crate::{
    merkle::Head,
    note,
    proof::{ProofFile, proof},
    read::{Sight, UnitRecord, sees, unit_or_404},
    seal::latest_checkpoint,
    trace::{self, Trace},
};

permission! {
    pub UnitView = "ledger.unit.view", "查看血液单位", "View a unit";
    pub TraceView = "ledger.trace.view", "查看完整追溯记录", "View a whole trace";
    pub CheckpointView = "ledger.checkpoint.view", "查看台账检查点", "View the ledger's checkpoint";
    pub ProofView = "ledger.proof.view", "下载追溯证明", "Download the proof of a unit";
}

/// The ledger as a module, ready to be listed by the server. Sealing is started by the server: [`crate::keep_sealing`].
pub fn module() -> Module {
    Module {
        name: "ledger",
        title: ("台账", "Ledger"),
        router: OpenApiRouter::<App>::new()
            .routes(routes!(unit_view))
            .routes(routes!(trace_view))
            .routes(routes!(checkpoint_view))
            .routes(routes!(proof_view)),
        permissions: vec![UnitView::INFO, TraceView::INFO, CheckpointView::INFO, ProofView::INFO],
        ..Module::default()
    }
}

#[utoipa::path(get, path = "/api/ledger/units/{id}", tag = "ledger", operation_id = "ledger.unit.view",
    params(("id" = UnitId, Path)), responses((status = 200, body = UnitRecord)))]
async fn unit_view(auth: Allowed<UnitView>, Path(id): Path<UnitId>) -> Result<Json<UnitRecord>, Fault> {
    let mut tx = auth.read().await?;
    let sight = Sight::from(&auth.scope);
    if !sees(&mut tx, sight, id).await? {
        return Err(Problem::not_found("unit", id).into());
    }
    Ok(Json(trace::seen_by(unit_or_404(&mut tx, id).await?, sight)))
}

#[utoipa::path(get, path = "/api/ledger/traces/{text}", tag = "ledger", operation_id = "ledger.trace.view",
    params(("text" = String, Path, description = "unit id, donation number or scanned label")),
    responses((status = 200, body = Trace)))]
async fn trace_view(auth: Allowed<TraceView>, Path(text): Path<String>) -> Result<Json<Trace>, Fault> {
    let mut tx = auth.read().await?;
    Ok(Json(trace::trace(&mut tx, Sight::from(&auth.scope), &text).await?))
}

/// The last checkpoint. Who keeps it elsewhere can later prove that nothing before it was changed.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = LedgerCheckpoint)]
struct Published {
    /// The signed note, word for word; absent while nothing is sealed.
    checkpoint: Option<String>,
    /// How many events it covers.
    size: u64,
    /// The root over them.
    root: Option<crate::digest::Digest>,
    /// The public keys that sign this ledger, in the form `name+id+base64`.
    keys: Vec<String>,
}

#[utoipa::path(get, path = "/api/ledger/checkpoint", tag = "ledger", operation_id = "ledger.checkpoint.view",
    responses((status = 200, body = Published)))]
async fn checkpoint_view(auth: Allowed<CheckpointView>) -> Result<Json<Published>, Fault> {
    let mut tx = auth.read().await?;
    let checkpoint = latest_checkpoint(&mut tx).await?;
    let keys = crate::verify::verifiers(&mut tx).await?;
    let head = checkpoint.as_deref().and_then(|text| head(text, &keys));
    let (size, root) = head.map_or((0, None), |head| (head.size, Some(head.root)));
    Ok(Json(Published { checkpoint, size, root, keys: keys.iter().map(note::Verifier::encoded).collect() }))
}

fn head(text: &str, keys: &[note::Verifier]) -> Option<Head> {
    keys.iter().find_map(|key| note::open(text, key).ok()).map(|checkpoint| checkpoint.head)
}

#[utoipa::path(get, path = "/api/ledger/units/{id}/proof", tag = "ledger", operation_id = "ledger.proof.view",
    params(("id" = UnitId, Path)), responses((status = 200, body = ProofFile)))]
async fn proof_view(auth: Allowed<ProofView>, Path(id): Path<UnitId>) -> Result<Json<ProofFile>, Fault> {
    Ok(Json(proof(&auth.app.db, id, Sight::from(&auth.scope)).await?))
}
