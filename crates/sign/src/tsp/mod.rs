//! Time-stamps (RFC 3161; GB/T 20520 is the Chinese profile): that some bytes existed at an instant, said by an
//! authority that both sides trust. HTTP is the server's work: bytes go out, bytes come back.

mod authority;
mod request;
mod structure;
mod token;

pub use self::{
    authority::{DevelopmentStamper, Refusal},
    request::{Imprint, StampRequest},
    token::{Stamp, StampCheck, token_of_response},
};

/// Media type of a request over HTTP (RFC 3161 section 3.4).
pub const QUERY_MEDIA_TYPE: &str = "application/timestamp-query";
/// Media type of a response over HTTP.
pub const REPLY_MEDIA_TYPE: &str = "application/timestamp-reply";
