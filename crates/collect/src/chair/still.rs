//! Before the needle the file is asked once more: between decision and needle somebody may have entered a deferral or a block, at
//! another house too. What is entered while the blood flows, or before the needle was typed, holds the blood.

use vena_kernel::{clock::Day, refusal::Refusal};
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use crate::{
    Donors,
    donations::{DonationRecord, db},
};

/// The first rule that speaks against the needle on `day`, with its clause. Needles in vain of this very donation speak against
/// nothing: how many are allowed is a rule of the chair.
pub(crate) async fn against(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    (record, day): (&DonationRecord, Day),
) -> Result<Option<Refusal>, Fault> {
    let mut own = db::needles_of(tx, record.donor_id).await?;
    own.retain(|needle| needle.donation != Some(record.donation_id));
    let verdicts = donors.verdicts(tx, scope, record.donor_id, day, &own).await?;
    let verdict = verdicts.into_iter().find(|verdict| verdict.kind == record.kind);
    let verdict = verdict.ok_or_else(|| Problem::not_found("donor", record.donor_id))?;
    Ok(verdict.lines.first().map(|line| line.refusal()))
}
