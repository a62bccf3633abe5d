//! What donors chose with the consent.

use serde::Deserialize;
use sqlx::types::Json;
use vena_kernel::id::DonationId;
use vena_platform::{db::Tx, fault::Fault};

/// What a donor chose with the consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Choices {
    /// The rest of a sample may serve research.
    pub(crate) research: bool,
    /// News of the use of the blood are wanted.
    pub(crate) notice: bool,
}

/// What the donor of a donation chose, at a house or on a vehicle; none where nobody was asked.
pub(crate) async fn choices(tx: &mut Tx, donation: DonationId) -> Result<Option<Choices>, Fault> {
    let found: Option<Json<Choices>> = sqlx::query_scalar(
        "select coalesce(v.consent_choices, t.consent_choices) from collect.donation d
         left join collect.visit v on v.visit_id = d.visit_id
         left join collect.trip_visit t on t.donation_id = d.donation_id
         where d.donation_id = $1",
    )
    .bind(donation)
    .fetch_one(tx.conn())
    .await?;
    Ok(found.map(|choices| choices.0))
}
