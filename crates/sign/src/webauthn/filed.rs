//! An answer that was filed with a signature: what can be asked of it years later, without the browser and without us.

use super::{authenticator::AuthenticatorData, client};
use crate::{Digest, Fault, Result, cms::Assertion};

/// Refuses an answer to another question than `challenge`, of another site, without a verified user, or that the key of the
/// person's certificate did not make. Whether that certificate may be trusted is asked elsewhere.
pub fn check_filed(assertion: &Assertion, challenge: &[u8; 32]) -> Result<()> {
    let origin = client::check_question(&assertion.client_data_json, "webauthn.get", challenge)?;
    if !belongs(&origin, &assertion.rp_id) {
        return Err(Fault::Origin { seen: origin });
    }
    AuthenticatorData::read(&assertion.authenticator_data)?.check(&assertion.rp_id)?;
    let client = Digest::Sha256.of(&assertion.client_data_json);
    let signed = [assertion.authenticator_data.as_slice(), &client].concat();
    let key = assertion.certificate.public_key();
    key.verify(&signed, &assertion.signature).map_err(|_| Fault::AssertionSignature)
}

/// A credential of a domain answers only to pages of it and of domains below it (WebAuthn section 5.1.4.1), and only where
/// nobody listens: https, or this machine itself.
fn belongs(origin: &str, rp_id: &str) -> bool {
    let Some((scheme, host)) = origin.split_once("://") else { return false };
    let host = host.rsplit_once(':').map_or(host, |(host, port)| if port.parse::<u16>().is_ok() { host } else { "" });
    let is_below = host.strip_suffix(rp_id).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    let is_private = scheme == "https" || scheme == "http" && (host == "localhost" || host.ends_with(".localhost"));
    !rp_id.is_empty() && is_below && is_private
}

#[cfg(test)]
mod tests {
    use super::belongs;

    #[test]
    fn a_page_belongs_to_its_domain_and_those_above() {
        for (origin, rp_id, does) in [
            ("https://vena.example", "vena.example", true),
            ("https://vena.example:8443", "vena.example", true),
            ("https://console.vena.example", "vena.example", true),
            ("http://localhost:7420", "localhost", true),
            ("http://vena.example", "vena.example", false),
            ("https://evilvena.example", "vena.example", false),
            ("https://vena.example.evil", "vena.example", false),
            ("https://vena.example:x", "vena.example", false),
            ("vena.example", "vena.example", false),
            ("https://vena.example", "", false),
        ] {
            assert_eq!(belongs(origin, rp_id), does, "{origin} {rp_id}");
        }
    }
}
