//! The development authority as it is kept, and what it signs.

use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Instant, refusal::Refusal};
use vena_platform::documents::Withdrawn;
use vena_sign::{
    Fault, Profile,
    profile::SecretKey,
    tsp::DevelopmentStamper,
    x509::{Certificate, Crl, CrlOrder, DevelopmentAuthority, Reason, Revocation, StoredAuthority},
};

use super::secret;

/// How long a list of withdrawn certificates is good: the next one comes much earlier, whenever somebody asks.
const LIST_SECONDS: i64 = 7 * 24 * 3600;

/// The authority as it is kept: everything that signs for the installation.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Opens the keys below; whoever keeps this seals the whole.
    pin: String,
    authority: StoredAuthority,
    stamper: String,
    stamper_key: String,
}

/// The authority with its keys open.
pub(super) struct Opened {
    pub(super) authority: DevelopmentAuthority,
    stamper: Certificate,
    stamper_key: SecretKey,
}

/// A new authority.
pub(super) fn found(profile: Profile, organisation: &str, now: Instant) -> Result<Vec<u8>, Refusal> {
    let authority = DevelopmentAuthority::create(profile, organisation, now)?;
    let stamper_key = SecretKey::generate(profile)?;
    let stamper = authority.issue_stamper(stamper_key.public_key(), now)?;
    let pin = secret()?;
    let kept = Kept {
        authority: authority.store(&pin)?,
        stamper: stamper.to_pem()?,
        stamper_key: stamper_key.to_pem(&pin)?.to_string(),
        pin,
    };
    serde_json::to_vec(&kept).map_err(|_| Fault::Malformed { what: "authority" }.into())
}

impl Opened {
    pub(super) fn open(kept: &[u8]) -> Result<Self, Fault> {
        let kept: Kept = serde_json::from_slice(kept).map_err(|_| Fault::Malformed { what: "authority" })?;
        let profile = kept.authority.profile;
        Ok(Self {
            authority: DevelopmentAuthority::open(&kept.authority, &kept.pin)?,
            stamper: Certificate::from_pem(&kept.stamper)?,
            stamper_key: SecretKey::from_pem(profile, &kept.stamper_key, Some(&kept.pin))?,
        })
    }

    /// The list of people and services whose certificates are withdrawn.
    pub(super) fn list(&self, withdrawn: &[Withdrawn], number: u64, now: Instant) -> Result<Crl, Fault> {
        let revocation = |one: &Withdrawn| {
            let reason = if one.compromised { Reason::KeyCompromise } else { Reason::Superseded };
            let serial = Certificate::from_der(&one.certificate)?.serial_bytes().to_vec();
            Ok(Revocation { serial, at: one.at, reason, invalid_since: None })
        };
        let revoked = withdrawn.iter().map(revocation).collect::<Result<Vec<_>, Fault>>()?;
        self.authority.crl(&order_of(&revoked, number, now))
    }

    /// The list of withdrawn authorities: there never is one.
    pub(super) fn authorities_list(&self, number: u64, now: Instant) -> Result<Crl, Fault> {
        self.authority.root_crl(&order_of(&[], number, now))
    }

    /// Answers a request for a time stamp.
    pub(super) fn stamp(&self, request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>, Fault> {
        let identity = self.authority.identity(&self.stamper_key, self.stamper.clone())?;
        DevelopmentStamper::new(identity)?.answer(request, serial, now)
    }
}

fn order_of(revoked: &[Revocation], number: u64, now: Instant) -> CrlOrder<'_> {
    CrlOrder { number, this_update: now, next_update: now.plus_seconds(LIST_SECONDS), revoked }
}
