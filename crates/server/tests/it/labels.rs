//! Labels as they leave the printer: drawn for real, read back by programs that did not draw them, and scanned again.

use rxing::BarcodeFormat::{self, CODE_128, DATA_MATRIX};
use serde_json::{Value, json};

use crate::{
    steps::{self, Crew, text},
    support::TestApp,
};

/// A page in grey.
struct Picture {
    width: usize,
    luma: Vec<u8>,
}

/// Dots a millimetre at 300 dpi.
const DOTS_PER_MM: f64 = 300.0 / 25.4;

/// The first page at 300 dpi, drawn by poppler.
fn picture(pdf: &[u8]) -> Picture {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, page) = (folder.path().join("label.pdf"), folder.path().join("page"));
    std::fs::write(&file, pdf).expect("written");
    let arguments = ["-r", "300", "-gray", "-singlefile"];
    let drawn = std::process::Command::new("pdftoppm").args(arguments).arg(&file).arg(&page).status();
    assert!(drawn.expect("pdftoppm of poppler-utils").success());
    let pgm = std::fs::read(page.with_extension("pgm")).expect("a page");
    let head: Vec<&[u8]> = pgm.splitn(5, |byte| byte.is_ascii_whitespace()).collect();
    let width = std::str::from_utf8(head[1]).expect("a width").parse().expect("a number");
    Picture { width, luma: head[4].to_vec() }
}

/// What a scanner reads in a part of the label, in millimetres from its upper left corner.
fn read(picture: &Picture, part: [f64; 4], format: BarcodeFormat) -> String {
    let [left, top, width, height] = part.map(|mm| (mm * DOTS_PER_MM) as usize);
    let edge = 40;
    let (wide, tall) = (width + 2 * edge, height + 2 * edge);
    let mut luma = vec![255; wide * tall];
    for y in 0..height {
        let row = &picture.luma[(top + y) * picture.width + left..][..width];
        luma[(y + edge) * wide + edge..][..width].copy_from_slice(row);
    }
    let found = rxing::helpers::detect_in_luma(luma, wide as u32, tall as u32, Some(format));
    found.unwrap_or_else(|error| panic!("{format} in {part:?}: {error}")).getText().to_owned()
}

fn codes(printed: &Value) -> Vec<String> {
    printed["codes"].as_array().expect("codes").iter().map(|code| text(code, "text")).collect()
}

#[tokio::test]
async fn what_the_printer_gets_is_what_was_recorded_and_its_scan_releases() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donated = steps::donate(&app, &crew, 1).await;
    let children = steps::split(&crew, &donated).await;
    let unit = text(&children[0], "unit_id");
    steps::test_donation(&app, &crew, &donated.number, steps::good_results(&crew).await).await;
    let base = format!("/api/process/units/{unit}");
    let printed = crew.technician.post(&format!("{base}/labels"), json!({})).await.ok();
    let pdf = crew.technician.bytes(&format!("{base}/labels/file?size=quadrants&format=pdf")).await;
    let again = crew.technician.bytes(&format!("{base}/labels/file")).await;
    assert!(pdf == again, "the same print gives the same bytes");
    let page = picture(&pdf);
    let scans = [
        read(&page, [53.0, 74.0, 21.0, 21.0], DATA_MATRIX),
        read(&page, [2.0, 4.0, 46.0, 10.0], CODE_128),
        read(&page, [52.0, 4.0, 46.0, 10.0], CODE_128),
        read(&page, [2.0, 54.0, 46.0, 10.0], CODE_128),
        read(&page, [52.0, 54.0, 46.0, 10.0], CODE_128),
    ];
    assert_eq!(scans.to_vec(), codes(&printed));
    for dpi in ["203", "300"] {
        let zpl = crew.technician.bytes(&format!("{base}/labels/file?format=zpl&dpi={dpi}")).await;
        let zpl = String::from_utf8(zpl).expect("ASCII");
        let width = if dpi == "203" { 800 } else { 1200 };
        assert!(zpl.starts_with(&format!("^XA\n^PW{width}\n^LL{width}\n")) && zpl.ends_with("^XZ\n"), "{dpi}");
    }
    let check = json!({ "scans": scans, "appearance": "normal" });
    crew.technician.post(&format!("{base}/label-check"), check).await.ok();
    let released = steps::release(&crew, std::slice::from_ref(&unit)).await;
    assert_eq!(released["units"][0]["outcome"], "released", "{released:#}");
}

#[tokio::test]
async fn the_parts_of_a_divided_unit_have_small_labels_that_scan() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donated = steps::donate(&app, &crew, 1).await;
    let children = steps::split(&crew, &donated).await;
    steps::test_donation(&app, &crew, &donated.number, steps::good_results(&crew).await).await;
    let (cells, product) = (&children[0]["unit_id"], &children[0]["product"]);
    let part = json!({ "product": product, "volume_ml": 140 });
    let parts =
        crew.technician.post("/api/process/splits", json!({ "unit": cells, "outputs": [part, part] })).await.ok();
    for part in parts["children"].as_array().expect("parts") {
        let base = format!("/api/process/units/{}", text(part, "unit_id"));
        let printed = crew.technician.post(&format!("{base}/labels"), json!({})).await.ok();
        assert_eq!(printed["size"], "small");
        let page = picture(&crew.technician.bytes(&format!("{base}/labels/file")).await);
        let scans = [
            read(&page, [48.0, 18.0, 16.0, 16.0], DATA_MATRIX),
            read(&page, [1.0, 1.5, 46.0, 8.0], CODE_128),
            read(&page, [36.5, 19.0, 12.0, 12.0], DATA_MATRIX),
        ];
        assert_eq!(scans.to_vec(), codes(&printed));
        let check = json!({ "scans": scans, "appearance": "normal" });
        crew.technician.post(&format!("{base}/label-check"), check).await.ok();
    }
}

#[tokio::test]
async fn only_those_who_print_labels_fetch_them() {
    let app = TestApp::city().await;
    let crew = Crew::of(&app).await;
    let donated = steps::donate(&app, &crew, 1).await;
    let file = format!("/api/process/units/{}/labels/file", donated.unit);
    crew.hospital.get(&file).await.refused_by("process.label.file");
    crew.registrar.get(&file).await.refused_by("process.label.file");
    crew.technician.get(&file).await.refused_by("label.not-printed");
    crew.technician.get(&format!("{file}?format=png")).await.refused_by("input.form");
}
