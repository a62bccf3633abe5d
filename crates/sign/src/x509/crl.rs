//! Revocation lists (RFC 5280 section 5).

use std::{fmt, sync::Arc};

use der::{
    Decode as _,
    asn1::{GeneralizedTime, ObjectIdentifier, Uint},
};
use serde::{Deserialize, Serialize};
use vena_kernel::clock::Instant;
use x509_cert::{
    Version,
    crl::{CertificateList, RevokedCert, TbsCertList},
    ext::Extension,
    name::Name,
    serial_number::SerialNumber,
};

use super::{
    Certificate, Subject,
    certificate::{Signed, significant},
    issue::{authority_key, extension, sign},
};
use crate::{Fault, Result, key::SigningKey, oid, time, wire};

const LABEL: &str = "X509 CRL";
/// A million revocations of 40 bytes.
const MOST_BYTES: usize = 40 * 1024 * 1024;

/// Why a certificate was revoked (RFC 5280 section 5.3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Reason {
    /// 未说明
    Unspecified = 0,
    /// 密钥泄露或遗失
    KeyCompromise = 1,
    /// 签发机构泄露
    CaCompromise = 2,
    /// 离职或换岗
    AffiliationChanged = 3,
    /// 已换发
    Superseded = 4,
    /// 停用
    CessationOfOperation = 5,
    /// 暂停使用
    CertificateHold = 6,
    /// 权限撤销
    PrivilegeWithdrawn = 9,
}

impl Reason {
    const ALL: [Self; 8] = [
        Self::Unspecified,
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::PrivilegeWithdrawn,
    ];

    /// The words for people, in both languages at once.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unspecified => "未说明 unspecified",
            Self::KeyCompromise => "密钥泄露或遗失 key compromised or lost",
            Self::CaCompromise => "签发机构泄露 authority compromised",
            Self::AffiliationChanged => "离职或换岗 left or moved",
            Self::Superseded => "已换发 superseded",
            Self::CessationOfOperation => "停用 no longer used",
            Self::CertificateHold => "暂停使用 on hold",
            Self::PrivilegeWithdrawn => "权限撤销 privilege withdrawn",
        }
    }
}

/// One certificate that is no longer to be trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revocation {
    /// Its number, without leading zeros.
    pub serial: Vec<u8>,
    /// From when on.
    pub at: Instant,
    /// Why.
    pub reason: Reason,
    /// Since when the key may have been in other hands, when that is earlier.
    pub invalid_since: Option<Instant>,
}

impl Revocation {
    /// From when on signatures are void: the revocation, or the earlier moment at which the key was lost.
    pub fn effective(&self) -> Instant {
        self.invalid_since.map_or(self.at, |since| since.min(self.at))
    }
}

/// What a list is to say.
#[derive(Debug, Clone)]
pub struct CrlOrder<'a> {
    /// Its number: one more than the last.
    pub number: u64,
    /// True at this instant.
    pub this_update: Instant,
    /// The next list comes before this instant.
    pub next_update: Instant,
    /// Who is revoked.
    pub revoked: &'a [Revocation],
}

/// A revocation list that was read; its signature is checked when it is used.
#[derive(Clone)]
pub struct Crl(Arc<Read>);

struct Read {
    der: Vec<u8>,
    issuer: Name,
    this_update: Instant,
    next_update: Option<Instant>,
    revoked: Vec<Revocation>,
    unknown_critical: Option<ObjectIdentifier>,
}

impl Crl {
    /// Issues a list with the key of `issuer`.
    pub fn issue(key: &dyn SigningKey, issuer: &Certificate, order: &CrlOrder<'_>) -> Result<Self> {
        let number = Uint::new(&order.number.to_be_bytes()).map_err(|_| Fault::Malformed { what: "CRL" })?;
        let revoked = order.revoked.iter().map(entry).collect::<Result<Vec<_>>>()?;
        let content: TbsCertList = TbsCertList {
            version: Version::V2,
            signature: key.public_key().profile().signature_algorithm(),
            issuer: issuer.subject_name().clone(),
            this_update: time::to_time(order.this_update)?,
            next_update: Some(time::to_time(order.next_update)?),
            revoked_certificates: (!revoked.is_empty()).then_some(revoked),
            crl_extensions: Some(vec![authority_key(key.public_key())?, extension(oid::CRL_NUMBER, false, &number)?]),
        };
        Self::from_der(&sign(key, &content, "CRL")?)
    }

