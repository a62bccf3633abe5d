//! A PDF that was read: its objects by number, its pages, its form.

use std::{cell::RefCell, collections::BTreeMap};

use super::{
    filter,
    lexer::{Lexer, bad},
    object::{Dict, Id, Object},
    xref::{self, Place, Xref},
};
use crate::{Fault, Result};

/// Longer files are no documents of a blood station.
const MOST_BYTES: usize = 512 * 1024 * 1024;
/// References that lead to references, and trees of pages or fields.
const DEEPEST: usize = 32;
const MOST_PAGES: usize = 100_000;

/// One revision of a file.
pub(super) struct File<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) xref: Xref,
    unfolded: RefCell<BTreeMap<u32, Vec<Object>>>,
}

impl<'a> File<'a> {
    /// Reads the newest revision in `bytes`.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() > MOST_BYTES {
            return Err(Fault::TooLarge { what: "PDF" });
        }
        if !bytes.starts_with(b"%PDF-") {
            return bad("the file does not begin as a PDF");
        }
        let file = Self { bytes, xref: xref::read(bytes)?, unfolded: RefCell::default() };
        if file.xref.trailer.contains_key(&b"Encrypt"[..]) {
            return bad("the file is encrypted");
        }
        Ok(file)
    }

    /// The object of this number, or null.
    pub(super) fn get(&self, number: u32) -> Result<Object> {
        match self.xref.places.get(&number) {
            Some(Place::At(offset, _)) => {
                let (id, object) = indirect(self.bytes, *offset, &|id| self.length(id))?;
                if id.0 == number { Ok(object) } else { bad("an object is not where it should be") }
            }
            Some(Place::Within(stream, index)) => self.within(*stream, *index),
            Some(Place::Free) | None => Ok(Object::Null),
        }
    }

    /// The length of a stream may be an object of its own, never in an object stream that needs its own length.
    fn length(&self, Id(number, _): Id) -> Option<usize> {
        let Some(Place::At(offset, _)) = self.xref.places.get(&number) else { return None };
        let (id, object) = indirect(self.bytes, *offset, &|_| None).ok()?;
        object.as_int().filter(|_| id.0 == number).and_then(|length| usize::try_from(length).ok())
    }

    fn within(&self, stream: u32, index: usize) -> Result<Object> {
        if let Some(objects) = self.unfolded.borrow().get(&stream) {
            return objects.get(index).cloned().map_or_else(|| bad("an object stream is too short"), Ok);
        }
        if !matches!(self.xref.places.get(&stream), Some(Place::At(..))) {
            return bad("an object stream is missing");
        }
        let Object::Stream(dict, data) = self.get(stream)? else { return bad("an object stream is missing") };
        let objects = unfold(&dict, &data)?;
        let found = objects.get(index).cloned();
        self.unfolded.borrow_mut().insert(stream, objects);
        found.map_or_else(|| bad("an object stream is too short"), Ok)
    }

    /// What a reference leads to; anything else is itself.
    pub(super) fn resolve(&self, object: &Object) -> Result<Object> {
        let mut object = object.clone();
        for _ in 0..DEEPEST {
            let Object::Ref(id) = object else { return Ok(object) };
            object = self.get(id.0)?;
        }
        bad("references go in circles")
    }

    /// The value of a key, resolved; null when it is absent.
    pub(super) fn value(&self, dict: &Dict, key: &str) -> Result<Object> {
        dict.get(key.as_bytes()).map_or(Ok(Object::Null), |object| self.resolve(object))
    }

    /// The dictionary under a key; empty when it is absent.
    pub(super) fn dict(&self, dict: &Dict, key: &str) -> Result<Dict> {
        Ok(self.value(dict, key)?.as_dict().cloned().unwrap_or_default())
    }

    /// The array under a key; empty when it is absent.
    pub(super) fn array(&self, dict: &Dict, key: &str) -> Result<Vec<Object>> {
        Ok(self.value(dict, key)?.as_array().map(<[Object]>::to_vec).unwrap_or_default())
    }

    /// The number of the catalogue.
    pub(super) fn catalogue_id(&self) -> Result<Id> {
        let root = self.xref.trailer.get(&b"Root"[..]).and_then(Object::as_ref);
        root.map_or_else(|| bad("the catalogue is missing"), Ok)
    }

    /// The catalogue.
    pub(super) fn catalogue(&self) -> Result<Dict> {
        match self.get(self.catalogue_id()?.0)? {
            Object::Dict(dict) => Ok(dict),
            _ => bad("the catalogue is missing"),
        }
    }

    /// The pages, first page first.
    pub(super) fn pages(&self) -> Result<Vec<Id>> {
        let catalogue = self.catalogue()?;
        let root = catalogue.get(&b"Pages"[..]).and_then(Object::as_ref);
        let mut pages = Vec::new();
        match root {
            Some(root) => self.collect_pages(root, 0, &mut pages)?,
            None => return bad("the pages are missing"),
        }
        Ok(pages)
    }

    fn collect_pages(&self, id: Id, depth: usize, pages: &mut Vec<Id>) -> Result<()> {
        if depth > DEEPEST || pages.len() > MOST_PAGES {
            return bad("there are too many pages");
        }
        let node = self.get(id.0)?;
        let Some(dict) = node.as_dict() else { return bad("a page is missing") };
        if !dict.contains_key(&b"Kids"[..]) {
            pages.push(id);
            return Ok(());
        }
        for kid in self.array(dict, "Kids")? {
            let Some(kid) = kid.as_ref() else { return bad("a page is missing") };
            self.collect_pages(kid, depth + 1, pages)?;
        }
        Ok(())
    }

    /// The first number that no object has.
    pub(super) fn next_number(&self) -> u32 {
        let size =
            self.xref.trailer.get(&b"Size"[..]).and_then(Object::as_int).and_then(|size| u32::try_from(size).ok());
        let highest = self.xref.places.keys().next_back().map_or(1, |number| number + 1);
        size.unwrap_or(0).max(highest)
    }
}

