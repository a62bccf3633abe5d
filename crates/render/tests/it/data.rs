//! Data that does not fit the form is refused before anything is drawn, with field and rule.

use serde_json::{Value, json};
use vena_kernel::text::Lang;
use vena_render::{Head, RenderFault, Sheet};

use crate::desk;

fn refused(form: &str, path: &str, value: Value) -> RenderFault {
    let mut data = desk::example(form);
    let place = data.pointer_mut(path.rsplit_once('/').map_or("", |(parent, _)| parent)).expect("a place");
    let name = path.rsplit('/').next().expect("a name");
    if value == json!("<absent>") {
        place.as_object_mut().expect("fields").remove(name);
    } else {
        place[name] = value;
    }
    desk::render(form, &data).expect_err(path)
}

#[test]
fn each_fault_has_its_rule_its_path_and_the_words_of_its_field() {
    let slip = "transport-slip";
    let table: [(&str, &str, Value, &str, &str, &str); 18] = [
        (slip, "/slip_number", json!("<absent>"), "field-missing", "slip_number", "请填写“单号”"),
        (slip, "/slip_number", Value::Null, "field-missing", "slip_number", "单号"),
        (slip, "/colour", json!("red"), "field-unknown", "colour", "colour"),
        (slip, "/from", json!(7), "field-type", "from", "文字"),
        (slip, "/from", json!("站".repeat(81)), "field-length", "from", "有 81 个字符"),
        (slip, "/from", json!("a\u{7}b"), "control-character", "from", "U+0007"),
        (slip, "/from", json!("a\u{202e}b"), "control-character", "from", "U+202E"),
        (slip, "/sent_at", json!("yesterday"), "field-type", "sent_at", "时间"),
        (slip, "/collected_on", json!("2026-02-30"), "field-type", "collected_on", "日期"),
        (slip, "/temperature_out_c", json!("4"), "field-type", "temperature_out_c", "数字"),
        (slip, "/temperature_out_c", json!(4.25), "field-decimals", "temperature_out_c", "最多 1 位小数，不能是 4.25"),
        (slip, "/rows/0/a", json!(1.5), "field-type", "rows[0].a", "第 1 行"),
        (slip, "/rows/2/volume_ml", json!("<absent>"), "field-missing", "rows[2].volume_ml", "第 3 行"),
        (slip, "/rows/2/extra", json!(1), "field-unknown", "rows[2].extra", "extra"),
        (slip, "/rhd_negative/o", json!("<absent>"), "field-missing", "rhd_negative.o", "O"),
        (slip, "/numbers", json!(vec!["x"; 601]), "field-length", "numbers", "601 项"),
        ("health-check", "/questions/0/answer", json!("no"), "field-type", "questions[0].answer", "是或否"),
        ("informed-consent", "/fingerprint", json!("maybe"), "field-choice", "fingerprint", "agreed / refused"),
    ];
    for (form, path, value, rule, field, word) in table {
        let fault = refused(form, path, value);
        assert_eq!(fault.refusal.rule, format!("document.{rule}"), "{path}: {fault}");
        assert_eq!(fault.path(), Some(field), "{path}");
        assert!(fault.refusal.reason.zh.contains(word), "{path}: {fault}");
        let label = fault.field.expect("a field").label;
        assert!(
            fault.refusal.reason.zh.contains(&label.zh) && fault.refusal.reason.en.contains(&label.en),
            "{label:?}"
        );
    }
}

#[test]
fn data_that_is_no_form_has_no_field() {
    let fault = desk::render("transport-slip", &json!([1])).expect_err("a list");
    assert_eq!((fault.refusal.rule.as_str(), fault.path()), ("document.field-type", None));
}

#[test]
fn fields_keep_the_order_of_their_form() {
    let template = desk::SHIPPED.templates().find("transport-slip", 1).expect("a form");
    let fields = &template.manifest.fields;
    let names: Vec<&str> = fields.keys().take(4).map(String::as_str).collect();
    assert_eq!(names, ["slip_number", "collected_on", "department_numbers", "way"]);
    assert!(fields.values().map(|field| field.place).eq(1..=fields.len()));
    let shown = serde_json::to_value(fields).expect("JSON");
    assert_eq!((&shown["slip_number"]["place"], &shown["rows"]["fields"]["size"]["place"]), (&json!(1), &json!(2)));
}

#[test]
fn zeros_of_a_measurement_are_printed() {
    let mut data = desk::example("transport-slip");
    data["temperature_out_c"] = json!(7);
    assert!(desk::words(&desk::render("transport-slip", &data).expect("a slip").pdf).contains("7.0"));
}

#[test]
fn a_document_older_than_its_form_is_refused() {
    let data = desk::example("informed-consent");
    let rule = |version, made_at: &str| {
        let head = Head { made_at: made_at.parse().expect("an instant"), ..desk::head() };
        let sheet = Sheet { form: "informed-consent", version, lang: Lang::Zh, head: &head, data: &data };
        desk::SHIPPED.render(&sheet).map_or_else(|fault| fault.refusal.rule, |_| "drawn".to_owned())
    };
    assert_eq!(rule(1, "2025-12-31T15:59:00Z"), "template.not-in-force");
    assert_eq!(rule(1, "2025-12-31T16:00:00Z"), "drawn", "midnight in China");
    assert_eq!(rule(9, "2026-03-16T12:10:00Z"), "template.unknown");
}
