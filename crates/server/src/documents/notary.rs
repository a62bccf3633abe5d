//! Certificates, signatures and time stamps with `vena-sign`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use serde_json::json;
use vena_kernel::{
    clock::Instant,
    refusal::Refusal,
    text::{Lang, Text},
    zone,
};
use vena_platform::documents::{
    CertificateInfo, DocumentReport, Enrolled, Enrolment, Notary, PageBox, Profile, SignOrder, Trust, Unlocked,
    Withdrawn,
};
use vena_render::{Head, Sheet};
use vena_sign::{
    Digest, Fault,
    cms::Evidence,
    envelope::{DocumentDigest, Envelope},
    pdf::{self, Appearance, FieldOrder},
    profile::SecretKey,
    tsp::{DevelopmentStamper, Imprint, StampRequest, token_of_response},
    x509::{
        Certificate, Crl, CrlOrder, DevelopmentAuthority, Reason, Revocation, StoredAuthority, Subject, random_serial,
    },
};

use super::{Workshop, report};

/// How long a list of withdrawn certificates is good: the next one comes much earlier, whenever somebody asks.
const LIST_SECONDS: i64 = 7 * 24 * 3600;
/// Bytes kept free for a signature: certificates, envelope, time stamp and lists.
const ROOM_BYTES: usize = 48 * 1024;
/// The template of the mark that a signature leaves, and its size.
const MARK: &str = "signature-mark";

/// The authority as it is kept: everything that signs for the installation.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Opens the keys below; whoever keeps this seals the whole.
    pin: String,
    authority: StoredAuthority,
    stamper: String,
    stamper_key: String,
}

struct Opened {
    authority: DevelopmentAuthority,
    stamper: Certificate,
    stamper_key: SecretKey,
}

pub(super) struct RealNotary {
    workshop: Arc<Workshop>,
    /// Opening keys is slow on purpose; an authority is opened once for as long as the program runs.
    opened: Mutex<HashMap<[u8; 32], Arc<Opened>>>,
}

impl RealNotary {
    pub(super) fn new(workshop: Arc<Workshop>) -> Self {
        Self { workshop, opened: Mutex::default() }
    }

    fn open(&self, authority: &[u8]) -> Result<Arc<Opened>, Refusal> {
        let name = Digest::Sha256.of(authority);
        let known = self.opened.lock().unwrap_or_else(PoisonError::into_inner).get(&name).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let kept: Kept = serde_json::from_slice(authority).map_err(|_| Fault::Malformed { what: "authority" })?;
        let profile = kept.authority.profile;
        let opened = Arc::new(Opened {
            authority: DevelopmentAuthority::open(&kept.authority, &kept.pin)?,
            stamper: Certificate::from_pem(&kept.stamper)?,
            stamper_key: SecretKey::from_pem(profile, &kept.stamper_key, Some(&kept.pin))?,
        });
        self.opened.lock().unwrap_or_else(PoisonError::into_inner).insert(name, opened.clone());
        Ok(opened)
    }

    /// What is seen where the signature stands.
    fn mark(&self, order: &SignOrder<'_>, signer: &str) -> Result<Appearance, Refusal> {
        let version = self.workshop.templates.current(MARK, order.at.day_in(&zone::china()))?.manifest.version;
        let data = json!({ "signer": signer, "reason": order.reason, "at": order.at });
        let head = Head {
            organisation: Text::new("", ""),
            number: order.number.to_owned(),
            made_at: order.at,
            verify_url: None,
        };
        let sheet = Sheet { form: MARK, version, lang: Lang::Zh, head: &head, data: &data };
        Ok(Appearance::Page(self.workshop.renderer()?.render(&sheet)?.pdf))
    }
}

fn profile(profile: Profile) -> vena_sign::Profile {
    match profile {
        Profile::Sm2 => vena_sign::Profile::Sm2,
        Profile::P256 => vena_sign::Profile::P256,
    }
}

pub(super) fn profile_of(profile: vena_sign::Profile) -> Profile {
    match profile {
        vena_sign::Profile::Sm2 => Profile::Sm2,
        vena_sign::Profile::P256 => Profile::P256,
    }
}

impl Opened {
    fn list(&self, withdrawn: &[Withdrawn], number: u64, now: Instant) -> Result<Crl, Fault> {
        let revocation = |one: &Withdrawn| {
            let reason = if one.compromised { Reason::KeyCompromise } else { Reason::Superseded };
            let serial = Certificate::from_der(&one.certificate)?.serial_bytes().to_vec();
            Ok(Revocation { serial, at: one.at, reason, invalid_since: None })
        };
        let revoked = withdrawn.iter().map(revocation).collect::<Result<Vec<_>, Fault>>()?;
        self.authority.crl(&order_of(&revoked, number, now))
    }

    /// Certificates and lists that prove a signature when nobody can be asked any more.
    fn evidence(&self, order: &SignOrder<'_>) -> Result<Evidence, Fault> {
        let people = self.list(order.withdrawn, order.list_number, order.at)?;
        let authorities = self.authority.root_crl(&order_of(&[], order.list_number, order.at))?;
        Ok(Evidence { certificates: vec![self.authority.root().clone()], crls: vec![people, authorities] })
    }

