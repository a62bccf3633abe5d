//! Certificates, signatures and time stamps with `vena-sign`.

mod authority;
mod browser;
mod mark;
mod pen;
mod pool;
mod post;
mod seal;
mod stamping;
mod trusted;
mod words;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use vena_kernel::{clock::Instant, refusal::Refusal, say};
use vena_platform::{
    config::Config,
    documents::{
        BrowserAnswer, BrowserRegistration, CertificateInfo, DocumentReport, Enrolled, Enrolment, KeyWanted, Notary,
        OutsideAnswer, Party, Prepared, Profile, SecurityKey, SignOrder, Trust, Unlocked, Withdrawn,
    },
};
use vena_sign::{
    Digest, Fault, PublicKey,
    key::{
        SigningKey,
        service::{ServiceKey, ServiceTransport},
    },
    profile::SecretKey,
    x509::{Certificate, Subject, random_serial},
};

use self::{authority::Opened, pen::Pen, pool::Pool, post::Post, seal::Seal, stamping::Stamping, trusted::Shelf};
use super::{Workshop, report};

pub(super) use trusted::{Trusted, certificates};

/// A key that its owner has opened.
struct Held(Box<dyn SigningKey>);

/// Opening keys is slow on purpose; what was opened stays open for as long as the program runs.
struct Drawer<T>(Mutex<HashMap<[u8; 32], Arc<T>>>);

impl<T> Default for Drawer<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Drawer<T> {
    fn open(&self, kept: &[u8], open: impl FnOnce(&[u8]) -> Result<T, Fault>) -> Result<Arc<T>, Refusal> {
        let name = Digest::Sha256.of(kept);
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let opened = Arc::new(open(kept)?);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, opened.clone());
        Ok(opened)
    }
}

pub(super) struct RealNotary {
    workshop: Arc<Workshop>,
    trusted: Shelf,
    stamping: Stamping,
    service: Option<Arc<dyn ServiceTransport>>,
    authorities: Drawer<Opened>,
    seals: Drawer<Seal>,
}

impl RealNotary {
    pub(super) fn new(workshop: Arc<Workshop>, config: &Config) -> Result<Self, Refusal> {
        let service = Post::to("signature_service_url", &config.signature_service_url, true)?;
        Ok(Self {
            workshop,
            trusted: Shelf::open(&config.trusted_certificates)?,
            stamping: Stamping::to(&config.timestamp_url)?,
            service: service.map(|post| Arc::new(post) as Arc<dyn ServiceTransport>),
            authorities: Drawer::default(),
            seals: Drawer::default(),
        })
    }

    fn open(&self, authority: &[u8]) -> Result<Arc<Opened>, Refusal> {
        self.authorities.open(authority, Opened::open)
    }

    fn seal(&self, seal: &[u8]) -> Result<Arc<Seal>, Refusal> {
        self.seals.open(seal, Seal::open)
    }
}

/// Opens the keys that are kept with it; whoever keeps the whole seals it.
fn secret() -> Result<String, Fault> {
    Ok(random_serial()?.iter().map(|byte| format!("{byte:02x}")).collect())
}

pub(super) fn profile(profile: Profile) -> vena_sign::Profile {
    match profile {
        Profile::Sm2 => vena_sign::Profile::Sm2,
        Profile::P256 => vena_sign::Profile::P256,
    }
}

fn profile_of(profile: vena_sign::Profile) -> Profile {
    match profile {
        vena_sign::Profile::Sm2 => Profile::Sm2,
        vena_sign::Profile::P256 => Profile::P256,
    }
}

/// The public key, when it is one of the profile.
fn public_key(wanted: Profile, der: &[u8]) -> Result<PublicKey, Fault> {
    let key = PublicKey::from_der(der)?;
    if key.profile() == profile(wanted) { Ok(key) } else { Err(Fault::MixedProfiles) }
}

impl Notary for RealNotary {
    fn found(&self, wanted: Profile, organisation: &str, now: Instant) -> Result<Vec<u8>, Refusal> {
        authority::found(profile(wanted), organisation, now)
    }

    fn root(&self, authority: &[u8]) -> Result<Vec<u8>, Refusal> {
        Ok(self.open(authority)?.authority.root().der().to_vec())
    }

    fn found_seal(
        &self,
        authority: &[u8],
        organisation: &str,
        from: Instant,
        until: Instant,
    ) -> Result<Vec<u8>, Refusal> {
        seal::found(&*self.open(authority)?, organisation, (from, until))
    }

