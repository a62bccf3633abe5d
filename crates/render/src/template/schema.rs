//! Data against the manifest, before anything is drawn. What comes out is what the page needs: days and times as they
//! are printed, a choice with its words, an absent field as nothing.

use serde_json::{Map, Value, json};
use vena_kernel::{
    clock::{Day, Instant},
    say,
    text::{Lang, Text},
    zone,
};

use super::{
    at::At,
    manifest::{Choice, Field, FieldKind, Fields},
};
use crate::RenderFault;

/// Most characters of a text when the manifest names no other number.
const TEXT_MAX: usize = 200;
/// Most rows of a list when the manifest names no other number.
const ROWS_MAX: usize = 500;

/// Data for the page.
///
/// Refuses by `document.data-form`, `.field-missing`, `.field-unknown`, `.field-type`, `.field-length`, `.field-choice`,
/// `.field-decimals` and `.control-character`, with the path and the words of the field.
pub(crate) fn prepare(fields: &Fields, data: &Value, lang: Lang) -> Result<Value, RenderFault> {
    record(fields, data, &At::form(), lang)
}

fn record(fields: &Fields, data: &Value, at: &At, lang: Lang) -> Result<Value, RenderFault> {
    let Value::Object(given) = data else { return Err(wrong_type(at, ("字段表", "named fields"))) };
    if let Some(unknown) = given.keys().find(|name| !fields.contains_key(*name)) {
        return Err(at
            .unknown(unknown)
            .fault("field-unknown", |Text { zh, en }| say!("这张表没有字段“{zh}”", "this form has no field '{en}'")));
    }
    let mut prepared = Map::new();
    for (name, field) in fields {
        let at = at.field(name, field);
        let value = match given.get(name) {
            None | Some(Value::Null) if field.optional => Value::Null,
            None | Some(Value::Null) => return Err(missing(&at)),
            Some(value) => one(field, value, &at, lang)?,
        };
        prepared.insert(name.clone(), value);
    }
    Ok(Value::Object(prepared))
}

fn one(field: &Field, value: &Value, at: &At, lang: Lang) -> Result<Value, RenderFault> {
    match field.kind {
        FieldKind::Text => text(value, at, field.max.unwrap_or(TEXT_MAX)),
        FieldKind::Integer => {
            value.as_i64().map(|_| value.clone()).ok_or_else(|| wrong_type(at, ("整数", "a whole number")))
        }
        FieldKind::Number => number(field, value, at),
        FieldKind::YesNo => value.as_bool().map(Value::from).ok_or_else(|| wrong_type(at, ("是或否", "true or false"))),
        FieldKind::Day => day(value, at),
        FieldKind::Instant => instant(value, at),
        FieldKind::Choice => choice(field, std::slice::from_ref(value), at, lang),
        FieldKind::Choices => choice(field, rows(value, at, field.choices.len())?, at, lang),
        FieldKind::Texts => rows(value, at, field.max.unwrap_or(ROWS_MAX))?
            .iter()
            .enumerate()
            .map(|(index, value)| text(value, &at.row(index), TEXT_MAX))
            .collect(),
        FieldKind::Record => record(&field.fields, value, at, lang),
        FieldKind::List => rows(value, at, field.max.unwrap_or(ROWS_MAX))?
            .iter()
            .enumerate()
            .map(|(index, row)| record(&field.fields, row, &at.row(index), lang))
            .collect(),
    }
}

fn rows<'a>(value: &'a Value, at: &At, max: usize) -> Result<&'a [Value], RenderFault> {
    let rows = value.as_array().ok_or_else(|| wrong_type(at, ("列表", "a list")))?;
    if rows.len() > max {
        let count = rows.len();
        return Err(at.fault("field-length", |Text { zh, en }| {
            say!("“{zh}”有 {count} 项，最多 {max} 项", "'{en}' has {count} entries, at most {max} are allowed")
        }));
    }
    Ok(rows)
}

fn text(value: &Value, at: &At, max: usize) -> Result<Value, RenderFault> {
    let text = value.as_str().ok_or_else(|| wrong_type(at, ("文字", "a text")))?;
    let count = text.chars().count();
    if count > max {
        return Err(at.fault("field-length", |Text { zh, en }| {
            say!("“{zh}”有 {count} 个字符，最多 {max} 个", "'{en}' has {count} characters, at most {max} are allowed")
        }));
    }
    if let Some(odd) = text.chars().find(|&c| is_invisible_order(c) || (c.is_control() && c != '\n')) {
        let code = u32::from(odd);
        return Err(at.fault("control-character", |Text { zh, en }| {
            say!("“{zh}”含有看不见的控制字符 U+{code:04X}", "'{en}' holds the invisible control character U+{code:04X}")
        }));
    }
    Ok(Value::from(text))
}

