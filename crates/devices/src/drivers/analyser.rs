//! Analysers that speak ASTM E1394 (CLSI LIS02-A2) over E1381: the results of each order become one reading. This is the
//! part that a collection site needs; orders to the analyser, queries and quality control belong to the laboratory.

use vena_kernel::collection::reading::{ReadingKind, ReadingValue, ReadingValues};
use vena_lis::astm::Marks;

use crate::{
    Driver, Heard,
    frame::{ACK, AstmEvent, AstmReceiver},
};

/// A test: its names, the value that it is, and the factor of each unit. An empty list of units means a word.
type Test = (&'static [&'static str], &'static str, &'static [(&'static str, f64)]);

const BILLIONS: &[(&str, f64)] =
    &[("10*9/L", 1.0), ("10^9/L", 1.0), ("10*3/uL", 1.0), ("10^3/uL", 1.0), ("K/uL", 1.0), ("G/L", 1.0)];
const TRILLIONS: &[(&str, f64)] =
    &[("10*12/L", 1.0), ("10^12/L", 1.0), ("10*6/uL", 1.0), ("10^6/uL", 1.0), ("T/L", 1.0)];
const HEMATOLOGY: &[Test] = &[
    (&["PLT"], "plt_10e9_l", BILLIONS),
    (&["HCT", "HTC"], "hct_percent", &[("%", 1.0), ("L/L", 100.0)]),
    (&["HGB", "HB"], "hb_g_l", &[("g/L", 1.0), ("g/dL", 10.0)]),
    (&["WBC"], "wbc_10e9_l", BILLIONS),
    (&["RBC"], "rbc_10e12_l", TRILLIONS),
];
const CHEMISTRY: &[Test] = &[(&["ALT", "GPT", "ALT/GPT"], "alt_u_l", &[("U/L", 1.0), ("IU/L", 1.0), ("ukat/L", 60.0)])];
const BLOOD_GROUP: &[Test] = &[(&["ABO"], "abo", &[]), (&["RHD", "RH", "RhD"], "rhd", &[])];

/// The line to an analyser.
#[derive(Debug)]
pub struct Analyser {
    receiver: AstmReceiver,
    tests: &'static [Test],
}

impl Analyser {
    /// For an analyser of `kind`; one that measures something else says nothing that is understood.
    pub fn new(kind: ReadingKind) -> Self {
        let tests = match kind {
            ReadingKind::Hematology => HEMATOLOGY,
            ReadingKind::Chemistry => CHEMISTRY,
            ReadingKind::BloodGroup => BLOOD_GROUP,
            _ => &[],
        };
        Self { receiver: AstmReceiver::default(), tests }
    }

    fn message(&self, message: &[u8], heard: &mut Heard) {
        let text = String::from_utf8_lossy(message);
        let mut records = text.split('\r').map(str::trim).filter(|record| !record.is_empty());
        let Some(marks) = records.next().and_then(Marks::of) else {
            return heard.fault("a message without a header");
        };
        let (mut about, mut values) = (None, ReadingValues::new());
        for record in records {
            let fields: Vec<&str> = record.split(marks.field).collect();
            match fields[0] {
                "O" => {
                    self.flush(&mut values, &mut about, heard);
                    let specimen = fields.get(2).or(fields.get(3)).copied().unwrap_or_default();
                    about = Some(marks.plain(specimen.split(marks.component).next().unwrap_or_default()));
                }
                "R" => self.result(&fields, marks, &mut values, heard),
                _ => {}
            }
        }
        self.flush(&mut values, &mut about, heard);
    }

    fn flush(&self, values: &mut ReadingValues, about: &mut Option<String>, heard: &mut Heard) {
        let about = about.take().filter(|text| !text.is_empty());
        if !values.is_empty() {
            heard.measured(std::mem::take(values), about);
        }
    }

    fn result(&self, fields: &[&str], marks: Marks, values: &mut ReadingValues, heard: &mut Heard) {
        let at = |index: usize| fields.get(index).copied().unwrap_or_default();
        let named = |(names, ..): &&Test| at(2).split(marks.component).any(|part| names.contains(&part));
        let Some((_, value, units)) = self.tests.iter().find(named) else { return };
        // F and an empty status are final; what was cancelled or could not be measured is no result.
        if !["", "F", "C", "R"].contains(&at(8)) {
            return;
        }
        if units.is_empty() {
            values.insert((*value).to_owned(), ReadingValue::Text(marks.plain(at(3)).chars().take(40).collect()));
            return;
        }
        let factor = units.iter().find(|(unit, _)| *unit == marks.plain(at(4)));
        let number = at(3).trim().parse::<f64>().ok().filter(|number| number.is_finite());
        match (factor, number) {
            (Some((_, factor)), Some(number)) => {
                let number = (number * factor * 1e6).round() / 1e6;
                values.insert((*value).to_owned(), number.into());
            }
            (None, _) => heard.fault(format!("{value} in an unknown unit")),
            (_, None) => heard.fault(format!("{value} is not a number")),
        }
    }
}

impl Driver for Analyser {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            for event in self.receiver.push(*byte) {
                match event {
                    AstmEvent::Reply(reply) => heard.reply.push(reply),
                    AstmEvent::Frame => heard.reply.push(ACK),
                    AstmEvent::Fault(fault) => heard.of_frames(Err(fault)),
                    AstmEvent::Message(message) => {
                        heard.frames += 1;
                        self.message(&message, &mut heard);
                    }
                }
            }
        }
        heard
    }

    /// E1381: the receiver gives a session up when nothing comes.
    fn quiet(&mut self) -> Heard {
        self.receiver.reset();
        Heard::default()
    }

    fn reset(&mut self) {
        self.receiver.reset();
    }
}
