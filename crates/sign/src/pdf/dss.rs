//! The document security store (PAdES, ETSI EN 319 142-1 section 5.4): certificates and revocation lists that prove the
//! signatures of a file when nobody can be asked any more.

use super::{
    file::File,
    filter,
    object::{Dict, Object},
    update::Update,
};
use crate::{
    Result,
    cms::Evidence,
    x509::{Certificate, Crl},
};

/// More certificates or lists are an attack.
const MOST: usize = 1_024;

/// Adds `added` to the store of `pdf` as a new revision. What is there already is not added again.
pub fn add_evidence(pdf: &[u8], added: &Evidence) -> Result<Vec<u8>> {
    let known = evidence(pdf)?;
    let file = File::read(pdf)?;
    let mut catalogue = file.catalogue()?;
    let mut store = file.dict(&catalogue, "DSS")?;
    let mut update = Update::new(&file);
    let certificates = added.certificates.iter().filter(|one| !known.certificates.contains(one)).map(Certificate::der);
    let lists = added.crls.iter().filter(|one| !known.crls.contains(one)).map(Crl::der);
    extend(&file, &mut update, &mut store, "Certs", certificates)?;
    extend(&file, &mut update, &mut store, "CRLs", lists)?;
    store.insert(b"Type".to_vec(), Object::name("DSS"));
    match catalogue.get(&b"DSS"[..]).and_then(Object::as_ref) {
        Some(own) => update.put(own, &Object::Dict(store)),
        None => {
            let own = update.add(&Object::Dict(store));
            catalogue.insert(b"DSS".to_vec(), Object::Ref(own));
            update.put(file.catalogue_id()?, &Object::Dict(catalogue));
        }
    }
    Ok(update.finish().bytes)
}

fn extend<'d>(
    file: &File<'_>,
    update: &mut Update<'_, '_>,
    store: &mut Dict,
    key: &str,
    added: impl Iterator<Item = &'d [u8]>,
) -> Result<()> {
    let mut items = file.array(store, key)?;
    items.extend(added.map(|der| Object::Ref(update.add(&Object::Stream(Dict::new(), der.to_vec())))));
    if !items.is_empty() {
        store.insert(key.as_bytes().to_vec(), Object::Array(items));
    }
    Ok(())
}

/// What the store of `pdf` holds.
pub fn evidence(pdf: &[u8]) -> Result<Evidence> {
    let file = File::read(pdf)?;
    let store = file.dict(&file.catalogue()?, "DSS")?;
    let mut evidence = Evidence::default();
    for der in streams(&file, &store, "Certs")? {
        evidence.add_certificate(&Certificate::from_der(&der)?);
    }
    for der in streams(&file, &store, "CRLs")? {
        evidence.crls.push(Crl::from_der(&der)?);
    }
    Ok(evidence)
}

fn streams(file: &File<'_>, store: &Dict, key: &str) -> Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    for object in file.array(store, key)?.iter().take(MOST) {
        if let Object::Stream(head, data) = file.resolve(object)? {
            all.push(filter::decode(&head, &data)?);
        }
    }
    Ok(all)
}
