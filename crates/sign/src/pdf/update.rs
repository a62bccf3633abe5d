//! Adding to a file without touching a byte of it (ISO 32000-1 section 7.5.6): what was signed stays signed.

use std::collections::BTreeMap;

use super::{
    file::File,
    object::{Dict, Id, Object, dict},
};
use crate::Result;

/// Objects that a new revision adds or replaces.
pub(super) struct Update<'f, 'a> {
    file: &'f File<'a>,
    objects: BTreeMap<u32, Vec<u8>>,
    next: u32,
}

/// The bytes of the new file, and where each new object stands in it.
pub(super) struct Updated {
    pub(super) bytes: Vec<u8>,
    pub(super) offsets: BTreeMap<u32, usize>,
}

impl<'f, 'a> Update<'f, 'a> {
    pub(super) fn new(file: &'f File<'a>) -> Self {
        Self { file, objects: BTreeMap::new(), next: file.next_number() }
    }

    /// A number that no object has yet.
    pub(super) fn reserve(&mut self) -> Id {
        self.next += 1;
        Id(self.next - 1, 0)
    }

    /// Adds an object.
    pub(super) fn add(&mut self, object: &Object) -> Id {
        let id = self.reserve();
        self.put(id, object);
        id
    }

    /// Puts an object in place of the one with the same number.
    pub(super) fn put(&mut self, id: Id, object: &Object) {
        let mut body = Vec::new();
        object.write(&mut body);
        self.put_written(id, body);
    }

    /// Puts an object whose bytes were written elsewhere.
    pub(super) fn put_written(&mut self, id: Id, body: Vec<u8>) {
        self.objects.insert(id.0, body);
    }

    /// The old bytes, the new objects and their cross-references, of the kind the file has.
    pub(super) fn finish(mut self) -> Updated {
        let mut bytes = self.file.bytes.to_vec();
        if bytes.last() != Some(&b'\n') {
            bytes.push(b'\n');
        }
        let mut offsets = BTreeMap::new();
        for (number, body) in &self.objects {
            offsets.insert(*number, bytes.len());
            bytes.extend(format!("{number} {} obj\n", self.generation(*number)).bytes());
            bytes.extend(body);
            bytes.extend(b"\nendobj\n");
        }
        let start = bytes.len();
        if self.file.xref.is_stream {
            self.stream(&mut bytes, &mut offsets)
        } else {
            self.table(&mut bytes, &offsets)
        }
        bytes.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
        Updated { bytes, offsets }
    }

    fn generation(&self, number: u32) -> u16 {
        match self.file.xref.places.get(&number) {
            Some(super::xref::Place::At(_, generation)) => *generation,
            _ => 0,
        }
    }

    fn trailer(&self) -> Dict {
        let kept = ["Root", "Info", "ID"];
        let old = &self.file.xref.trailer;
        let mut trailer: Dict =
            kept.iter().filter_map(|key| Some((key.as_bytes().to_vec(), old.get(key.as_bytes())?.clone()))).collect();
        trailer.insert(b"Prev".to_vec(), Object::Int(self.file.xref.start as i64));
        trailer.insert(b"Size".to_vec(), Object::Int(i64::from(self.next)));
        trailer
    }

    fn table(&self, bytes: &mut Vec<u8>, offsets: &BTreeMap<u32, usize>) {
        bytes.extend(b"xref\n");
        for run in runs(offsets) {
            bytes.extend(format!("{} {}\n", run[0], run.len()).bytes());
            for number in run {
                bytes.extend(format!("{:010} {:05} n\r\n", offsets[&number], self.generation(number)).bytes());
            }
        }
        bytes.extend(b"trailer\n");
        Object::Dict(self.trailer()).write(bytes);
        bytes.push(b'\n');
    }

    fn stream(&mut self, bytes: &mut Vec<u8>, offsets: &mut BTreeMap<u32, usize>) {
        let own = self.reserve();
        offsets.insert(own.0, bytes.len());
        let (mut rows, mut index) = (Vec::new(), Vec::new());
        for run in runs(offsets) {
            index.extend([Object::Int(i64::from(run[0])), Object::Int(run.len() as i64)]);
            for number in run {
                rows.push(1);
                rows.extend((offsets[&number] as u64).to_be_bytes());
                rows.extend(self.generation(number).to_be_bytes());
            }
        }
        let mut all = self.trailer();
        all.extend(dict([
            ("Type", Object::name("XRef")),
            ("W", Object::Array([1, 8, 2].map(Object::Int).to_vec())),
            ("Index", Object::Array(index)),
        ]));
        bytes.extend(format!("{} 0 obj\n", own.0).bytes());
        Object::Stream(all, rows).write(bytes);
        bytes.extend(b"\nendobj\n");
    }
}

/// Numbers that follow each other, together.
fn runs(offsets: &BTreeMap<u32, usize>) -> Vec<Vec<u32>> {
    let mut runs: Vec<Vec<u32>> = Vec::new();
    for number in offsets.keys() {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last + 1 == *number) => run.push(*number),
            _ => runs.push(vec![*number]),
        }
    }
    runs
}

/// Copies an object and everything it leads to from another file.
pub(super) fn import(update: &mut Update<'_, '_>, from: &File<'_>, object: &Object) -> Result<Object> {
    Importer { from, known: BTreeMap::new() }.copy(update, object, 0)
}

struct Importer<'f, 'a> {
    from: &'f File<'a>,
    known: BTreeMap<u32, Id>,
}

impl Importer<'_, '_> {
    fn copy(&mut self, update: &mut Update<'_, '_>, object: &Object, depth: usize) -> Result<Object> {
        if depth > 64 {
            return super::lexer::bad("objects are nested too deeply");
        }
        Ok(match object {
            Object::Ref(Id(number, _)) => Object::Ref(self.copy_indirect(update, *number, depth)?),
            Object::Array(items) => {
                Object::Array(items.iter().map(|item| self.copy(update, item, depth + 1)).collect::<Result<_>>()?)
            }
            Object::Dict(dict) => Object::Dict(self.copy_dict(update, dict, depth)?),
            Object::Stream(dict, data) => Object::Stream(self.copy_dict(update, dict, depth)?, data.clone()),
            other => other.clone(),
        })
    }

    fn copy_dict(&mut self, update: &mut Update<'_, '_>, dict: &Dict, depth: usize) -> Result<Dict> {
        // The way back up would bring the whole other file along.
        let kept = dict.iter().filter(|(key, _)| !matches!(key.as_slice(), b"Parent" | b"StructParents" | b"P"));
        kept.map(|(key, value)| Ok((key.clone(), self.copy(update, value, depth + 1)?))).collect()
    }

    fn copy_indirect(&mut self, update: &mut Update<'_, '_>, number: u32, depth: usize) -> Result<Id> {
        if let Some(id) = self.known.get(&number) {
            return Ok(*id);
        }
        let id = update.reserve();
        self.known.insert(number, id);
        let copied = self.copy(update, &self.from.get(number)?, depth + 1)?;
        update.put(id, &copied);
        Ok(id)
    }
}
