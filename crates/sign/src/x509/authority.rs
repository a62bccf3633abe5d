//! A certificate authority for development and trial: a root and one issuing authority, plainly marked as such.
//!
//! 电子签名法 articles 16 to 18 reserve certification for others to licensed providers. What this authority issues
//! proves something only to those who chose to trust its root.

use serde::{Deserialize, Serialize};
use vena_kernel::clock::Instant;

use super::{Anchors, Certificate, Crl, CrlOrder, Order, Subject, Use, issue, random_serial};
use crate::{Profile, PublicKey, Result, key::Identity, profile::SecretKey, time};

/// Stands in the subject of both authorities, and so in the issuer of every certificate below them.
pub const DEVELOPMENT_ONLY: &str = "DEVELOPMENT ONLY · 仅供开发";

const YEAR: i64 = 365 * 86_400;
const ROOT_YEARS: i64 = 20;
const ISSUING_YEARS: i64 = 10;
const STAMP_YEARS: i64 = 10;

/// A root and an issuing authority with their keys in memory.
#[derive(Debug, Clone)]
pub struct DevelopmentAuthority {
    root: Certificate,
    root_key: SecretKey,
    issuing: Certificate,
    issuing_key: SecretKey,
}

/// How the authority is kept in files: certificates and encrypted keys, all PEM.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StoredAuthority {
    /// Its algorithms.
    pub profile: Profile,
    /// The root's certificate.
    pub root: String,
    /// The root's key, encrypted.
    pub root_key: String,
    /// The issuing authority's certificate.
    pub issuing: String,
    /// The issuing authority's key, encrypted.
    pub issuing_key: String,
}

impl DevelopmentAuthority {
    /// A new authority of `organization` with new keys, valid from `from`.
    pub fn create(profile: Profile, organization: &str, from: Instant) -> Result<Self> {
        let (root_key, issuing_key) = (SecretKey::generate(profile)?, SecretKey::generate(profile)?);
        let order = |subject, key, years, used_for, serial| Order {
            serial,
            subject,
            public_key: key,
            from,
            until: from.plus_seconds(years * YEAR),
            used_for,
        };
        let (root_serial, serial) = (random_serial()?, random_serial()?);
        let subject = marked(organization, &format!("Vena Development Root {}", profile.name()));
        let root_order = order(&subject, root_key.public_key(), ROOT_YEARS, Use::Root, &root_serial);
        let root = issue(&root_key, None, &root_order)?;
        let subject = marked(organization, &format!("Vena Development CA {}", profile.name()));
        let issuing_order = order(&subject, issuing_key.public_key(), ISSUING_YEARS, Use::Issuing, &serial);
        let issuing = issue(&root_key, Some(&root), &issuing_order)?;
        Ok(Self { root, root_key, issuing, issuing_key })
    }

    /// As files, the keys encrypted with `pin`.
    pub fn store(&self, pin: &str) -> Result<StoredAuthority> {
        Ok(StoredAuthority {
            profile: self.profile(),
            root: self.root.to_pem()?,
            root_key: self.root_key.to_pem(pin)?.to_string(),
            issuing: self.issuing.to_pem()?,
            issuing_key: self.issuing_key.to_pem(pin)?.to_string(),
        })
    }

    /// From files.
    pub fn open(stored: &StoredAuthority, pin: &str) -> Result<Self> {
        let key = |pem: &str| SecretKey::from_pem(stored.profile, pem, Some(pin));
        let opened = Self {
            root: Certificate::from_pem(&stored.root)?,
            root_key: key(&stored.root_key)?,
            issuing: Certificate::from_pem(&stored.issuing)?,
            issuing_key: key(&stored.issuing_key)?,
        };
        let keys_fit = opened.root.public_key() == opened.root_key.public_key()
            && opened.issuing.public_key() == opened.issuing_key.public_key();
        if keys_fit { Ok(opened) } else { Err(crate::Fault::KeyMismatch) }
    }

    /// Its algorithms.
    pub fn profile(&self) -> Profile {
        self.root.profile()
    }

    /// The root: what others must choose to trust.
    pub fn root(&self) -> &Certificate {
        &self.root
    }

    /// The authority that issues people and services.
    pub fn issuing(&self) -> &Certificate {
        &self.issuing
    }

    /// The root as the only anchor.
    pub fn anchors(&self) -> Anchors {
        Anchors::new([self.root.clone()])
    }

    /// Certifies that a person's key is theirs.
    pub fn issue_person(&self, who: &Subject, key: &PublicKey, from: Instant, until: Instant) -> Result<Certificate> {
        self.issue(who, key, from, until, Use::Signing)
    }

    /// Certifies the key of an organisation's seal: a certificate that names the organisation and no person.
    pub fn issue_seal(
        &self,
        organization: &str,
        key: &PublicKey,
        from: Instant,
        until: Instant,
    ) -> Result<Certificate> {
        self.issue(&Subject::seal(organization), key, from, until, Use::Signing)
    }

    /// Certifies the key of a time-stamp authority.
    pub fn issue_stamper(&self, key: &PublicKey, from: Instant) -> Result<Certificate> {
        let organization = self.issuing.subject().organization.unwrap_or_default();
        let subject = marked(&organization, &format!("Vena Development TSA {}", self.profile().name()));
        self.issue(&subject, key, from, from.plus_seconds(STAMP_YEARS * YEAR), Use::TimeStamping)
    }

    fn issue(&self, subject: &Subject, key: &PublicKey, from: Instant, until: Instant, to: Use) -> Result<Certificate> {
        let serial = random_serial()?;
        // Nothing outlives its issuer.
        let until = time::whole(until.min(self.issuing.valid_until()));
        let order = Order { serial: &serial, subject, public_key: key, from, until, used_for: to };
        issue(&self.issuing_key, Some(&self.issuing), &order)
    }

    /// The list of revoked people and services.
    pub fn crl(&self, order: &CrlOrder<'_>) -> Result<Crl> {
        Crl::issue(&self.issuing_key, &self.issuing, order)
    }

    /// The list of revoked authorities.
    pub fn root_crl(&self, order: &CrlOrder<'_>) -> Result<Crl> {
        Crl::issue(&self.root_key, &self.root, order)
    }

    /// Binds a key to the certificate that this authority issued for it.
    pub fn identity<'k>(&self, key: &'k SecretKey, certificate: Certificate) -> Result<Identity<'k>> {
        Identity::new(key, certificate, vec![self.issuing.clone()])
    }
}

fn marked(organization: &str, name: &str) -> Subject {
    Subject {
        name: name.to_owned(),
        organization: Some(organization.to_owned()),
        unit: Some(DEVELOPMENT_ONLY.to_owned()),
        ..Subject::default()
    }
}
