//! ECDSA on P-256 with SHA-256, FIPS 186-5. Keys and derived nonces in Rust; whole messages are signed and verified by
//! `ring`, whose arithmetic is written for the processor: about six times as fast.

use ::p256::{
    SecretKey,
    ecdsa::{Signature, SigningKey, VerifyingKey, signature::hazmat::PrehashSigner as _},
    elliptic_curve::{Generate as _, sec1::ToSec1Point as _},
};
use der::asn1::ObjectIdentifier;
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, UnparsedPublicKey},
};
use zeroize::Zeroizing;

use super::{Algorithms, Digest, POINT_BYTES};
use crate::{Fault, Result, key::pkcs8_file, oid, wire};

/// The profile's algorithms.
pub(super) struct P256Sha256;

impl Algorithms for P256Sha256 {
    fn name(&self) -> &'static str {
        "P256-SHA256"
    }

    fn digest(&self) -> Digest {
        Digest::Sha256
    }

    fn curve(&self) -> ObjectIdentifier {
        oid::CURVE_P256
    }

    fn signature(&self) -> ObjectIdentifier {
        oid::ECDSA_SHA256
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
        if point.len() != POINT_BYTES {
            return Err(Fault::BadKey);
        }
        Ok(Digest::Sha256.of(message))
    }

    fn sign_prehash(&self, secret: &[u8; 32], prehash: &[u8; 32]) -> Result<Vec<u8>> {
        let key = SigningKey::from(private(secret)?);
        let signature: Signature = key.sign_prehash(prehash).map_err(|_| Fault::BadKey)?;
        wire::join_r_s(&signature.to_bytes())
    }

    fn sign(&self, secret: &[u8; 32], point: &[u8; POINT_BYTES], message: &[u8]) -> Result<Vec<u8>> {
        let random = SystemRandom::new();
        let key =
            EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_ASN1_SIGNING, secret, point, &random);
        let signature = key.map_err(|_| Fault::BadKey)?.sign(&random, message).map_err(|_| Fault::NoRandom)?;
        Ok(signature.as_ref().to_vec())
    }

    fn verify(&self, point: &[u8], message: &[u8], signature: &[u8]) -> Result<()> {
        if point.len() != POINT_BYTES {
            return Err(Fault::BadKey);
        }
        wire::split_r_s(signature)?;
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point);
        key.verify(message, signature).map_err(|_| Fault::BadSignature)
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
    VerifyingKey::from_sec1_bytes(point).map_err(|_| Fault::BadKey)
}
