//! What a signature looks like on the page.

use super::{
    file::File,
    filter, ink,
    lexer::bad,
    object::{Dict, Id, Object, dict},
    update::{Update, import},
};
use crate::Result;

/// What a reader sees where the signature stands.
#[derive(Debug, Clone)]
pub enum Appearance {
    /// Nothing: the document itself already shows who signs.
    Invisible,
    /// The first page of another PDF, scaled into the box: drawn by the caller with fonts of their own.
    Page(Vec<u8>),
    /// The same with handwriting over its right half: what a person wrote on a pad.
    Handwritten {
        /// The other PDF.
        page: Vec<u8>,
        /// The strokes, each with its points; their extent decides the scale.
        strokes: Vec<Vec<InkPoint>>,
    },
    /// A box with lines of text and, to their left, a seal. No font is embedded, so it is no PDF/A, and a reader without
    /// Chinese fonts (poppler without `poppler-data`) leaves the lines out; the signature holds all the same.
    Text {
        /// Lines, from the top.
        lines: Vec<String>,
        /// The picture of a seal.
        seal: Option<Seal>,
    },
}

/// A point of a stroke, in any unit of length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct InkPoint {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// From 0 to 1.
    pub pressure: f64,
}

/// A picture in rows from the top, four bytes a pixel: red, green, blue, opacity.
#[derive(Debug, Clone)]
pub struct Seal {
    /// Pixels in a row.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// `width * height * 4` bytes.
    pub rgba: Vec<u8>,
}

/// Adds the form that draws the appearance in a box of this size. `None` when there is nothing to see.
pub(super) fn add(update: &mut Update<'_, '_>, appearance: &Appearance, width: f64, height: f64) -> Result<Id> {
    match appearance {
        Appearance::Invisible => Ok(form(update, (0.0, 0.0), Dict::new(), Vec::new())),
        Appearance::Page(pdf) => page(update, pdf, (width, height), ""),
        Appearance::Handwritten { page: pdf, strokes } => {
            page(update, pdf, (width, height), &ink::draw(strokes, width, height))
        }
        Appearance::Text { lines, seal } => text(update, lines, seal.as_ref(), width, height),
    }
}

fn form(update: &mut Update<'_, '_>, (width, height): (f64, f64), resources: Dict, content: Vec<u8>) -> Id {
    let bounds = [0.0, 0.0, width, height].map(Object::number).to_vec();
    let head = dict([
        ("Type", Object::name("XObject")),
        ("Subtype", Object::name("Form")),
        ("BBox", Object::Array(bounds)),
        ("Resources", Object::Dict(resources)),
    ]);
    update.add(&Object::Stream(head, content))
}

/// A page of another file as a form of ours, and around it a form that scales it into the box and draws `over` it.
fn page(update: &mut Update<'_, '_>, pdf: &[u8], (width, height): (f64, f64), over: &str) -> Result<Id> {
    let other = File::read(pdf)?;
    let Some(first) = other.pages()?.first().copied() else { return bad("a page is missing") };
    let page = other.get(first.0)?.as_dict().cloned().unwrap_or_default();
    let (resources, media) = (inherited(&other, &page, "Resources")?, inherited(&other, &page, "MediaBox")?);
    let (left, bottom, right, top) = corners(&other, &media)?;
    let head = Object::dict([
        ("Type", Object::name("XObject")),
        ("Subtype", Object::name("Form")),
        ("BBox", Object::Array([left, bottom, right, top].map(Object::number).to_vec())),
        ("Resources", resources),
    ]);
    let mut head = import(update, &other, &head)?.as_dict().cloned().unwrap_or_default();
    if let Some(group) = page.get(&b"Group"[..]) {
        head.insert(b"Group".to_vec(), import(update, &other, group)?);
    }
    let inner = update.add(&Object::Stream(head, content(&other, &page)?));
    let (x, y) = (width / (right - left), height / (top - bottom));
    let draw = format!("q {x:.5} 0 0 {y:.5} {:.3} {:.3} cm /Page Do Q{over}", -left * x, -bottom * y);
    let named = dict([("XObject", Object::dict([("Page", Object::Ref(inner))]))]);
    Ok(form(update, (width, height), named, draw.into_bytes()))
}

fn inherited(file: &File<'_>, page: &Dict, key: &str) -> Result<Object> {
    let mut node = page.clone();
    for _ in 0..32 {
        match file.value(&node, key)? {
            Object::Null => {}
            found => return Ok(found),
        }
        node = match file.value(&node, "Parent")? {
            Object::Dict(parent) => parent,
            _ => break,
        };
    }
    Ok(Object::Dict(Dict::new()))
}

fn corners(file: &File<'_>, media: &Object) -> Result<(f64, f64, f64, f64)> {
    let number = |object: &Object| match file.resolve(object) {
        Ok(Object::Int(value)) => Some(value as f64),
        Ok(Object::Real(text)) => text.parse().ok(),
        _ => None,
    };
    let numbers: Option<Vec<f64>> = media.as_array().unwrap_or(&[]).iter().map(number).collect();
    match numbers.as_deref() {
        Some(&[left, bottom, right, top]) if right > left && top > bottom => Ok((left, bottom, right, top)),
        _ => bad("a page has no size"),
    }
}

