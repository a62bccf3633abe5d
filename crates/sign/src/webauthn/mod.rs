//! A security key of the browser as signer (WebAuthn level 2, W3C; ES256). The challenge is the digest of the envelope,
//! so what the key signs is what was shown. It proves sole control but carries no certificate of a licensed provider:
//! an advanced signature by agreement, to which the server adds its own for legal documents.
//!
//! All functions are pure: whether a challenge was used before is asked of the caller.

mod authenticator;
mod cbor;
mod ceremony;
mod client;
mod cose;
#[cfg(test)]
mod tests;

pub use self::{
    authenticator::AuthenticatorData,
    ceremony::{
        Asserted, Assertion, Credential, Registration, RelyingParty, Strictness, UsedChallenges, assert, register,
    },
};
