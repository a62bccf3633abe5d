//! Labels are scanned back by another program (a port of ZXing) and read with the grammar of the scan field.

use rxing::BarcodeFormat;
use vena_kernel::{
    clock::Instant,
    division::Division,
    label::{LabelFacts, codes},
    text::{Lang, Text},
};
use vena_render::{
    Picture,
    label::{Density, Size},
};

use crate::desk;

fn printed_at() -> Instant {
    "2026-03-07T09:20:00Z".parse().expect("an instant")
}

fn facts(number: &str, isbt_product: Option<&str>, group: &str, division: &str) -> LabelFacts {
    LabelFacts {
        station: Text::new("青岛市中心血站", "Qingdao Blood Center"),
        licence: Some("鲁卫血站字〔2024〕第 02 号".to_owned()),
        number: number.parse().expect("a number"),
        product: "RBC-S-LR".parse().expect("a product"),
        product_name: Text::new("去白细胞悬浮红细胞", "Red cells in additive, leukocytes reduced"),
        isbt_product: isbt_product.map(str::to_owned),
        division: division.parse::<Division>().expect("a division"),
        group: group.parse().expect("a group"),
        volume_ml: 280,
        amount: Some("2 单位".to_owned()),
        collected_at: "2026-03-06T01:49:00Z".parse().expect("an instant"),
        prepared_at: Some("2026-03-06T08:40:00Z".parse().expect("an instant")),
        expires_at: "2026-04-10T15:59:00Z".parse().expect("an instant"),
        storage: "2–6 ℃".to_owned(),
        remarks: vec!["保存液 MAP，已去除白细胞".to_owned(), "已辐照 2026-03-07".to_owned()],
        copy: 1,
        trace_url: Some(format!("https://blood.example/t/{}", number.replace('-', ""))),
    }
}

fn station() -> LabelFacts {
    facts("01602-26004085", None, "A+", "00")
}

fn isbt() -> LabelFacts {
    facts("A999926004085", Some("E5445V"), "AB-", "B0")
}

fn dots(size: Size, facts: &LabelFacts, density: Density) -> Picture {
    desk::SHIPPED.label_dots(size, facts, Lang::Zh, printed_at(), density).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// What a scanner reads in the part of a label, given in millimetres from its upper left corner.
fn read(picture: &Picture, per_mm: usize, part: [usize; 4], format: BarcodeFormat) -> String {
    let [left, top, width, height] = part.map(|mm| mm * per_mm);
    let margin = 20;
    let row = |y: usize| picture.luma[y * picture.width + left..][..width].to_vec();
    let white = |count: usize| vec![255_u8; count];
    let wide = width + 2 * margin;
    let mut luma = white(margin * wide);
    for y in top..top + height {
        luma.extend([white(margin), row(y), white(margin)].concat());
    }
    luma.extend(white(margin * wide));
    let tall = height + 2 * margin;
    let found = rxing::helpers::detect_in_luma(luma, wide as u32, tall as u32, Some(format));
    found.unwrap_or_else(|error| panic!("{format} in {part:?}: {error}")).getText().to_owned()
}

#[test]
fn every_code_of_the_large_label_reads_back() {
    for facts in [station(), isbt()] {
        let wanted = codes(&facts).expect("codes");
        for (density, per_mm) in [(Density::Dots8, 8), (Density::Dots12, 12), (Density::Dots24, 24)] {
            let picture = dots(Size::Quadrants, &facts, density);
            assert_eq!((picture.width, picture.height), (100 * per_mm, 100 * per_mm));
            let scan = |part, format| read(&picture, per_mm, part, format);
            let (bars, matrix, qr) = (BarcodeFormat::CODE_128, BarcodeFormat::DATA_MATRIX, BarcodeFormat::QR_CODE);
            assert_eq!(scan([2, 4, 46, 10], bars), wanted.donation);
            assert_eq!(scan([52, 4, 46, 10], bars), wanted.group);
            assert_eq!(scan([2, 54, 46, 10], bars), wanted.product);
            assert_eq!(scan([52, 54, 46, 10], bars), wanted.expiry);
            assert_eq!(scan([53, 74, 21, 21], matrix), wanted.matrix);
            assert_eq!(Some(scan([75, 74, 23, 21], qr)), facts.trace_url);
        }
    }
}

#[test]
fn every_code_of_the_small_label_reads_back() {
    for facts in [station(), isbt()] {
        let wanted = codes(&facts).expect("codes");
        for (density, per_mm) in [(Density::Dots8, 8), (Density::Dots12, 12)] {
            let picture = dots(Size::Small, &facts, density);
            assert_eq!((picture.width, picture.height), (70 * per_mm, 40 * per_mm));
            assert_eq!(read(&picture, per_mm, [1, 2, 46, 7], BarcodeFormat::CODE_128), wanted.donation);
            assert_eq!(read(&picture, per_mm, [49, 19, 19, 19], BarcodeFormat::DATA_MATRIX), wanted.matrix);
            if let Some(details) = wanted.details.clone() {
                assert_eq!(read(&picture, per_mm, [37, 19, 11, 12], BarcodeFormat::DATA_MATRIX), details);
            }
        }
    }
}

#[test]
fn the_files_for_printers() {
    let facts = station();
    let pdf = desk::SHIPPED.label_pdf(Size::Quadrants, &facts, Lang::Zh, printed_at()).expect("a label");
    assert_eq!(pdf.pages, 1);
    assert!(String::from_utf8_lossy(&pdf.pdf).contains("/MediaBox[0 0 283.46"), "100 mm");
    let zpl = desk::SHIPPED.label_zpl(Size::Small, &facts, Lang::Zh, printed_at(), Density::Dots8).expect("a label");
    assert!(zpl.starts_with("^XA\n^PW560\n^LL320\n") && zpl.ends_with("^XZ\n"));
    assert!(zpl.len() < 40_000, "{} bytes", zpl.len());
}

#[test]
fn a_label_that_was_printed_again_says_so() {
    let words = |size, copy| {
        let facts = LabelFacts { copy, ..station() };
        desk::words(&desk::SHIPPED.label_pdf(size, &facts, Lang::Zh, printed_at()).expect("a label").pdf)
    };
    for size in [Size::Quadrants, Size::Small] {
        assert!(words(size, 2).contains("补打第2次"), "{size:?}: {}", words(size, 2));
        assert!(!words(size, 1).contains("补打"), "{size:?}");
    }
}

#[test]
fn names_too_long_for_the_label_are_refused_or_stay_on_it() {
    let mut facts = station();
    facts.product_name = Text::new("去白细胞单采血小板（洗涤、辐照、分装小包装儿科专用）", "x");
    facts.station = Text::new("内蒙古自治区呼伦贝尔市中心血站海拉尔区分站采供血科", "x");
    assert!(desk::SHIPPED.label_dots(Size::Quadrants, &facts, Lang::Zh, printed_at(), Density::Dots8).is_ok());
    facts.remarks = vec!["说明".repeat(30); 6];
    let rule = |facts: &LabelFacts| {
        desk::SHIPPED.label_pdf(Size::Quadrants, facts, Lang::Zh, printed_at()).expect_err("too many words").rule
    };
    assert_eq!(rule(&facts), "document.overflow");
    facts.remarks.push("7".to_owned());
    assert_eq!(rule(&facts), "document.field-length");
}
