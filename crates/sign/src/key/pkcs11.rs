//! Tokens and HSMs behind PKCS#11. P-256 only: the standard has no mechanism for SM2, each maker has its own.

use std::{path::Path, sync::Mutex};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error, RvError},
    mechanism::Mechanism,
    object::{Attribute, AttributeType, CertificateType, ObjectClass, ObjectHandle},
    session::{Session, UserType},
    slot::Slot,
    types::AuthPin,
};
use der::{Decode as _, asn1::OctetStringRef};

use super::{KeyInfo, KeyProvider, Medium, SigningKey};
use crate::{Fault, Profile, PublicKey, Result, wire, x509::Certificate};

/// P-256 as CKA_EC_PARAMS: its object identifier in DER.
const P256_PARAMETERS: &[u8] = &[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];

/// The module of a maker, loaded from its shared library. A key's name is `token label/key label`.
pub struct Pkcs11Module {
    module: Pkcs11,
}

impl Pkcs11Module {
    /// Loads the library at `path`. A process loads one module once and keeps it.
    pub fn load(path: &Path) -> Result<Self> {
        let module = Pkcs11::new(path).map_err(fault)?;
        match module.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Error::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => Ok(Self { module }),
            Err(error) => Err(fault(error)),
        }
    }

    fn tokens(&self) -> Result<Vec<(Slot, String)>> {
        let slots = self.module.get_slots_with_initialized_token().map_err(fault)?;
        let label = |slot| Ok((slot, self.module.get_token_info(slot).map_err(fault)?.label().trim().to_owned()));
        slots.into_iter().map(label).collect()
    }

    fn login(&self, slot: Slot, session: Session, pin: &str) -> Result<Session> {
        match session.login(UserType::User, Some(&AuthPin::from(pin.to_owned()))) {
            Ok(()) => Ok(session),
            // Another session of this process is open; the PIN must be right all the same.
            Err(Error::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => {
                session.logout().map_err(fault)?;
                let again = session.login(UserType::User, Some(&AuthPin::from(pin.to_owned())));
                again.map(|()| session).map_err(|error| self.refused(slot, error))
            }
            Err(error) => Err(self.refused(slot, error)),
        }
    }

    /// The token that a name begins with, and the label behind it.
    fn find<'n>(&self, name: &'n str) -> Result<(Slot, &'n str)> {
        let absent = || Fault::NoSuchKey { name: name.to_owned() };
        let (token, label) = name.split_once('/').ok_or_else(absent)?;
        let mut named = self.tokens()?.into_iter().filter(|(_, known)| known == token);
        let (slot, _) = named.next().ok_or_else(absent)?;
        if named.next().is_some() { Err(Fault::TwoTokens { name: token.to_owned() }) } else { Ok((slot, label)) }
    }

    /// A token does not count attempts aloud, but it warns before the last one.
    fn refused(&self, slot: Slot, error: Error) -> Fault {
        let known = fault(error);
        if known != Fault::PinRefused {
            return known;
        }
        match self.module.get_token_info(slot) {
            Ok(info) if info.user_pin_locked() => Fault::Locked,
            Ok(info) if info.user_pin_final_try() => Fault::WrongPin { left: 1 },
            _ => known,
        }
    }
}

impl KeyProvider for Pkcs11Module {
    fn medium(&self) -> Medium {
        Medium::Pkcs11
    }

    fn keys(&self) -> Result<Vec<KeyInfo>> {
        let mut all = Vec::new();
        for (slot, token) in self.tokens()? {
            let session = self.module.open_ro_session(slot).map_err(fault)?;
            let of_p256 = [Attribute::Class(ObjectClass::PUBLIC_KEY), Attribute::EcParams(P256_PARAMETERS.to_vec())];
            for handle in session.find_objects(&of_p256).map_err(fault)? {
                let label = label(&session, handle)?;
                let (public_key, certificate) = (public_key(&session, handle)?, certificate(&session, &label)?);
                all.push(KeyInfo { name: format!("{token}/{label}"), public_key, certificate });
            }
        }
        Ok(all)
    }

