//! Who a certificate is about.

use der::{
    Tag, Tagged as _,
    asn1::{Any, ObjectIdentifier, SetOfVec},
};
use serde::{Deserialize, Serialize};
use x509_cert::{
    attr::AttributeTypeAndValue,
    name::{Name, RdnSequence, RelativeDistinguishedName},
};

use crate::{Fault, Result, oid, wire};

/// The parts of a distinguished name that this product writes and reads.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Subject {
    /// commonName: a person's name, or the name of an authority or a service.
    pub name: String,
    /// userId: the account a person signs in with.
    pub account: Option<String>,
    /// title: the role a person signs in.
    pub role: Option<String>,
    /// organizationalUnitName
    pub unit: Option<String>,
    /// organizationName
    pub organization: Option<String>,
}

impl Subject {
    /// A subject of which only the name is known.
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// An organisation itself, as its seal (机构印章) names it: it is the name, and there is no person.
    pub fn seal(organization: impl Into<String>) -> Self {
        let name = organization.into();
        Self { organization: Some(name.clone()), ..Self::named(name) }
    }

    /// Whether it names an organisation and no person.
    pub fn is_seal(&self) -> bool {
        let names_itself = self.organization.as_ref().is_some_and(|organization| *organization == self.name);
        names_itself && self.account.is_none() && self.role.is_none()
    }

    pub(crate) fn to_name(&self) -> Result<Name> {
        let parts = [
            (oid::COUNTRY, Some("CN")),
            (oid::ORGANIZATION, self.organization.as_deref()),
            (oid::UNIT, self.unit.as_deref()),
            (oid::TITLE, self.role.as_deref()),
            (oid::USER_ID, self.account.as_deref()),
            (oid::COMMON_NAME, Some(self.name.as_str())),
        ];
        let mut sequence = RdnSequence::default();
        for (oid, value) in parts {
            if let Some(value) = value {
                sequence.push(part(oid, value).map_err(|_| Fault::Malformed { what: "subject" })?);
            }
        }
        wire::decode(&wire::encode(&sequence, "subject")?, "subject")
    }

    pub(crate) fn of_name(name: &Name) -> Self {
        let last = |oid| name.iter().filter(|part| part.oid == oid).filter_map(|part| text(&part.value)).last();
        Self {
            name: last(oid::COMMON_NAME).unwrap_or_default(),
            account: last(oid::USER_ID),
            role: last(oid::TITLE),
            unit: last(oid::UNIT),
            organization: last(oid::ORGANIZATION),
        }
    }
}

/// A part is at most 64 characters for names (X.520 upper bounds); longer ones are refused by some readers.
fn part(oid: ObjectIdentifier, value: &str) -> der::Result<RelativeDistinguishedName> {
    // A country is a PrintableString (RFC 5280 appendix A.1), all else UTF-8.
    let tag = if oid == oid::COUNTRY { Tag::PrintableString } else { Tag::Utf8String };
    let value = Any::new(tag, value.as_bytes())?;
    Ok(RelativeDistinguishedName::from(SetOfVec::try_from(vec![AttributeTypeAndValue { oid, value }])?))
}

fn text(value: &Any) -> Option<String> {
    match value.tag() {
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String => {
            std::str::from_utf8(value.value()).ok().map(str::to_owned)
        }
        Tag::BmpString => {
            let units = value.value().chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
            char::decode_utf16(units).collect::<std::result::Result<String, _>>().ok()
        }
        _ => None,
    }
}
