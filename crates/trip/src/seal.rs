//! The locks of a trip.
//!
//! Everything that lies on the vehicle's disk is sealed by a key that the trip's code opens; the code travels on paper.
//! Who a donor is (document, name, phone, strokes) is sealed once more to the station's public key of that trip: the
//! vehicle can close this lock and never open it.

use argon2::Argon2;
use p256::{ProjectivePoint, PublicKey, SecretKey, elliptic_curve::sec1::ToSec1Point};
use ring::{
    aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey},
    digest,
    hkdf::{HKDF_SHA256, Salt},
    hmac,
    rand::{SecureRandom, SystemRandom},
    signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey},
};

/// Length of an uncompressed point of P-256.
pub const POINT_LEN: usize = 65;
/// Characters of a trip's code: no letter that looks like a digit.
const CODE_LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
/// Fifty bits behind a memory-hard function: not to be guessed from a stolen disk.
const CODE_LEN: usize = 10;

/// Why a lock does not open or close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Another key, or a byte was changed.
    #[error("sealed with another key, or damaged")]
    Unreadable,
    /// A key is not one.
    #[error("this is no key")]
    Key,
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    NoRandom,
}

/// A symmetric key.
#[derive(Clone)]
pub struct Key([u8; 32]);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Key")
    }
}

impl Key {
    /// A fresh key.
    ///
    /// # Errors
    /// No random numbers.
    pub fn random() -> Result<Self, SealError> {
        random().map(Self)
    }

    /// The key that these bytes are.
    ///
    /// # Errors
    /// Another length than 32.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SealError> {
        bytes.try_into().map(Self).map_err(|_| SealError::Key)
    }

    /// The key that a trip's code opens. Slow and memory-hard on purpose.
    ///
    /// # Errors
    /// The function has no memory to work in.
    pub fn from_code(code: &str, salt: &[u8]) -> Result<Self, SealError> {
        let mut key = [0; 32];
        Argon2::default()
            .hash_password_into(normal_code(code).as_bytes(), salt, &mut key)
            .map_err(|_| SealError::Key)?;
        Ok(Self(key))
    }

    /// The 32 bytes, to be sealed elsewhere.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }

    /// Seals `plain`; `place` says where it belongs, so that nothing sealed can be moved.
    ///
    /// # Errors
    /// No random numbers.
    pub fn seal(&self, place: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let nonce: [u8; NONCE_LEN] = random()?;
        let mut body = plain.to_vec();
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(place), &mut body)
            .map_err(|_| SealError::Key)?;
        Ok([&nonce[..], &body].concat())
    }

    /// Opens what was sealed for `place`.
    ///
    /// # Errors
    /// Another key, another place, or damaged.
    pub fn open(&self, place: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let (nonce, body) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Unreadable)?;
        let mut body = body.to_vec();
        let plain = self
            .cipher()?
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(place), &mut body)
            .map_err(|_| SealError::Unreadable)?
            .len();
        body.truncate(plain);
        Ok(body)
    }

    /// The keyed hash of a document's number in its normal form (`citizen_id`, `passport` …): 16 bytes, the same for the
    /// station and the vehicle of this trip, and for nobody else.
    pub fn identity(&self, kind: &str, number: &str) -> [u8; 16] {
        let tag =
            hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &self.0), format!("document:{kind}:{number}").as_bytes());
        tag.as_ref().first_chunk().copied().unwrap_or_default()
    }

    fn cipher(&self) -> Result<LessSafeKey, SealError> {
        UnboundKey::new(&AES_256_GCM, &self.0).map(LessSafeKey::new).map_err(|_| SealError::Key)
    }
}

/// A code for a trip: `7KQ2M-9XBTR`.
///
/// # Errors
/// No random numbers.
pub fn new_code() -> Result<String, SealError> {
    let bytes: [u8; CODE_LEN] = random()?;
    let letters: String = bytes.iter().map(|byte| char::from(CODE_LETTERS[usize::from(byte % 32)])).collect();
    Ok(format!("{}-{}", &letters[..5], &letters[5..]))
}

