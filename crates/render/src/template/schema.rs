//! Data against the manifest, before anything is drawn. What comes out is what the page needs: days and times as they
//! are printed, a choice with its words, an absent field as nothing.

use std::{collections::BTreeMap, fmt::Display};

use serde_json::{Map, Value, json};
use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    say,
    text::Lang,
    zone,
};

use super::manifest::{Choice, Field, FieldKind};

/// Most characters of a text when the manifest names no other number.
const TEXT_MAX: usize = 200;
/// Most rows of a list when the manifest names no other number.
const ROWS_MAX: usize = 500;

/// Data for the page.
///
/// Refuses by `document.data-form`, `.field-missing`, `.field-unknown`, `.field-type`, `.field-length`, `.field-choice`
/// and `.control-character`; the sentence names the field.
pub(crate) fn prepare(fields: &BTreeMap<String, Field>, data: &Value, lang: Lang) -> Result<Value, Refusal> {
    record(fields, data, "", lang)
}

fn record(fields: &BTreeMap<String, Field>, data: &Value, at: &str, lang: Lang) -> Result<Value, Refusal> {
    let Value::Object(given) = data else { return Err(wrong_type(at, "named fields", "字段表")) };
    if let Some(unknown) = given.keys().find(|name| !fields.contains_key(*name)) {
        let path = below(at, unknown);
        return Err(refuse("field-unknown", say!("这张表没有字段 {path}", "this form has no field {path}")));
    }
    let mut prepared = Map::new();
    for (name, field) in fields {
        let path = below(at, name);
        let value = match given.get(name) {
            None | Some(Value::Null) if field.optional => Value::Null,
            None | Some(Value::Null) => return Err(missing(&path, field)),
            Some(value) => one(field, value, &path, lang)?,
        };
        prepared.insert(name.clone(), value);
    }
    Ok(Value::Object(prepared))
}

fn one(field: &Field, value: &Value, path: &str, lang: Lang) -> Result<Value, Refusal> {
    match field.kind {
        FieldKind::Text => text(value, path, field.max.unwrap_or(TEXT_MAX)),
        FieldKind::Integer => {
            value.as_i64().map(|_| value.clone()).ok_or_else(|| wrong_type(path, "a whole number", "整数"))
        }
        FieldKind::Number => number(value, path),
        FieldKind::YesNo => value.as_bool().map(Value::from).ok_or_else(|| wrong_type(path, "true or false", "是或否")),
        FieldKind::Day => day(value, path),
        FieldKind::Instant => instant(value, path),
        FieldKind::Choice => choice(field, std::slice::from_ref(value), path, lang),
        FieldKind::Choices => choice(field, rows(value, path, field.choices.len())?, path, lang),
        FieldKind::Texts => rows(value, path, field.max.unwrap_or(TEXT_MAX))?
            .iter()
            .enumerate()
            .map(|(index, value)| text(value, &below(path, index + 1), TEXT_MAX))
            .collect(),
        FieldKind::Record => record(&field.fields, value, path, lang),
        FieldKind::List => rows(value, path, field.max.unwrap_or(ROWS_MAX))?
            .iter()
            .enumerate()
            .map(|(index, row)| record(&field.fields, row, &below(path, index + 1), lang))
            .collect(),
    }
}

fn rows<'a>(value: &'a Value, path: &str, max: usize) -> Result<&'a [Value], Refusal> {
    let rows = value.as_array().ok_or_else(|| wrong_type(path, "a list", "列表"))?;
    if rows.len() > max {
        let count = rows.len();
        return Err(refuse(
            "field-length",
            say!("{path} 有 {count} 项，最多 {max} 项", "{path} has {count} entries, at most {max} are allowed"),
        ));
    }
    Ok(rows)
}

