//! USB keys of Chinese makers: their SKF library (GM/T 0016, GB/T 35291), loaded from a file, behind the traits of
//! [`vena_sign::key::skf`].
//!
//! The one crate of the house that talks to foreign machine code, and so the one with `unsafe`: everything unsafe is a call in
//! [`abi`], whose reasons stand beside it. What a library answers is distrusted: lengths are checked, and signatures are
//! verified by whoever asked for them.
//!
//! **Where to add**: another function of the standard gets its line in [`abi`] and its method where it belongs.

#![allow(unsafe_code, reason = "a maker's library can be called in no other way; nothing else in this house may")]

mod abi;
mod container;
mod device;
mod text;

use std::{path::Path, sync::Arc};

use abi::{Api, Number, TRUE};
use vena_sign::{
    Fault,
    key::skf::{SkfDevice, SkfLibrary, SkfResult},
};

/// The library of a maker.
pub struct NativeSkf(Arc<Api>);

impl NativeSkf {
    /// Loads the library at `path`. It stays loaded as long as anything of it is in use.
    ///
    /// # Errors
    /// When there is no library at `path`, or it lacks a function of the standard.
    pub fn load(path: &Path) -> Result<Self, Fault> {
        let api = Api::load(path).map_err(|error| Fault::Device { code: error.to_string() })?;
        Ok(Self(Arc::new(api)))
    }
}

impl SkfLibrary for NativeSkf {
    fn devices(&self) -> SkfResult<Vec<String>> {
        text::list(|names, size| {
            // SAFETY: `names` has room for `size` bytes.
            self.0.call(|functions| unsafe { (functions.enum_dev)(TRUE, names, size) })
        })
    }

    fn connect(&self, device: &str) -> SkfResult<Box<dyn SkfDevice>> {
        device::Device::connect(&self.0, device).map(|connected| Box::new(connected) as Box<dyn SkfDevice>)
    }
}

/// A number that the library writes.
fn number(value: u32) -> Number {
    Number(u64::from(value))
}