/// A code without hyphens, spaces and small letters.
fn normal_code(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// A pair for locking to the station: the secret half (32 bytes) and the public point.
///
/// # Errors
/// No random numbers.
pub fn new_pair() -> Result<([u8; 32], [u8; POINT_LEN]), SealError> {
    let bytes: [u8; 32] = random()?;
    let secret = SecretKey::from_slice(&bytes).map_err(|_| SealError::Key)?;
    Ok((bytes, point(&secret.public_key())?))
}

fn point(public: &PublicKey) -> Result<[u8; POINT_LEN], SealError> {
    public.to_sec1_point(false).as_bytes().try_into().map_err(|_| SealError::Key)
}

/// Seals `plain` to the owner of `public`: a fresh point, then the sealed body.
///
/// # Errors
/// `public` is no point, or there are no random numbers.
pub fn seal_to(public: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let theirs = PublicKey::from_sec1_bytes(public).map_err(|_| SealError::Key)?;
    let (secret, own) = new_pair()?;
    let key = shared(&secret, &theirs, &own)?;
    Ok([&own[..], &key.seal(&own, plain)?].concat())
}

/// Opens what was sealed to the pair of `secret`.
///
/// # Errors
/// Another pair, or damaged.
pub fn open_sealed(secret: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let (own, body) = sealed.split_first_chunk::<POINT_LEN>().ok_or(SealError::Unreadable)?;
    let secret: &[u8; 32] = secret.try_into().map_err(|_| SealError::Key)?;
    let theirs = PublicKey::from_sec1_bytes(own).map_err(|_| SealError::Unreadable)?;
    shared(secret, &theirs, own)?.open(own, body)
}

/// ECDH on P-256, then HKDF over the shared abscissa, bound to the fresh point.
fn shared(secret: &[u8; 32], theirs: &PublicKey, fresh: &[u8]) -> Result<Key, SealError> {
    let secret = SecretKey::from_slice(secret).map_err(|_| SealError::Key)?;
    let product = ProjectivePoint::from(*theirs.as_affine()) * *secret.to_nonzero_scalar();
    let product = PublicKey::from_affine(product.to_affine()).map_err(|_| SealError::Key)?;
    let product = point(&product)?;
    let mut key = [0; 32];
    Salt::new(HKDF_SHA256, b"vena trip identity 1")
        .extract(&product[1..33])
        .expand(&[fresh], HKDF_SHA256)
        .and_then(|okm| okm.fill(&mut key))
        .map_err(|_| SealError::Key)?;
    Ok(Key(key))
}

/// A signing key of the station, PKCS #8.
///
/// # Errors
/// No random numbers.
pub fn new_signing_key() -> Result<Vec<u8>, SealError> {
    let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| SealError::NoRandom)?;
    Ok(made.as_ref().to_vec())
}

/// The public half of a signing key, 32 bytes.
///
/// # Errors
/// `pkcs8` is no such key.
pub fn signing_public(pkcs8: &[u8]) -> Result<Vec<u8>, SealError> {
    let pair = Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| SealError::Key)?;
    Ok(pair.public_key().as_ref().to_vec())
}

/// Signs `bytes`: 64 bytes.
///
/// # Errors
/// `pkcs8` is no such key.
pub fn sign(pkcs8: &[u8], bytes: &[u8]) -> Result<Vec<u8>, SealError> {
    Ok(Ed25519KeyPair::from_pkcs8(pkcs8).map_err(|_| SealError::Key)?.sign(bytes).as_ref().to_vec())
}

/// Whether `signature` over `bytes` is by the owner of `public`.
pub fn is_signed(public: &[u8], bytes: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(bytes, signature).is_ok()
}

/// SHA-256 over the parts in order.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    context.finish().as_ref().try_into().unwrap_or_default()
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Random bytes.
///
/// # Errors
/// The system gives none.
pub fn random<const N: usize>() -> Result<[u8; N], SealError> {
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).map_err(|_| SealError::NoRandom)?;
    Ok(bytes)
}

/// Bytes that travel in JSON as base64.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Bytes(pub Vec<u8>);

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Bytes({})", self.0.len())
    }
}

impl serde::Serialize for Bytes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use base64::Engine;
        serializer.serialize_str(&base64::engine::general_purpose::STANDARD.encode(&self.0))
    }
}

impl<'de> serde::Deserialize<'de> for Bytes {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use base64::Engine;
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        base64::engine::general_purpose::STANDARD.decode(text).map(Self).map_err(serde::de::Error::custom)
    }
}

impl utoipa::PartialSchema for Bytes {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::{KnownFormat, ObjectBuilder, SchemaFormat, schema::Type};
        ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Byte))).into()
    }
}

impl utoipa::ToSchema for Bytes {}
