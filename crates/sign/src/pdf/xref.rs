//! Where the objects of a file stand: cross-reference tables and streams (ISO 32000-1 sections 7.5.4 and 7.5.8).

use std::collections::BTreeMap;

use super::{
    filter,
    lexer::{Lexer, bad},
    object::{Dict, Object},
};
use crate::{Fault, Result};

/// More objects or revisions are an attack.
const MOST_OBJECTS: i64 = 4_000_000;
const MOST_SECTIONS: usize = 4_096;

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// At this offset, in this generation.
    At(usize, u16),
    /// In this object stream, at this index.
    Within(u32, usize),
    /// Nowhere any more.
    Free,
}

/// All places, newest first come, and the newest trailer.
#[derive(Debug, Clone)]
pub(super) struct Xref {
    pub(super) places: BTreeMap<u32, Place>,
    pub(super) trailer: Dict,
    /// Where the newest section stands.
    pub(super) start: usize,
    /// Whether the newest section is a stream: an update must be of the same kind.
    pub(super) is_stream: bool,
}

/// Reads the sections from the newest to the oldest.
pub(super) fn read(bytes: &[u8]) -> Result<Xref> {
    let start = start(bytes)?;
    let mut xref = Xref { places: BTreeMap::new(), trailer: Dict::new(), start, is_stream: false };
    let mut open = vec![start];
    let mut seen = Vec::new();
    while let Some(at) = open.pop() {
        if seen.contains(&at) || seen.len() >= MOST_SECTIONS {
            return bad("the cross-references go in circles");
        }
        let is_newest = seen.is_empty();
        seen.push(at);
        let (trailer, is_stream) = section(bytes, at, &mut xref.places)?;
        let offset = |key: &[u8]| trailer.get(key).and_then(Object::as_int).and_then(|at| usize::try_from(at).ok());
        // A hybrid file keeps further places in a stream, which come before those of older sections.
        open.extend(offset(b"Prev"));
        open.extend(offset(b"XRefStm"));
        if is_newest {
            xref.trailer = trailer;
            xref.is_stream = is_stream;
        }
    }
    Ok(xref)
}

/// The offset that the end of the file names.
fn start(bytes: &[u8]) -> Result<usize> {
    const WORD: &[u8] = b"startxref";
    let tail = bytes.len().saturating_sub(2048);
    let found = bytes[tail..].windows(WORD.len()).rposition(|window| window == WORD);
    let Some(found) = found else { return bad("the file does not end as a PDF") };
    let mut lexer = Lexer::new(bytes, tail + found + WORD.len());
    usize::try_from(lexer.int()?).map_err(|_| Fault::Pdf { why: "the file does not end as a PDF" })
}

fn section(bytes: &[u8], at: usize, places: &mut BTreeMap<u32, Place>) -> Result<(Dict, bool)> {
    let mut lexer = Lexer::new(bytes, at);
    if lexer.take(b"xref") { table(&mut lexer, places) } else { stream(bytes, at, places) }
}

fn note(places: &mut BTreeMap<u32, Place>, number: i64, place: Place) -> Result<()> {
    let number = u32::try_from(number).ok().filter(|number| i64::from(*number) < MOST_OBJECTS);
    let Some(number) = number else { return bad("an object number is out of range") };
    places.entry(number).or_insert(place);
    Ok(())
}

fn table(lexer: &mut Lexer<'_>, places: &mut BTreeMap<u32, Place>) -> Result<(Dict, bool)> {
    while !lexer.take(b"trailer") {
        let (first, count) = (lexer.int()?, lexer.int()?);
        if !(0..MOST_OBJECTS).contains(&count) || !(0..MOST_OBJECTS).contains(&first) {
            return bad("a cross-reference table is malformed");
        }
        for number in first..first + count {
            let (offset, generation) = (lexer.int()?, lexer.int()?);
            let in_use = lexer.take(b"n");
            if !in_use && !lexer.take(b"f") {
                return bad("a cross-reference table is malformed");
            }
            let place = match (usize::try_from(offset), u16::try_from(generation)) {
                (Ok(offset), Ok(generation)) if in_use => Place::At(offset, generation),
                _ => Place::Free,
            };
            note(places, number, place)?;
        }
    }
    match lexer.object()? {
        Object::Dict(trailer) => Ok((trailer, false)),
        _ => bad("the trailer is missing"),
    }
}

fn stream(bytes: &[u8], at: usize, places: &mut BTreeMap<u32, Place>) -> Result<(Dict, bool)> {
    let (_, object) = super::file::indirect(bytes, at, &|_| None)?;
    let Object::Stream(dict, data) = object else { return bad("the cross-references are missing") };
    if !dict.get(&b"Type"[..]).is_some_and(|kind| kind.is_named("XRef")) {
        return bad("the cross-references are missing");
    }
    let rows = filter::decode(&dict, &data)?;
    let widths = widths(&dict)?;
    let size = dict.get(&b"Size"[..]).and_then(Object::as_int).unwrap_or(0);
    let whole = vec![Object::Int(0), Object::Int(size)];
    let index = dict.get(&b"Index"[..]).and_then(Object::as_array).map_or(whole, <[Object]>::to_vec);
    let mut rows = rows.chunks_exact(widths.iter().sum::<usize>().max(1));
    for pair in index.chunks(2) {
        let [Object::Int(first), Object::Int(count)] = pair else {
            return bad("a cross-reference stream is malformed");
        };
        if !(0..MOST_OBJECTS).contains(count) || !(0..MOST_OBJECTS).contains(first) {
            return bad("a cross-reference stream is malformed");
        }
        for number in *first..*first + *count {
            let Some(row) = rows.next() else { return bad("a cross-reference stream is too short") };
            note(places, number, place(row, widths)?)?;
        }
    }
    Ok((dict, true))
}

fn widths(dict: &Dict) -> Result<[usize; 3]> {
    let widths = dict.get(&b"W"[..]).and_then(Object::as_array).unwrap_or(&[]);
    let width =
        |object: &Object| object.as_int().and_then(|width| usize::try_from(width).ok()).filter(|width| *width <= 8);
    let read: Option<Vec<usize>> = widths.iter().map(width).collect();
    match read.as_deref() {
        Some(&[kind, second, third]) if kind + second + third > 0 => Ok([kind, second, third]),
        _ => bad("a cross-reference stream is malformed"),
    }
}

fn place(row: &[u8], widths: [usize; 3]) -> Result<Place> {
    let (kind, rest) = row.split_at(widths[0]);
    let (second, third) = rest.split_at(widths[1]);
    let number = |bytes: &[u8]| bytes.iter().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    // A kind of no width means "in use".
    let kind = if kind.is_empty() { 1 } else { number(kind) };
    let malformed = Fault::Pdf { why: "a cross-reference stream is malformed" };
    let small = |value| usize::try_from(value).map_err(|_| malformed.clone());
    match kind {
        0 => Ok(Place::Free),
        1 => Ok(Place::At(small(number(second))?, u16::try_from(number(third)).map_err(|_| malformed.clone())?)),
        2 => Ok(Place::Within(u32::try_from(number(second)).map_err(|_| malformed.clone())?, small(number(third))?)),
        _ => Ok(Place::Free),
    }
}
