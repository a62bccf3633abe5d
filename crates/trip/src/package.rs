//! The day package: what the vehicle takes along. Sealed by the trip's code, signed by the station.

use serde::{Deserialize, Serialize};
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    id::{BookingId, SiteId, TripId, UserId},
    text::Text,
};

use crate::{
    seal::{self, Bytes, Key, SealError},
    standing::Table,
};

/// First bytes of a package: what it is and in which form.
const MAGIC: &[u8; 8] = b"VENATRP1";
const SIGNATURE_LEN: usize = 64;

/// What can be read of a package without its code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// For which trip.
    pub trip_id: TripId,
    /// For which day.
    pub day: Day,
    /// When it was made.
    pub made_at: Instant,
    /// Salt of the code.
    pub salt: Bytes,
}

/// What a crew member may do without the city.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TripDuty)]
pub enum Duty {
    /// 医师: decides.
    Physician,
    /// 护士: asks, checks, collects.
    Nurse,
}

/// One of the crew.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Member {
    /// The account.
    pub user_id: UserId,
    /// Name, for the screen.
    pub name: String,
    /// What they may do.
    pub duty: Duty,
    /// Argon2 verifier of the PIN that is good for this trip only.
    pub pin: String,
    /// Held the permission to decide who may give (`collect.visit.decide`) when the package was made.
    #[serde(default)]
    pub decides: bool,
}

impl Member {
    /// What they may do.
    pub fn hand(&self) -> Hand {
        Hand { duty: self.duty, decides: self.decides }
    }
}

/// What somebody at a screen may do, as the package says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// What they go along for.
    pub duty: Duty,
    /// May decide who gives.
    pub decides: bool,
}

/// A lot that was received on the vehicle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LyingLot {
    /// `kit`, `needle`, `tube` or `pouch`.
    pub item: String,
    /// Lot of the maker.
    pub lot: String,
    /// Last day of use.
    pub expires_on: Day,
    /// Its use was ended.
    pub finished: bool,
}

/// A lot that was called back, wherever it lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecalledLot {
    /// `kit`, `needle`, `tube` or `pouch`.
    pub item: String,
    /// Lot of the maker.
    pub lot: String,
    /// Why.
    pub reason: String,
}

/// Somebody who has booked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Booked {
    /// The booking.
    pub booking_id: BookingId,
    /// Its code, as the donor shows it.
    pub code: String,
    /// When.
    pub at: Instant,
    /// What shall be given.
    pub kind: DonationKind,
    /// Masked name.
    pub name_masked: String,
    /// The group that reserved the place.
    pub group: Option<String>,
    /// Keyed hash of each document.
    pub identities: Vec<Bytes>,
}

/// Hours at one place.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// Where.
    pub place: String,
    /// From when.
    pub from: Instant,
    /// Until when.
    pub until: Instant,
    /// How many donors are meant to come; 0 when nobody said.
    pub target: i32,
    /// Groups alone, nobody else.
    pub group_only: bool,
}

/// What is read before a donation, page by page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Its name; goes back with the consent.
    pub version: String,
    /// What it says: title and text of each page.
    pub pages: Vec<(Text, Text)>,
}

/// What the vehicle takes along, but for the table of who may give from when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Package {
    /// The trip.
    pub trip_id: TripId,
    /// The vehicle.
    pub site_id: SiteId,
    /// Name of the vehicle.
    pub site_name: String,
    /// The day of the trip.
    pub day: Day,
    /// When it was made.
    pub made_at: Instant,
    /// What the station then called its rules.
    pub rulebook: String,
    /// The numbers that this trip may use and nobody else.
    pub numbers: Vec<DonationNumber>,
    /// The crew.
    pub crew: Vec<Member>,
    /// Who has booked.
    pub bookings: Vec<Booked>,
    /// Where the vehicle stands, by time.
    pub sessions: Vec<Session>,
    /// The vehicle's lots, also those that are finished.
    #[serde(default)]
    pub lots: Vec<LyingLot>,
    /// Lots that were called back.
    #[serde(default)]
    pub recalled: Vec<RecalledLot>,
    /// What is read before a donation.
    pub reading: Reading,
    /// The needle waits for the donor's signature on screen.
    #[serde(default)]
    pub signed_papers: bool,
    /// Key of the hashes of documents.
    pub identity_key: Bytes,
    /// Key of the journal.
    pub journal_key: Bytes,
    /// The station's public key of this trip.
    pub station: Bytes,
}

