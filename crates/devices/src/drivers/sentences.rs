//! Our own sentences for instruments that measure once: `$TG,SEQ=12,T=36.6*HH`. A maker's converter, or the small program
//! between an instrument and its line, can send them; the table below is the whole specification.

use vena_kernel::collection::reading::{ReadingKind, ReadingValue, ReadingValues};

use super::LINE_MAX;
use crate::{
    Driver, Heard,
    frame::{Lines, Sentence},
};

/// What the sentences of a kind begin with, and which name stands for which value. `#` before a value means a word, `?` a
/// flag (0 or 1), otherwise a number.
type Table = (&'static str, &'static [(&'static str, &'static str)]);

const fn table(kind: ReadingKind) -> Table {
    match kind {
        ReadingKind::TemperatureGate => ("TG", &[("T", "temperature_c")]),
        ReadingKind::BloodPressure => (
            "BP",
            &[
                ("SYS", "systolic_mmhg"),
                ("DIA", "diastolic_mmhg"),
                ("PR", "pulse_per_min"),
                ("MAP", "mean_mmhg"),
                ("IRR", "?irregular"),
            ],
        ),
        ReadingKind::ScaleWeight => ("WT", &[("W", "weight_kg")]),
        ReadingKind::Hemoglobin => ("HB", &[("HB", "hb_g_l")]),
        ReadingKind::Chemistry => ("CH", &[("ALT", "alt_u_l")]),
        ReadingKind::Hematology => (
            "HE",
            &[
                ("PLT", "plt_10e9_l"),
                ("HCT", "hct_percent"),
                ("HB", "hb_g_l"),
                ("WBC", "wbc_10e9_l"),
                ("RBC", "rbc_10e12_l"),
            ],
        ),
        ReadingKind::BloodGroup => ("BG", &[("ABO", "#abo"), ("RH", "#rhd")]),
        ReadingKind::Mixer => ("MX", &[]),
        ReadingKind::Apheresis => ("AP", &[]),
    }
}

/// Sentences of one kind of instrument.
#[derive(Debug)]
pub struct Sentences {
    lines: Lines,
    table: Table,
    last: Option<String>,
}

impl Sentences {
    /// For an instrument of `kind`.
    pub fn new(kind: ReadingKind) -> Self {
        Self { lines: Lines::new(LINE_MAX), table: table(kind), last: None }
    }

    fn sentence(&mut self, sentence: &Sentence, heard: &mut Heard) {
        let (head, names) = self.table;
        if sentence.head != head {
            return heard.fault(format!("a sentence {} where {head} was expected", sentence.head));
        }
        // An instrument that got no answer says the same again, under the same number.
        let number = sentence.get("SEQ").map(str::to_owned);
        if number.is_some() && number == self.last {
            return;
        }
        self.last = number;
        let values: ReadingValues = names.iter().filter_map(|(name, value)| named(sentence, name, value)).collect();
        if values.is_empty() {
            return heard.fault(format!("a sentence {head} without a value"));
        }
        heard.measured(values, sentence.get("N").map(str::to_owned));
    }
}

fn named(sentence: &Sentence, name: &str, value: &str) -> Option<(String, ReadingValue)> {
    if let Some(word) = value.strip_prefix('#') {
        return Some((word.to_owned(), sentence.get(name)?.into()));
    }
    if let Some(flag) = value.strip_prefix('?') {
        return Some((flag.to_owned(), (sentence.get(name)? == "1").into()));
    }
    Some((value.to_owned(), sentence.number(name)?.into()))
}

impl Driver for Sentences {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            let Some(line) = self.lines.push(*byte) else { continue };
            match line.and_then(|line| Sentence::read(&line)) {
                Ok(sentence) => {
                    heard.frames += 1;
                    self.sentence(&sentence, &mut heard);
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
