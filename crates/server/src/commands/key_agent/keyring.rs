//! All keys that can be reached now, through all libraries and files that were named at the start.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use vena_sign::{
    Fault, Profile, Result,
    key::{KeyInfo, KeyProvider, Medium, Pkcs11Module, SkfProvider},
    x509::Certificate,
};
use vena_skf_native::NativeSkf;

use super::{
    pin::Pin,
    problem::{self, Done, Refused},
    token_file::{TokenFile, hex},
};

/// The names of so many keys are remembered, to say which one was pulled out.
const MOST_REMEMBERED: usize = 100;

/// Where keys come from.
pub(super) enum Source {
    /// A maker's PKCS#11 library.
    Pkcs11(PathBuf),
    /// A maker's SKF library.
    Skf(PathBuf),
    /// A software token.
    SoftToken(PathBuf, Profile),
}

impl Source {
    fn open(&self) -> Done<Box<dyn KeyProvider + Send>> {
        let failed = |path, fault| problem::of_module(path, &fault);
        Ok(match self {
            Self::Pkcs11(path) => Box::new(Pkcs11Module::load(path).map_err(|fault| failed(path, fault))?),
            Self::Skf(path) => {
                let library = NativeSkf::load(path).map_err(|fault| failed(path, fault))?;
                Box::new(SkfProvider::new(Arc::new(library)))
            }
            Self::SoftToken(path, profile) => Box::new(TokenFile::new(path, *profile)),
        })
    }
}

/// A source and, once it was opened, its keys. A library that could not be loaded is tried again.
struct Place {
    source: Source,
    provider: Option<Box<dyn KeyProvider + Send>>,
}

impl Place {
    fn provider(&mut self) -> Done<&dyn KeyProvider> {
        let opened = match self.provider.take() {
            Some(provider) => provider,
            None => self.source.open()?,
        };
        Ok(&**self.provider.insert(opened))
    }
}

/// A key that is there.
pub(super) struct Found {
    place: usize,
    /// What is to be known of it without a PIN.
    pub(super) info: KeyInfo,
    /// On what it lives.
    pub(super) medium: Medium,
}

impl Found {
    /// Its name in requests: its public half, so that no other key is taken for it.
    pub(super) fn key(&self) -> String {
        hex(&self.info.public_key.identifier())
    }
}

/// The keys. One request at a time: on most devices a PIN opens the key for the whole process, and nobody may ride on the PIN
/// of somebody else.
pub(super) struct Keyring(Mutex<Inside>);

struct Inside {
    places: Vec<Place>,
    remembered: BTreeMap<String, String>,
}

impl Keyring {
    /// Of these sources. Nothing is opened yet.
    pub(super) fn new(sources: Vec<Source>) -> Self {
        let places = sources.into_iter().map(|source| Place { source, provider: None }).collect();
        Self(Mutex::new(Inside { places, remembered: BTreeMap::new() }))
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is there, and what failed meanwhile.
    pub(super) fn look(&self) -> (Vec<Found>, Vec<Refused>) {
        self.inside().look()
    }

    /// Signs all messages or none. The first answer is the name of the key on its device.
    pub(super) fn sign(&self, key: &str, pin: &Pin, messages: &[Vec<u8>]) -> Done<(Found, Vec<Vec<u8>>)> {
        let mut inside = self.inside();
        let found = inside.find(key)?;
        let opened = inside.provider(&found)?.open(&found.info.name, pin.text());
        let opened = opened.map_err(|fault| problem::of_key(&fault))?;
        let own = &found.info.public_key;
        let sign = |message: &Vec<u8>| {
            let signature = opened.sign(message)?;
            // A device that answers with nonsense, or with another key, is noticed here.
            own.verify(message, &signature).map(|()| signature)
        };
        let signed: Result<Vec<_>> = messages.iter().map(sign).collect();
        drop(opened);
        signed.map(|signatures| (found, signatures)).map_err(|fault| problem::of_key(&fault))
    }

    /// Keeps a certificate beside its key.
    pub(super) fn keep(&self, key: &str, pin: &Pin, certificate: &Certificate) -> Done<Found> {
        let mut inside = self.inside();
        let found = inside.find(key)?;
        if found.info.public_key != *certificate.public_key() {
            return Err(problem::of_key(&Fault::KeyMismatch));
        }
        let kept = inside.provider(&found)?.keep_certificate(&found.info.name, pin.text(), certificate);
        kept.map(|()| found).map_err(|fault| problem::of_key(&fault))
    }
}

impl Inside {
    fn look(&mut self) -> (Vec<Found>, Vec<Refused>) {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for (place, one) in self.places.iter_mut().enumerate() {
            let provider = match one.provider() {
                Ok(provider) => provider,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            match provider.keys() {
                Ok(keys) => all.extend(keys.into_iter().map(|info| Found { place, info, medium: provider.medium() })),
                Err(fault) => problems.push(problem::of_key(&fault)),
            }
        }
        self.remember(&all);
        (all, problems)
    }

    fn remember(&mut self, all: &[Found]) {
        for found in all {
            if self.remembered.len() < MOST_REMEMBERED {
                self.remembered.insert(found.key(), found.info.name.clone());
            }
        }
    }

    /// The one key of this name. A PIN must not be tried on a device that only looks alike.
    fn find(&mut self, key: &str) -> Done<Found> {
        let (all, problems) = self.look();
        let names = all.iter().map(|found| (found.place, found.info.name.clone())).collect::<Vec<_>>();
        let mut fitting = all.into_iter().filter(|found| found.key() == key);
        let Some(found) = fitting.next() else { return Err(self.absent(key, problems)) };
        let namesakes = names.iter().filter(|(place, name)| (*place, name) == (found.place, &found.info.name)).count();
        if fitting.next().is_some() || namesakes > 1 {
            return Err(problem::of_key(&Fault::TwoTokens { name: found.info.name }));
        }
        Ok(found)
    }

    fn absent(&self, key: &str, problems: Vec<Refused>) -> Refused {
        let gone =
            if self.remembered.contains_key(key) { Fault::Removed } else { Fault::NoSuchKey { name: shortened(key) } };
        problems.into_iter().next().unwrap_or_else(|| problem::of_key(&gone))
    }

    fn provider(&mut self, found: &Found) -> Done<&dyn KeyProvider> {
        self.places[found.place].provider()
    }
}

/// A name is 40 digits; a longer one is not echoed in full.
fn shortened(key: &str) -> String {
    key.chars().filter(|c| !c.is_control()).take(40).collect()
}
