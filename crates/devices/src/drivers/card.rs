//! Readers of identity cards. The maker's own service reads the card; it sends one JSON object a line over TCP, either the
//! fields of [`CardText`] or `{"wz": "<base64>"}`: the 256 bytes of text that the chip of a resident identity card holds.
//!
//! Source of the 256 bytes: GA 450 / GA 467, text of the second-generation resident identity card, UTF-16LE in fields of a
//! fixed length.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::Deserialize;
use vena_kernel::citizen_id::{CitizenId, Sex};

use crate::{
    CardText, Driver, Heard, Said,
    frame::{FrameFault, Lines},
};

/// Longest line: the picture of a card is some 40 kB as base64.
const LINE_MAX: usize = 128 * 1024;
/// The fields of the text, in characters: name, sex, nation, birthday, address, number, issuer, from, until, rest.
const FIELDS: [usize; 10] = [15, 1, 2, 8, 35, 18, 15, 8, 8, 18];

/// The service beside a card reader.
#[derive(Debug)]
pub struct CardBridge {
    lines: Lines,
}

impl Default for CardBridge {
    fn default() -> Self {
        Self { lines: Lines::new(LINE_MAX) }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum FromBridge {
    Chip {
        wz: String,
        #[serde(default)]
        picture: Option<String>,
    },
    Fields(Box<CardText>),
    /// The service says that it lives.
    Alive {
        #[serde(rename = "alive")]
        _alive: bool,
    },
}

fn line(line: &str) -> Result<Option<CardText>, FrameFault> {
    let form = |what: &str| FrameFault::Form(what.to_owned());
    // The complaint never repeats what was read: it may be half a person.
    // The beginning of an object that was cut off stands before the whole one.
    let whole = serde_json::from_str(line).or_else(|_| serde_json::from_str(&line[line.rfind('{').unwrap_or(0)..]));
    match whole.map_err(|_| form("not what a card service sends"))? {
        FromBridge::Alive { .. } => Ok(None),
        FromBridge::Fields(card) => Ok(Some(*card)),
        FromBridge::Chip { wz, picture } => {
            let bytes = STANDARD.decode(wz).map_err(|_| form("text that is not base64"))?;
            citizen_card(&bytes).map(|card| Some(CardText { picture, ..card }))
        }
    }
}

/// Reads the 256 bytes of text of a resident identity card. Sex and birthday have to agree with the number.
///
/// # Errors
/// What is not such a text.
pub fn citizen_card(bytes: &[u8]) -> Result<CardText, FrameFault> {
    let form = |what: &str| FrameFault::Form(what.to_owned());
    if bytes.len() != 256 {
        return Err(form("the text of a card has 256 bytes"));
    }
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let mut at = 0;
    let mut fields = FIELDS.iter().map(|length| {
        let field = String::from_utf16(&units[at..at + length]).map(|text| text.trim().to_owned());
        at += length;
        field.map_err(|_| form("text that is not UTF-16"))
    });
    let mut next = || fields.next().unwrap_or_else(|| Ok(String::new()));
    let (name, sex, nation, born) = (next()?, next()?, next()?, next()?);
    let (address, number, issuer, from, until) = (next()?, next()?, next()?, next()?, next()?);
    let id: CitizenId = number.parse().map_err(|_| form("a number that cannot be one"))?;
    let says = if sex == "1" { Sex::Male } else { Sex::Female };
    let born_on = day(&born).ok_or_else(|| form("a birthday that is no day"))?;
    if name.is_empty() || id.sex() != says || id.birth_date().to_string() != born_on {
        return Err(form("a card that contradicts itself"));
    }
    Ok(CardText {
        name,
        sex: if says == Sex::Male { "male" } else { "female" }.to_owned(),
        nation,
        born_on,
        address,
        number,
        issuer,
        valid_from: day(&from).unwrap_or_default(),
        valid_until: if until == "长期" { "long-term".to_owned() } else { day(&until).unwrap_or_default() },
        picture: None,
    })
}

/// `YYYYMMDD` as `YYYY-MM-DD`.
fn day(digits: &str) -> Option<String> {
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let (month, of_month) = (i8::try_from(number(4..6)?).ok()?, i8::try_from(number(6..8)?).ok()?);
    vena_kernel::clock::Day::new(number(0..4)?, month, of_month).map(|day| day.to_string())
}

impl Driver for CardBridge {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            let Some(text) = self.lines.push(*byte) else { continue };
            match text.map_err(|_| FrameFault::Form("not a line of text".to_owned())).and_then(|text| line(&text)) {
                Ok(card) => {
                    heard.frames += 1;
                    heard.said.extend(card.map(|card| Said::Card(Box::new(card))));
                }
                Err(fault) => heard.of_frames(Err(fault)),
            }
        }
        heard
    }

    fn reset(&mut self) {
        self.lines.reset();
    }
}
