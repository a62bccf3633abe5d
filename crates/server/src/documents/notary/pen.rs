//! One signature on one document: here, or in two steps when the key is elsewhere.

use serde::{Deserialize, Serialize};
use vena_kernel::{clock::Instant, refusal::Refusal};
use vena_platform::documents::{Hand, OutsideAnswer, Prepared, SignOrder};
use vena_sign::{
    Digest, Fault,
    cms::{self, Assertion, Draft, Handwriting, Message, Request},
    envelope::Envelope,
    pdf,
    x509::{Certificate, Path},
};

use super::{
    Held, RealNotary, authority::Opened, mark, pool::Pool, seal::Seal, stamping::Wanted, trusted::Trusted, words,
};

/// Whom the document names as the signer.
pub(super) struct Who {
    pub(super) name: String,
    pub(super) account: String,
    /// Number of the certificate.
    pub(super) certificate: String,
}

/// What the server remembers until the key elsewhere has answered: all that it was asked about.
#[derive(Serialize, Deserialize)]
struct State {
    /// The envelope, DER: which bytes were shown, to whom, as whom, why, when.
    envelope: Vec<u8>,
    /// SHA-256 of the bytes that the key signs.
    to_sign: [u8; 32],
}

/// A file with an empty place, and the signature that is to come there.
struct Begun {
    file: pdf::Prepared,
    draft: Draft,
    /// The paths of the signer and of the seal.
    paths: Vec<Path>,
}

impl Who {
    fn of(certificate: &Certificate) -> Self {
        let subject = certificate.subject();
        Self { name: subject.name, account: subject.account.unwrap_or_default(), certificate: certificate.serial() }
    }
}

/// The order, and what it needs of the notary.
pub(super) struct Pen<'a> {
    notary: &'a RealNotary,
    order: &'a SignOrder<'a>,
    opened: std::sync::Arc<Opened>,
    trusted: std::sync::Arc<Trusted>,
    pool: Pool,
    /// When the signature is made; the order's instant is when its envelope was.
    now: Instant,
}

impl<'a> Pen<'a> {
    pub(super) fn take(notary: &'a RealNotary, order: &'a SignOrder<'a>, now: Instant) -> Result<Self, Refusal> {
        let opened = notary.open(order.authority)?;
        let trusted = notary.trusted.now();
        let pool = Pool::of(&opened, &trusted, order, now)?;
        Ok(Self { notary, order, opened, trusted, pool, now })
    }

    /// Signs with a key that is here.
    pub(super) fn sign(&self) -> Result<Vec<u8>, Refusal> {
        match self.order.hand {
            Hand::Key { certificate, key } => {
                let certificate = Certificate::from_der(certificate)?;
                let key = key.get::<Held>().ok_or(Fault::NotUnlocked)?;
                if key.0.public_key() != certificate.public_key() {
                    return Err(Fault::KeyMismatch.into());
                }
                let envelope = self.envelope(&Who::of(&certificate), &certificate);
                let begun = self.begin(&envelope, &certificate, &cms::Hand::Key)?;
                let signature = key.0.sign(&begun.draft.to_sign()?)?;
                self.complete(begun, &signature)
            }
            Hand::Pad { seal, handwriting } => {
                let seal = self.notary.seal(seal)?;
                let certificate = seal.certificate.serial();
                let who = Who { name: handwriting.name.to_owned(), account: String::new(), certificate };
                let written = Handwriting {
                    strokes: handwriting.strokes_digest,
                    fingerprint: handwriting.fingerprint_digest,
                    witness: handwriting.witness.to_owned(),
                };
                self.seal(&self.envelope(&who, &seal.certificate), &seal, cms::Hand::Pad(written))
            }
            Hand::Token { .. } | Hand::SecurityKey { .. } => Err(Fault::KeyElsewhere.into()),
        }
    }

    /// What a key elsewhere has to sign.
    pub(super) fn prepare(&self) -> Result<Prepared, Refusal> {
        let (envelope, to_sign) = match self.order.hand {
            Hand::Token { certificate } => {
                let certificate = Certificate::from_der(certificate)?;
                let envelope = self.envelope(&Who::of(&certificate), &certificate);
                let begun = self.begin(&envelope, &certificate, &cms::Hand::Key)?;
                self.judge(&begun.paths, self.now)?;
                (envelope, begun.draft.to_sign()?)
            }
            Hand::SecurityKey { certificate, seal } => {
                let certificate = Certificate::from_der(certificate)?;
                self.judge(&[self.pool.path(&certificate)?], self.now)?;
                let envelope = self.envelope(&Who::of(&certificate), &self.notary.seal(seal)?.certificate);
                let challenge = envelope.digest(Digest::Sha256)?.to_vec();
                (envelope, challenge)
            }
            Hand::Key { .. } | Hand::Pad { .. } => return Err(Fault::OtherDocument.into()),
        };
        let state = State { envelope: envelope.to_der()?, to_sign: Digest::Sha256.of(&to_sign) };
        let state = serde_json::to_vec(&state).map_err(|_| Fault::Malformed { what: "state" })?;
        Ok(Prepared { to_sign, state })
    }

