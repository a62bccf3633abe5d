//! The seal of an organisation 机构印章: a certificate that names no person, put around the answer of a security key and
//! around what somebody has written on a pad. Made when it is first needed, kept sealed, made anew when it ends.

use vena_kernel::{id::OrgId, zone};
use vena_platform::{app::App, db::Tx, documents::Profile, fault::Fault};

use super::{authority, db};
use crate::{Desk, policy};

/// The seal of `org`, to be handed to the notary. Two who need it at once get the same one.
pub(crate) async fn of(tx: &mut Tx, app: &App, desk: &Desk, org: OrgId, profile: Profile) -> Result<Vec<u8>, Fault> {
    if let Some(sealed) = db::seal(tx, org, profile).await? {
        return Ok(app.vault.open_bytes(&sealed)?);
    }
    let authority = authority::of(tx, &app.vault, &*desk.notary, profile).await?;
    let organisation = db::organisation(tx, org).await?;
    let policy = policy::keys(tx.now().day_in(&zone::china()));
    let (from, until) = (tx.now(), tx.now().plus_seconds(policy.seal_good_days * 24 * 3600));
    let made = desk.notary.found_seal(&authority, &organisation, from, until)?;
    let kept = db::keep_seal(tx, (org, profile), &app.vault.seal_bytes(&made)?, until).await?;
    Ok(app.vault.open_bytes(&kept)?)
}