fn text(value: &Value, path: &str, max: usize) -> Result<Value, Refusal> {
    let text = value.as_str().ok_or_else(|| wrong_type(path, "a text", "文字"))?;
    let count = text.chars().count();
    if count > max {
        return Err(refuse(
            "field-length",
            say!("{path} 有 {count} 个字符，最多 {max} 个", "{path} has {count} characters, at most {max} are allowed"),
        ));
    }
    if let Some(odd) = text.chars().find(|&c| is_invisible_order(c) || (c.is_control() && c != '\n')) {
        let code = u32::from(odd);
        return Err(refuse(
            "control-character",
            say!(
                "{path} 含有看不见的控制字符 U+{code:04X}",
                "{path} holds the invisible control character U+{code:04X}"
            ),
        ));
    }
    Ok(Value::from(text))
}

/// Characters that change the direction of what follows: with them a page can show another order than its data.
fn is_invisible_order(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// As it was written: `7.0` stays `7.0`, which a binary number would not keep on every page.
fn number(value: &Value, path: &str) -> Result<Value, Refusal> {
    let number = value.as_number().ok_or_else(|| wrong_type(path, "a number", "数字"))?;
    Ok(Value::from(number.to_string().replace('-', "−")))
}

fn day(value: &Value, path: &str) -> Result<Value, Refusal> {
    let day: Option<Day> = value.as_str().and_then(|text| text.parse().ok());
    day.map(|day| Value::from(day.to_string())).ok_or_else(|| wrong_type(path, "a day such as 2026-03-16", "日期"))
}

fn instant(value: &Value, path: &str) -> Result<Value, Refusal> {
    let instant: Option<Instant> = value.as_str().and_then(|text| text.parse().ok());
    instant
        .map(|instant| Value::from(minute(instant)))
        .ok_or_else(|| wrong_type(path, "an instant such as 2026-03-16T11:58:00Z", "时间"))
}

/// `2026-03-16 19:58` on Chinese clocks.
pub(crate) fn minute(at: Instant) -> String {
    jiff::Timestamp::from(at).to_zoned(zone::china()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn choice(field: &Field, chosen: &[Value], path: &str, lang: Lang) -> Result<Value, Refusal> {
    let known = |value: &Value| field.choices.iter().any(|choice| value.as_str() == Some(&choice.value));
    if let Some(stranger) = chosen.iter().find(|value| !known(value)) {
        let allowed = field.choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(" / ");
        return Err(refuse(
            "field-choice",
            say!("{path} 不能是 {stranger}，应为 {allowed}", "{path} cannot be {stranger}, expected {allowed}"),
        ));
    }
    let is_chosen = |choice: &Choice| chosen.iter().any(|value| value.as_str() == Some(&choice.value));
    let word = |choice: &Choice| if lang == Lang::Zh { choice.zh.clone() } else { choice.en.clone() };
    let words: Vec<String> = field.choices.iter().filter(|choice| is_chosen(choice)).map(word).collect();
    let options = field
        .choices
        .iter()
        .map(|choice| json!({ "value": choice.value, "text": word(choice), "chosen": is_chosen(choice) }));
    Ok(json!({
        "value": chosen.first(),
        "text": words.join(if lang == Lang::Zh { "、" } else { ", " }),
        "options": options.collect::<Vec<_>>(),
    }))
}

fn below(at: &str, name: impl Display) -> String {
    if at.is_empty() { name.to_string() } else { format!("{at}.{name}") }
}

fn missing(path: &str, field: &Field) -> Refusal {
    let (zh, en) = (&field.zh, &field.en);
    refuse("field-missing", say!("缺少 {path}（{zh}）", "{path} ({en}) is missing"))
}

fn wrong_type(path: &str, en: &str, zh: &str) -> Refusal {
    let path = if path.is_empty() { "data" } else { path };
    refuse("field-type", say!("{path} 应为{zh}", "{path} must be {en}"))
}

fn refuse(rule: &str, reason: vena_kernel::text::Text) -> Refusal {
    Refusal::new(format!("document.{rule}"), reason)
}
