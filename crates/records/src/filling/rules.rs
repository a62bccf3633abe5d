//! What the system knows and what people add, put together; nothing known is ever changed.

use serde_json::{Map, Value};
use vena_kernel::text::Text;

/// A field that was filled in otherwise than the system knows it.
#[derive(Debug, PartialEq)]
pub(super) struct Contradiction {
    /// Where: `rows[1].volume_ml`, counted from 0.
    pub(super) path: String,
    /// What was given; nothing for lists and records.
    pub(super) given: String,
}

/// `known` with what `added` adds to it. Nothing (`null`) adds nothing; saying what is known already is no fault.
pub(super) fn together(known: Value, added: &Value) -> Result<Value, Contradiction> {
    joined(known, added, "")
}

fn joined(known: Value, added: &Value, at: &str) -> Result<Value, Contradiction> {
    match (known, added) {
        (Value::Null, added) => Ok(added.clone()),
        (known, Value::Null) => Ok(known),
        (Value::Object(known), Value::Object(added)) => fields(known, added, at),
        (Value::Array(known), Value::Array(added)) if known.len() == added.len() => {
            let rows = known.into_iter().zip(added).enumerate();
            rows.map(|(index, (known, added))| joined(known, added, &format!("{at}[{index}]"))).collect()
        }
        (known, added) if same(&known, added) => Ok(known),
        (_, added) => Err(Contradiction { path: at.to_owned(), given: shown(added) }),
    }
}

fn fields(mut known: Map<String, Value>, added: &Map<String, Value>, at: &str) -> Result<Value, Contradiction> {
    for (name, value) in added {
        let before = known.remove(name).unwrap_or(Value::Null);
        let after = joined(before, value, &below(at, name))?;
        known.insert(name.clone(), after);
    }
    Ok(Value::Object(known))
}

/// `4` and `4.0` are one number.
fn same(known: &Value, added: &Value) -> bool {
    known == added || known.as_f64().zip(added.as_f64()).is_some_and(|(known, added)| known.total_cmp(&added).is_eq())
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => String::new(),
    }
}

fn below(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

/// What people still have to fill in: the path of every field that may not be left out and is not there.
pub(super) fn missing(fields: &Value, data: &Value) -> Vec<String> {
    let mut found = Vec::new();
    absent(fields, data, "", &mut found);
    found
}

fn absent(fields: &Value, data: &Value, at: &str, found: &mut Vec<String>) {
    for (name, field) in entries(fields) {
        let path = below(at, name);
        match (&data[name], &field["fields"]) {
            (Value::Null, _) if field["optional"] == true => {}
            (Value::Null, _) => found.push(path),
            (Value::Array(rows), inner) if !entries(inner).is_empty() => {
                for (index, row) in rows.iter().enumerate() {
                    absent(inner, row, &format!("{path}[{index}]"), found);
                }
            }
            (record, inner) => absent(inner, record, &path, found),
        }
    }
}

/// What people call the field at `path`; the path itself when the form does not know it.
pub(super) fn label(fields: &Value, path: &str) -> Text {
    let (mut fields, mut label) = (fields, Text::new(path, path));
    for part in path.split('.') {
        let name = part.split('[').next().unwrap_or(part);
        let Some((_, field)) = entries(fields).into_iter().find(|(known, _)| *known == name) else { break };
        if let (Some(zh), Some(en)) = (field["zh"].as_str(), field["en"].as_str()) {
            label = Text::new(zh, en);
        }
        fields = &field["fields"];
    }
    label
}

/// Fields by name, in the order of the form.
fn entries(fields: &Value) -> Vec<(&str, &Value)> {
    let named = fields.as_object().into_iter().flatten();
    let mut entries: Vec<(&str, &Value)> = named.map(|(name, field)| (name.as_str(), field)).collect();
    entries.sort_by_key(|(_, field)| field["place"].as_i64());
    entries
}

#[cfg(test)]
mod tests {
    use serde_json::{from_str, json};
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn people_add_what_is_not_known_and_change_nothing_that_is() {
        let table = r#"
            {"a":1}                      | {"b":2}                     | {"a":1,"b":2}
            {"a":1}                      | {"a":1,"b":null}            | {"a":1,"b":null}
            {"a":4}                      | {"a":4.0}                   | {"a":4}
            {"a":null}                   | {"a":"x"}                   | {"a":"x"}
            {"a":1}                      | {"a":null}                  | {"a":1}
            {"a":1}                      | {"a":2}                     | a=2
            {"a":"x"}                    | {"a":""}                    | a=
            {"a":true}                   | {"a":false}                 | a=false
            {"r":{"a":1}}                | {"r":{"b":2}}               | {"r":{"a":1,"b":2}}
            {"r":{"a":1}}                | {"r":{"a":3}}               | r.a=3
            {"l":[{"a":1},{"a":2}]}      | {"l":[{"b":5},{}]}          | {"l":[{"a":1,"b":5},{"a":2}]}
            {"l":[{"a":1},{"a":2}]}      | {"l":[{"a":1},{"a":7}]}     | l[1].a=7
            {"l":[{"a":1}]}              | {"l":[{"a":1},{"a":2}]}     | l=
            {"l":["x"]}                  | {"l":["x"]}                 | {"l":["x"]}
            {"l":["x"]}                  | {"l":["y"]}                 | l[0]=y
            {"l":[]}                     | {"l":["y"]}                 | l=
            {"a":1}                      | {}                          | {"a":1}
        "#;
        for row in rows(table) {
            let json = |text: &str| from_str::<Value>(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            match together(json(row[0]), &json(row[1])) {
                Ok(value) => assert_eq!(value, json(row[2]), "{row:?}"),
                Err(fault) => assert_eq!(format!("{}={}", fault.path, fault.given), row[2], "{row:?}"),
            }
        }
    }

    #[test]
    fn what_is_missing_is_named_down_to_the_row() {
        let fields = json!({
            "z": { "place": 1, "zh": "甲", "en": "Z", "optional": false },
            "a": { "place": 2, "zh": "乙", "en": "A", "optional": true },
            "rows": { "place": 3, "zh": "行", "en": "Rows", "fields": {
                "ml": { "place": 1, "zh": "血量", "en": "Volume" },
                "note": { "place": 2, "zh": "备注", "en": "Note", "optional": true },
            } },
        });
        assert_eq!(missing(&fields, &json!({})), ["z", "rows"]);
        assert_eq!(missing(&fields, &json!({ "z": 1, "rows": [{ "ml": 1 }, { "note": "x" }] })), ["rows[1].ml"]);
        assert_eq!(missing(&fields, &json!({ "z": 1, "rows": [] })), Vec::<String>::new());
        let shown = |path: &str| label(&fields, path).zh;
        assert_eq!([shown("rows[1].ml"), shown("z"), shown("rows"), shown("q")], ["血量", "甲", "行", "q"]);
    }
}
