//! What is posted from the door to the physician's decision: the one way to the needle, for tests that need a donation and are
//! about something else.

use serde_json::{Value, json};

/// Where visits are.
pub const VISITS: &str = "/api/collect/visits";

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// The registrar.
    Desk,
    /// The nurse who asks and measures.
    Nurse,
    /// The physician who decides.
    Physician,
}

/// Somebody comes: the body of the ticket for the donor of `form`.
pub fn arrival(form: &Value) -> Value {
    json!({ "donor_id": form["donor_id"], "kind": kind(form), "site_id": form["site_id"] })
}

/// What is posted to the visit, in turn, up to the physician's yes: who, the verb, the body. `form` holds `inquiry_version`,
/// `answers`, `check`, `volume_ml`, and `kind` and `note` where they matter.
pub fn steps(form: &Value) -> [(Hand, &'static str, Value); 4] {
    let mut answers = form["answers"].clone();
    if answers.get("reaction_last_time").is_none() {
        answers["first_time_knows"] = json!(true);
    }
    let check = json!({ "kind": kind(form), "check": form["check"], "sources": by_hand(&form["check"]) });
    let yes = json!({ "accept": true, "kind": kind(form), "volume_ml": form["volume_ml"], "note": form["note"] });
    [
        (Hand::Desk, "consent", json!({ "research": false, "notice": true })),
        (Hand::Nurse, "answers", json!({ "version": form["inquiry_version"], "answers": answers })),
        (Hand::Nurse, "check", check),
        (Hand::Physician, "decide", yes),
    ]
}

/// Where the values of a check come from when all are typed.
pub fn by_hand(check: &Value) -> Value {
    let fields = check.as_object().expect("a check").iter().filter(|(_, value)| value.is_number());
    fields.map(|(field, _)| json!({ "field": field, "reason": "仪器未联机" })).collect()
}

/// The path of an answered arrival.
pub fn path_of(visit: &Value) -> String {
    format!("{VISITS}/{}", visit["visit_id"].as_str().unwrap_or_else(|| panic!("no visit in {visit:#}")))
}

fn kind(form: &Value) -> &Value {
    static WHOLE_BLOOD: std::sync::LazyLock<Value> = std::sync::LazyLock::new(|| json!("whole_blood"));
    form.get("kind").filter(|kind| !kind.is_null()).unwrap_or(&WHOLE_BLOOD)
}
