//! Which signatures a file has, and which bytes each covers.

use super::{
    field::SubFilter,
    file::File,
    lexer::bad,
    object::{Dict, Object},
};
use crate::{Fault, Result};

/// Nobody signs one document more often.
const MOST_SIGNATURES: usize = 256;
const DEEPEST: usize = 16;

/// A signature as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Embedded {
    /// The name of its field.
    pub field: String,
    /// How it is wrapped; `None` when nobody here knows.
    pub sub_filter: Option<SubFilter>,
    /// Who signed, as the file says; the certificate says it better.
    pub name: Option<String>,
    /// Why, as the file says.
    pub reason: Option<String>,
    /// When, as the file says.
    pub date: Option<String>,
    /// The CMS message or time-stamp token.
    pub signature: Vec<u8>,
    /// Offset of `<` and of the byte after `>`.
    pub(crate) gap: (usize, usize),
    /// Where the bytes that it covers end.
    pub(crate) end: usize,
}

impl Embedded {
    /// The two parts of `pdf` that it is over.
    pub fn parts<'a>(&self, pdf: &'a [u8]) -> [&'a [u8]; 2] {
        [&pdf[..self.gap.0], &pdf[self.gap.1..self.end]]
    }

    /// The file as it was when it was signed.
    pub fn revision<'a>(&self, pdf: &'a [u8]) -> &'a [u8] {
        &pdf[..self.end]
    }

    /// Refuses when it does not cover its whole revision: all but its own place, to the end.
    pub fn check_coverage(&self, pdf: &[u8]) -> Result<()> {
        let revision = self.revision(pdf);
        let known = signatures_of(&File::read(revision)?, revision)?;
        let is_there = known.iter().any(|one| one.gap == self.gap && one.end == self.end);
        if is_there && ends_properly(revision) { Ok(()) } else { Err(Fault::PdfCoverage) }
    }
}

/// Whether nothing stands after the mark at the end of a file.
pub(crate) fn ends_properly(pdf: &[u8]) -> bool {
    [&b"%%EOF"[..], b"%%EOF\n", b"%%EOF\r\n", b"%%EOF\r"].iter().any(|end| pdf.ends_with(end))
}

/// The signatures of a file, oldest first.
pub fn signatures(pdf: &[u8]) -> Result<Vec<Embedded>> {
    signatures_of(&File::read(pdf)?, pdf)
}

fn signatures_of(file: &File<'_>, pdf: &[u8]) -> Result<Vec<Embedded>> {
    let form = file.dict(&file.catalogue()?, "AcroForm")?;
    let mut found = Vec::new();
    collect(file, pdf, &file.array(&form, "Fields")?, ("", false), 0, &mut found)?;
    found.sort_by_key(|one| one.end);
    Ok(found)
}

fn collect(
    file: &File<'_>,
    pdf: &[u8],
    fields: &[Object],
    (parent, is_signature): (&str, bool),
    depth: usize,
    found: &mut Vec<Embedded>,
) -> Result<()> {
    if depth > DEEPEST || fields.len() > 10_000 {
        return bad("there are too many fields");
    }
    for field in fields {
        let Some(field) = file.resolve(field)?.as_dict().cloned() else { continue };
        let part = field.get(&b"T"[..]).and_then(Object::as_text).map(plain_text).unwrap_or_default();
        let name =
            if parent.is_empty() || part.is_empty() { format!("{parent}{part}") } else { format!("{parent}.{part}") };
        let is_signature = match file.value(&field, "FT")? {
            Object::Null => is_signature,
            kind => kind.is_named("Sig"),
        };
        let kids = file.array(&field, "Kids")?;
        collect(file, pdf, &kids, (&name, is_signature), depth + 1, found)?;
        if let (true, Some(value)) = (is_signature, file.value(&field, "V")?.as_dict()) {
            found.push(embedded(file, pdf, name, value)?);
        }
        if found.len() > MOST_SIGNATURES {
            return bad("there are too many signatures");
        }
    }
    Ok(())
}

