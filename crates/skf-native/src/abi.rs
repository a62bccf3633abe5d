//! The functions of GM/T 0016 as machine code calls them.
//!
//! The standard makes `ULONG` 32 bits wide; some makers on 64-bit Linux took `unsigned long`. Both are served: what the
//! library writes to has room for 64 bits and is zero before, and what it is given by value fills the whole register.

use std::{
    ffi::{c_char, c_int, c_void},
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use libloading::Library;
use vena_sign::key::skf::{SkfError, SkfResult};

#[cfg(not(all(target_endian = "little", target_pointer_width = "64")))]
compile_error!(
    "SKF libraries are called on little-endian 64-bit machines only: a ULONG of either width is read alike there"
);

/// DEVHANDLE, HAPPLICATION, HCONTAINER.
pub(crate) type Handle = *mut c_void;
/// BOOL, true.
pub(crate) const TRUE: c_int = 1;
/// SAR_OK
const OK: u32 = 0;

/// Room for a ULONG of either width.
#[repr(transparent)]
pub(crate) struct Number(pub(crate) u64);

impl Number {
    /// What was written. A length is never larger.
    pub(crate) fn value(&self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A ULONG by value.
pub(crate) type ByValue = u64;
/// SAR_OK, or what went wrong.
type Answer = u32;
/// A function that closes a handle.
type Close = unsafe extern "C" fn(Handle) -> Answer;

macro_rules! functions {
    ($($(#[$doc:meta])* $field:ident = $name:literal: fn($($argument:ty),*);)*) => {
        /// What is called. The pointers live as long as the library.
        pub(crate) struct Functions {
            $($(#[$doc])* pub(crate) $field: unsafe extern "C" fn($($argument),*) -> Answer,)*
        }

        impl Functions {
            fn of(library: &Library) -> Result<Self, libloading::Error> {
                Ok(Self {
                    // SAFETY: the standard gives each name this signature; the pointer is kept beside the library.
                    $($field: *unsafe { library.get::<unsafe extern "C" fn($($argument),*) -> Answer>($name) }?,)*
                })
            }
        }
    };
}

functions! {
    /// bPresent, szNameList, pulSize
    enum_dev = b"SKF_EnumDev\0": fn(c_int, *mut c_char, *mut Number);
    /// szName, phDev
    connect_dev = b"SKF_ConnectDev\0": fn(*const c_char, *mut Handle);
    /// hDev
    disconnect_dev = b"SKF_DisConnectDev\0": fn(Handle);
    /// hDev, pDevInfo
    get_dev_info = b"SKF_GetDevInfo\0": fn(Handle, *mut u8);
    /// hDev, szAppName, pulSize
    enum_application = b"SKF_EnumApplication\0": fn(Handle, *mut c_char, *mut Number);
    /// hDev, szAppName, phApplication
    open_application = b"SKF_OpenApplication\0": fn(Handle, *const c_char, *mut Handle);
    /// hApplication
    close_application = b"SKF_CloseApplication\0": fn(Handle);
    /// hApplication, ulPINType, pulMaxRetryCount, pulRemainRetryCount, pbDefaultPin
    get_pin_info = b"SKF_GetPINInfo\0": fn(Handle, ByValue, *mut Number, *mut Number, *mut Number);
    /// hApplication, ulPINType, szPIN, pulRetryCount
    verify_pin = b"SKF_VerifyPIN\0": fn(Handle, ByValue, *const c_char, *mut Number);
    /// hApplication, ulPINType, szOldPin, szNewPin, pulRetryCount
    change_pin = b"SKF_ChangePIN\0": fn(Handle, ByValue, *const c_char, *const c_char, *mut Number);
    /// hApplication, szAdminPIN, szNewUserPIN, pulRetryCount
    unblock_pin = b"SKF_UnblockPIN\0": fn(Handle, *const c_char, *const c_char, *mut Number);
    /// hApplication
    clear_secure_state = b"SKF_ClearSecureState\0": fn(Handle);
    /// hApplication, szContainerName, pulSize
    enum_container = b"SKF_EnumContainer\0": fn(Handle, *mut c_char, *mut Number);
    /// hApplication, szContainerName, phContainer
    open_container = b"SKF_OpenContainer\0": fn(Handle, *const c_char, *mut Handle);
    /// hContainer
    close_container = b"SKF_CloseContainer\0": fn(Handle);
    /// hContainer, bSignFlag, pbBlob, pulBlobLen
    export_public_key = b"SKF_ExportPublicKey\0": fn(Handle, c_int, *mut u8, *mut Number);
    /// hContainer, bSignFlag, pbCert, pulCertLen
    export_certificate = b"SKF_ExportCertificate\0": fn(Handle, c_int, *mut u8, *mut Number);
    /// hContainer, bSignFlag, pbCert, ulCertLen
    import_certificate = b"SKF_ImportCertificate\0": fn(Handle, c_int, *const u8, ByValue);
    /// hContainer, pbData, ulDataLen, pSignature
    ecc_sign_data = b"SKF_ECCSignData\0": fn(Handle, *const u8, ByValue, *mut u8);
}

/// A loaded library. One call at a time: the standard promises nothing about threads.
pub(crate) struct Api {
    functions: Mutex<Functions>,
    _library: Library,
}

impl Api {
    pub(crate) fn load(path: &Path) -> Result<Self, libloading::Error> {
        // SAFETY: the person who starts the program names the library, and trusts what it does when it is loaded.
        let library = unsafe { Library::new(path) }?;
        Ok(Self { functions: Mutex::new(Functions::of(&library)?), _library: library })
    }

    /// Calls, and makes an error of every answer but SAR_OK.
    pub(crate) fn call(&self, call: impl FnOnce(&Functions) -> Answer) -> SkfResult<()> {
        match call(&self.functions.lock().unwrap_or_else(PoisonError::into_inner)) {
            OK => Ok(()),
            code => Err(SkfError::new(code)),
        }
    }
}

/// A handle that is closed when the last of its users goes.
pub(crate) struct Owned {
    api: Arc<Api>,
    raw: Handle,
    close: fn(&Functions) -> Close,
}

// SAFETY: a handle is a name that the library gives; it is used by one thread at a time, inside `Api::call`.
unsafe impl Send for Owned {}
// SAFETY: as above.
unsafe impl Sync for Owned {}

impl Owned {
    /// Opens with `open`, which writes the handle.
    pub(crate) fn open(
        api: &Arc<Api>,
        close: fn(&Functions) -> Close,
        open: impl FnOnce(&Functions, *mut Handle) -> Answer,
    ) -> SkfResult<Self> {
        let mut raw = std::ptr::null_mut();
        api.call(|functions| open(functions, &raw mut raw))?;
        Ok(Self { api: api.clone(), raw, close })
    }

    pub(crate) fn api(&self) -> &Arc<Api> {
        &self.api
    }

    /// The handle itself, for another call.
    pub(crate) fn raw(&self) -> Handle {
        self.raw
    }

    /// Calls with the handle.
    pub(crate) fn call(&self, call: impl FnOnce(&Functions, Handle) -> Answer) -> SkfResult<()> {
        self.api.call(|functions| call(functions, self.raw))
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        // SAFETY: the handle was opened by this library and is closed once. A device that was pulled out says so; nobody minds.
        let _ = self.api.call(|functions| unsafe { (self.close)(functions)(self.raw) });
    }
}