/// Reads `n g obj … endobj` at `at`. `length` knows lengths that are objects of their own.
pub(super) fn indirect(bytes: &[u8], at: usize, length: &dyn Fn(Id) -> Option<usize>) -> Result<(Id, Object)> {
    let mut lexer = Lexer::new(bytes, at);
    let (number, generation) = (u32::try_from(lexer.int()?), u16::try_from(lexer.int()?));
    let (Ok(number), Ok(generation)) = (number, generation) else { return bad("an object is malformed") };
    if !lexer.take(b"obj") {
        return bad("an object is malformed");
    }
    let object = lexer.object()?;
    let Object::Dict(dict) = object else { return Ok((Id(number, generation), object)) };
    if !lexer.take(b"stream") {
        return Ok((Id(number, generation), Object::Dict(dict)));
    }
    let begin = match (bytes.get(lexer.at), bytes.get(lexer.at + 1)) {
        (Some(b'\r'), Some(b'\n')) => lexer.at + 2,
        (Some(b'\n'), _) => lexer.at + 1,
        _ => return bad("a stream is malformed"),
    };
    let long = match dict.get(&b"Length"[..]) {
        Some(Object::Int(long)) => usize::try_from(*long).ok(),
        Some(Object::Ref(id)) => length(*id),
        _ => None,
    };
    let end = long.and_then(|long| begin.checked_add(long)).filter(|end| *end <= bytes.len());
    let Some(end) = end else { return bad("a stream has no length") };
    let mut after = Lexer::new(bytes, end);
    if !after.take(b"endstream") {
        return bad("a stream does not end where it says");
    }
    Ok((Id(number, generation), Object::Stream(dict, bytes[begin..end].to_vec())))
}

/// The objects of an object stream (ISO 32000-1 section 7.5.7).
fn unfold(dict: &Dict, data: &[u8]) -> Result<Vec<Object>> {
    let number = |key: &[u8]| dict.get(key).and_then(Object::as_int).and_then(|value| usize::try_from(value).ok());
    let (Some(count), Some(first)) = (number(b"N"), number(b"First")) else {
        return bad("an object stream is malformed");
    };
    let plain = filter::decode(dict, data)?;
    if count > plain.len() {
        return bad("an object stream is malformed");
    }
    let mut header = Lexer::new(&plain, 0);
    let mut objects = Vec::new();
    for _ in 0..count {
        let (_, offset) = (header.int()?, header.int()?);
        let at = usize::try_from(offset).ok().and_then(|offset| first.checked_add(offset));
        let Some(at) = at.filter(|at| *at < plain.len()) else { return bad("an object stream is malformed") };
        objects.push(Lexer::new(&plain, at).object()?);
    }
    Ok(objects)
}
