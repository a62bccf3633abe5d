//! How a donation is shown in a list.

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{DonationId, DonorId, SiteId, UnitId},
};

use super::{DonationState, db::DonationRecord};

/// A donation in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DonationRow {
    /// Identity.
    donation_id: DonationId,
    /// How far it has come.
    state: DonationState,
    /// Whose.
    donor_id: DonorId,
    /// Name of the donor, masked.
    donor_name_masked: String,
    /// Where.
    site_id: SiteId,
    /// Name of that place.
    site_name: String,
    /// When the donor was registered and judged.
    registered_at: Instant,
    /// What is given.
    kind: DonationKind,
    /// Name of the chair, once the donor sits.
    chair: Option<String>,
    /// The volume that was agreed, mL.
    volume_ml: i32,
    /// Its number, once bound.
    donation_number: Option<DonationNumber>,
    /// The number as people read it.
    donation_number_shown: Option<String>,
    /// When the needle came out.
    ended_at: Option<Instant>,
    /// The unit, once collected.
    unit_id: Option<UnitId>,
}

impl From<DonationRecord> for DonationRow {
    fn from(record: DonationRecord) -> Self {
        Self {
            donation_id: record.donation_id,
            state: record.state,
            donor_id: record.donor_id,
            donor_name_masked: record.donor_name_masked,
            site_id: record.site_id,
            site_name: record.site_name,
            registered_at: record.registered_at,
            kind: record.kind,
            chair: record.chair,
            volume_ml: record.nominal_ml,
            donation_number: record.donation_number,
            donation_number_shown: record.donation_number.map(|number| number.to_string()),
            ended_at: record.ended_at,
            unit_id: record.unit_id,
        }
    }
}

impl DonationRow {
    /// Where the next page begins.
    pub(super) fn cursor(&self) -> String {
        format!("{}.{}", self.registered_at.micros(), self.donation_id)
    }
}