    fn stamp(&self, request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>, Fault> {
        let identity = self.authority.identity(&self.stamper_key, self.stamper.clone())?;
        DevelopmentStamper::new(identity)?.answer(request, serial, now)
    }
}

fn order_of(revoked: &[Revocation], number: u64, now: Instant) -> CrlOrder<'_> {
    CrlOrder { number, this_update: now, next_update: now.plus_seconds(LIST_SECONDS), revoked }
}

impl Notary for RealNotary {
    fn found(&self, wanted: Profile, organisation: &str, now: Instant) -> Result<Vec<u8>, Refusal> {
        let authority = DevelopmentAuthority::create(profile(wanted), organisation, now)?;
        let stamper_key = SecretKey::generate(profile(wanted))?;
        let stamper = authority.issue_stamper(stamper_key.public_key(), now)?;
        let pin: String = random_serial()?.iter().map(|byte| format!("{byte:02x}")).collect();
        let kept = Kept {
            authority: authority.store(&pin)?,
            stamper: stamper.to_pem()?,
            stamper_key: stamper_key.to_pem(&pin)?.to_string(),
            pin,
        };
        serde_json::to_vec(&kept).map_err(|_| Fault::Malformed { what: "authority" }.into())
    }

    fn root(&self, authority: &[u8]) -> Result<Vec<u8>, Refusal> {
        Ok(self.open(authority)?.authority.root().der().to_vec())
    }

    fn enrol(&self, authority: &[u8], enrolment: &Enrolment<'_>) -> Result<Enrolled, Refusal> {
        let opened = self.open(authority)?;
        let key = SecretKey::generate(profile(enrolment.profile))?;
        let who = Subject {
            account: Some(enrolment.account.to_owned()),
            organization: Some(enrolment.organisation.to_owned()),
            ..Subject::named(enrolment.name)
        };
        let made = opened.authority.issue_person(&who, key.public_key(), enrolment.from, enrolment.until)?;
        Ok(Enrolled { certificate: made.der().to_vec(), key: key.to_pem(enrolment.pin)?.to_string() })
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
        Ok(Unlocked::new(SecretKey::from_pem(profile(wanted), key, Some(pin))?))
    }

    fn sign(&self, order: &SignOrder<'_>) -> Result<Vec<u8>, Refusal> {
        let opened = self.open(order.authority)?;
        let certificate = Certificate::from_der(order.certificate)?;
        let key = order.key.get::<SecretKey>().ok_or(Fault::NotUnlocked)?;
        let identity = opened.authority.identity(key, certificate.clone())?;
        let signer = certificate.subject();
        let appearance = self.mark(order, &signer.name)?;
        let name = format!("Signature{}", pdf::signatures(order.pdf)?.len() + 1);
        let field = field(order, &name, &signer.name, appearance);
        let prepared = pdf::prepare(order.pdf, &field)?;
        let envelope = envelope(order, &certificate, &signer);
        let mut message = pdf::sign_prepared(&prepared, &field, &identity, Some(&envelope))?;
        for signature in message.signers().iter().map(|signer| signer.signature().to_vec()).collect::<Vec<_>>() {
            let request = StampRequest::new(Imprint::of(certificate.profile().digest(), &signature))?;
            let token = token_of_response(&opened.stamp(&request.to_der()?, order.stamp_serial, order.at)?)?;
            message.add_stamp(&signature, &token)?;
            message.archive(&signature, &opened.evidence(order)?)?;
        }
        Ok(prepared.finish(&message.to_der()?)?)
    }

    fn stamp(&self, authority: &[u8], request: &[u8], serial: u64, now: Instant) -> Result<Vec<u8>, Refusal> {
        Ok(self.open(authority)?.stamp(request, serial, now)?)
    }

    fn check(&self, pdf: &[u8], trust: &Trust, now: Instant) -> DocumentReport {
        report::check(pdf, trust, now)
    }
}

fn field<'a>(order: &SignOrder<'a>, name: &'a str, signer: &'a str, appearance: Appearance) -> FieldOrder<'a> {
    let rect = |place: &PageBox| {
        let (right, top) = (place.left_pt + place.width_pt, place.bottom_pt + place.height_pt);
        (place.page.saturating_sub(1), [place.left_pt, place.bottom_pt, right, top], appearance.clone())
    };
    let (page, rect, appearance) = order.place.map_or((0, [0.0; 4], Appearance::Invisible), rect);
    FieldOrder {
        name,
        page,
        rect,
        appearance,
        signer,
        reason: order.reason,
        location: order.device,
        at: order.at,
        room: ROOM_BYTES,
    }
}

fn envelope(order: &SignOrder<'_>, certificate: &Certificate, signer: &Subject) -> Envelope {
    Envelope {
        document: DocumentDigest::of(certificate.profile().digest(), order.pdf),
        template: order.template.to_owned(),
        template_version: order.template_version.to_string(),
        signer: signer.name.clone(),
        account: signer.account.clone().unwrap_or_default(),
        certificate: certificate.serial(),
        role: order.role.to_owned(),
        reason: order.reason.to_owned(),
        at: order.at,
        device: order.device.to_owned(),
        event: order.event.to_owned(),
        form_code: order.form_code.to_owned(),
        number: order.number.to_owned(),
    }
}
