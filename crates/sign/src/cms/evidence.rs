//! What proves a signature later: certificates and revocation lists.

use crate::x509::{Certificate, Crl};

/// Certificates and lists, from the signature itself, from an archive or from the network. Nothing here is trusted by
/// being here: every certificate needs its path and every list its issuer's signature.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Certificates of authorities and signers.
    pub certificates: Vec<Certificate>,
    /// Revocation lists.
    pub crls: Vec<Crl>,
}

impl Evidence {
    /// Takes over what is not there yet.
    pub fn add(&mut self, other: &Self) {
        for certificate in &other.certificates {
            self.add_certificate(certificate);
        }
        for crl in &other.crls {
            if !self.crls.contains(crl) {
                self.crls.push(crl.clone());
            }
        }
    }

    /// Takes over a certificate that is not there yet.
    pub fn add_certificate(&mut self, certificate: &Certificate) {
        if !self.certificates.contains(certificate) {
            self.certificates.push(certificate.clone());
        }
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty()
    }
}
