//! The extensions of a certificate that decide something (RFC 5280 section 4.2).

use der::{Decode, asn1::ObjectIdentifier};
use x509_cert::ext::{
    Extension,
    pkix::{AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier},
};

use crate::{Fault, Result, oid};

/// What a certificate says about itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Extensions {
    /// May it issue others, and how many authorities may stand below it?
    pub(crate) authority: Option<Option<u8>>,
    /// What its key may do; `None` says nothing about it.
    pub(crate) usage: Option<KeyUsage>,
    /// For which purposes, and whether critically so.
    pub(crate) purposes: Option<(bool, Vec<ObjectIdentifier>)>,
    /// The identifier of its key.
    pub(crate) key: Option<Vec<u8>>,
    /// The identifier of its issuer's key.
    pub(crate) issuer_key: Option<Vec<u8>>,
    /// Critical extensions that nobody here understands.
    pub(crate) unknown_critical: Vec<ObjectIdentifier>,
}

impl Extensions {
    pub(crate) fn read(all: &[Extension]) -> Result<Self> {
        let mut read = Self::default();
        for (at, extension) in all.iter().enumerate() {
            if all[..at].iter().any(|earlier| earlier.extn_id == extension.extn_id) {
                return Err(Fault::Malformed { what: "certificate extension" });
            }
            read.note(extension)?;
        }
        Ok(read)
    }

    fn note(&mut self, extension: &Extension) -> Result<()> {
        match extension.extn_id {
            oid::BASIC_CONSTRAINTS => {
                let BasicConstraints { ca, path_len_constraint } = value(extension)?;
                self.authority = ca.then_some(path_len_constraint);
            }
            oid::KEY_USAGE => self.usage = Some(value(extension)?),
            oid::EXT_KEY_USAGE => {
                self.purposes = Some((extension.critical, value::<ExtendedKeyUsage>(extension)?.0));
            }
            oid::SUBJECT_KEY => {
                self.key = Some(value::<SubjectKeyIdentifier>(extension)?.0.as_bytes().to_vec());
            }
            oid::AUTHORITY_KEY => {
                let named = value::<AuthorityKeyIdentifier>(extension)?.key_identifier;
                self.issuer_key = named.map(|key| key.as_bytes().to_vec());
            }
            // Policies are not chosen by us; every one is acceptable, so a critical one decides nothing.
            oid::POLICIES => {}
            other if extension.critical => self.unknown_critical.push(other),
            _ => {}
        }
        Ok(())
    }

    /// What it may be used for, in the words of RFC 5280.
    pub(crate) fn uses(&self) -> Vec<&'static str> {
        let mut uses = Vec::new();
        if let Some(usage) = &self.usage {
            let named = [
                (usage.digital_signature(), "digitalSignature"),
                (usage.non_repudiation(), "nonRepudiation"),
                (usage.key_cert_sign(), "keyCertSign"),
                (usage.crl_sign(), "cRLSign"),
            ];
            uses.extend(named.iter().filter(|(has, _)| *has).map(|(_, name)| *name));
        }
        let stamps = self.purposes.as_ref().is_some_and(|(_, purposes)| purposes.contains(&oid::TIME_STAMPING));
        uses.extend(stamps.then_some("timeStamping"));
        uses
    }
}

fn value<'a, T: Decode<'a>>(extension: &'a Extension) -> Result<T> {
    T::from_der(extension.extn_value.as_bytes()).map_err(|_| Fault::Malformed { what: "certificate extension" })
}