/// The content of a page, plain: its parts may be cut anywhere between two words.
fn content(file: &File<'_>, page: &Dict) -> Result<Vec<u8>> {
    let parts = match file.value(page, "Contents")? {
        Object::Array(parts) => parts,
        Object::Null => Vec::new(),
        one => vec![one],
    };
    let mut all = Vec::new();
    for part in parts {
        let Object::Stream(head, data) = file.resolve(&part)? else { return bad("the content of a page is missing") };
        all.extend(filter::decode(&head, &data)?);
        all.push(b'\n');
    }
    Ok(all)
}

/// Lines in the song face that readers of Chinese files bring along (Adobe-GB1), beside the seal.
fn text(update: &mut Update<'_, '_>, lines: &[String], seal: Option<&Seal>, width: f64, height: f64) -> Result<Id> {
    let font = font(update);
    let mut resources = dict([("Font", Object::dict([("F", Object::Ref(font))]))]);
    let side = seal.map_or(0.0, |_| height.min(width * 0.4));
    let mut draw = String::new();
    if let Some(seal) = seal {
        let image = image(update, seal)?;
        resources.insert(b"XObject".to_vec(), Object::dict([("Seal", Object::Ref(image))]));
        draw += &format!("q {side:.2} 0 0 {side:.2} 0 {:.2} cm /Seal Do Q ", (height - side) / 2.0);
    }
    let longest = lines.iter().map(|line| ems(line)).fold(1.0, f64::max);
    let room = (height / (lines.len().max(1) as f64 * 1.3)).min((width - side - 6.0).max(1.0) / longest);
    let size = room.clamp(2.0, 14.0);
    draw += &format!("BT /F {size:.2} Tf 0 g {:.2} {:.2} Td {:.2} TL", side + 3.0, height - size * 1.15, size * 1.3);
    for line in lines {
        let units: String = line.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        draw += &format!(" <{units}> Tj T*");
    }
    draw += " ET";
    Ok(form(update, (width, height), resources, draw.into_bytes()))
}

/// The width of a line in multiples of the font's size: Latin letters are half as wide as Chinese ones.
fn ems(line: &str) -> f64 {
    line.chars().map(|letter| if letter.is_ascii() { 0.55 } else { 1.0 }).sum()
}

fn font(update: &mut Update<'_, '_>) -> Id {
    let descriptor = update.add(&Object::dict([
        ("Type", Object::name("FontDescriptor")),
        ("FontName", Object::name("STSong-Light")),
        ("Flags", Object::Int(6)),
        ("FontBBox", Object::Array([-25, -254, 1000, 880].map(Object::Int).to_vec())),
        ("ItalicAngle", Object::Int(0)),
        ("Ascent", Object::Int(880)),
        ("Descent", Object::Int(-120)),
        ("CapHeight", Object::Int(880)),
        ("StemV", Object::Int(93)),
    ]));
    let system = Object::dict([
        ("Registry", Object::Text(b"Adobe".to_vec())),
        ("Ordering", Object::Text(b"GB1".to_vec())),
        ("Supplement", Object::Int(4)),
    ]);
    let descendant = update.add(&Object::dict([
        ("Type", Object::name("Font")),
        ("Subtype", Object::name("CIDFontType0")),
        ("BaseFont", Object::name("STSong-Light")),
        ("CIDSystemInfo", system),
        ("FontDescriptor", Object::Ref(descriptor)),
        ("DW", Object::Int(1000)),
        // The first 95 glyphs of Adobe-GB1 after .notdef are ASCII, half as wide.
        ("W", Object::Array([1, 95, 500].map(Object::Int).to_vec())),
    ]));
    update.add(&Object::dict([
        ("Type", Object::name("Font")),
        ("Subtype", Object::name("Type0")),
        ("BaseFont", Object::name("STSong-Light-UniGB-UCS2-H")),
        ("Encoding", Object::name("UniGB-UCS2-H")),
        ("DescendantFonts", Object::Array(vec![Object::Ref(descendant)])),
    ]))
}

fn image(update: &mut Update<'_, '_>, seal: &Seal) -> Result<Id> {
    let pixels = u64::from(seal.width) * u64::from(seal.height);
    if pixels == 0 || pixels * 4 != seal.rgba.len() as u64 {
        return bad("the picture of the seal has another size than it says");
    }
    let picture = |space: &str, data: Vec<u8>, mask: Option<Id>| {
        let mut head = dict([
            ("Type", Object::name("XObject")),
            ("Subtype", Object::name("Image")),
            ("Width", Object::Int(i64::from(seal.width))),
            ("Height", Object::Int(i64::from(seal.height))),
            ("ColorSpace", Object::name(space)),
            ("BitsPerComponent", Object::Int(8)),
        ]);
        head.extend(mask.map(|mask| (b"SMask".to_vec(), Object::Ref(mask))));
        Object::Stream(head, data)
    };
    let opacity = seal.rgba.chunks_exact(4).map(|pixel| pixel[3]).collect();
    let colour = seal.rgba.chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    let mask = update.add(&picture("DeviceGray", opacity, None));
    Ok(update.add(&picture("DeviceRGB", colour, Some(mask))))
}