/// Why a package is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PackageError {
    /// Not one of ours, or cut off.
    #[error("这不是行程包，或文件不完整 / this is no day package, or it is cut off")]
    Form,
    /// Not signed by the station.
    #[error("行程包不是本站签发的，或已被改动 / the day package is not signed by the station, or was changed")]
    Signature,
    /// The code is not the one of this trip.
    #[error("行程码不对 / this is not the code of the trip")]
    Code,
    /// A lock cannot be made.
    #[error("{0}")]
    Seal(#[from] SealError),
}

/// Seals and signs a package: magic, header, signature over all that follows and precedes, body.
///
/// # Errors
/// A key is not one, or there are no random numbers.
pub fn pack(package: &Package, table: &Table, code: &str, signing: &[u8]) -> Result<Vec<u8>, PackageError> {
    let salt: [u8; 16] = seal::random()?;
    let (trip_id, day, made_at) = (package.trip_id, package.day, package.made_at);
    let header = Header { trip_id, day, made_at, salt: Bytes(salt.to_vec()) };
    let header = serde_json::to_vec(&header).map_err(|_| PackageError::Form)?;
    let facts = serde_json::to_vec(package).map_err(|_| PackageError::Form)?;
    let body = [&length(&facts)?[..], &facts, table.bytes()].concat();
    let sealed = Key::from_code(code, &salt)?.seal(&header, &body)?;
    let signature = seal::sign(signing, &seal::sha256(&[&header, &sealed]))?;
    Ok([&MAGIC[..], &length(&header)?, &header, &signature, &sealed].concat())
}

/// The header of a package that the station of `public` has signed, and its sealed body.
///
/// # Errors
/// The form, or the signature.
pub fn checked<'a>(bytes: &'a [u8], public: &[u8]) -> Result<(Header, &'a [u8], &'a [u8]), PackageError> {
    let rest = bytes.strip_prefix(&MAGIC[..]).ok_or(PackageError::Form)?;
    let (header, rest) = cut(rest)?;
    let (signature, sealed) = rest.split_at_checked(SIGNATURE_LEN).ok_or(PackageError::Form)?;
    if !seal::is_signed(public, &seal::sha256(&[header, sealed]), signature) {
        return Err(PackageError::Signature);
    }
    Ok((serde_json::from_slice(header).map_err(|_| PackageError::Form)?, header, sealed))
}

/// Opens a package with its code.
///
/// # Errors
/// The form, the signature, or the code.
pub fn unpack(bytes: &[u8], public: &[u8], code: &str) -> Result<(Package, Table), PackageError> {
    let (head, header, sealed) = checked(bytes, public)?;
    let key = Key::from_code(code, &head.salt.0)?;
    let mut body = key.open(header, sealed).map_err(|_| PackageError::Code)?;
    let (facts, table) = cut(&body)?;
    let package = serde_json::from_slice(facts).map_err(|_| PackageError::Form)?;
    // The table is the greater part by far: it stays where it is, without a second copy.
    let before = body.len() - table.len();
    body.drain(..before);
    Ok((package, Table::from_bytes(body).ok_or(PackageError::Form)?))
}

fn length(part: &[u8]) -> Result<[u8; 4], PackageError> {
    u32::try_from(part.len()).map(u32::to_be_bytes).map_err(|_| PackageError::Form)
}

/// A part with its length before it, and the rest.
fn cut(bytes: &[u8]) -> Result<(&[u8], &[u8]), PackageError> {
    let (length, rest) = bytes.split_first_chunk::<4>().ok_or(PackageError::Form)?;
    rest.split_at_checked(u32::from_be_bytes(*length) as usize).ok_or(PackageError::Form)
}

/// Hashes the PIN of a crew member.
///
/// # Errors
/// The function has no memory to work in.
pub fn pin_verifier(pin: &str) -> Result<String, SealError> {
    use argon2::password_hash::PasswordHasher;
    let hash = argon2::Argon2::default().hash_password(pin.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| SealError::Key)
}

/// Whether `pin` is the one behind `verifier`.
pub fn is_pin(pin: &str, verifier: &str) -> bool {
    use argon2::password_hash::{PasswordVerifier, phc::PasswordHash};
    PasswordHash::new(verifier)
        .is_ok_and(|parsed| argon2::Argon2::default().verify_password(pin.as_bytes(), &parsed).is_ok())
}