fn embedded(file: &File<'_>, pdf: &[u8], field: String, value: &Dict) -> Result<Embedded> {
    let (gap, end) = range(file, value, pdf.len())?;
    let signature = signature_at(pdf, gap)?;
    let known = file.value(value, "Contents")?;
    if !known.as_text().is_some_and(|known| known.starts_with(&signature)) {
        return Err(Fault::PdfCoverage);
    }
    let text = |key: &str| -> Result<Option<String>> { Ok(file.value(value, key)?.as_text().map(plain_text)) };
    let sub_filter = match file.value(value, "SubFilter")?.as_name() {
        Some(b"adbe.pkcs7.detached" | b"ETSI.CAdES.detached") => Some(SubFilter::Pkcs7),
        Some(b"ETSI.RFC3161") => Some(SubFilter::DocumentStamp),
        _ => None,
    };
    Ok(Embedded {
        field,
        sub_filter,
        name: text("Name")?,
        reason: text("Reason")?,
        date: text("M")?,
        signature,
        gap,
        end,
    })
}

/// `[0 a b c]`: from the beginning to the signature's place, and from there to the end.
fn range(file: &File<'_>, value: &Dict, length: usize) -> Result<((usize, usize), usize)> {
    let numbers = file.array(value, "ByteRange")?;
    let number = |object: &Object| object.as_int().and_then(|value| usize::try_from(value).ok());
    let numbers: Option<Vec<usize>> = numbers.iter().map(number).collect();
    let Some(&[0, from, to, rest]) = numbers.as_deref() else { return Err(Fault::PdfCoverage) };
    let end = to.checked_add(rest).filter(|end| *end <= length).ok_or(Fault::PdfCoverage)?;
    if from < to && to <= end { Ok(((from, to), end)) } else { Err(Fault::PdfCoverage) }
}

/// The bytes in the gap: nothing but one hexadecimal string, in one case of letters, filled up with zeros.
fn signature_at(pdf: &[u8], (from, to): (usize, usize)) -> Result<Vec<u8>> {
    let digits = pdf[from..to].strip_prefix(b"<").and_then(|rest| rest.strip_suffix(b">")).ok_or(Fault::PdfCoverage)?;
    let mixed = digits.iter().any(u8::is_ascii_lowercase) && digits.iter().any(u8::is_ascii_uppercase);
    let text = std::str::from_utf8(digits).map_err(|_| Fault::PdfCoverage)?;
    let bytes = crate::wire::unhex(text).filter(|_| !mixed).ok_or(Fault::PdfCoverage)?;
    let length = der_length(&bytes).filter(|length| *length <= bytes.len()).ok_or(Fault::Malformed { what: "CMS" })?;
    let (signature, filling) = bytes.split_at(length);
    if filling.iter().all(|byte| *byte == 0) { Ok(signature.to_vec()) } else { Err(Fault::PdfCoverage) }
}

/// How long the DER value at the beginning is, its header included.
fn der_length(bytes: &[u8]) -> Option<usize> {
    let first = *bytes.get(1)?;
    if first < 0x80 {
        return Some(2 + usize::from(first));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return None;
    }
    let length = bytes.get(2..2 + count)?.iter().fold(0_usize, |value, byte| value << 8 | usize::from(*byte));
    length.checked_add(2 + count)
}

/// A text string: UTF-16BE or UTF-8 with its mark, or else Latin-1, which is what PDFDocEncoding is for what we compare.
pub(super) fn plain_text(bytes: &[u8]) -> String {
    if let Some(units) = bytes.strip_prefix(&[0xfe, 0xff]) {
        let units = units.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
        return char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    }
    if let Some(text) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(text).into_owned();
    }
    bytes.iter().copied().map(char::from).collect()
}
