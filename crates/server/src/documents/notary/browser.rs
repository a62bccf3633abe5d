//! Security keys of the browser. That a challenge is used once, the caller sees to: here every one is new.

use vena_platform::documents::{BrowserAnswer, BrowserRegistration, Party, SecurityKey};
use vena_sign::{
    Fault, PublicKey,
    webauthn::{self, Assertion, Credential, Registration, RelyingParty, Strictness, UsedChallenges},
};

/// The caller claims challenges in the database, in one statement.
struct ClaimedByCaller;

impl UsedChallenges for ClaimedByCaller {
    fn claim(&mut self, _: &[u8]) -> bool {
        true
    }
}

fn party_of(party: &Party) -> RelyingParty {
    RelyingParty { id: party.id.clone(), origins: vec![party.origin.clone()] }
}

pub(super) fn register(
    party: &Party,
    challenge: &[u8],
    answer: &BrowserRegistration<'_>,
) -> Result<SecurityKey, Fault> {
    let answer =
        Registration { client_data_json: answer.client_data_json, attestation_object: answer.attestation_object };
    let known = webauthn::register(&party_of(party), challenge, &answer, &mut ClaimedByCaller)?;
    Ok(SecurityKey {
        public_key: known.public_key.to_der()?,
        credential_id: known.id,
        counter: known.counter,
        may_have_copies: known.is_backup_eligible,
        model: known.model.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

pub(super) fn assert(
    party: &Party,
    key: &SecurityKey,
    challenge: &[u8; 32],
    answer: &BrowserAnswer<'_>,
    releases: bool,
) -> Result<u32, Fault> {
    let known = Credential {
        id: key.credential_id.clone(),
        public_key: PublicKey::from_der(&key.public_key)?,
        counter: key.counter,
        is_backup_eligible: key.may_have_copies,
        model: [0; 16],
    };
    let answer = Assertion {
        credential_id: answer.credential_id,
        client_data_json: answer.client_data_json,
        authenticator_data: answer.authenticator_data,
        signature: answer.signature,
    };
    let strictness = if releases { Strictness::Release } else { Strictness::Usual };
    let party = party_of(party);
    Ok(webauthn::assert(&party, &known, challenge, &answer, strictness, &mut ClaimedByCaller)?.counter)
}
