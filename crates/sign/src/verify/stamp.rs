//! The instant that a signature's time-stamp proves.

use vena_kernel::{clock::Instant, say};

use super::{CLOCK_SKEW_SECONDS, Policy, report::SignatureReport};
use crate::{
    Fault, Result,
    cms::{Evidence, Signer},
    tsp::{Stamp, StampCheck},
};

/// Examines the time-stamp of `signer`, if there is one.
pub(super) fn examine(
    report: &mut SignatureReport,
    signer: &Signer<'_>,
    evidence: &Evidence,
    policy: &Policy,
) -> Option<StampCheck> {
    let what = say!("时间戳有效，且属于此签名", "the time-stamp holds and is over this signature");
    let token = match signer.stamp() {
        Ok(Some(token)) => token,
        Ok(None) if !policy.needs_stamp => return None,
        Ok(None) => return report.note(what, Err(Fault::StampMissing)),
        Err(fault) => return report.note(what, Err(fault)),
    };
    report.note(what, check(&token, signer, evidence, policy))
}

fn check(token: &[u8], signer: &Signer<'_>, evidence: &Evidence, policy: &Policy) -> Result<StampCheck> {
    let stamp = Stamp::from_der(token)?;
    stamp.check_over(&[signer.signature()])?;
    // The clock of the authority may run ahead of the reader's a little.
    stamp.check(&policy.anchors, evidence, policy.now.plus_seconds(CLOCK_SKEW_SECONDS))
}

/// Refuses a claimed time in the future, or one after the instant that is proven.
pub(super) fn check_claim(claimed: Option<Instant>, proven: Option<Instant>, now: Instant) -> Result<()> {
    let Some(claimed) = claimed else { return Ok(()) };
    if claimed > now.plus_seconds(CLOCK_SKEW_SECONDS) {
        return Err(Fault::FutureDated { at: claimed });
    }
    match proven {
        Some(proven) if claimed > proven.plus_seconds(CLOCK_SKEW_SECONDS) => {
            Err(Fault::TimesDiffer { claimed, proven })
        }
        _ => Ok(()),
    }
}
