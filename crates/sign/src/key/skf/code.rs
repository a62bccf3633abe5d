//! The error codes of GM/T 0016 appendix A that decide something here.

use crate::Fault;

/// An answer other than SAR_OK.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SkfError {
    /// The code of the standard.
    pub code: u32,
    /// After a wrong PIN: how often it may still be tried.
    pub tries_left: u32,
}

impl SkfError {
    /// SAR_INVALIDHANDLEERR
    pub const INVALID_HANDLE: u32 = 0x0A00_0005;
    /// SAR_INVALIDPARAMERR
    pub const INVALID_PARAMETER: u32 = 0x0A00_0006;
    /// SAR_KEYNOTFOUNTERR
    pub const KEY_NOT_FOUND: u32 = 0x0A00_001B;
    /// SAR_CERTNOTFOUNTERR
    pub const CERTIFICATE_NOT_FOUND: u32 = 0x0A00_001C;
    /// SAR_DEVICE_REMOVED
    pub const DEVICE_REMOVED: u32 = 0x0A00_0023;
    /// SAR_PIN_INCORRECT
    pub const PIN_INCORRECT: u32 = 0x0A00_0024;
    /// SAR_PIN_LOCKED
    pub const PIN_LOCKED: u32 = 0x0A00_0025;
    /// SAR_PIN_LEN_RANGE
    pub const PIN_LENGTH: u32 = 0x0A00_0027;
    /// SAR_USER_NOT_LOGGED_IN
    pub const NOT_LOGGED_IN: u32 = 0x0A00_002D;
    /// SAR_APPLICATION_NOT_EXISTS
    pub const NO_APPLICATION: u32 = 0x0A00_002E;

    /// An error with this code.
    pub fn new(code: u32) -> Self {
        Self { code, tries_left: 0 }
    }

    /// A wrong PIN.
    pub fn wrong_pin(tries_left: u32) -> Self {
        Self { code: Self::PIN_INCORRECT, tries_left }
    }
}

impl From<SkfError> for Fault {
    fn from(error: SkfError) -> Self {
        match error.code {
            SkfError::PIN_INCORRECT => Self::WrongPin { left: error.tries_left },
            SkfError::PIN_LOCKED => Self::Locked,
            SkfError::NOT_LOGGED_IN => Self::NotUnlocked,
            SkfError::DEVICE_REMOVED => Self::Removed,
            code => Self::Device { code: format!("SAR 0x{code:08X}") },
        }
    }
}
