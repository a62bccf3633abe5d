//! A public key of either profile.

use std::fmt;

use der::{
    Decode as _, Encode as _,
    asn1::{Any, BitString, ObjectIdentifier},
};
use spki::{AlgorithmIdentifierOwned, SubjectPublicKeyInfoOwned};

use super::{POINT_BYTES, Profile};
use crate::{Fault, Result, oid};

/// A point on the curve of its profile.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    profile: Profile,
    point: [u8; POINT_BYTES],
}

impl PublicKey {
    /// From `04 ‖ x ‖ y`. Refuses what is not on the curve.
    pub fn new(profile: Profile, point: &[u8]) -> Result<Self> {
        profile.algorithms().check_point(point)?;
        Ok(Self { profile, point: point.try_into().map_err(|_| Fault::BadKey)? })
    }

    /// From the SubjectPublicKeyInfo (RFC 5480) in DER.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        let info = SubjectPublicKeyInfoOwned::from_der(der).map_err(|_| Fault::Malformed { what: "public key" })?;
        Self::from_spki(&info)
    }

    pub(crate) fn from_spki(info: &SubjectPublicKeyInfoOwned) -> Result<Self> {
        let algorithm = &info.algorithm;
        if algorithm.oid != oid::EC_PUBLIC_KEY {
            return Err(Fault::UnknownAlgorithm { oid: algorithm.oid.to_string() });
        }
        let named = algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
        let curve = named.ok_or(Fault::Malformed { what: "public key" })?;
        let point = info.subject_public_key.as_bytes().ok_or(Fault::Malformed { what: "public key" })?;
        Self::new(Profile::of_curve(curve)?, point)
    }

    pub(crate) fn to_spki(&self) -> Result<SubjectPublicKeyInfoOwned> {
        let wrong = |_| Fault::BadKey;
        let curve = Any::encode_from(&self.profile.algorithms().curve()).map_err(wrong)?;
        let algorithm = AlgorithmIdentifierOwned { oid: oid::EC_PUBLIC_KEY, parameters: Some(curve) };
        let subject_public_key = BitString::from_bytes(&self.point).map_err(wrong)?;
        Ok(SubjectPublicKeyInfoOwned { algorithm, subject_public_key })
    }

    /// The SubjectPublicKeyInfo in DER.
    pub fn to_der(&self) -> Result<Vec<u8>> {
        self.to_spki()?.to_der().map_err(|_| Fault::BadKey)
    }

    /// Its profile.
    pub fn profile(&self) -> Profile {
        self.profile
    }

    /// `04 ‖ x ‖ y`.
    pub fn point(&self) -> &[u8; POINT_BYTES] {
        &self.point
    }

    /// The 32 bytes that a hardware key signs in place of `message`.
    pub fn prehash(&self, message: &[u8]) -> Result<[u8; 32]> {
        self.profile.algorithms().prehash(&self.point, message)
    }

    /// Refuses a signature that does not hold.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<()> {
        self.profile.algorithms().verify(&self.point, message, signature)
    }

    /// The key identifier: the first 20 bytes of the profile's digest of the point (RFC 7093 section 2, method 1).
    pub fn identifier(&self) -> [u8; 20] {
        let mut identifier = [0; 20];
        identifier.copy_from_slice(&self.profile.digest().of(&self.point)[..20]);
        identifier
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({}, {})", self.profile.name(), crate::wire::hex(&self.identifier()))
    }
}
