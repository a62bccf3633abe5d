//! Keys that an outside signature service holds (协同签名, a city's signature platform). HTTP stands behind
//! [`ServiceTransport`]; here are the words, and the distrust of what comes back.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};

use super::SigningKey;
use crate::{Fault, Profile, PublicKey, Result, wire, x509::Certificate};

/// Brings a request to the service and its answer back.
pub trait ServiceTransport: Send + Sync {
    /// Posts JSON to a path below the service's address. An error says in words what failed.
    fn post(&self, path: &str, body: &[u8]) -> std::result::Result<Vec<u8>, String>;
}

/// Where signatures are asked for.
pub const SIGN_PATH: &str = "signatures";

/// What the service is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRequest {
    /// A number that only this request has, in hexadecimal.
    pub nonce: String,
    /// The key, by the number of its certificate.
    pub certificate: String,
    /// Its algorithms.
    pub profile: Profile,
    /// The 32 bytes to sign, in hexadecimal: for SM2 the digest with the signer's identity before the message.
    pub prehash: String,
    /// The signer's own consent to this one signature: what they entered or confirmed on their phone.
    pub authorization: String,
}

/// What the service answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceResponse {
    /// The number of the request.
    pub nonce: String,
    /// The certificate of the key that signed: DER in base64.
    pub certificate: String,
    /// `SEQUENCE { r, s }` in base64.
    pub signature: String,
}

/// A key of the service, for as many signatures as the authorization allows.
pub struct ServiceKey {
    transport: Arc<dyn ServiceTransport>,
    certificate: Certificate,
    authorization: String,
}

impl ServiceKey {
    /// The key of `certificate`, which was enrolled beforehand: the service cannot put another in its place.
    pub fn new(transport: Arc<dyn ServiceTransport>, certificate: Certificate, authorization: String) -> Self {
        Self { transport, certificate, authorization }
    }

    fn request(&self, message: &[u8]) -> Result<ServiceRequest> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| Fault::NoRandom)?;
        Ok(ServiceRequest {
            nonce: wire::hex(&nonce),
            certificate: self.certificate.serial(),
            profile: self.certificate.profile(),
            prehash: wire::hex(&self.public_key().prehash(message)?),
            authorization: self.authorization.clone(),
        })
    }

    fn ask(&self, request: &ServiceRequest) -> Result<ServiceResponse> {
        let body = serde_json::to_vec(request).map_err(|error| Fault::Service { why: error.to_string() })?;
        let answer = self.transport.post(SIGN_PATH, &body).map_err(|why| Fault::Service { why })?;
        serde_json::from_slice(&answer).map_err(|error| Fault::Service { why: error.to_string() })
    }

    /// Refuses an answer to another request, with another certificate, or whose signature does not hold.
    fn check(&self, request: &ServiceRequest, response: &ServiceResponse, message: &[u8]) -> Result<Vec<u8>> {
        let bytes =
            |text: &str| BASE64_STANDARD.decode(text).map_err(|error| Fault::Service { why: error.to_string() });
        if response.nonce != request.nonce {
            return Err(Fault::WrongAnswer);
        }
        if bytes(&response.certificate)? != self.certificate.der() {
            return Err(Fault::SwappedCertificate);
        }
        let signature = bytes(&response.signature)?;
        self.public_key().verify(message, &signature)?;
        Ok(signature)
    }
}

impl SigningKey for ServiceKey {
    fn public_key(&self) -> &PublicKey {
        self.certificate.public_key()
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let request = self.request(message)?;
        let response = self.ask(&request)?;
        self.check(&request, &response, message)
    }
}
