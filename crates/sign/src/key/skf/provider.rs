//! USB keys as a medium. A key's name is `device/application/container`.

use std::sync::Arc;

use super::{PinKind, SkfApplication, SkfContainer, SkfError, SkfLibrary};
use crate::{
    Fault, PublicKey, Result,
    key::{KeyInfo, KeyProvider, Medium, SigningKey},
    x509::Certificate,
};

/// All keys that a maker's library reaches.
pub struct SkfProvider {
    library: Arc<dyn SkfLibrary>,
}

impl SkfProvider {
    /// Of this library.
    pub fn new(library: Arc<dyn SkfLibrary>) -> Self {
        Self { library }
    }

    fn application(&self, name: &str) -> Result<(Box<dyn SkfApplication>, String)> {
        let mut parts = name.splitn(3, '/');
        match (parts.next(), parts.next(), parts.next()) {
            (Some(device), Some(application), Some(container)) => {
                Ok((self.library.connect(device)?.open(application)?, container.to_owned()))
            }
            _ => Err(Fault::NoSuchKey { name: name.to_owned() }),
        }
    }
}

impl KeyProvider for SkfProvider {
    fn medium(&self) -> Medium {
        Medium::Skf
    }

    fn keys(&self) -> Result<Vec<KeyInfo>> {
        let mut all = Vec::new();
        for device in self.library.devices()? {
            let connected = self.library.connect(&device)?;
            for application in connected.applications()? {
                let opened = connected.open(&application)?;
                for container in opened.containers()? {
                    let name = format!("{device}/{application}/{container}");
                    all.push(info(name, opened.open(&container)?.as_ref())?);
                }
            }
        }
        Ok(all)
    }

    fn open(&self, name: &str, pin: &str) -> Result<Box<dyn SigningKey>> {
        let (application, container) = self.application(name)?;
        application.verify_pin(PinKind::User, pin)?;
        let container = application.open(&container)?;
        let public_key = container.export_public_key()?.public_key()?;
        Ok(Box::new(SkfKey { application, container, public_key }))
    }

    fn keep_certificate(&self, name: &str, pin: &str, certificate: &Certificate) -> Result<()> {
        let (application, container) = self.application(name)?;
        application.verify_pin(PinKind::User, pin)?;
        let container = application.open(&container)?;
        let is_its_own = container.export_public_key()?.public_key()? == *certificate.public_key();
        let kept = if is_its_own {
            container.import_certificate(certificate.der()).map_err(Fault::from)
        } else {
            Err(Fault::KeyMismatch)
        };
        application.clear_secure_state()?;
        kept
    }
}

fn info(name: String, container: &dyn SkfContainer) -> Result<KeyInfo> {
    let certificate = match container.export_certificate() {
        // A certificate that nobody here can read does not hide its key.
        Ok(der) => Certificate::from_der(&der).ok(),
        Err(SkfError { code: SkfError::CERTIFICATE_NOT_FOUND, .. }) => None,
        Err(error) => return Err(error.into()),
    };
    Ok(KeyInfo { name, public_key: container.export_public_key()?.public_key()?, certificate })
}

/// An opened container. When it goes, the device forgets that the PIN was verified.
struct SkfKey {
    application: Box<dyn SkfApplication>,
    container: Box<dyn SkfContainer>,
    public_key: PublicKey,
}

impl SigningKey for SkfKey {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>> {
        self.container.ecc_sign_data(&self.public_key.prehash(message)?)?.signature()
    }
}

impl Drop for SkfKey {
    fn drop(&mut self) {
        // A device that was pulled out has forgotten it anyway.
        let _ = self.application.clear_secure_state();
    }
}
