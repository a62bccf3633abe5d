//! Which field is meant, for programs and for people.

use serde_json::Value;
use vena_kernel::{refusal::Refusal, say, text::Text};

use super::manifest::{Field, Fields};
use crate::{FaultyField, RenderFault};

/// A place in the data of a form.
#[derive(Debug, Clone)]
pub(crate) struct At {
    /// `rows[2].volume_ml`; empty for the form as a whole.
    pub(crate) path: String,
    /// The same in the words of the form.
    pub(crate) label: Text,
}

impl At {
    /// The form as a whole.
    pub(crate) fn form() -> Self {
        Self { path: String::new(), label: say!("", "") }
    }

    /// A field of a record.
    pub(crate) fn field(&self, name: &str, field: &Field) -> Self {
        self.below(name, (&field.zh, &field.en))
    }

    /// A field that the form does not know.
    pub(crate) fn unknown(&self, name: &str) -> Self {
        let shown: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
        self.below(&shown, (&shown, &shown))
    }

    fn below(&self, name: &str, (zh, en): (&str, &str)) -> Self {
        let Self { path, label } = self;
        if path.is_empty() {
            return Self { path: name.to_owned(), label: Text::new(zh, en) };
        }
        Self {
            path: format!("{path}.{name}"),
            label: Text::new(format!("{} {zh}", label.zh), format!("{}, {en}", label.en)),
        }
    }

    /// A row of a list; `index` from 0, people count from 1.
    pub(crate) fn row(&self, index: usize) -> Self {
        let (row, label) = (index + 1, &self.label);
        let label = Text::new(format!("{} 第 {row} 行", label.zh), format!("{}, row {row}", label.en));
        Self { path: format!("{}[{index}]", self.path), label }
    }

    /// The refusal by `document.{rule}` at this place; `reason` is given its words.
    pub(crate) fn fault(&self, rule: &str, reason: impl FnOnce(&Text) -> Text) -> RenderFault {
        let rule = format!("document.{rule}");
        if self.path.is_empty() {
            return Refusal::new(rule, reason(&say!("表单内容", "what is filled in"))).into();
        }
        let refusal = Refusal::new(rule, reason(&self.label));
        let field = FaultyField { path: self.path.clone(), label: self.label.clone() };
        RenderFault { field: Some(Box::new(field)), refusal }
    }
}

/// Shows `seen` every text of `data` with its place.
pub(crate) fn each_text(fields: &Fields, data: &Value, at: &At, seen: &mut impl FnMut(&At, &str)) {
    for (name, field) in fields {
        if let Some(value) = data.get(name) {
            texts(field, value, &at.field(name, field), seen);
        }
    }
}

fn texts(field: &Field, value: &Value, at: &At, seen: &mut impl FnMut(&At, &str)) {
    match value {
        Value::String(text) => seen(at, text),
        Value::Array(rows) => rows.iter().enumerate().for_each(|(index, row)| texts(field, row, &at.row(index), seen)),
        Value::Object(_) => each_text(&field.fields, value, at, seen),
        _ => {}
    }
}
