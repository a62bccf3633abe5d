//! A small city: an authority, a time-stamp authority and people with keys.

use vena_kernel::clock::Instant;
use vena_sign::{
    Profile,
    cms::{Evidence, Message, Request},
    envelope::{DocumentDigest, Envelope},
    key::Identity,
    profile::SecretKey,
    tsp::{DevelopmentStamper, Imprint, Stamp, StampRequest, token_of_response},
    verify::Policy,
    x509::{Certificate, Crl, CrlOrder, DevelopmentAuthority, Reason, Revocation, Subject},
};

pub(crate) const DAY: i64 = 86_400;

pub(crate) fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

/// The first day of the authority.
pub(crate) fn start() -> Instant {
    at("2026-03-01T00:00:00Z")
}

/// The day on which people sign.
pub(crate) fn signing_day() -> Instant {
    at("2026-04-10T08:30:00.25Z")
}

pub(crate) struct Person {
    pub(crate) key: SecretKey,
    pub(crate) certificate: Certificate,
}

pub(crate) struct City {
    pub(crate) authority: DevelopmentAuthority,
    stamp_key: SecretKey,
    stamp_certificate: Certificate,
    pub(crate) profile: Profile,
}

impl City {
    pub(crate) fn new(profile: Profile) -> Self {
        let authority = DevelopmentAuthority::create(profile, "青禾市中心血站", start()).expect("an authority");
        let stamp_key = SecretKey::generate(profile).expect("a key");
        let stamp_certificate = authority.issue_stamper(stamp_key.public_key(), start()).expect("a certificate");
        Self { authority, stamp_key, stamp_certificate, profile }
    }

    /// A person with a certificate of one year.
    pub(crate) fn person(&self, name: &str, account: &str) -> Person {
        self.person_until(name, account, start().plus_seconds(365 * DAY))
    }

    pub(crate) fn person_until(&self, name: &str, account: &str, until: Instant) -> Person {
        let key = SecretKey::generate(self.profile).expect("a key");
        let certificate = self.certify(name, account, &key, until);
        Person { key, certificate }
    }

    pub(crate) fn certify(&self, name: &str, account: &str, key: &SecretKey, until: Instant) -> Certificate {
        let subject = Subject {
            name: name.into(),
            account: Some(account.into()),
            role: Some("发血者".into()),
            organization: Some("青禾市中心血站".into()),
            unit: None,
        };
        self.authority.issue_person(&subject, key.public_key(), start(), until).expect("a certificate")
    }

    pub(crate) fn identity<'k>(&self, person: &'k Person) -> Identity<'k> {
        self.authority.identity(&person.key, person.certificate.clone()).expect("an identity")
    }

    pub(crate) fn stamper(&self) -> DevelopmentStamper<'_> {
        let identity = self.authority.identity(&self.stamp_key, self.stamp_certificate.clone()).expect("an identity");
        DevelopmentStamper::new(identity).expect("a stamper")
    }

    /// A checked token over `bytes`.
    pub(crate) fn stamp(&self, bytes: &[u8], now: Instant) -> Vec<u8> {
        let request = StampRequest::new(Imprint::of(self.profile.digest(), bytes)).expect("a request");
        let response = self.stamper().answer(&request.to_der().expect("DER"), 77, now).expect("an answer");
        let token = token_of_response(&response).expect("a token");
        Stamp::from_der(&token).expect("a stamp").check_answers(&request).expect("it answers");
        token
    }

    /// The lists of both authorities, true at `this_update` and in force for a week.
    pub(crate) fn lists(&self, this_update: Instant, revoked: &[Revocation]) -> Vec<Crl> {
        let order =
            |revoked| CrlOrder { number: 5, this_update, next_update: this_update.plus_seconds(7 * DAY), revoked };
        let people = self.authority.crl(&order(revoked)).expect("a list");
        vec![people, self.authority.root_crl(&order(&[])).expect("a list")]
    }

    pub(crate) fn revocation(&self, person: &Person, at: Instant) -> Vec<Revocation> {
        let serial = person.certificate.serial();
        let digit = |at: usize| u8::from_str_radix(&serial[at..at + 2], 16).expect("hexadecimal");
        let serial = (0..serial.len()).step_by(2).map(digit).collect();
        vec![Revocation { serial, at, reason: Reason::KeyCompromise, invalid_since: None }]
    }

    /// What the documents of this city are checked by on the day after signing.
    pub(crate) fn policy(&self) -> Policy {
        let now = signing_day().plus_seconds(DAY);
        let mut policy = Policy::strict(self.authority.anchors(), now);
        policy.evidence.crls = self.lists(signing_day().plus_seconds(3600), &[]);
        policy
    }

    pub(crate) fn envelope(&self, person: &Person, document: &[u8]) -> Envelope {
        let subject = person.certificate.subject();
        Envelope {
            document: DocumentDigest::of(self.profile.digest(), document),
            template: "transport_slip".into(),
            template_version: "3".into(),
            signer: subject.name,
            account: subject.account.unwrap_or_default(),
            certificate: person.certificate.serial(),
            role: "发血者".into(),
            reason: "交接".into(),
            at: signing_day(),
            device: "工作站 07".into(),
            event: "evt_0193".into(),
            form_code: "M14-P01-S38-R02".into(),
            number: "202604100".into(),
        }
    }

    /// A signature with envelope and time-stamp.
    pub(crate) fn sign(&self, person: &Person, document: &[u8]) -> Message {
        let envelope = self.envelope(person, document).to_der().expect("DER");
        self.sign_with(person, document, &envelope)
    }

    pub(crate) fn sign_with(&self, person: &Person, document: &[u8], envelope: &[u8]) -> Message {
        let digest = self.profile.digest().of(document);
        let request = Request { digest, at: signing_day(), envelope: Some(envelope) };
        let mut message = Message::sign(&self.identity(person), &request).expect("a signature");
        self.stamp_all(&mut message);
        message
    }

    /// A time-stamp for every signature that has none.
    pub(crate) fn stamp_all(&self, message: &mut Message) {
        let bare = message.signers().into_iter().filter(|signer| signer.stamp().expect("readable").is_none());
        let bare: Vec<Vec<u8>> = bare.map(|signer| signer.signature().to_vec()).collect();
        for signature in bare {
            let token = self.stamp(&signature, signing_day().plus_seconds(2));
            message.add_stamp(&signature, &token).expect("a stamp");
        }
    }

    /// Lists and chain, as they are archived an hour after signing.
    pub(crate) fn archive(&self) -> Evidence {
        let crls = self.lists(signing_day().plus_seconds(3600), &[]);
        Evidence { certificates: vec![self.authority.root().clone()], crls }
    }
}
