//! Putting a signature into a file.

use jiff::{Timestamp, tz::TimeZone};
use vena_kernel::clock::Instant;

use super::{
    appearance::{self, Appearance},
    file::File,
    object::{Dict, Id, Object, dict},
    update::Update,
};
use crate::{Digest, Fault, Result, wire};

/// Digits kept free for each number of the byte range.
const RANGE_DIGITS: usize = 10;
/// Nobody's certificates and time-stamp need more.
const MOST_ROOM: usize = 1024 * 1024;

/// How the signature inside is wrapped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubFilter {
    /// `adbe.pkcs7.detached`, ISO 32000-1: CMS over the byte range.
    Pkcs7,
    /// `ETSI.RFC3161`, ISO 32000-2: a time-stamp over the whole document.
    DocumentStamp,
}

/// A signature that is to be put into a file.
#[derive(Debug, Clone)]
pub struct FieldOrder<'a> {
    /// The name of the field; no other field of the file has it.
    pub name: &'a str,
    /// The page, counted from 0.
    pub page: usize,
    /// Left, bottom, right, top in points from the lower left corner of the page.
    pub rect: [f64; 4],
    /// What is seen there.
    pub appearance: Appearance,
    /// Who signs.
    pub signer: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Where.
    pub location: &'a str,
    /// When, as claimed.
    pub at: Instant,
    /// Bytes kept free for the signature: 16,384 hold three certificates and a time-stamp.
    pub room: usize,
}

/// A file with an empty place for the signature.
#[derive(Debug, Clone)]
pub struct Prepared {
    bytes: Vec<u8>,
    /// Offset of `<` and of the byte after `>`.
    gap: (usize, usize),
}

impl Prepared {
    /// The two parts that the signature is over: everything except its own place.
    pub fn parts(&self) -> [&[u8]; 2] {
        [&self.bytes[..self.gap.0], &self.bytes[self.gap.1..]]
    }

    /// The digest of both parts.
    pub fn digest(&self, digest: Digest) -> [u8; 32] {
        digest.of_parts(&self.parts())
    }

    /// Puts the signature into its place.
    pub fn finish(mut self, signature: &[u8]) -> Result<Vec<u8>> {
        let digits = wire::hex(signature);
        let place = &mut self.bytes[self.gap.0 + 1..self.gap.1 - 1];
        if digits.len() > place.len() {
            return Err(Fault::PdfRoom { bytes: signature.len() });
        }
        place[..digits.len()].copy_from_slice(digits.as_bytes());
        Ok(self.bytes)
    }
}

/// Adds an empty signature to `pdf` as a new revision.
pub fn prepare(pdf: &[u8], order: &FieldOrder<'_>) -> Result<Prepared> {
    prepare_as(pdf, order, SubFilter::Pkcs7)
}

/// Adds an empty time-stamp over the whole of `pdf` as a new revision.
pub fn prepare_stamp(pdf: &[u8], name: &str, at: Instant, room: usize) -> Result<Prepared> {
    let (rect, appearance) = ([0.0; 4], Appearance::Invisible);
    let order = FieldOrder { name, page: 0, rect, appearance, signer: "", reason: "", location: "", at, room };
    prepare_as(pdf, &order, SubFilter::DocumentStamp)
}

fn prepare_as(pdf: &[u8], order: &FieldOrder<'_>, kind: SubFilter) -> Result<Prepared> {
    if order.room > MOST_ROOM {
        return Err(Fault::TooLarge { what: "signature" });
    }
    let file = File::read(pdf)?;
    let pages = file.pages()?;
    let page = *pages.get(order.page).ok_or(Fault::PdfPage { page: order.page + 1 })?;
    let mut update = Update::new(&file);
    let value = update.reserve();
    update.put_written(value, signature_dictionary(order, kind));
    let widget = add_widget(&mut update, order, page, value)?;
    add_to_page(&file, &mut update, page, widget)?;
    add_to_form(&file, &mut update, order.name, widget)?;
    let updated = update.finish();
    let start = updated.offsets.get(&value.0).copied().unwrap_or_default();
    fill_range(updated.bytes, start, order.room)
}

/// The dictionary of the signature, with room for numbers and bytes that are only known later.
fn signature_dictionary(order: &FieldOrder<'_>, kind: SubFilter) -> Vec<u8> {
    let (object_type, sub_filter) = match kind {
        SubFilter::Pkcs7 => ("Sig", "adbe.pkcs7.detached"),
        SubFilter::DocumentStamp => ("DocTimeStamp", "ETSI.RFC3161"),
    };
    let mut entries = dict([
        ("Type", Object::name(object_type)),
        ("Filter", Object::name("Adobe.PPKLite")),
        ("SubFilter", Object::name(sub_filter)),
    ]);
    if kind == SubFilter::Pkcs7 {
        entries.insert(b"M".to_vec(), Object::Text(date(order.at).into_bytes()));
        let words = [("Name", order.signer), ("Reason", order.reason), ("Location", order.location)];
        let said = words.iter().filter(|(_, value)| !value.is_empty());
        entries.extend(said.map(|(key, value)| (key.as_bytes().to_vec(), Object::text(value))));
    }
    let mut body = Vec::new();
    Object::Dict(entries).write(&mut body);
    // The place comes first, so that nothing in the texts can be taken for it.
    let mut whole = format!("<</ByteRange [0{}]/Contents <", " ".repeat(3 * (RANGE_DIGITS + 1))).into_bytes();
    whole.extend(std::iter::repeat_n(b'0', order.room * 2));
    whole.push(b'>');
    whole.extend(&body[2..]);
    whole
}

