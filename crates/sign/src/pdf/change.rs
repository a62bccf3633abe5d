//! What happened to a file after a signature: more signatures and what proves them may be added, and nothing else.

use std::collections::BTreeSet;

use super::{
    file::File,
    object::{Dict, Id, Object},
};
use crate::{Fault, Result};

/// Refuses when `now` shows anything else than `before` did. `before` is the beginning of `now`.
pub(crate) fn check_unchanged(before: &[u8], now: &[u8]) -> Result<()> {
    if before.len() == now.len() {
        return Ok(());
    }
    let (before, now) = (File::read(before)?, File::read(now)?);
    Comparison::new(&before, &now)?.run()
}

struct Comparison<'f, 'a> {
    before: &'f File<'a>,
    now: &'f File<'a>,
    pages: BTreeSet<u32>,
    /// Arrays of annotations and fields that are objects of their own.
    lists: BTreeSet<u32>,
    form: Option<u32>,
    /// The store of evidence and what it is made of: nothing in it is trusted for standing there.
    store: BTreeSet<u32>,
    info: Option<u32>,
}

impl<'f, 'a> Comparison<'f, 'a> {
    fn new(before: &'f File<'a>, now: &'f File<'a>) -> Result<Self> {
        let catalogue = before.catalogue()?;
        let number = |dict: &Dict, key: &str| dict.get(key.as_bytes()).and_then(Object::as_ref).map(|id| id.0);
        let pages: BTreeSet<u32> = before.pages()?.iter().map(|id| id.0).collect();
        let mut lists = BTreeSet::new();
        for page in &pages {
            lists.extend(before.get(*page)?.as_dict().and_then(|page| number(page, "Annots")));
        }
        lists.extend(number(&before.dict(&catalogue, "AcroForm")?, "Fields"));
        let mut store: BTreeSet<u32> = number(&catalogue, "DSS").into_iter().collect();
        let parts = before.dict(&catalogue, "DSS")?;
        store.extend(["Certs", "CRLs", "OCSPs", "VRI"].iter().filter_map(|key| number(&parts, key)));
        let (form, info) = (number(&catalogue, "AcroForm"), number(&before.xref.trailer, "Info"));
        Ok(Self { before, now, pages, lists, form, store, info })
    }

    fn run(&self) -> Result<()> {
        let root = self.before.catalogue_id()?;
        if self.now.catalogue_id()? != root {
            return Err(Fault::PdfChanged { object: root.0 });
        }
        let numbers: BTreeSet<u32> =
            self.before.xref.places.keys().chain(self.now.xref.places.keys()).copied().collect();
        let moved = numbers
            .into_iter()
            .filter(|number| self.before.xref.places.get(number) != self.now.xref.places.get(number));
        let moved: Vec<u32> = moved.collect();
        let awaited = if moved.is_empty() { BTreeSet::new() } else { self.awaited()? };
        for number in moved {
            let (old, new) = (self.before.get(number)?, self.now.get(number)?);
            let is_new = old == Object::Null && !awaited.contains(&number);
            if old != new && !is_new && !self.may_become(number, &old, &new)? {
                return Err(Fault::PdfChanged { object: number });
            }
        }
        Ok(())
    }

    /// Numbers that the old file refers to without having them: whoever adds them later changes what it shows.
    fn awaited(&self) -> Result<BTreeSet<u32>> {
        let mut awaited = BTreeSet::new();
        for number in self.before.xref.places.keys() {
            references(&self.before.get(*number)?, &mut awaited);
        }
        for number in self.before.xref.places.keys() {
            if self.before.get(*number)? != Object::Null {
                awaited.remove(number);
            }
        }
        Ok(awaited)
    }

    fn may_become(&self, number: u32, old: &Object, new: &Object) -> Result<bool> {
        if self.store.contains(&number) {
            return Ok(true);
        }
        if let (Some(old), Some(new)) = (old.as_array(), new.as_array()) {
            return Ok(self.lists.contains(&number) && self.only_grew(old, new)?);
        }
        let (Object::Dict(old), Object::Dict(new)) = (old, new) else { return Ok(false) };
        if number == self.before.catalogue_id()?.0 {
            let forms = (self.before.dict(old, "AcroForm")?, self.now.dict(new, "AcroForm")?);
            return Ok(
                same_but(old, new, &["AcroForm", "DSS", "Extensions"]) && self.form_only_grew(&forms.0, &forms.1)?
            );
        }
        if Some(number) == self.form {
            return self.form_only_grew(old, new);
        }
        if self.pages.contains(&number) {
            let lists = (self.before.array(old, "Annots")?, self.now.array(new, "Annots")?);
            return Ok(same_but(old, new, &["Annots"]) && self.only_grew(&lists.0, &lists.1)?);
        }
        if Some(number) == self.info {
            return Ok(same_but(old, new, &["ModDate", "Producer"]));
        }
        // An empty field that waited for its signature.
        let waited = old.get(&b"FT"[..]).is_some_and(|kind| kind.is_named("Sig")) && !old.contains_key(&b"V"[..]);
        Ok(waited && same_but(old, new, &["V", "AP"]) && self.is_signature(&Object::Dict(new.clone()))?)
    }

    fn form_only_grew(&self, old: &Dict, new: &Dict) -> Result<bool> {
        let lists = (self.before.array(old, "Fields")?, self.now.array(new, "Fields")?);
        Ok(same_but(old, new, &["Fields", "SigFlags"]) && self.only_grew(&lists.0, &lists.1)?)
    }

    /// The old entries stand at the beginning, and whatever follows is a signature.
    fn only_grew(&self, old: &[Object], new: &[Object]) -> Result<bool> {
        if !new.starts_with(old) {
            return Ok(false);
        }
        for added in &new[old.len()..] {
            if !self.is_signature(added)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A field with a signature in it, and nothing that only looks like one.
    fn is_signature(&self, object: &Object) -> Result<bool> {
        let field = self.now.resolve(object)?;
        let Some(field) = field.as_dict() else { return Ok(false) };
        let is_field = self.now.value(field, "FT")?.is_named("Sig") && self.now.value(field, "Kids")? == Object::Null;
        let value = self.now.value(field, "V")?;
        Ok(is_field && value.as_dict().is_some_and(|value| value.contains_key(&b"ByteRange"[..])))
    }
}

/// Whether both say the same under all keys except these.
fn same_but(old: &Dict, new: &Dict, except: &[&str]) -> bool {
    let free = |key: &Vec<u8>| except.iter().any(|name| name.as_bytes() == key.as_slice());
    old.iter().filter(|(key, _)| !free(key)).eq(new.iter().filter(|(key, _)| !free(key)))
}

fn references(object: &Object, found: &mut BTreeSet<u32>) {
    match object {
        Object::Ref(Id(number, _)) => {
            found.insert(*number);
        }
        Object::Array(items) => items.iter().for_each(|item| references(item, found)),
        Object::Dict(dict) | Object::Stream(dict, _) => dict.values().for_each(|value| references(value, found)),
        _ => {}
    }
}
