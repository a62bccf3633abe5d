//! SM2 with SM3, GB/T 32918.2.

use ::sm2::{
    SecretKey,
    dsa::{
        Signature, SigningKey, VerifyingKey,
        signature::{Verifier as _, hazmat::PrehashSigner as _},
    },
    elliptic_curve::{Generate as _, sec1::ToSec1Point as _},
};
use der::asn1::ObjectIdentifier;
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use zeroize::Zeroizing;

use super::{Algorithms, Digest, POINT_BYTES, SM2_USER_ID};
use crate::{Fault, Result, key::pkcs8_file, oid, wire};

/// The profile's algorithms.
pub(super) struct Sm2Sm3;

impl Algorithms for Sm2Sm3 {
    fn name(&self) -> &'static str {
        "SM2-SM3"
    }

    fn digest(&self) -> Digest {
        Digest::Sm3
    }

    fn curve(&self) -> ObjectIdentifier {
        oid::CURVE_SM2
    }

    fn signature(&self) -> ObjectIdentifier {
        oid::SM2_SM3
    }

    fn generate(&self) -> Result<Zeroizing<[u8; 32]>> {
        let secret = SecretKey::try_generate().map_err(|_| Fault::NoRandom)?;
        Ok(Zeroizing::new(secret.to_bytes().into()))
    }

    fn public_point(&self, secret: &[u8; 32]) -> Result<[u8; POINT_BYTES]> {
        let point = private(secret)?.public_key().to_sec1_point(false);
        point.as_bytes().try_into().map_err(|_| Fault::BadKey)
    }

    fn check_point(&self, point: &[u8]) -> Result<()> {
        public(point).map(drop)
    }

    fn prehash(&self, point: &[u8], message: &[u8]) -> Result<[u8; 32]> {
        let (x, y) = (point.get(1..33).ok_or(Fault::BadKey)?, point.get(33..65).ok_or(Fault::BadKey)?);
        let entl = u16::try_from(SM2_USER_ID.len() * 8).map_err(|_| Fault::BadKey)?.to_be_bytes();
        let z = Digest::Sm3.of_parts(&[&entl, SM2_USER_ID.as_bytes(), &A, &B, &GX, &GY, x, y]);
        Ok(Digest::Sm3.of_parts(&[&z, message]))
    }

    fn sign_prehash(&self, secret: &[u8; 32], prehash: &[u8; 32]) -> Result<Vec<u8>> {
        let key = SigningKey::new(SM2_USER_ID, &private(secret)?).map_err(|_| Fault::BadKey)?;
        let signature: Signature = key.sign_prehash(prehash).map_err(|_| Fault::BadKey)?;
        wire::join_r_s(&signature.to_bytes())
    }

    fn verify(&self, point: &[u8], message: &[u8], signature: &[u8]) -> Result<()> {
        let fixed = wire::split_r_s(signature)?;
        let signature = Signature::from_slice(&fixed).map_err(|_| Fault::BadSignature)?;
        public(point)?.verify(message, &signature).map_err(|_| Fault::BadSignature)
    }

    fn wrap(&self, r_s: &[u8]) -> Result<Vec<u8>> {
        wire::join_r_s(r_s)
    }

    fn unwrap(&self, signature: &[u8]) -> Result<[u8; 64]> {
        wire::split_r_s(signature)
    }

    fn to_pkcs8(&self, secret: &[u8; 32], pin: &str) -> Result<Zeroizing<String>> {
        let plain = private(secret)?.to_pkcs8_der().map_err(|_| Fault::BadKey)?;
        pkcs8_file::encrypt(plain.as_bytes(), pin)
    }

    fn read_pkcs8(&self, pem: &str, pin: Option<&str>) -> Result<Zeroizing<[u8; 32]>> {
        let plain = pkcs8_file::open(pem, pin)?;
        let secret = SecretKey::from_pkcs8_der(plain.as_bytes()).map_err(|_| Fault::BadKey)?;
        Ok(Zeroizing::new(secret.to_bytes().into()))
    }
}

fn private(secret: &[u8; 32]) -> Result<SecretKey> {
    SecretKey::from_slice(secret).map_err(|_| Fault::BadKey)
}

fn public(point: &[u8]) -> Result<VerifyingKey> {
    if point.len() != POINT_BYTES {
        return Err(Fault::BadKey);
    }
    VerifyingKey::from_sec1_bytes(SM2_USER_ID, point).map_err(|_| Fault::BadKey)
}

/// Coefficient a of the curve, GB/T 32918.5.
const A: [u8; 32] = [
    0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc,
];

/// Coefficient b of the curve.
const B: [u8; 32] = [
    0x28, 0xe9, 0xfa, 0x9e, 0x9d, 0x9f, 0x5e, 0x34, 0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7, 0xf3, 0x97, 0x89,
    0xf5, 0x15, 0xab, 0x8f, 0x92, 0xdd, 0xbc, 0xbd, 0x41, 0x4d, 0x94, 0x0e, 0x93,
];

/// x of the base point.
const GX: [u8; 32] = [
    0x32, 0xc4, 0xae, 0x2c, 0x1f, 0x19, 0x81, 0x19, 0x5f, 0x99, 0x04, 0x46, 0x6a, 0x39, 0xc9, 0x94, 0x8f, 0xe3, 0x0b,
    0xbf, 0xf2, 0x66, 0x0b, 0xe1, 0x71, 0x5a, 0x45, 0x89, 0x33, 0x4c, 0x74, 0xc7,
];

/// y of the base point.
const GY: [u8; 32] = [
    0xbc, 0x37, 0x36, 0xa2, 0xf4, 0xf6, 0x77, 0x9c, 0x59, 0xbd, 0xce, 0xe3, 0x6b, 0x69, 0x21, 0x53, 0xd0, 0xa9, 0x87,
    0x7c, 0xc6, 0x2a, 0x47, 0x40, 0x02, 0xdf, 0x32, 0xe5, 0x21, 0x39, 0xf0, 0xa0,
];
