//! Two small documents, one of each kind of cross-references.

use std::io::Write as _;

use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A cross-reference table, as PDF 1.4 has it.
    Table,
    /// Objects in a compressed object stream, cross-references in a stream with a predictor, as PDF 1.5 has it.
    Stream,
}

/// A page with a line of text.
pub(crate) fn sample(kind: Kind) -> Vec<u8> {
    match kind {
        Kind::Table => table(),
        Kind::Stream => stream(),
    }
}

fn table() -> Vec<u8> {
    let (catalogue, pages, page, content, font, info) =
        (Ref::new(1), Ref::new(2), Ref::new(3), Ref::new(4), Ref::new(5), Ref::new(6));
    let mut pdf = Pdf::new();
    pdf.catalog(catalogue).pages(pages);
    pdf.pages(pages).kids([page]).count(1).media_box(Rect::new(0.0, 0.0, 595.0, 842.0));
    let mut written = pdf.page(page);
    written.parent(pages).contents(content);
    written.resources().fonts().pair(Name(b"F1"), font);
    written.finish();
    let mut text = Content::new();
    text.begin_text()
        .set_font(Name(b"F1"), 14.0)
        .next_line(72.0, 720.0)
        .show(Str(b"Transport slip 202604100"))
        .end_text();
    pdf.stream(content, &text.finish());
    pdf.type1_font(font).base_font(Name(b"Helvetica"));
    pdf.document_info(info).title(pdf_writer::TextStr("血液搬运单"));
    pdf.finish()
}

fn folded(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

fn stream() -> Vec<u8> {
    let mut pdf = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let inside = [
        (1, "<</Type/Catalog/Pages 2 0 R>>"),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"),
        (5, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ];
    let content_at = pdf.len();
    let text = folded(b"BT /F1 14 Tf 72 720 Td (Transport slip 202604100) Tj ET");
    put(&mut pdf, 4, "/Filter/FlateDecode", &text);
    let (mut head, mut body) = (String::new(), String::new());
    for (number, object) in inside {
        head += &format!("{number} {} ", body.len());
        body += object;
        body += "\n";
    }
    let objects_at = pdf.len();
    let data = folded(format!("{head}{body}").as_bytes());
    put(&mut pdf, 6, &format!("/Type/ObjStm/N 4/First {}/Filter/FlateDecode", head.len()), &data);
    let start = pdf.len();
    let within = |index| [2, 0, 0, 6, index];
    let at = |offset: usize| [1, 0, (offset >> 8) as u8, offset as u8, 0];
    let rows =
        [[0, 0, 0, 0, 255], within(0), within(1), within(2), at(content_at), within(3), at(objects_at), at(start)];
    // Each row as the difference from the one above it.
    let (mut above, mut predicted) = ([0_u8; 5], Vec::new());
    for row in rows {
        predicted.push(2);
        predicted.extend(row.iter().zip(above).map(|(here, above)| here.wrapping_sub(above)));
        above = row;
    }
    let words = "/Type/XRef/Size 8/W[1 3 1]/Root 1 0 R/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 5>>";
    put(&mut pdf, 7, words, &folded(&predicted));
    pdf.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    pdf
}

fn put(pdf: &mut Vec<u8>, number: u32, words: &str, data: &[u8]) {
    pdf.extend(format!("{number} 0 obj\n<<{words}/Length {}>>\nstream\n", data.len()).bytes());
    pdf.extend(data);
    pdf.extend(b"\nendstream\nendobj\n");
}