/// Characters that change the direction of what follows: with them a page can show another order than its data.
fn is_invisible_order(c: char) -> bool {
    matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' | '\u{061C}')
}

/// As it was written, filled with zeros up to the decimals of the form.
fn number(field: &Field, value: &Value, at: &At) -> Result<Value, RenderFault> {
    let number = value.as_number().ok_or_else(|| wrong_type(at, ("数字", "a number")))?;
    let written = number.to_string();
    let shown = match field.decimals {
        None => written,
        Some(wanted) => with_decimals(&written, usize::from(wanted)).ok_or_else(|| too_exact(at, &written, wanted))?,
    };
    Ok(Value::from(shown.replace('-', "−")))
}

/// `7` as `7.0`; `None` when the number has more decimals than that.
fn with_decimals(written: &str, wanted: usize) -> Option<String> {
    let (whole, part) = written.split_once('.').unwrap_or((written, ""));
    let part = part.trim_end_matches('0');
    let plain = !written.contains(['e', 'E']) && part.len() <= wanted;
    plain.then(|| if wanted == 0 { whole.to_owned() } else { format!("{whole}.{part:0<wanted$}") })
}

fn too_exact(at: &At, written: &str, wanted: u8) -> RenderFault {
    at.fault("field-decimals", |Text { zh, en }| {
        say!("“{zh}”最多 {wanted} 位小数，不能是 {written}", "'{en}' has at most {wanted} decimals, not {written}")
    })
}

fn day(value: &Value, at: &At) -> Result<Value, RenderFault> {
    let day: Option<Day> = value.as_str().and_then(|text| text.parse().ok());
    let shown = day.map(|day| Value::from(day.to_string()));
    shown.ok_or_else(|| wrong_type(at, ("日期，例如 2026-03-16", "a day such as 2026-03-16")))
}

fn instant(value: &Value, at: &At) -> Result<Value, RenderFault> {
    let instant: Option<Instant> = value.as_str().and_then(|text| text.parse().ok());
    let shown = instant.map(|instant| Value::from(minute(instant)));
    shown.ok_or_else(|| wrong_type(at, ("时间，例如 2026-03-16T11:58:00Z", "an instant such as 2026-03-16T11:58:00Z")))
}

/// `2026-03-16 19:58` on Chinese clocks.
pub(crate) fn minute(at: Instant) -> String {
    jiff::Timestamp::from(at).to_zoned(zone::china()).strftime("%Y-%m-%d %H:%M").to_string()
}

fn choice(field: &Field, chosen: &[Value], at: &At, lang: Lang) -> Result<Value, RenderFault> {
    let known = |value: &Value| field.choices.iter().any(|choice| value.as_str() == Some(&choice.value));
    if let Some(stranger) = chosen.iter().find(|value| !known(value)) {
        let allowed = field.choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(" / ");
        return Err(at.fault("field-choice", |Text { zh, en }| {
            say!("“{zh}”不能是 {stranger}，应为 {allowed}", "'{en}' cannot be {stranger}, expected {allowed}")
        }));
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

fn missing(at: &At) -> RenderFault {
    at.fault("field-missing", |Text { zh, en }| say!("请填写“{zh}”", "'{en}' is missing"))
}

fn wrong_type(at: &At, (wanted_zh, wanted_en): (&str, &str)) -> RenderFault {
    at.fault("field-type", |Text { zh, en }| say!("“{zh}”应为{wanted_zh}", "'{en}' must be {wanted_en}"))
}

#[cfg(test)]
mod tests {
    use super::with_decimals;

    #[test]
    fn zeros_are_filled_up_and_nothing_is_rounded() {
        let table = [
            ("7", 1, Some("7.0")),
            ("7.0", 1, Some("7.0")),
            ("36.5", 1, Some("36.5")),
            ("36.55", 1, None),
            ("36.50", 1, Some("36.5")),
            ("-18", 1, Some("-18.0")),
            ("4.2", 2, Some("4.20")),
            ("5.0", 0, Some("5")),
            ("5.5", 0, None),
            ("1e-7", 3, None),
        ];
        for (written, wanted, shown) in table {
            assert_eq!(with_decimals(written, wanted).as_deref(), shown, "{written} with {wanted}");
        }
    }
}
