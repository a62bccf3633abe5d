//! Certificates of others that this installation trusts, from the folder in the settings.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use vena_kernel::{refusal::Refusal, say};
use vena_sign::{
    Fault,
    cms::Evidence,
    x509::{Certificate, Crl},
};

/// A list of a large authority has some megabytes; nothing larger belongs here.
const MOST_BYTES: u64 = 40 * 1024 * 1024;

/// Roots, the authorities below them, and lists of what they have withdrawn.
#[derive(Default)]
pub(in crate::documents) struct Trusted {
    pub(in crate::documents) roots: Vec<Certificate>,
    /// Authorities below the roots, and all lists.
    pub(in crate::documents) known: Evidence,
}

/// The folder, read again when a file in it has changed: authorities publish a new list every day.
pub(in crate::documents) struct Shelf {
    folder: PathBuf,
    read: Mutex<(Listing, Arc<Trusted>)>,
}

/// Names, sizes and times of the files.
type Listing = Vec<(PathBuf, u64, Option<SystemTime>)>;

impl Shelf {
    /// Reads the folder for the first time.
    pub(in crate::documents) fn open(folder: &Path) -> Result<Self, Refusal> {
        let seen = listing(folder);
        let read = Mutex::new((seen, Arc::new(Trusted::read(folder)?)));
        Ok(Self { folder: folder.to_owned(), read })
    }

    /// What is trusted now. A file that was damaged since the start changes nothing: what was read before stays, and the log
    /// names the file.
    pub(in crate::documents) fn now(&self) -> Arc<Trusted> {
        let seen = listing(&self.folder);
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if read.0 != seen {
            read.0 = seen;
            match Trusted::read(&self.folder) {
                Ok(trusted) => read.1 = Arc::new(trusted),
                Err(refusal) => tracing::error!(reason = refusal.reason.en, "trusted certificates stay as they were"),
            }
        }
        read.1.clone()
    }
}

fn listing(folder: &Path) -> Listing {
    let entry = |entry: fs::DirEntry| {
        let about = fs::metadata(entry.path()).ok();
        let changed = about.as_ref().and_then(|about| about.modified().ok());
        (entry.path(), about.map_or(0, |about| about.len()), changed)
    };
    let mut all: Listing = fs::read_dir(folder).into_iter().flatten().flatten().map(entry).collect();
    all.sort();
    all
}

impl Trusted {
    /// Reads a folder: certificates in `*.cer`, `*.crt`, `*.der`, `*.pem`, lists in `*.crl`, each PEM or DER. Other files
    /// are none of ours; a file that should be readable and is not stops the start, by name.
    pub(in crate::documents) fn read(folder: &Path) -> Result<Self, Refusal> {
        let mut trusted = Self::default();
        if folder.as_os_str().is_empty() {
            return Ok(trusted);
        }
        let unreadable = |error: std::io::Error| damaged(folder, &error.to_string());
        let mut files: Vec<PathBuf> = Vec::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            files.push(entry.map_err(unreadable)?.path());
        }
        files.sort();
        for file in files.iter().filter(|file| file.is_file()) {
            trusted.take(file)?;
        }
        Ok(trusted)
    }

    fn take(&mut self, file: &Path) -> Result<(), Refusal> {
        let wrong = |fault: Fault| damaged(file, &fault.to_string());
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("cer" | "crt" | "der" | "pem") => {
                for certificate in certificates(&bytes(file)?).map_err(wrong)? {
                    self.add(certificate);
                }
            }
            Some("crl") => self.known.crls.push(list(&bytes(file)?).map_err(wrong)?),
            _ => {}
        }
        Ok(())
    }

    fn add(&mut self, certificate: Certificate) {
        let is_root = certificate.is_self_issued() && certificate.check_signed_by(&certificate).is_ok();
        if is_root {
            self.roots.push(certificate);
        } else {
            self.known.add_certificate(&certificate);
        }
    }
}

fn bytes(file: &Path) -> Result<Vec<u8>, Refusal> {
    let unreadable = |error: std::io::Error| damaged(file, &error.to_string());
    if fs::metadata(file).map_err(unreadable)?.len() > MOST_BYTES {
        return Err(damaged(file, &Fault::TooLarge { what: "file" }.to_string()));
    }
    fs::read(file).map_err(unreadable)
}

/// All certificates of a file, PEM or DER.
pub(in crate::documents) fn certificates(bytes: &[u8]) -> Result<Vec<Certificate>, Fault> {
    let text = std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN"));
    let all = match text {
        Some(text) => Certificate::all_from_pem(text)?,
        None => vec![Certificate::from_der(bytes)?],
    };
    if all.is_empty() { Err(Fault::Malformed { what: "certificate" }) } else { Ok(all) }
}

fn list(bytes: &[u8]) -> Result<Crl, Fault> {
    match std::str::from_utf8(bytes).ok().filter(|text| text.contains("-----BEGIN")) {
        Some(text) => Crl::from_pem(text),
        None => Crl::from_der(bytes),
    }
}

fn damaged(file: &Path, why: &str) -> Refusal {
    let file = file.display();
    let reason =
        say!("trusted_certificates 中的 {file} 无法使用：{why}", "trusted_certificates: {file} cannot be used: {why}");
    Refusal::new("trusted.damaged", reason)
}
