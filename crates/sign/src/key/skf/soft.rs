//! A USB key in software, with the manners of a real one: PINs that lock, keys that never leave.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{
    EccPublicKeyBlob, EccSignatureBlob, PinInfo, PinKind, SkfApplication, SkfContainer, SkfDevice, SkfError,
    SkfLibrary, SkfResult,
};
use crate::{Digest, Profile, Result, profile::SecretKey};

/// Shortest PIN (GM/T 0016 asks devices for at least 6).
const SHORTEST_PIN: usize = 6;

/// A new token.
#[derive(Debug, Clone)]
pub struct TokenOrder<'a> {
    /// Its serial number.
    pub serial_number: &'a str,
    /// The PIN of its owner.
    pub user_pin: &'a str,
    /// The PIN of the administrator.
    pub admin_pin: &'a str,
    /// How often a PIN may be tried in a row.
    pub most_tries: u32,
}

/// One device with one application `VENA` and one container `SIGN`.
#[derive(Clone)]
pub struct SoftToken(Arc<Mutex<State>>);

struct State {
    serial_number: String,
    key: SecretKey,
    certificate: Option<Vec<u8>>,
    user: Pin,
    admin: Pin,
    is_plugged: bool,
    is_open: bool,
}

struct Pin {
    digest: [u8; 32],
    info: PinInfo,
}

const DEVICE: &str = "VENA-SOFT";
const APPLICATION: &str = "VENA";
const CONTAINER: &str = "SIGN";

impl SoftToken {
    /// A token with a new SM2 key.
    pub fn create(order: &TokenOrder<'_>) -> Result<Self> {
        let pin = |text: &str| Pin {
            digest: digest(text),
            info: PinInfo { most_tries: order.most_tries, tries_left: order.most_tries },
        };
        Ok(Self(Arc::new(Mutex::new(State {
            serial_number: order.serial_number.to_owned(),
            key: SecretKey::generate(Profile::Sm2)?,
            certificate: None,
            user: pin(order.user_pin),
            admin: pin(order.admin_pin),
            is_plugged: true,
            is_open: false,
        }))))
    }

    /// Plugs it in or pulls it out. Pulled out, it forgets that a PIN was verified.
    pub fn plug(&self, is_plugged: bool) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.is_plugged = is_plugged;
        state.is_open = false;
    }

    fn state(&self) -> SkfResult<MutexGuard<'_, State>> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.is_plugged { Ok(state) } else { Err(SkfError::new(SkfError::DEVICE_REMOVED)) }
    }
}

fn digest(pin: &str) -> [u8; 32] {
    Digest::Sm3.of_parts(&[b"vena soft token", pin.as_bytes()])
}

impl Pin {
    fn verify(&mut self, pin: &str) -> SkfResult<()> {
        if self.info.tries_left == 0 {
            return Err(SkfError::new(SkfError::PIN_LOCKED));
        }
        if self.digest == digest(pin) {
            self.info.tries_left = self.info.most_tries;
            return Ok(());
        }
        self.info.tries_left -= 1;
        if self.info.tries_left == 0 {
            return Err(SkfError::new(SkfError::PIN_LOCKED));
        }
        Err(SkfError::wrong_pin(self.info.tries_left))
    }

    fn set(&mut self, pin: &str) -> SkfResult<()> {
        if pin.len() < SHORTEST_PIN {
            return Err(SkfError::new(SkfError::PIN_LENGTH));
        }
        self.digest = digest(pin);
        self.info.tries_left = self.info.most_tries;
        Ok(())
    }
}

impl State {
    fn pin(&mut self, kind: PinKind) -> &mut Pin {
        match kind {
            PinKind::Admin => &mut self.admin,
            PinKind::User => &mut self.user,
        }
    }
}

impl SkfLibrary for SoftToken {
    fn devices(&self) -> SkfResult<Vec<String>> {
        Ok(if self.state().is_ok() { vec![DEVICE.to_owned()] } else { Vec::new() })
    }

    fn connect(&self, device: &str) -> SkfResult<Box<dyn SkfDevice>> {
        drop(self.state()?);
        if device == DEVICE { Ok(Box::new(self.clone())) } else { Err(SkfError::new(SkfError::INVALID_PARAMETER)) }
    }
}

impl SkfDevice for SoftToken {
    fn serial_number(&self) -> SkfResult<String> {
        Ok(self.state()?.serial_number.clone())
    }

    fn applications(&self) -> SkfResult<Vec<String>> {
        self.state().map(|_| vec![APPLICATION.to_owned()])
    }

    fn open(&self, application: &str) -> SkfResult<Box<dyn SkfApplication>> {
        drop(self.state()?);
        if application == APPLICATION {
            Ok(Box::new(self.clone()))
        } else {
            Err(SkfError::new(SkfError::NO_APPLICATION))
        }
    }
}

impl SkfApplication for SoftToken {
    fn pin_info(&self, kind: PinKind) -> SkfResult<PinInfo> {
        Ok(self.state()?.pin(kind).info)
    }

    fn verify_pin(&self, kind: PinKind, pin: &str) -> SkfResult<()> {
        let mut state = self.state()?;
        state.is_open = false;
        state.pin(kind).verify(pin)?;
        state.is_open = kind == PinKind::User;
        Ok(())
    }

    fn change_pin(&self, kind: PinKind, old: &str, new: &str) -> SkfResult<()> {
        let mut state = self.state()?;
        state.pin(kind).verify(old)?;
        state.pin(kind).set(new)
    }

    fn unblock_pin(&self, admin: &str, new: &str) -> SkfResult<()> {
        let mut state = self.state()?;
        state.admin.verify(admin)?;
        state.user.set(new)
    }

    fn containers(&self) -> SkfResult<Vec<String>> {
        self.state().map(|_| vec![CONTAINER.to_owned()])
    }

    fn open(&self, container: &str) -> SkfResult<Box<dyn SkfContainer>> {
        drop(self.state()?);
        if container == CONTAINER { Ok(Box::new(self.clone())) } else { Err(SkfError::new(SkfError::KEY_NOT_FOUND)) }
    }

    fn clear_secure_state(&self) -> SkfResult<()> {
        self.state()?.is_open = false;
        Ok(())
    }
}

impl SkfContainer for SoftToken {
    fn export_public_key(&self) -> SkfResult<EccPublicKeyBlob> {
        Ok(EccPublicKeyBlob::of(self.state()?.key.public_key()))
    }

    fn export_certificate(&self) -> SkfResult<Vec<u8>> {
        self.state()?.certificate.clone().ok_or(SkfError::new(SkfError::CERTIFICATE_NOT_FOUND))
    }

    fn import_certificate(&self, der: &[u8]) -> SkfResult<()> {
        let mut state = self.state()?;
        if !state.is_open {
            return Err(SkfError::new(SkfError::NOT_LOGGED_IN));
        }
        state.certificate = Some(der.to_vec());
        Ok(())
    }

    fn ecc_sign_data(&self, prehash: &[u8; 32]) -> SkfResult<EccSignatureBlob> {
        let state = self.state()?;
        if !state.is_open {
            return Err(SkfError::new(SkfError::NOT_LOGGED_IN));
        }
        let signature = state.key.sign_prehash(prehash);
        signature
            .and_then(|signature| EccSignatureBlob::of(&signature))
            .map_err(|_| SkfError::new(SkfError::KEY_NOT_FOUND))
    }
}