/// `D:YYYYMMDDhhmmss+08'00'`: read by people, so in the time of the people who sign (ISO 32000-1 section 7.9.4).
fn date(at: Instant) -> String {
    let beijing = TimeZone::fixed(jiff::tz::offset(8));
    Timestamp::from(at).to_zoned(beijing).strftime("D:%Y%m%d%H%M%S+08'00'").to_string()
}

fn add_widget(update: &mut Update<'_, '_>, order: &FieldOrder<'_>, page: Id, value: Id) -> Result<Id> {
    let [left, bottom, right, top] = order.rect;
    let drawn = appearance::add(update, &order.appearance, right - left, top - bottom)?;
    Ok(update.add(&Object::dict([
        ("Type", Object::name("Annot")),
        ("Subtype", Object::name("Widget")),
        ("FT", Object::name("Sig")),
        ("T", Object::text(order.name)),
        ("V", Object::Ref(value)),
        ("P", Object::Ref(page)),
        // Print and locked (ISO 32000-1 table 165).
        ("F", Object::Int(132)),
        ("Rect", Object::Array(order.rect.map(Object::number).to_vec())),
        ("AP", Object::dict([("N", Object::Ref(drawn))])),
    ])))
}

fn add_to_page(file: &File<'_>, update: &mut Update<'_, '_>, page: Id, widget: Id) -> Result<()> {
    let Some(mut entries) = file.get(page.0)?.as_dict().cloned() else {
        return super::lexer::bad("a page is missing");
    };
    append(file, update, &mut entries, "Annots", widget)?;
    update.put(page, &Object::Dict(entries));
    Ok(())
}

/// Appends to an array that stands in the dictionary or is an object of its own; it becomes part of the dictionary.
fn append(file: &File<'_>, _: &mut Update<'_, '_>, entries: &mut Dict, key: &str, added: Id) -> Result<()> {
    let mut items = file.array(entries, key)?;
    items.push(Object::Ref(added));
    entries.insert(key.as_bytes().to_vec(), Object::Array(items));
    Ok(())
}

fn add_to_form(file: &File<'_>, update: &mut Update<'_, '_>, name: &str, widget: Id) -> Result<()> {
    let mut catalogue = file.catalogue()?;
    let own = catalogue.get(&b"AcroForm"[..]).and_then(Object::as_ref);
    let mut form = file.dict(&catalogue, "AcroForm")?;
    for field in file.array(&form, "Fields")? {
        let field = file.resolve(&field)?.as_dict().cloned().unwrap_or_default();
        let taken = field.get(&b"T"[..]).and_then(Object::as_text).map(super::read::plain_text);
        if taken.as_deref() == Some(name) {
            return Err(Fault::PdfField { name: name.to_owned() });
        }
    }
    append(file, update, &mut form, "Fields", widget)?;
    // Signatures exist, and the file may only grow (ISO 32000-1 table 219).
    form.insert(b"SigFlags".to_vec(), Object::Int(3));
    match own {
        Some(own) => update.put(own, &Object::Dict(form)),
        None => {
            catalogue.insert(b"AcroForm".to_vec(), Object::Dict(form));
            update.put(file.catalogue_id()?, &Object::Dict(catalogue));
        }
    }
    Ok(())
}

fn fill_range(mut bytes: Vec<u8>, start: usize, room: usize) -> Result<Prepared> {
    let lost = Fault::Pdf { why: "the place of the signature is lost" };
    let find = |word: &[u8]| {
        let found = bytes[start..].windows(word.len()).position(|window| window == word);
        found.map(|at| start + at + word.len()).ok_or(lost.clone())
    };
    let (range, after) = (find(b"/ByteRange [0")?, find(b"/Contents ")?);
    let gap = (after, after + room * 2 + 2);
    let numbers = format!(" {} {} {}", gap.0, gap.1, bytes.len() - gap.1);
    if numbers.len() > 3 * (RANGE_DIGITS + 1) {
        return Err(Fault::TooLarge { what: "PDF" });
    }
    bytes[range..range + numbers.len()].copy_from_slice(numbers.as_bytes());
    Ok(Prepared { bytes, gap })
}
