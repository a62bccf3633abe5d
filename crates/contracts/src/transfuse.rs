//! 用 What transfuse tells about transfusions. Never who the patient was.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    event::Event,
    id::{OrgId, UnitId},
};

/// A unit has been given to a patient.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnitTransfused {
    /// The unit.
    pub unit_id: UnitId,
    /// The donation it came from.
    pub donation_number: DonationNumber,
    /// Where.
    pub org_id: OrgId,
    /// When it ended.
    pub ended_at: Instant,
}

impl Event for UnitTransfused {
    const NAME: &'static str = "transfuse.unit_transfused";
}
