//! Every form with its example: archivable, tagged, informed, with its boxes on the paper; long data on many pages.

use rxing::BarcodeFormat;
use serde_json::{Value, json};
use vena_kernel::text::Lang;
use vena_render::{Document, Head, PageBox, Sheet, Templates};

use crate::desk;

const FORMS: [&str; 9] = [
    "allocation-slip",
    "donor-registration",
    "health-check",
    "hla-advice",
    "informed-consent",
    "qc-report",
    "serology-report",
    "trace-report",
    "transport-slip",
];

fn text_of(document: &Document) -> String {
    String::from_utf8_lossy(&document.pdf).into_owned()
}

fn on_paper(place: &PageBox) -> bool {
    place.left_pt >= 40.0
        && place.left_pt + place.width_pt <= 556.0
        && place.bottom_pt >= 40.0
        && place.bottom_pt + place.height_pt <= 802.0
        && place.width_pt >= 80.0
        && place.height_pt >= 40.0
}

fn overlap(a: &PageBox, b: &PageBox) -> bool {
    let apart = a.left_pt + a.width_pt <= b.left_pt
        || b.left_pt + b.width_pt <= a.left_pt
        || a.bottom_pt + a.height_pt <= b.bottom_pt
        || b.bottom_pt + b.height_pt <= a.bottom_pt;
    a.page == b.page && !apart
}

#[test]
fn every_form_in_both_languages() {
    for form in FORMS {
        let data = desk::example(form);
        let template = desk::SHIPPED.templates().find(form, 1).expect("a form");
        for lang in [Lang::Zh, Lang::En] {
            let sheet = Sheet { form, version: 1, lang, head: &desk::head(), data: &data };
            let document = desk::SHIPPED.render(&sheet).unwrap_or_else(|refusal| panic!("{form}: {refusal}"));
            let text = text_of(&document);
            for part in
                ["%PDF-1.7", "<pdfaid:part>2</pdfaid:part>", "<pdfaid:conformance>B", "/StructTreeRoot", "/Marked true"]
            {
                assert!(text.contains(part), "{form}: {part}");
            }
            assert!(text.contains("2026-03-16T20:10:00+08:00"), "{form}: the time of the document");
            let names: Vec<&String> = document.boxes.iter().map(|place| &place.name).collect();
            assert_eq!(
                names,
                template.manifest.signatures.iter().map(|place| &place.name).collect::<Vec<_>>(),
                "{form}"
            );
            assert!(document.boxes.iter().all(on_paper), "{form}: {:?}", document.boxes);
            for (index, place) in document.boxes.iter().enumerate() {
                assert!(!document.boxes[index + 1..].iter().any(|other| overlap(place, other)), "{form}: {place:?}");
            }
            assert!(document.boxes.iter().all(|place| place.page <= document.pages));
            assert!((1..=2).contains(&document.pages), "{form}: {} pages", document.pages);
            assert!(document.pdf.len() < 400_000, "{form}: {} bytes", document.pdf.len());
        }
        assert!(template.published, "{form} stands in published.txt with the digest {}", template.digest);
    }
}

/// Every list of `data` so many times over, every text as long as its field allows.
fn longest(form: &str) -> Value {
    let mut data = desk::example(form);
    let template = desk::SHIPPED.templates().find(form, 1).expect("a form");
    let fields = data.as_object_mut().expect("fields");
    for (name, field) in &template.manifest.fields {
        if let Some(rows) = fields.get_mut(name).and_then(Value::as_array_mut) {
            let max = field.max.unwrap_or(500).min(300);
            let many: Vec<Value> = rows.iter().cycle().take(max).cloned().collect();
            *rows = many;
        }
        if let (Some(Value::String(text)), Some(max), vena_render::FieldKind::Text) =
            (fields.get_mut(name), field.max, field.kind)
            && !template.manifest.codes.values().any(|code| code.field == *name)
        {
            *text = text.chars().chain("，".chars()).cycle().take(max).collect();
        }
    }
    data
}

#[test]
fn the_longest_data_stays_on_the_paper() {
    for form in FORMS {
        let document = desk::render(form, &longest(form)).unwrap_or_else(|refusal| panic!("{form}: {refusal}"));
        assert!(document.boxes.iter().all(on_paper), "{form}: {:?}", document.boxes);
        let last = document.boxes.iter().map(|place| place.page).min();
        assert!(last.is_some_and(|page| page + 1 >= document.pages), "{form}: signatures stand at the end");
    }
}

#[test]
fn the_slip_counts_what_its_rows_say() {
    let mut data = desk::example("transport-slip");
    let before = desk::render("transport-slip", &data).expect("a slip");
    data["rows"][0]["ab"] = json!(5);
    let after = desk::render("transport-slip", &data).expect("a slip");
    assert_ne!(before.pdf, after.pdf);
    data["rows"] = json!([]);
    assert_eq!(desk::render("transport-slip", &data).expect("an empty slip").pages, 1);
}

#[test]
fn a_draft_says_so() {
    let (_folder, templates) = desk::note(desk::NOTE);
    assert!(templates.iter().all(|template| !template.published));
    let marked = desk::render_note(&desk::with(templates), 1, "x").expect("a draft").pdf;
    assert!(desk::words(&marked).contains('稿'));
    let (folder, templates) = desk::note(desk::NOTE);
    let line = format!("{}  note/1\n", templates.find("note", 1).expect("a note").digest);
    std::fs::write(folder.path().join("published.txt"), line).expect("published");
    let mut templates = Templates::default();
    templates.add_folder(folder.path()).expect("a template");
    let plain = desk::render_note(&desk::with(templates), 1, "x").expect("a document").pdf;
    assert!(!desk::words(&plain).contains('稿'));
}

#[test]
fn every_page_says_where_it_can_be_checked() {
    for form in FORMS {
        let document = desk::render(form, &longest(form)).unwrap_or_else(|fault| panic!("{form}: {fault}"));
        for page in 1..=document.pages {
            let foot = desk::foot(&document.pdf, page);
            let found =
                rxing::helpers::detect_in_luma(foot.luma, foot.width, foot.height, Some(BarcodeFormat::QR_CODE));
            let text = found.unwrap_or_else(|error| panic!("{form} page {page}: {error}"));
            assert_eq!(Some(text.getText()), desk::head().verify_url.as_deref(), "{form} page {page}");
        }
        assert_eq!(desk::words(&document.pdf).matches("扫码验证").count(), document.pages, "{form}");
    }
}

#[test]
fn without_an_address_there_is_no_code() {
    let (form, data) = ("health-check", desk::example("health-check"));
    let head = Head { verify_url: None, ..desk::head() };
    let sheet = Sheet { form, version: 1, lang: Lang::Zh, head: &head, data: &data };
    let document = desk::SHIPPED.render(&sheet).expect("a document");
    assert!(!desk::words(&document.pdf).contains("扫码验证"));
    let foot = desk::foot(&document.pdf, 1);
    let found = rxing::helpers::detect_in_luma(foot.luma, foot.width, foot.height, Some(BarcodeFormat::QR_CODE));
    assert!(found.is_err());
}
