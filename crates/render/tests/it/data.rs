//! Data that does not fit the form is refused before anything is drawn, with field and rule.

use serde_json::{Value, json};
use vena_kernel::text::Lang;
use vena_render::{Head, Sheet};

use crate::desk;

fn refused(form: &str, path: &str, value: Value) -> (String, String) {
    let mut data = desk::example(form);
    let place = data.pointer_mut(path.rsplit_once('/').map_or("", |(parent, _)| parent)).expect("a place");
    let name = path.rsplit('/').next().expect("a name");
    if value == json!("<absent>") {
        place.as_object_mut().expect("fields").remove(name);
    } else {
        place[name] = value;
    }
    let refusal = desk::render(form, &data).expect_err(path);
    (refusal.rule, refusal.reason.en)
}

#[test]
fn each_fault_has_its_rule_and_names_its_field() {
    let slip = "transport-slip";
    let table: [(&str, &str, Value, &str, &str); 16] = [
        (slip, "/slip_number", json!("<absent>"), "document.field-missing", "slip_number"),
        (slip, "/slip_number", Value::Null, "document.field-missing", "slip_number"),
        (slip, "/colour", json!("red"), "document.field-unknown", "colour"),
        (slip, "/from", json!(7), "document.field-type", "from"),
        (slip, "/from", json!("站".repeat(81)), "document.field-length", "from has 81"),
        (slip, "/from", json!("a\u{7}b"), "document.control-character", "U+0007"),
        (slip, "/from", json!("a\u{202e}b"), "document.control-character", "U+202E"),
        (slip, "/sent_at", json!("yesterday"), "document.field-type", "sent_at"),
        (slip, "/collected_on", json!("2026-02-30"), "document.field-type", "collected_on"),
        (slip, "/temperature_out_c", json!("4"), "document.field-type", "temperature_out_c"),
        (slip, "/rows/0/a", json!(1.5), "document.field-type", "rows.1.a"),
        (slip, "/rows/2/extra", json!(1), "document.field-unknown", "rows.3.extra"),
        (slip, "/rhd_negative/o", json!("<absent>"), "document.field-missing", "rhd_negative.o"),
        (slip, "/numbers", json!(vec!["x"; 601]), "document.field-length", "numbers"),
        ("health-check", "/questions/0/answer", json!("no"), "document.field-type", "questions.1.answer"),
        ("informed-consent", "/fingerprint", json!("maybe"), "document.field-choice", "agreed / refused"),
    ];
    for (form, path, value, rule, word) in table {
        let (refused_by, reason) = refused(form, path, value);
        assert_eq!(refused_by, rule, "{path}: {reason}");
        assert!(reason.contains(word), "{path}: {reason}");
    }
}

#[test]
fn a_document_older_than_its_form_is_refused() {
    let data = desk::example("informed-consent");
    let rule = |version, made_at: &str| {
        let head = Head { made_at: made_at.parse().expect("an instant"), ..desk::head() };
        let sheet = Sheet { form: "informed-consent", version, lang: Lang::Zh, head: &head, data: &data };
        desk::SHIPPED.render(&sheet).map_or_else(|refusal| refusal.rule, |_| "drawn".to_owned())
    };
    assert_eq!(rule(1, "2025-12-31T15:59:00Z"), "template.not-in-force");
    assert_eq!(rule(1, "2025-12-31T16:00:00Z"), "drawn", "midnight in China");
    assert_eq!(rule(9, "2026-03-16T12:10:00Z"), "template.unknown");
}
