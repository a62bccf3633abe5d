//! The papers that a donor has signed, as PDF: consent, registration and health check of the own donations, and of nobody
//! else's. What the papers leave out, answers in confidence above all, is not here either.

use std::sync::Arc;

use axum::{
    Extension, Json,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::records::OwnPapers as Papers;
use vena_kernel::{clock::Instant, donation_number::DonationNumber, id::DocumentId, text::Text};
use vena_platform::{
    auth::AsDonor,
    db::Tx,
    fault::{Fault, Problem},
    http::Path,
};

use super::{OwnPaperFile, OwnPapers, db, files};

/// A paper that the donor has signed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnPaper {
    document_id: DocumentId,
    /// What it is.
    title: Text,
    /// Its number.
    number: String,
    /// When it was drawn up.
    created_at: Instant,
    /// Signed by everybody whom it names; others have yet to sign when false.
    complete: bool,
}

/// The id of the donation with this number, if it is the donor's.
async fn own(tx: &mut Tx, auth_donor: vena_kernel::id::DonorId, number: &DonationNumber) -> Result<Vec<String>, Fault> {
    let all = files(tx, auth_donor).await?;
    let found = db::own_donation(tx, &all, number).await?;
    let (_, donation) = found.ok_or_else(|| Problem::not_found("donation", number.as_str()))?;
    Ok(vec![donation.to_string()])
}

/// The signed papers of one of the donor's donations.
#[utoipa::path(get, path = "/api/recruit/own/donations/{number}/papers", tag = "recruit",
    operation_id = "recruit.own.papers", params(("number" = DonationNumber, Path)),
    responses((status = 200, body = Vec<OwnPaper>), (status = 401), (status = 404)))]
pub(super) async fn list(
    auth: AsDonor<OwnPapers>,
    Extension(papers): Extension<Arc<dyn Papers>>,
    Path(number): Path<DonationNumber>,
) -> Result<Json<Vec<OwnPaper>>, Fault> {
    let mut tx = auth.read().await?;
    let donations = own(&mut tx, auth.donor, &number).await?;
    let shown = papers.of_donations(&mut tx, &donations).await?.into_iter().map(|paper| OwnPaper {
        document_id: paper.document_id,
        title: paper.title,
        number: paper.number,
        created_at: paper.created_at,
        complete: paper.complete,
    });
    Ok(Json(shown.collect()))
}

/// The file of one of them, with every signature. That the donor has it becomes part of its life.
#[utoipa::path(get, path = "/api/recruit/own/donations/{number}/papers/{document}", tag = "recruit",
    operation_id = "recruit.own.paper_file", params(("number" = DonationNumber, Path), ("document" = DocumentId, Path)),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>), (status = 401), (status = 404)))]
pub(super) async fn file(
    auth: AsDonor<OwnPaperFile>,
    Extension(papers): Extension<Arc<dyn Papers>>,
    Path((number, document)): Path<(DonationNumber, DocumentId)>,
) -> Result<Response, Fault> {
    let mut tx = auth.app.db.begin().await?;
    let donations = own(&mut tx, auth.donor, &number).await?;
    let found = papers.file(&mut tx, &auth.scope, &donations, document).await?;
    let paper = found.ok_or_else(|| Problem::not_found("document", document))?;
    tx.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}.pdf\"", paper.number)),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, paper.pdf.unwrap_or_default()).into_response())
}