    fn enrol(&self, authority: &[u8], enrolment: &Enrolment<'_>) -> Result<Enrolled, Refusal> {
        let opened = self.open(authority)?;
        let who = Subject {
            account: Some(enrolment.account.to_owned()),
            organization: Some(enrolment.organisation.to_owned()),
            ..Subject::named(enrolment.name)
        };
        let (public, kept) = match enrolment.key {
            KeyWanted::New { pin } => {
                let key = SecretKey::generate(profile(enrolment.profile))?;
                (key.public_key().clone(), Some(key.to_pem(pin)?.to_string()))
            }
            KeyWanted::Outside { public_key: der } => (public_key(enrolment.profile, der)?, None),
        };
        let made = opened.authority.issue_person(&who, &public, enrolment.from, enrolment.until)?;
        Ok(Enrolled { certificate: made.der().to_vec(), key: kept })
    }

    fn describe(&self, certificate: &[u8]) -> Result<CertificateInfo, Refusal> {
        let certificate = Certificate::from_der(certificate)?;
        let (subject, issuer) = (certificate.subject(), certificate.issuer());
        let fingerprint = certificate.fingerprint(certificate.profile().digest());
        Ok(CertificateInfo {
            serial: certificate.serial(),
            owner: subject.name,
            account: subject.account.unwrap_or_default(),
            organisation: subject.organization.unwrap_or_default(),
            issuer: issuer.name,
            profile: profile_of(certificate.profile()),
            valid_from: certificate.valid_from(),
            valid_until: certificate.valid_until(),
            fingerprint: fingerprint.iter().map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    fn list(&self, authority: &[u8], withdrawn: &[Withdrawn], number: u64, now: Instant) -> Result<Vec<u8>, Refusal> {
        Ok(self.open(authority)?.list(withdrawn, number, now)?.der().to_vec())
    }

    fn unlock(&self, wanted: Profile, key: &str, pin: &str) -> Result<Unlocked, Refusal> {
        Ok(Unlocked::new(Held(Box::new(SecretKey::from_pem(profile(wanted), key, Some(pin))?))))
    }

    fn service_key(&self, certificate: &[u8], authorization: &str) -> Result<Unlocked, Refusal> {
        let service = self.service.clone().ok_or_else(|| {
            let reason = say!("本系统没有接入外部签名服务", "this installation is connected to no signature service");
            Refusal::new("key.no-service", reason)
        })?;
        let certificate = Certificate::from_der(certificate)?;
        Ok(Unlocked::new(Held(Box::new(ServiceKey::new(service, certificate, authorization.to_owned())))))
    }

    fn sign_bytes(&self, key: &Unlocked, message: &[u8]) -> Result<Vec<u8>, Refusal> {
        Ok(key.get::<Held>().ok_or(Fault::NotUnlocked)?.0.sign(message)?)
    }

    fn trusts(&self, certificate: &[u8], now: Instant) -> Result<(), Refusal> {
        let (certificate, pool) = (Certificate::from_der(certificate)?, Pool::of_others(&self.trusted.now()));
        Ok(pool.check(&pool.path(&certificate)?, now)?)
    }

    fn sign(&self, order: &SignOrder<'_>) -> Result<Vec<u8>, Refusal> {
        Pen::take(self, order, order.at)?.sign()
    }

    fn prepare(&self, order: &SignOrder<'_>) -> Result<Prepared, Refusal> {
        Pen::take(self, order, order.at)?.prepare()
    }

    fn finish(
        &self,
        order: &SignOrder<'_>,
        state: &[u8],
        answer: &OutsideAnswer<'_>,
        stamped_at: Instant,
    ) -> Result<Vec<u8>, Refusal> {
        Pen::take(self, order, stamped_at)?.finish(state, answer)
    }

    fn verify(&self, certificate: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        Ok(Certificate::from_der(certificate)?.public_key().verify(message, signature)?)
    }

    fn verify_with_key(&self, wanted: Profile, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Refusal> {
        Ok(public_key(wanted, key)?.verify(message, signature)?)
    }

    fn register(
        &self,
        party: &Party,
        challenge: &[u8],
        answer: &BrowserRegistration<'_>,
    ) -> Result<SecurityKey, Refusal> {
        Ok(browser::register(party, challenge, answer)?)
    }

    fn assert(
        &self,
        party: &Party,
        key: &SecurityKey,
        challenge: &[u8; 32],
        answer: &BrowserAnswer<'_>,
        releases: bool,
    ) -> Result<u32, Refusal> {
        Ok(browser::assert(party, key, challenge, answer, releases)?)
    }

    fn stamp(&self, authority: &[u8], request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>, Refusal> {
        Ok(self.open(authority)?.stamp(request, serial, now)?)
    }

    fn check(&self, pdf: &[u8], trust: &Trust, now: Instant) -> DocumentReport {
        report::check(pdf, trust, &self.trusted.now(), now)
    }
}
