//! What the browser says: clientDataJSON (WebAuthn section 5.8.1).

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;

use super::ceremony::RelyingParty;
use crate::{Fault, Result};

/// Longer statements are no statements.
const MOST_BYTES: usize = 16 * 1024;

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    ceremony: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin", default)]
    cross_origin: bool,
}

/// Refuses another ceremony, challenge or origin, and a page inside another page.
pub(super) fn check(party: &RelyingParty, json: &[u8], ceremony: &str, challenge: &[u8]) -> Result<()> {
    let origin = check_question(json, ceremony, challenge)?;
    if party.origins.contains(&origin) { Ok(()) } else { Err(Fault::Origin { seen: origin }) }
}

/// Refuses another ceremony or challenge, and a page inside another page. The answer is the origin.
pub(super) fn check_question(json: &[u8], ceremony: &str, challenge: &[u8]) -> Result<String> {
    if json.len() > MOST_BYTES {
        return Err(Fault::TooLarge { what: "clientDataJSON" });
    }
    let said: ClientData = serde_json::from_slice(json).map_err(|_| Fault::Malformed { what: "clientDataJSON" })?;
    if said.ceremony != ceremony {
        return Err(Fault::CeremonyType);
    }
    if BASE64_URL_SAFE_NO_PAD.decode(&said.challenge).ok().as_deref() != Some(challenge) {
        return Err(Fault::Challenge);
    }
    if said.cross_origin { Err(Fault::CrossOrigin) } else { Ok(said.origin) }
}
