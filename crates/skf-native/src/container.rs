//! A container: key and certificate of a person.

use std::sync::Arc;

use vena_sign::key::skf::{
    ECC_PUBLIC_KEY_BLOB_BYTES, ECC_SIGNATURE_BLOB_BYTES, EccPublicKeyBlob, EccSignatureBlob, SkfContainer, SkfError,
    SkfResult,
};

use crate::{
    abi::{ByValue, Functions, Owned, TRUE},
    device::Application,
    number, text,
};

/// Room for what is exported; certificates of people have one or two thousand bytes.
const ROOM: usize = 16 * 1024;
/// ECCPUBLICKEYBLOB of a library whose numbers have 64 bits.
const WIDE_BLOB_BYTES: usize = ECC_PUBLIC_KEY_BLOB_BYTES + 4;
/// Room for ECCSIGNATUREBLOB, with some more for makers that write a length behind it.
const SIGNATURE_ROOM: usize = ECC_SIGNATURE_BLOB_BYTES + 128;
/// SAR_FILE_NOT_EXIST: what some makers answer when there is no certificate yet.
const NO_FILE: u32 = 0x0A00_0031;

/// An open container. Closed before its application.
pub(crate) struct Container {
    handle: Arc<Owned>,
    _application: Application,
}

impl Container {
    pub(crate) fn open(application: &Application, name: &str) -> SkfResult<Self> {
        let name = text::name(name)?;
        let above = application.handle.raw();
        // SAFETY: the name ends with a zero; the handle is written once; the application is open.
        let open = |functions: &Functions, handle| unsafe { (functions.open_container)(above, name.as_ptr(), handle) };
        let handle = Owned::open(application.handle.api(), |functions| functions.close_container, open)?;
        Ok(Self { handle: Arc::new(handle), _application: application.clone() })
    }

    /// What one of the two exporting functions writes.
    fn export(
        &self,
        which: fn(&Functions) -> unsafe extern "C" fn(crate::abi::Handle, i32, *mut u8, *mut crate::abi::Number) -> u32,
    ) -> SkfResult<Vec<u8>> {
        let (mut room, mut size) = (vec![0; ROOM], number(ROOM as u32));
        // SAFETY: `room` has `size` bytes.
        self.handle
            .call(|functions, handle| unsafe { which(functions)(handle, TRUE, room.as_mut_ptr(), &raw mut size) })?;
        room.truncate(size.value());
        Ok(room)
    }
}

impl SkfContainer for Container {
    fn export_public_key(&self) -> SkfResult<EccPublicKeyBlob> {
        let mut blob = self.export(|functions| functions.export_public_key)?;
        if blob.len() == WIDE_BLOB_BYTES {
            // The upper half of the length in bits.
            blob.drain(4..8);
        }
        let blob = EccPublicKeyBlob(blob.try_into().map_err(|_| SkfError::new(SkfError::KEY_NOT_FOUND))?);
        blob.public_key().map(|_| blob).map_err(|_| SkfError::new(SkfError::KEY_NOT_FOUND))
    }

    fn export_certificate(&self) -> SkfResult<Vec<u8>> {
        let absent = SkfError::new(SkfError::CERTIFICATE_NOT_FOUND);
        match self.export(|functions| functions.export_certificate) {
            Ok(der) if der.is_empty() => Err(absent),
            Err(SkfError { code: NO_FILE, .. }) => Err(absent),
            other => other,
        }
    }

    fn import_certificate(&self, der: &[u8]) -> SkfResult<()> {
        // SAFETY: the library reads as many bytes as it is told.
        self.handle.call(|functions, handle| unsafe {
            (functions.import_certificate)(handle, TRUE, der.as_ptr(), der.len() as ByValue)
        })
    }

    fn ecc_sign_data(&self, prehash: &[u8; 32]) -> SkfResult<EccSignatureBlob> {
        let mut room = [0; SIGNATURE_ROOM];
        // SAFETY: the library reads 32 bytes, and there is more room than ECCSIGNATUREBLOB takes.
        self.handle.call(|functions, handle| unsafe {
            (functions.ecc_sign_data)(handle, prehash.as_ptr(), 32, room.as_mut_ptr())
        })?;
        let mut blob = [0; ECC_SIGNATURE_BLOB_BYTES];
        blob.copy_from_slice(&room[..ECC_SIGNATURE_BLOB_BYTES]);
        Ok(EccSignatureBlob(blob))
    }
}
