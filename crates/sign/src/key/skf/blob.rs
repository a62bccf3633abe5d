//! The two structures that cross the SKF interface (GM/T 0016 section 6.4): numbers stand at the right of 64 bytes.

use crate::{Fault, Profile, PublicKey, Result};

/// Size of ECCPUBLICKEYBLOB.
pub const ECC_PUBLIC_KEY_BLOB_BYTES: usize = 132;
/// Size of ECCSIGNATUREBLOB.
pub const ECC_SIGNATURE_BLOB_BYTES: usize = 128;

/// ECCPUBLICKEYBLOB: length in bits (little-endian, as the drivers' machines have it), x, y.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EccPublicKeyBlob(pub [u8; ECC_PUBLIC_KEY_BLOB_BYTES]);

/// ECCSIGNATUREBLOB: r, s.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EccSignatureBlob(pub [u8; ECC_SIGNATURE_BLOB_BYTES]);

impl EccPublicKeyBlob {
    /// Of an SM2 key.
    pub fn of(key: &PublicKey) -> Self {
        let mut blob = [0; ECC_PUBLIC_KEY_BLOB_BYTES];
        blob[..4].copy_from_slice(&256_u32.to_le_bytes());
        blob[36..68].copy_from_slice(&key.point()[1..33]);
        blob[100..132].copy_from_slice(&key.point()[33..65]);
        Self(blob)
    }

    /// The SM2 key. Refuses other lengths and points that are none.
    pub fn public_key(&self) -> Result<PublicKey> {
        let blob = &self.0;
        let is_256 = blob[..4] == 256_u32.to_le_bytes();
        let is_right = blob[4..36].iter().chain(&blob[68..100]).all(|byte| *byte == 0);
        if !is_256 || !is_right {
            return Err(Fault::BadKey);
        }
        PublicKey::new(Profile::Sm2, &[&[4], &blob[36..68], &blob[100..132]].concat())
    }
}

impl EccSignatureBlob {
    /// Of `SEQUENCE { r, s }`.
    pub fn of(signature: &[u8]) -> Result<Self> {
        let fixed = Profile::Sm2.algorithms().unwrap(signature)?;
        let mut blob = [0; ECC_SIGNATURE_BLOB_BYTES];
        blob[32..64].copy_from_slice(&fixed[..32]);
        blob[96..128].copy_from_slice(&fixed[32..]);
        Ok(Self(blob))
    }

    /// As `SEQUENCE { r, s }`.
    pub fn signature(&self) -> Result<Vec<u8>> {
        let blob = &self.0;
        if blob[..32].iter().chain(&blob[64..96]).any(|byte| *byte != 0) {
            return Err(Fault::BadSignature);
        }
        Profile::Sm2.algorithms().wrap(&[&blob[32..64], &blob[96..128]].concat())
    }
}
