//! Lines of text whose parts the configuration names: for photometers, monitors and gates that print their result.

use std::collections::BTreeMap;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    collection::reading::{self, ReadingKind, ReadingValue, ReadingValues},
};

use super::LINE_MAX;
use crate::{Driver, Heard, frame::Lines};

/// Which part of a line is what.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldMap {
    /// Lines that do not begin so are passed over.
    #[serde(default)]
    pub begins: String,
    /// What stands between parts; several spaces count as one when it is a space.
    #[serde(default = "comma")]
    pub separator: String,
    /// The exclusive or of all bytes before the last part stands there as two hexadecimal digits.
    #[serde(default)]
    pub checksum: bool,
    /// The values of a reading, as the rulebook names them.
    pub fields: BTreeMap<String, Field>,
    /// Where the scanned number stands.
    #[serde(default)]
    pub about: Option<Field>,
}

/// One part of a line.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Which part, counted from 1.
    #[serde(default)]
    pub at: Option<usize>,
    /// The part that begins with this, for example `SYS=`; the rest of it is the value.
    #[serde(default)]
    pub after: Option<String>,
    /// What a number is multiplied with.
    #[serde(default)]
    pub times: Option<f64>,
    /// Words that stand for words; a part that is none of them is no value.
    #[serde(default)]
    pub words: Option<BTreeMap<String, String>>,
}

/// A day on which every version of the rulebook has begun.
fn latest() -> Day {
    Day::new(9999, 12, 31).unwrap_or_else(|| panic!("a day of the calendar"))
}

fn comma() -> String {
    ",".to_owned()
}

/// Lines of one instrument.
#[derive(Debug)]
pub struct Fields {
    lines: Lines,
    map: FieldMap,
}

impl Fields {
    /// For an instrument of `kind`.
    ///
    /// # Errors
    /// When the map names a value that this kind does not have, or a part nowhere.
    pub fn new(kind: ReadingKind, map: FieldMap) -> Result<Self, String> {
        let known = &reading::kind(kind, latest()).values;
        if let Some(stranger) = map.fields.keys().find(|name| known.iter().all(|value| value.name != **name)) {
            return Err(format!("{kind} has no value named {stranger}"));
        }
        if map.fields.is_empty() || map.separator.is_empty() {
            return Err("the map needs fields and a separator".to_owned());
        }
        let nowhere = |field: &Field| field.at.is_none_or(|at| at == 0) && field.after.is_none();
        if map.fields.values().chain(&map.about).any(nowhere) {
            return Err("each field needs `at`, counted from 1, or `after`".to_owned());
        }
        Ok(Self { lines: Lines::new(LINE_MAX), map })
    }

    fn line(&self, line: &str, heard: &mut Heard) {
        let trimmed = line.trim();
        if !trimmed.starts_with(&self.map.begins) {
            return;
        }
        let body = match self.checked(trimmed) {
            Ok(body) => body,
            Err(complaint) => return heard.fault(complaint),
        };
        let blank = self.map.separator.trim().is_empty();
        let parts: Vec<&str> = if blank {
            body.split_whitespace().collect()
        } else {
            body.split(self.map.separator.as_str()).map(str::trim).collect()
        };
        let value = |(name, field): (&String, &Field)| Some((name.clone(), field.value(&parts)?));
        let values: ReadingValues = self.map.fields.iter().filter_map(value).collect();
        if values.is_empty() {
            return heard.fault("a line without any of the mapped values");
        }
        heard.frames += 1;
        let about = self.map.about.as_ref().and_then(|field| field.part(&parts)).map(str::to_owned);
        heard.measured(values, about.filter(|text| !text.is_empty()));
    }

    fn checked<'a>(&self, line: &'a str) -> Result<&'a str, String> {
        if !self.map.checksum {
            return Ok(line);
        }
        let (body, found) = line.rsplit_once(self.map.separator.as_str()).ok_or("a line without a checksum")?;
        let computed = format!("{:02X}", body.bytes().fold(0_u8, |sum, byte| sum ^ byte));
        let right = found.trim().eq_ignore_ascii_case(&computed);
        right.then_some(body).ok_or_else(|| format!("wrong checksum instead of {computed}"))
    }
}

impl Field {
    fn part<'a>(&self, parts: &[&'a str]) -> Option<&'a str> {
        match (&self.after, self.at) {
            (Some(begin), _) => parts.iter().find_map(|part| part.strip_prefix(begin.as_str())).map(str::trim),
            (None, Some(at)) => parts.get(at.checked_sub(1)?).copied(),
            (None, None) => None,
        }
    }

    fn value(&self, parts: &[&str]) -> Option<ReadingValue> {
        let part = self.part(parts)?;
        if let Some(words) = &self.words {
            return words.get(part).map(|word| word.as_str().into());
        }
        let number: f64 = part.parse().ok()?;
        let number = number * self.times.unwrap_or(1.0);
        // What a factor leaves behind the sixth place is noise.
        number.is_finite().then(|| ((number * 1e6).round() / 1e6).into())
    }
}

impl Driver for Fields {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            match self.lines.push(*byte) {
                None => {}
                Some(Ok(line)) => self.line(&line, &mut heard),
                Some(Err(fault)) => heard.of_frames(Err(fault)),
            }
        }
        heard
    }

    fn quiet(&mut self) -> Heard {
        let mut heard = Heard::default();
        if let Some(Ok(line)) = self.lines.end() {
            self.line(&line, &mut heard);
        }
        heard
    }

    fn reset(&mut self) {
        self.lines.reset();
    }
}
