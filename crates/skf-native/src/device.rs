//! A device and the applications on it.

use std::sync::Arc;

use vena_sign::key::skf::{PinInfo, PinKind, SkfApplication, SkfContainer, SkfDevice, SkfError, SkfResult};

use crate::{
    abi::{Api, ByValue, Functions, Handle, Number, Owned},
    container::Container,
    number, text,
};

/// DEVINFO is 2 + 64 + 64 + 32 bytes to the serial number, whatever the width of the numbers behind it.
const SERIAL_NUMBER: std::ops::Range<usize> = 162..194;
/// More than any DEVINFO takes.
const INFO_ROOM: usize = 1024;

/// A connected device.
pub(crate) struct Device(Arc<Owned>);

impl Device {
    pub(crate) fn connect(api: &Arc<Api>, name: &str) -> SkfResult<Self> {
        let name = text::name(name)?;
        // SAFETY: the name ends with a zero; the handle is written once.
        let open = |functions: &Functions, handle| unsafe { (functions.connect_dev)(name.as_ptr(), handle) };
        Owned::open(api, |functions| functions.disconnect_dev, open).map(|handle| Self(Arc::new(handle)))
    }
}

impl SkfDevice for Device {
    fn serial_number(&self) -> SkfResult<String> {
        let mut info = [0_u8; INFO_ROOM];
        // SAFETY: there is more room than DEVINFO takes.
        self.0.call(|functions, handle| unsafe { (functions.get_dev_info)(handle, info.as_mut_ptr()) })?;
        let bytes = info[SERIAL_NUMBER].split(|byte| *byte == 0).next().unwrap_or_default();
        Ok(String::from_utf8_lossy(bytes).trim().to_owned())
    }

    fn applications(&self) -> SkfResult<Vec<String>> {
        text::list(|names, size| {
            // SAFETY: `names` has room for `size` bytes.
            self.0.call(|functions, handle| unsafe { (functions.enum_application)(handle, names, size) })
        })
    }

    fn open(&self, application: &str) -> SkfResult<Box<dyn SkfApplication>> {
        let name = text::name(application)?;
        let device = self.0.raw();
        // SAFETY: the name ends with a zero; the handle is written once; the device is open.
        let open =
            |functions: &Functions, handle| unsafe { (functions.open_application)(device, name.as_ptr(), handle) };
        let handle = Arc::new(Owned::open(self.0.api(), |functions| functions.close_application, open)?);
        Ok(Box::new(Application { handle, device: self.0.clone() }))
    }
}

/// An open application. Dropped before its device, so that it is closed before it.
#[derive(Clone)]
pub(crate) struct Application {
    pub(crate) handle: Arc<Owned>,
    #[expect(dead_code, reason = "kept open as long as the application is")]
    device: Arc<Owned>,
}

impl Application {
    /// Calls a function that takes a PIN and tells how often it may still be tried.
    fn with_pin(&self, call: impl FnOnce(&Functions, Handle, *mut Number) -> u32) -> SkfResult<()> {
        let mut left = number(0);
        let called = self.handle.call(|functions, handle| call(functions, handle, &raw mut left));
        called.map_err(|error| match (error.code, left.value()) {
            (SkfError::PIN_INCORRECT, 0) => SkfError::new(SkfError::PIN_LOCKED),
            (SkfError::PIN_INCORRECT, left) => SkfError::wrong_pin(u32::try_from(left).unwrap_or(u32::MAX)),
            _ => error,
        })
    }

    /// Whether a container holds an SM2 key for signatures: others hold RSA keys or none.
    fn can_sign(&self, container: &str) -> bool {
        Container::open(self, container).is_ok_and(|opened| opened.export_public_key().is_ok())
    }
}

impl SkfApplication for Application {
    fn pin_info(&self, kind: PinKind) -> SkfResult<PinInfo> {
        let (mut most, mut left, mut is_default) = (number(0), number(0), number(0));
        // SAFETY: all three have room for a number of either width.
        self.handle.call(|functions, handle| unsafe {
            (functions.get_pin_info)(handle, of(kind), &raw mut most, &raw mut left, &raw mut is_default)
        })?;
        let count = |number: &Number| u32::try_from(number.value()).unwrap_or(u32::MAX);
        Ok(PinInfo { most_tries: count(&most), tries_left: count(&left) })
    }

    fn verify_pin(&self, kind: PinKind, pin: &str) -> SkfResult<()> {
        let pin = text::pin(pin)?;
        // SAFETY: the PIN ends with a zero.
        self.with_pin(|functions, handle, left| unsafe {
            (functions.verify_pin)(handle, of(kind), pin.as_ptr().cast(), left)
        })
    }

    fn change_pin(&self, kind: PinKind, old: &str, new: &str) -> SkfResult<()> {
        let (old, new) = (text::pin(old)?, text::pin(new)?);
        // SAFETY: both PINs end with a zero.
        self.with_pin(|functions, handle, left| unsafe {
            (functions.change_pin)(handle, of(kind), old.as_ptr().cast(), new.as_ptr().cast(), left)
        })
    }

    fn unblock_pin(&self, admin: &str, new: &str) -> SkfResult<()> {
        let (admin, new) = (text::pin(admin)?, text::pin(new)?);
        // SAFETY: both PINs end with a zero.
        self.with_pin(|functions, handle, left| unsafe {
            (functions.unblock_pin)(handle, admin.as_ptr().cast(), new.as_ptr().cast(), left)
        })
    }

    fn containers(&self) -> SkfResult<Vec<String>> {
        let all = text::list(|names, size| {
            // SAFETY: `names` has room for `size` bytes.
            self.handle.call(|functions, handle| unsafe { (functions.enum_container)(handle, names, size) })
        })?;
        Ok(all.into_iter().filter(|container| self.can_sign(container)).collect())
    }

    fn open(&self, container: &str) -> SkfResult<Box<dyn SkfContainer>> {
        Container::open(self, container).map(|opened| Box::new(opened) as Box<dyn SkfContainer>)
    }

    fn clear_secure_state(&self) -> SkfResult<()> {
        // SAFETY: the application is open.
        self.handle.call(|functions, handle| unsafe { (functions.clear_secure_state)(handle) })
    }
}

/// ADMIN_TYPE, USER_TYPE.
fn of(kind: PinKind) -> ByValue {
    match kind {
        PinKind::Admin => 0,
        PinKind::User => 1,
    }
}
