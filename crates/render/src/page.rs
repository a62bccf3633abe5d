//! Looking at the finished pages: where boxes are, whether every character has its picture, whether anything leaves the
//! paper, and what a page looks like in dots.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::Value;
use typst::{
    foundations::{Dict, Label, Selector, Value as Typst},
    introspection::{Introspector, MetadataElem},
    layout::{Frame, FrameItem, Point, Transform},
    text::{TextItem, is_default_ignorable},
    utils::PicoStr,
};
use typst_layout::PagedDocument;
use typst_render::RenderOptions;
use vena_kernel::{refusal::Refusal, say};

use crate::{
    Fields, RenderFault, SignaturePlace,
    template::at::{self, At},
};

/// How far a glyph may stand over the edge of its paper, points: less than a hair.
const EDGE_PT: f64 = 0.5;

/// A named rectangle on a page, in points (1/72 inch) as PDF counts them: from the left and lower edge of the page.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PageBox {
    /// Its name in the template.
    pub name: String,
    /// Page, counted from 1.
    pub page: usize,
    /// Left edge.
    pub left_pt: f64,
    /// Lower edge.
    pub bottom_pt: f64,
    /// Width.
    pub width_pt: f64,
    /// Height.
    pub height_pt: f64,
}

/// The boxes named by `wanted`, in that order.
///
/// Refuses by `template.box-missing` when a page lacks one or has it twice.
pub(crate) fn signatures(document: &PagedDocument, wanted: &[SignaturePlace]) -> Result<Vec<PageBox>, Refusal> {
    let all = boxes(document, "signature-box");
    let find = |SignaturePlace { name, .. }: &SignaturePlace| {
        let mut found = all.iter().filter(|found| found.name == *name);
        found.next().filter(|_| found.next().is_none()).cloned().ok_or_else(|| {
            Refusal::new(
                "template.box-missing",
                say!("模板应有且只有一个签名框 {name}", "the template must have exactly one signature box {name}"),
            )
        })
    };
    wanted.iter().map(find).collect()
}

/// Every box that the template marked with `label`.
pub(crate) fn boxes(document: &PagedDocument, label: &str) -> Vec<PageBox> {
    let Some(label) = Label::new(PicoStr::intern(label)) else { return Vec::new() };
    let introspector = document.introspector();
    let found = introspector.query(&Selector::Label(label));
    found
        .iter()
        .filter_map(|content| {
            let Typst::Dict(said) = &content.to_packed::<MetadataElem>()?.value else { return None };
            let at = introspector.as_ref().position(content.location()?)?;
            let page_height = document.pages().get(at.page.get() - 1)?.frame.height().to_pt();
            let (width_pt, height_pt) = (number(said, "width")?, number(said, "height")?);
            Some(PageBox {
                name: word(said, "name")?,
                page: at.page.get(),
                left_pt: at.point.x.to_pt(),
                bottom_pt: page_height - at.point.y.to_pt() - height_pt,
                width_pt,
                height_pt,
            })
        })
        .collect()
}

fn number(said: &Dict, key: &str) -> Option<f64> {
    said.get(key).ok()?.clone().cast().ok()
}

fn word(said: &Dict, key: &str) -> Option<String> {
    said.get(key).ok()?.clone().cast::<typst::foundations::Str>().ok().map(Into::into)
}

/// Refuses by `document.glyph-missing` and `document.overflow`.
pub(crate) fn check(document: &PagedDocument, fields: &Fields, data: &Value) -> Result<(), RenderFault> {
    let mut missing = BTreeSet::new();
    for (index, page) in document.pages().iter().enumerate() {
        let mut outside = None;
        each_text(&page.frame, Transform::identity(), &mut |item, line| {
            missing.extend(item.glyphs.iter().filter(|glyph| glyph.id == 0).flat_map(|glyph| {
                item.text[glyph.range()].chars().filter(|&c| !is_default_ignorable(c)).collect::<Vec<_>>()
            }));
            let size = page.frame.size();
            let inside = |point: &Point| {
                let (x, y) = (point.x.to_pt(), point.y.to_pt());
                (-EDGE_PT..=size.x.to_pt() + EDGE_PT).contains(&x) && (-EDGE_PT..=size.y.to_pt() + EDGE_PT).contains(&y)
            };
            let fits = line.iter().all(inside);
            if !fits {
                outside.get_or_insert_with(|| item.text.to_string());
            }
        });
        if let Some(text) = outside {
            return Err(overflow(index + 1, &text).into());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(no_glyph(&missing, fields, data)) }
}

/// Every run of text with both ends of its baseline.
fn each_text(frame: &Frame, transform: Transform, seen: &mut impl FnMut(&TextItem, [Point; 2])) {
    for (position, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                let inner =
                    transform.pre_concat(Transform::translate(position.x, position.y)).pre_concat(group.transform);
                each_text(&group.frame, inner, seen);
            }
            FrameItem::Text(text) => {
                let end = Point::new(position.x + text.width(), position.y);
                seen(text, [position.transform(transform), end.transform(transform)]);
            }
            _ => {}
        }
    }
}

fn overflow(page: usize, text: &str) -> Refusal {
    let text: String = text.chars().take(40).collect();
    Refusal::new(
        "document.overflow",
        say!("第 {page} 页的“{text}”超出纸面", "'{text}' leaves the paper of page {page}"),
    )
}

/// One field that holds such a character is the field at fault; several are named in the sentence.
fn no_glyph(missing: &BTreeSet<char>, fields: &Fields, data: &Value) -> RenderFault {
    let characters = missing.iter().map(|&c| format!("{c} U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(", ");
    let mut holders = Vec::new();
    at::each_text(fields, data, &At::form(), &mut |at, text| {
        if text.chars().any(|c| missing.contains(&c)) {
            holders.push(at.clone());
        }
    });
    let named = |word: fn(&At) -> &str, nobody: &str| match holders[..] {
        [] => nobody.to_owned(),
        _ => holders.iter().map(word).collect::<Vec<_>>().join(", "),
    };
    let (zh, en) = (named(|at| &at.label.zh, "模板"), named(|at| &at.label.en, "template"));
    let reason = say!(
        "字体缺少 {characters}（{zh}）；把含有这些字的字体放入字体目录",
        "no font has {characters} ({en}); put a font with these characters into the folder of fonts"
    );
    match &holders[..] {
        [one] => one.fault("glyph-missing", |_| reason),
        _ => Refusal::new("document.glyph-missing", reason).into(),
    }
}

/// A page in grey dots, white 255, row by row from the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Dots a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// One byte a dot.
    pub luma: Vec<u8>,
}

/// Page `index` with so many dots a point.
pub(crate) fn picture(document: &PagedDocument, index: usize, dots_per_pt: f64) -> Option<Picture> {
    let options = RenderOptions { pixel_per_pt: dots_per_pt.into(), render_bleed: false };
    let pixels = typst_render::render(document.pages().get(index)?, &options);
    let luma = pixels.pixels().iter().map(|pixel| {
        let (red, green, blue) = (u32::from(pixel.red()), u32::from(pixel.green()), u32::from(pixel.blue()));
        // Weights of ITU-R BT.601 in thousandths; the page is opaque, so the sum stays below 256.
        ((red * 299 + green * 587 + blue * 114) / 1_000) as u8
    });
    Some(Picture { width: pixels.width() as usize, height: pixels.height() as usize, luma: luma.collect() })
}
