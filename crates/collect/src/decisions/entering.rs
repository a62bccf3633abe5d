//! Enters the deferrals that a refusal leaves, in the transaction of the refusal.

use std::sync::Arc;

use vena_contracts::recruit::{DeferralEntry, DeferralSource, DonorDeferrals};
use vena_kernel::{
    clock::Day,
    collection::screening::Due,
    id::{DonationId, DonorId},
};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::rules::{self, Typed};

/// Whose refusal, and who says so.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Refused {
    pub(crate) donor: DonorId,
    pub(crate) donation: DonationId,
    pub(crate) source: DeferralSource,
}

/// Enters what is due and what was typed; the codes, and the last day of the longest that has one.
pub(crate) async fn enter(
    tx: &mut Tx,
    scope: &Scope,
    deferrals: &Arc<dyn DonorDeferrals>,
    refused: Refused,
    (dues, typed): (&[Due], &[Typed<'_>]),
) -> Result<(Vec<String>, Option<Day>), Fault> {
    let (mut codes, mut until): (Vec<String>, Option<Day>) = (Vec::new(), None);
    for one in rules::entered(dues, typed)? {
        // The same code may stand twice with different cases: each is about the donation and its case.
        let about =
            one.case.map_or_else(|| refused.donation.to_string(), |case| format!("{} {case}", refused.donation));
        let entry = DeferralEntry {
            donor: refused.donor,
            code: one.code,
            case: one.case,
            event_on: one.event_on,
            until: one.until,
            note: one.note,
            source: refused.source,
            about,
        };
        until = until.max(deferrals.enter(tx, scope, entry).await?.until);
        if !codes.iter().any(|code| code == one.code) {
            codes.push(one.code.to_owned());
        }
    }
    Ok((codes, until))
}
