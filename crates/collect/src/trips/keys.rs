//! The keys of trips, sealed by the vault.

use vena_platform::{db::Tx, fault::Fault, vault::Vault};
use vena_trip::seal::{self, Key, SealError};

use super::db;

/// A lock that does not work is a fault of ours.
pub(super) fn fault(error: SealError) -> Fault {
    Fault::Internal(error.into())
}

/// The keys of a new trip.
pub(super) struct NewKeys {
    pub(super) code: Vec<u8>,
    pub(super) identity: Vec<u8>,
    pub(super) journal: Vec<u8>,
    pub(super) secret: Vec<u8>,
    pub(super) public: Vec<u8>,
}

/// Fresh keys, sealed.
pub(super) fn fresh(vault: &Vault) -> Result<NewKeys, Fault> {
    let (secret, public) = seal::new_pair().map_err(fault)?;
    let key = || -> Result<Vec<u8>, Fault> { Ok(vault.seal_bytes(Key::random().map_err(fault)?.expose())?) };
    Ok(NewKeys {
        code: vault.seal(&seal::new_code().map_err(fault)?)?,
        identity: key()?,
        journal: key()?,
        secret: vault.seal_bytes(&secret)?,
        public: public.to_vec(),
    })
}

/// The key by which the station signs packages (PKCS #8) and its public half; made when it is first needed.
pub(super) async fn signing(tx: &mut Tx, vault: &Vault) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let fresh = seal::new_signing_key().map_err(fault)?;
    let public = seal::signing_public(&fresh).map_err(fault)?;
    let (sealed, public) = db::signing(tx, &vault.seal_bytes(&fresh)?, &public).await?;
    Ok((vault.open_bytes(&sealed)?, public))
}
