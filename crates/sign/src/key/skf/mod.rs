//! USB keys behind SKF (GM/T 0016, GB/T 35291): device → application with PIN → container with key and certificate.
//! A maker's driver implements the traits here; [`SoftToken`] is one in software, for development and tests.

mod blob;
mod code;
mod provider;
mod soft;
#[cfg(test)]
mod tests;

pub use self::{
    blob::{ECC_PUBLIC_KEY_BLOB_BYTES, ECC_SIGNATURE_BLOB_BYTES, EccPublicKeyBlob, EccSignatureBlob},
    code::SkfError,
    provider::SkfProvider,
    soft::{SoftToken, TokenOrder},
};

/// What an SKF function answers.
pub type SkfResult<T> = std::result::Result<T, SkfError>;

/// Who a PIN belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinKind {
    /// ADMIN_TYPE 0: unlocks.
    Admin,
    /// USER_TYPE 1: signs.
    User,
}

/// SKF_GetPINInfo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PinInfo {
    /// How often it may be tried in a row.
    pub most_tries: u32,
    /// How often it may still be tried.
    pub tries_left: u32,
}

/// The library of a maker.
pub trait SkfLibrary: Send + Sync {
    /// SKF_EnumDev: the devices that are plugged in.
    fn devices(&self) -> SkfResult<Vec<String>>;
    /// SKF_ConnectDev.
    fn connect(&self, device: &str) -> SkfResult<Box<dyn SkfDevice>>;
}

/// A device that is connected.
pub trait SkfDevice: Send + Sync {
    /// SKF_GetDevInfo: its serial number.
    fn serial_number(&self) -> SkfResult<String>;
    /// SKF_EnumApplication.
    fn applications(&self) -> SkfResult<Vec<String>>;
    /// SKF_OpenApplication.
    fn open(&self, application: &str) -> SkfResult<Box<dyn SkfApplication>>;
}

/// An application on a device: its own PINs and containers.
pub trait SkfApplication: Send + Sync {
    /// SKF_GetPINInfo.
    fn pin_info(&self, kind: PinKind) -> SkfResult<PinInfo>;
    /// SKF_VerifyPIN. A wrong PIN costs one attempt; the last one locks.
    fn verify_pin(&self, kind: PinKind, pin: &str) -> SkfResult<()>;
    /// SKF_ChangePIN.
    fn change_pin(&self, kind: PinKind, old: &str, new: &str) -> SkfResult<()>;
    /// SKF_UnblockPIN: the administrator gives the user a new PIN.
    fn unblock_pin(&self, admin: &str, new: &str) -> SkfResult<()>;
    /// SKF_EnumContainer.
    fn containers(&self) -> SkfResult<Vec<String>>;
    /// SKF_OpenContainer.
    fn open(&self, container: &str) -> SkfResult<Box<dyn SkfContainer>>;
    /// SKF_ClearSecureState: forgets that a PIN was verified.
    fn clear_secure_state(&self) -> SkfResult<()>;
}

/// A container: the signing key pair of a person and its certificate.
pub trait SkfContainer: Send + Sync {
    /// SKF_ExportPublicKey of the signing key.
    fn export_public_key(&self) -> SkfResult<EccPublicKeyBlob>;
    /// SKF_ExportCertificate of the signing key, in DER.
    fn export_certificate(&self) -> SkfResult<Vec<u8>>;
    /// SKF_ImportCertificate of the signing key.
    fn import_certificate(&self, der: &[u8]) -> SkfResult<()>;
    /// SKF_ECCSignData over the 32 bytes that SM2 signs: SM3 of identity and message (GM/T 0009 section 8.1).
    fn ecc_sign_data(&self, prehash: &[u8; 32]) -> SkfResult<EccSignatureBlob>;
}
