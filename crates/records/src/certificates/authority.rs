//! The development authority of the installation: made when it is first needed, kept sealed.

use vena_kernel::clock::Instant;
use vena_platform::{
    db::Tx,
    documents::{Notary, Profile, Withdrawn},
    fault::{Fault, Problem},
    vault::Vault,
};

use super::db;

/// The authority of `profile`, made now when there is none. Two who need it at once get the same one.
pub(crate) async fn of(tx: &mut Tx, vault: &Vault, notary: &dyn Notary, profile: Profile) -> Result<Vec<u8>, Fault> {
    if let Some(sealed) = db::authority(tx, profile).await? {
        return Ok(vault.open_bytes(&sealed)?);
    }
    let made = notary.found(profile, "Vena", tx.now())?;
    let kept = db::keep_authority(tx, profile, &vault.seal_bytes(&made)?).await?;
    Ok(vault.open_bytes(&kept)?)
}

/// The authority of `profile` for whoever asks from outside: a stranger makes none.
pub(crate) async fn known(tx: &mut Tx, vault: &Vault, profile: Profile) -> Result<Vec<u8>, Fault> {
    let sealed = db::authority(tx, profile).await?;
    Ok(vault.open_bytes(&sealed.ok_or_else(|| Problem::not_found("authority", profile.word()))?)?)
}

/// Every authority there is.
pub(crate) async fn all(tx: &mut Tx, vault: &Vault) -> Result<Vec<(Profile, Vec<u8>)>, Fault> {
    let open = |(profile, sealed): (Profile, Vec<u8>)| Ok((profile, vault.open_bytes(&sealed)?));
    db::authorities(tx).await?.into_iter().map(open).collect()
}

/// What has been withdrawn of `profile` until `now`.
pub(crate) async fn withdrawn(tx: &mut Tx, profile: Profile) -> Result<Vec<Withdrawn>, Fault> {
    let rows: Vec<(Vec<u8>, Instant, bool)> = db::withdrawn(tx, profile).await?;
    Ok(rows.into_iter().map(|(certificate, at, compromised)| Withdrawn { certificate, at, compromised }).collect())
}
