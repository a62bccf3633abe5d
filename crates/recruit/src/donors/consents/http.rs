//! The route that enters a word.

use serde::Deserialize;
use utoipa::ToSchema;
use vena_contracts::care::{Channel, Purpose};
use vena_kernel::id::DonorId;
use vena_platform::{
    auth::{Allowed, Answer},
    fault::Fault,
    http::{Body, Path},
};

use super::{ConsentCreate, Source};
use crate::donors::{self, Donor, donor_or_404};

/// A word for or against being reached.
#[derive(Debug, Deserialize, ToSchema, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsentNew {
    /// By which way.
    #[garde(skip)]
    channel: Channel,
    /// What for.
    #[garde(skip)]
    purpose: Purpose,
    /// Agreed, or withdrawn.
    #[garde(skip)]
    granted: bool,
    /// Where it was said.
    #[garde(skip)]
    source: Source,
}

/// Enters what a donor said about being reached.
#[utoipa::path(post, path = "/api/recruit/donors/{id}/consents", tag = "recruit", operation_id = "recruit.consent.create",
    params(("id" = DonorId, Path)), request_body = ConsentNew, responses((status = 201, body = Donor)))]
pub(super) async fn create(
    auth: Allowed<ConsentCreate>,
    Path(id): Path<DonorId>,
    Body(new): Body<ConsentNew>,
) -> Result<Answer<Donor>, Fault> {
    let mut tx = auth.write().await?;
    let person = donors::locked_or_404(&mut tx, &auth.scope, id).await?;
    super::set(&mut tx, &auth.scope, id, (new.channel, new.purpose, new.granted), new.source).await?;
    tx.announce("donors", Some(auth.scope.org)).await?;
    let donor = donor_or_404(&mut tx, &auth.scope, &auth.app.vault, person).await?;
    tx.created(donor).await
}
