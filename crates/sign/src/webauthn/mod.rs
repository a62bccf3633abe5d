//! A security key of the browser as signer (WebAuthn level 2, W3C; ES256). The challenge is the digest of the envelope,
//! so what the key signs is what was shown. Its answer is filed in a signed attribute of the signature that the
//! organisation's seal makes, with the person's certificate over the key of the credential ([`crate::cms::Assertion`]).
//!
//! All functions are pure: whether a challenge was used before is asked of the caller.

mod authenticator;
mod cbor;
mod ceremony;
mod client;
mod cose;
mod filed;
#[cfg(test)]
mod tests;

pub use self::{
    authenticator::AuthenticatorData,
    ceremony::{
        Asserted, Assertion, Credential, Registration, RelyingParty, Strictness, UsedChallenges, assert, register,
    },
    filed::check_filed,
};
