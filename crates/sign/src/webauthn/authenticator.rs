//! What the security key says: authenticator data (WebAuthn section 6.1).

use super::{cbor, cose};
use crate::{Digest, Fault, PublicKey, Result};

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;

/// The statement of a security key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticatorData {
    rp_id_hash: [u8; 32],
    flags: u8,
    /// How often the key has signed; 0 when it does not count.
    pub counter: u32,
    /// The new credential, in a registration.
    pub attested: Option<Attested>,
}

/// A credential that was just made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attested {
    /// The model of the key.
    pub model: [u8; 16],
    /// Its name for this credential.
    pub credential_id: Vec<u8>,
    /// The public key.
    pub public_key: PublicKey,
}

fn malformed() -> Fault {
    Fault::Malformed { what: "authenticatorData" }
}

fn take<const N: usize>(bytes: &[u8]) -> Result<(&[u8; N], &[u8])> {
    bytes.split_first_chunk().ok_or_else(malformed)
}

impl AuthenticatorData {
    /// Reads the whole of it.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let (rp_id_hash, rest) = take::<32>(bytes)?;
        let ([flags], rest) = take::<1>(rest)?;
        let (counter, rest) = take::<4>(rest)?;
        let (attested, rest) = if flags & ATTESTED == 0 { (None, rest) } else { attested(rest)? };
        let rest = if flags & EXTENDED == 0 { rest } else { cbor::read(rest)?.1 };
        // Backed up without being eligible for it is a contradiction (WebAuthn section 6.1.3).
        let is_sound = flags & BACKED_UP == 0 || flags & BACKUP_ELIGIBLE != 0;
        if !rest.is_empty() || !is_sound {
            return Err(malformed());
        }
        Ok(Self { rp_id_hash: *rp_id_hash, flags: *flags, counter: u32::from_be_bytes(*counter), attested })
    }

    /// Whether the credential may be copied to other devices.
    pub fn is_backup_eligible(&self) -> bool {
        self.flags & BACKUP_ELIGIBLE != 0
    }

    /// Refuses another site, an absent user and one whom the key did not verify.
    pub(super) fn check(&self, rp_id: &str) -> Result<()> {
        if self.rp_id_hash != Digest::Sha256.of(rp_id.as_bytes()) {
            return Err(Fault::RpId);
        }
        if self.flags & USER_PRESENT == 0 {
            return Err(Fault::UserAbsent);
        }
        if self.flags & USER_VERIFIED == 0 { Err(Fault::UserUnverified) } else { Ok(()) }
    }
}

fn attested(bytes: &[u8]) -> Result<(Option<Attested>, &[u8])> {
    let (model, rest) = take::<16>(bytes)?;
    let (length, rest) = take::<2>(rest)?;
    let length = usize::from(u16::from_be_bytes(*length));
    // WebAuthn section 7.1 step 26: at most 1023 bytes.
    let named = rest.split_at_checked(length).filter(|_| (1..1024).contains(&length));
    let (credential_id, rest) = named.ok_or_else(malformed)?;
    let (key, rest) = cbor::read(rest)?;
    let credential_id = credential_id.to_vec();
    Ok((Some(Attested { model: *model, credential_id, public_key: cose::public_key(&key)? }), rest))
}