    fn open(&self, name: &str, pin: &str) -> Result<Box<dyn SigningKey>> {
        let absent = || Fault::NoSuchKey { name: name.to_owned() };
        let (slot, label) = self.find(name)?;
        let session = self.login(slot, self.module.open_ro_session(slot).map_err(fault)?, pin)?;
        let first = |class| {
            let wanted = [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
            session.find_objects(&wanted).map_err(fault)?.first().copied().ok_or_else(absent)
        };
        let (private, public) = (first(ObjectClass::PRIVATE_KEY)?, first(ObjectClass::PUBLIC_KEY)?);
        let public_key = public_key(&session, public)?;
        Ok(Box::new(TokenKey { session: Mutex::new(session), private, public_key }))
    }

    fn keep_certificate(&self, name: &str, pin: &str, certificate: &Certificate) -> Result<()> {
        let (slot, label) = self.find(name)?;
        let session = self.login(slot, self.module.open_rw_session(slot).map_err(fault)?, pin)?;
        let labelled = |class| [Attribute::Class(class), Attribute::Label(label.as_bytes().to_vec())];
        let public = session.find_objects(&labelled(ObjectClass::PUBLIC_KEY)).map_err(fault)?;
        let public = public.first().copied().ok_or_else(|| Fault::NoSuchKey { name: name.to_owned() })?;
        if public_key(&session, public)? != *certificate.public_key() {
            return Err(Fault::KeyMismatch);
        }
        let before = session.find_objects(&labelled(ObjectClass::CERTIFICATE)).map_err(fault)?;
        session.create_object(&object_of(certificate, label, id(&session, public)?)?).map_err(fault)?;
        // The one before goes last: an interruption leaves two and never none.
        before.into_iter().try_for_each(|old| session.destroy_object(old).map_err(fault))
    }
}

/// A key on a token, in a session that ends with it.
struct TokenKey {
    session: Mutex<Session>,
    private: ObjectHandle,
    public_key: PublicKey,
}

impl SigningKey for TokenKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        let prehash = self.public_key.prehash(message)?;
        let session = self.session.lock().map_err(|_| Fault::Device { code: "session".into() })?;
        let fixed = session.sign(&Mechanism::Ecdsa, self.private, &prehash).map_err(fault)?;
        Profile::P256.algorithms().wrap(&fixed)
    }
}

fn label(session: &Session, handle: ObjectHandle) -> Result<String> {
    for attribute in session.get_attributes(handle, &[AttributeType::Label]).map_err(fault)? {
        if let Attribute::Label(label) = attribute {
            return Ok(String::from_utf8_lossy(&label).into_owned());
        }
    }
    Ok(String::new())
}

/// CKA_EC_POINT is the point inside an OCTET STRING; some makers leave that out.
fn public_key(session: &Session, handle: ObjectHandle) -> Result<PublicKey> {
    for attribute in session.get_attributes(handle, &[AttributeType::EcPoint]).map_err(fault)? {
        if let Attribute::EcPoint(point) = attribute {
            let inner = <&OctetStringRef>::from_der(&point).map(|octets| octets.as_bytes().to_vec());
            return PublicKey::new(Profile::P256, &inner.unwrap_or(point));
        }
    }
    Err(Fault::BadKey)
}

fn certificate(session: &Session, label: &str) -> Result<Option<Certificate>> {
    let wanted = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::Label(label.as_bytes().to_vec())];
    let Some(handle) = session.find_objects(&wanted).map_err(fault)?.first().copied() else { return Ok(None) };
    for attribute in session.get_attributes(handle, &[AttributeType::Value]).map_err(fault)? {
        if let Attribute::Value(der) = attribute {
            // A certificate that nobody here can read does not hide its key.
            return Ok(Certificate::from_der(&der).ok());
        }
    }
    Ok(None)
}

/// CKA_ID, by which other programs find what belongs together.
fn id(session: &Session, handle: ObjectHandle) -> Result<Vec<u8>> {
    let found = session.get_attributes(handle, &[AttributeType::Id]).map_err(fault)?;
    Ok(found.into_iter().find_map(|one| if let Attribute::Id(id) = one { Some(id) } else { None }).unwrap_or_default())
}

fn object_of(certificate: &Certificate, label: &str, id: Vec<u8>) -> Result<Vec<Attribute>> {
    Ok(vec![
        Attribute::Class(ObjectClass::CERTIFICATE),
        Attribute::CertificateType(CertificateType::X_509),
        Attribute::Token(true),
        Attribute::Private(false),
        Attribute::Subject(wire::encode(certificate.subject_name(), "certificate")?),
        Attribute::Value(certificate.der().to_vec()),
        Attribute::Label(label.as_bytes().to_vec()),
        Attribute::Id(id),
    ])
}

fn fault(error: Error) -> Fault {
    match error {
        Error::Pkcs11(RvError::PinIncorrect | RvError::PinInvalid | RvError::PinLenRange, _) => Fault::PinRefused,
        Error::Pkcs11(RvError::PinLocked, _) => Fault::Locked,
        Error::Pkcs11(RvError::UserNotLoggedIn, _) => Fault::NotUnlocked,
        // A session ends when its token goes.
        Error::Pkcs11(
            RvError::DeviceRemoved | RvError::TokenNotPresent | RvError::SessionHandleInvalid | RvError::SessionClosed,
            _,
        ) => Fault::Removed,
        other => Fault::Device { code: other.to_string() },
    }
}