    /// From DER.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        if der.len() > MOST_BYTES {
            return Err(Fault::TooLarge { what: "CRL" });
        }
        let malformed = || Fault::Malformed { what: "CRL" };
        Signed::read(der, "CRL")?;
        let list: CertificateList = CertificateList::from_der(der).map_err(|_| malformed())?;
        let content = list.tbs_cert_list;
        if content.signature != list.signature_algorithm {
            return Err(malformed());
        }
        let known = [oid::AUTHORITY_KEY, oid::CRL_NUMBER];
        let mut extensions = content.crl_extensions.iter().flatten();
        let unknown = extensions.find(|extension| extension.critical && !known.contains(&extension.extn_id));
        let entries = content.revoked_certificates.iter().flatten();
        Ok(Self(Arc::new(Read {
            der: der.to_vec(),
            issuer: content.issuer,
            this_update: time::of_time(content.this_update)?,
            next_update: content.next_update.map(time::of_time).transpose()?,
            revoked: entries.map(revocation).collect::<Result<Vec<_>>>()?,
            unknown_critical: unknown.map(|extension| extension.extn_id),
        })))
    }

    /// The first list in PEM text.
    pub fn from_pem(pem: &str) -> Result<Self> {
        Self::from_der(&wire::from_pem(LABEL, pem)?)
    }

    /// As PEM.
    pub fn to_pem(&self) -> Result<String> {
        wire::to_pem(LABEL, self.der())
    }

    /// Its bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// Who says so.
    pub fn issuer(&self) -> Subject {
        Subject::of_name(&self.0.issuer)
    }

    pub(crate) fn issuer_name(&self) -> &Name {
        &self.0.issuer
    }

    /// True at this instant.
    pub fn this_update(&self) -> Instant {
        self.0.this_update
    }

    /// When the next list was promised.
    pub fn next_update(&self) -> Option<Instant> {
        self.0.next_update
    }

    /// Who is revoked.
    pub fn revoked(&self) -> &[Revocation] {
        &self.0.revoked
    }

    /// Refuses when `issuer` did not sign it, may not, or says something that nobody here understands.
    pub fn check_signed_by(&self, issuer: &Certificate) -> Result<()> {
        if let Some(oid) = self.0.unknown_critical {
            return Err(Fault::CriticalExtension { oid: oid.to_string() });
        }
        let may_sign = issuer.extensions().usage.as_ref().is_none_or(|usage| usage.crl_sign());
        let held = Signed::read(self.der(), "CRL")?.check(issuer.public_key());
        if may_sign && held.is_ok() { Ok(()) } else { Err(Fault::BadCrl { issuer: issuer.subject().name }) }
    }
}

fn entry(revocation: &Revocation) -> Result<RevokedCert> {
    let mut extensions = Vec::new();
    if revocation.reason != Reason::Unspecified {
        let code = der::asn1::Any::new(der::Tag::Enumerated, vec![revocation.reason as u8]);
        let code = code.map_err(|_| Fault::Malformed { what: "CRL" })?;
        extensions.push(extension(oid::CRL_REASON, false, &code)?);
    }
    if let Some(since) = revocation.invalid_since {
        extensions.push(extension(oid::INVALIDITY_DATE, false, &time::to_generalized(since)?)?);
    }
    Ok(RevokedCert {
        serial_number: SerialNumber::new(&revocation.serial).map_err(|_| Fault::Malformed { what: "CRL" })?,
        revocation_date: time::to_time(revocation.at)?,
        crl_entry_extensions: (!extensions.is_empty()).then_some(extensions),
    })
}

fn revocation(entry: &RevokedCert) -> Result<Revocation> {
    let malformed = Fault::Malformed { what: "CRL" };
    let mut read = Revocation {
        serial: significant(entry.serial_number.as_bytes()).to_vec(),
        at: time::of_time(entry.revocation_date)?,
        reason: Reason::Unspecified,
        invalid_since: None,
    };
    for Extension { extn_id, critical, extn_value } in entry.crl_entry_extensions.iter().flatten() {
        let bytes = extn_value.as_bytes();
        match *extn_id {
            oid::CRL_REASON => {
                let code = bytes.strip_prefix(&[10, 1]).and_then(|rest| rest.first()).ok_or(malformed.clone())?;
                read.reason =
                    Reason::ALL.into_iter().find(|reason| *reason as u8 == *code).unwrap_or(Reason::Unspecified);
            }
            oid::INVALIDITY_DATE => {
                let since = GeneralizedTime::from_der(bytes).map_err(|_| malformed.clone())?;
                read.invalid_since = Some(time::of_time(x509_cert::time::Time::GeneralTime(since))?);
            }
            _ if *critical => return Err(Fault::CriticalExtension { oid: extn_id.to_string() }),
            _ => {}
        }
    }
    Ok(read)
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({} at {})", self.issuer().name, self.this_update())
    }
}
