//! Certificates and revocation lists (RFC 5280; for SM2 GB/T 20518), and what may be concluded from them at an instant.

mod authority;
mod certificate;
mod crl;
mod extensions;
mod issue;
mod path;
mod revocation;
mod subject;
#[cfg(test)]
mod tests;

pub(crate) use self::certificate::significant;
pub use self::{
    authority::{DEVELOPMENT_ONLY, DevelopmentAuthority, StoredAuthority},
    certificate::Certificate,
    crl::{Crl, CrlOrder, Reason, Revocation},
    issue::{Order, Use, issue, random_serial},
    path::{Anchors, Path, Purpose},
    revocation::check as check_revocation,
    subject::Subject,
};
