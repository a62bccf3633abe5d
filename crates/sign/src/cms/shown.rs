//! What somebody is about to sign, for those who sign elsewhere and want to say so.

use der::{Decode as _, asn1::SetOfVec};
use x509_cert::attr::Attribute;

use super::attribute::Attributes;
use crate::{Fault, Result, envelope::Envelope, oid, wire};

/// The envelope inside the attributes that are to be signed. Refuses bytes that are no such attributes, that lack an
/// envelope, or that are spelled otherwise than in DER.
pub fn shown_in(to_sign: &[u8]) -> Result<Envelope> {
    let malformed = Fault::Malformed { what: "attributes" };
    let set = SetOfVec::<Attribute>::from_der(to_sign).map_err(|_| malformed.clone())?;
    let attributes = Attributes::of(Some(&set));
    if attributes.signed_bytes()? != to_sign {
        return Err(malformed);
    }
    let envelope = attributes.one(oid::ENVELOPE, "envelope")?.ok_or(Fault::BadAttributes { what: "envelope" })?;
    Envelope::from_der(&wire::encode(envelope, "envelope")?)
}

#[cfg(test)]
mod tests {
    use der::{Decode as _, asn1::Any};

    use super::shown_in;
    use crate::{
        Digest, Fault,
        cms::attribute::Attributes,
        envelope::{DocumentDigest, Envelope},
        oid,
    };

    fn envelope() -> Envelope {
        Envelope {
            document: DocumentDigest::of(Digest::Sm3, b"slip"),
            template: "transport-slip".into(),
            template_version: "1".into(),
            signer: "林知夏".into(),
            account: "lin.zhixia".into(),
            certificate: "4a01".into(),
            role: "发出人".into(),
            reason: "发出".into(),
            at: "2026-03-02T08:30:00Z".parse().expect("an instant"),
            device: String::new(),
            event: String::new(),
            form_code: "M14-P01-S38-R02".into(),
            number: "202603020001".into(),
        }
    }

    fn to_sign(envelope: Option<&Envelope>) -> Vec<u8> {
        let mut attributes = Attributes::default();
        attributes.add(oid::CONTENT_TYPE, &oid::DATA).expect("an attribute");
        if let Some(envelope) = envelope {
            let der = Any::from_der(&envelope.to_der().expect("DER")).expect("DER");
            attributes.add(oid::ENVELOPE, &der).expect("an attribute");
        }
        attributes.signed_bytes().expect("DER")
    }

    #[test]
    fn what_is_to_be_signed_tells_what_it_is() {
        assert_eq!(shown_in(&to_sign(Some(&envelope()))), Ok(envelope()));
        assert_eq!(shown_in(&to_sign(None)), Err(Fault::BadAttributes { what: "envelope" }));
        assert_eq!(shown_in(&[7; 32]), Err(Fault::Malformed { what: "attributes" }));
        let mut longer = to_sign(Some(&envelope()));
        longer.push(0);
        assert_eq!(shown_in(&longer), Err(Fault::Malformed { what: "attributes" }));
    }
}
