//! The two ceremonies: a key is registered, a key signs.

use serde::{Deserialize, Serialize};

use super::{
    authenticator::AuthenticatorData,
    cbor::{self, Value},
    client,
    cose::ES256,
};
use crate::{Digest, Fault, PublicKey, Result, wire};

/// Who we are to the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RelyingParty {
    /// The domain that credentials belong to.
    pub id: String,
    /// The pages that may ask: `https://vena.example`.
    pub origins: Vec<String>,
}

/// How much a signature decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strictness {
    /// Releases blood: a key that may have copies is refused.
    Release,
    /// Anything else.
    Usual,
}

/// What the browser answers to `navigator.credentials.create`.
#[derive(Debug, Clone)]
pub struct Registration<'a> {
    /// `response.clientDataJSON`
    pub client_data_json: &'a [u8],
    /// `response.attestationObject`
    pub attestation_object: &'a [u8],
}

/// What the browser answers to `navigator.credentials.get`.
#[derive(Debug, Clone)]
pub struct Assertion<'a> {
    /// `rawId`
    pub credential_id: &'a [u8],
    /// `response.clientDataJSON`
    pub client_data_json: &'a [u8],
    /// `response.authenticatorData`
    pub authenticator_data: &'a [u8],
    /// `response.signature`
    pub signature: &'a [u8],
}

/// A registered key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Its name.
    pub id: Vec<u8>,
    /// Its public key.
    pub public_key: PublicKey,
    /// How often it had signed when it was last seen.
    pub counter: u32,
    /// Whether it may have copies.
    pub is_backup_eligible: bool,
    /// The model of the key; zeros when it does not say.
    pub model: [u8; 16],
}

/// A signature of a registered key that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asserted {
    /// To be stored with the credential.
    pub counter: u32,
}

/// Remembers challenges.
pub trait UsedChallenges {
    /// Notes a challenge as used. `false` when it had been noted before; both must happen in one step, so that of two
    /// answers at the same moment only one gets through.
    fn claim(&mut self, challenge: &[u8]) -> bool;
}

/// Checks the answer to a registration with `challenge`.
pub fn register(
    party: &RelyingParty,
    challenge: &[u8],
    answer: &Registration<'_>,
    used: &mut dyn UsedChallenges,
) -> Result<Credential> {
    client::check(party, answer.client_data_json, "webauthn.create", challenge)?;
    let object = cbor::read_all(answer.attestation_object)?;
    let bytes = object.named("authData").and_then(Value::as_bytes);
    let bytes = bytes.ok_or(Fault::Malformed { what: "attestationObject" })?;
    let data = AuthenticatorData::read(bytes)?;
    data.check(&party.id)?;
    let attested = data.attested.clone().ok_or(Fault::Malformed { what: "authenticatorData" })?;
    let signed = [bytes, &Digest::Sha256.of(answer.client_data_json)].concat();
    check_attestation(&object, &signed, &attested.public_key)?;
    claim(used, challenge)?;
    Ok(Credential {
        id: attested.credential_id,
        public_key: attested.public_key,
        counter: data.counter,
        is_backup_eligible: data.is_backup_eligible(),
        model: attested.model,
    })
}

/// No statement about the key's maker, or one that the new key signs itself (WebAuthn sections 8.2 and 8.7).
fn check_attestation(object: &Value, signed: &[u8], key: &PublicKey) -> Result<()> {
    let statement = object.named("attStmt").ok_or(Fault::Attestation)?;
    match object.named("fmt").and_then(Value::as_text) {
        Some("none") if *statement == Value::Map(Vec::new()) => Ok(()),
        Some("packed") if statement.named("x5c").is_none() => {
            let signature = statement.named("sig").and_then(Value::as_bytes).ok_or(Fault::Attestation)?;
            let is_es256 = statement.named("alg").and_then(Value::as_int) == Some(ES256);
            if is_es256 && key.verify(signed, signature).is_ok() { Ok(()) } else { Err(Fault::Attestation) }
        }
        _ => Err(Fault::Attestation),
    }
}

/// Checks the answer to a signature with `challenge`, the digest of the envelope.
pub fn assert(
    party: &RelyingParty,
    credential: &Credential,
    challenge: &[u8; 32],
    answer: &Assertion<'_>,
    strictness: Strictness,
    used: &mut dyn UsedChallenges,
) -> Result<Asserted> {
    if answer.credential_id != credential.id {
        return Err(Fault::UnknownCredential);
    }
    client::check(party, answer.client_data_json, "webauthn.get", challenge)?;
    let data = AuthenticatorData::read(answer.authenticator_data)?;
    data.check(&party.id)?;
    let may_have_copies = data.is_backup_eligible() || credential.is_backup_eligible;
    if strictness == Strictness::Release && may_have_copies {
        return Err(Fault::SyncedKey);
    }
    // Eligibility is fixed when a key is made (WebAuthn section 7.2 step 18); a change means another key.
    if data.is_backup_eligible() != credential.is_backup_eligible {
        return Err(Fault::UnknownCredential);
    }
    let signed = [answer.authenticator_data, &Digest::Sha256.of(answer.client_data_json)].concat();
    credential.public_key.verify(&signed, answer.signature)?;
    check_counter(credential.counter, data.counter)?;
    claim(used, challenge)?;
    Ok(Asserted { counter: data.counter })
}

/// A key that counts must count upwards (WebAuthn section 7.2 step 22).
fn check_counter(known: u32, seen: u32) -> Result<()> {
    let does_not_count = known == 0 && seen == 0;
    if does_not_count || seen > known { Ok(()) } else { Err(Fault::CounterBack { known, seen }) }
}

fn claim(used: &mut dyn UsedChallenges, challenge: &[u8]) -> Result<()> {
    if used.claim(challenge) { Ok(()) } else { Err(Fault::ChallengeReused) }
}

impl Credential {
    /// Its name in hexadecimal.
    pub fn name(&self) -> String {
        wire::hex(&self.id)
    }
}
