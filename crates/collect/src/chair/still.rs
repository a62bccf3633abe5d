//! Before the needle the file is asked once more: between decision and needle somebody may have entered a deferral or a block, at
//! another house too.

use vena_kernel::clock::Day;
use vena_platform::{
    auth::Scope,
    db::Tx,
    fault::{Fault, Problem},
};

use crate::{
    Donors,
    donations::{DonationRecord, db},
};

/// Refuses by the first rule that speaks against the needle on `today`, with its clause. Needles in vain of this very donation
/// speak against nothing: how many are allowed is a rule of the chair.
pub(super) async fn eligible_or_refuse(
    tx: &mut Tx,
    scope: &Scope,
    donors: &Donors,
    (record, today): (&DonationRecord, Day),
) -> Result<(), Fault> {
    let mut own = db::needles_of(tx, record.donor_id).await?;
    own.retain(|needle| needle.donation != Some(record.donation_id));
    let verdicts = donors.verdicts(tx, scope, record.donor_id, today, &own).await?;
    let verdict = verdicts.into_iter().find(|verdict| verdict.kind == record.kind);
    let verdict = verdict.ok_or_else(|| Problem::not_found("donor", record.donor_id))?;
    verdict.lines.first().map_or(Ok(()), |line| Err(line.refusal().into()))
}