    /// The document with the answer of the key.
    pub(super) fn finish(&self, state: &[u8], answer: &OutsideAnswer<'_>) -> Result<Vec<u8>, Refusal> {
        let state: State = serde_json::from_slice(state).map_err(|_| Fault::OtherDocument)?;
        match (self.order.hand, answer) {
            (Hand::Token { certificate }, OutsideAnswer::Signature(signature)) => {
                let certificate = Certificate::from_der(certificate)?;
                let envelope = self.envelope(&Who::of(&certificate), &certificate);
                state.check_envelope(&envelope)?;
                let begun = self.begin(&envelope, &certificate, &cms::Hand::Key)?;
                state.check(&begun.draft.to_sign()?)?;
                self.complete(begun, signature)
            }
            (Hand::SecurityKey { certificate, seal }, OutsideAnswer::Assertion { party, answer }) => {
                let (certificate, seal) = (Certificate::from_der(certificate)?, self.notary.seal(seal)?);
                let envelope = self.envelope(&Who::of(&certificate), &seal.certificate);
                state.check_envelope(&envelope)?;
                let challenge = envelope.digest(Digest::Sha256)?;
                state.check(&challenge)?;
                let assertion = Assertion {
                    certificate,
                    rp_id: party.id.clone(),
                    authenticator_data: answer.authenticator_data.to_vec(),
                    client_data_json: answer.client_data_json.to_vec(),
                    signature: answer.signature.to_vec(),
                };
                vena_sign::webauthn::check_filed(&assertion, &challenge)?;
                self.seal(&envelope, &seal, cms::Hand::SecurityKey(Box::new(assertion)))
            }
            _ => Err(Fault::OtherDocument.into()),
        }
    }

    /// The organisation signs what the person did.
    fn seal(&self, envelope: &Envelope, seal: &Seal, hand: cms::Hand) -> Result<Vec<u8>, Refusal> {
        let mut begun = self.begin(envelope, &seal.certificate, &hand)?;
        if let cms::Hand::SecurityKey(assertion) = &hand {
            begun.paths.push(self.pool.path(&assertion.certificate)?);
        }
        let signature = seal.key.sign(&begun.draft.to_sign()?)?;
        self.complete(begun, &signature)
    }

    fn envelope(&self, who: &Who, makes: &Certificate) -> Envelope {
        words::envelope(self.order, who, makes.profile().digest())
    }

    /// Makes room in the file and fixes what the key of `makes` signs.
    fn begin(&self, envelope: &Envelope, makes: &Certificate, hand: &cms::Hand) -> Result<Begun, Refusal> {
        let appearance = mark::draw(&self.notary.workshop, self.order, &envelope.signer)?;
        let name = format!("Signature{}", pdf::signatures(self.order.pdf)?.len() + 1);
        let room = words::room(self.order, &self.trusted.known);
        let file =
            pdf::prepare(self.order.pdf, &words::field(self.order, (&name, &envelope.signer), appearance, room))?;
        let path = self.pool.path(makes)?;
        let digest = file.digest(makes.profile().digest());
        let der = envelope.to_der()?;
        let request = Request { digest, at: self.order.at, envelope: Some(&der) };
        let draft = Draft::new(makes, path.between(), &request, hand)?;
        Ok(Begun { file, draft, paths: vec![path] })
    }

    fn judge(&self, paths: &[Path], at: Instant) -> Result<(), Fault> {
        paths.iter().try_for_each(|path| self.pool.check(path, at))
    }

    /// Stamps the time, judges the certificates at that instant, archives what proves it, and fills the empty place.
    fn complete(&self, begun: Begun, signature: &[u8]) -> Result<Vec<u8>, Refusal> {
        let Begun { file, draft, mut paths } = begun;
        let mut message: Message = draft.finish(signature)?;
        let digest = paths[0].leaf().profile().digest();
        let wanted = Wanted { signature, digest, serial: self.order.stamp_serial, now: self.now };
        let stamped = self.notary.stamping.stamp(&self.opened, &self.pool, &wanted)?;
        self.judge(&paths, stamped.check.at)?;
        message.add_stamp(signature, &stamped.token)?;
        paths.push(stamped.check.path);
        message.archive(signature, &self.pool.archive(&paths))?;
        Ok(file.finish(&message.to_der()?)?)
    }
}

impl State {
    /// Refuses another envelope; the first field that differs names itself.
    fn check_envelope(&self, envelope: &Envelope) -> Result<(), Fault> {
        envelope.check_is(&Envelope::from_der(&self.envelope).map_err(|_| Fault::OtherDocument)?)
    }

    fn check(&self, to_sign: &[u8]) -> Result<(), Fault> {
        if Digest::Sha256.of(to_sign) == self.to_sign { Ok(()) } else { Err(Fault::OtherDocument) }
    }
}
