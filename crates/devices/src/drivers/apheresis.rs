//! Apheresis machines: the record of a procedure.
//!
//! Makers keep their protocols to themselves, so this is our own, in sentences: `$AP,START,N=…,PR=PLT,OP=…,LOT=…*HH`, every
//! minute `$AP,ST,S=600,BP=812,AC=75,…*HH`, `$AP,ALARM,C=…*HH`, and `$AP,END,S=3480,BP=4210,AC=402,…*HH` with the names of
//! the table below.

use vena_kernel::collection::reading::{ReadingValue, ReadingValues};

use super::LINE_MAX;
use crate::{
    Driver, Heard,
    frame::{Lines, Sentence},
};

/// Names in a sentence and the values that they are.
const NUMBERS: &[(&str, &str)] = &[
    ("S", "duration_s"),
    ("BP", "processed_ml"),
    ("AC", "ac_ml"),
    ("ACD", "ac_donor_ml"),
    ("NS", "saline_ml"),
    ("PL", "plasma_ml"),
    ("PT", "platelets_ml"),
    ("Y", "platelets_10e11"),
    ("D", "doses"),
    ("C", "cycles"),
];
const WORDS: &[(&str, &str)] = &[("PR", "procedure"), ("OP", "operator"), ("LOT", "kit_lot")];

/// The line to a machine.
#[derive(Debug)]
pub struct Apheresis {
    lines: Lines,
    number: Option<String>,
    /// What the machine has said so far of the procedure that runs; empty when none does.
    known: ReadingValues,
}

impl Default for Apheresis {
    fn default() -> Self {
        Self { lines: Lines::new(LINE_MAX), number: None, known: ReadingValues::new() }
    }
}

impl Apheresis {
    fn sentence(&mut self, sentence: &Sentence, heard: &mut Heard) {
        if sentence.head != "AP" {
            return heard.fault(format!("a sentence {} where AP was expected", sentence.head));
        }
        let phase = match sentence.words.first().map(String::as_str) {
            Some("START") => "start",
            Some("ST") => "running",
            Some("ALARM") => "alarm",
            Some("END") => "end",
            _ => return heard.fault("a sentence AP without START, ST, ALARM or END"),
        };
        if phase == "start" {
            self.interrupt(heard);
            self.number = None;
        }
        if let Some(number) = sentence.get("N") {
            self.number = Some(number.chars().take(60).collect());
        }
        self.learn(sentence, phase == "alarm");
        self.tell(phase, heard);
        if phase == "end" {
            self.known.clear();
            self.number = None;
        }
    }

    fn learn(&mut self, sentence: &Sentence, alarm: bool) {
        if alarm {
            let code: String = sentence.get("C").unwrap_or("UNKNOWN").chars().take(40).collect();
            let before = self.known.get("alarm").and_then(ReadingValue::text).unwrap_or_default();
            if !before.split(' ').any(|known| known == code) {
                let all: String = format!("{before} {code}").trim().chars().take(200).collect();
                self.known.insert("alarm".to_owned(), all.as_str().into());
            }
            return;
        }
        for (name, value) in NUMBERS {
            let number = sentence.number(name).map(|number| ((*value).to_owned(), number.into()));
            self.known.extend(number);
        }
        for (name, value) in WORDS {
            let word = sentence.get(name).map(|word| word.chars().take(60).collect::<String>());
            self.known.extend(word.map(|word| ((*value).to_owned(), word.as_str().into())));
        }
    }

    fn tell(&mut self, phase: &str, heard: &mut Heard) {
        self.known.insert("phase".to_owned(), phase.into());
        heard.measured(self.known.clone(), self.number.clone());
    }

    fn interrupt(&mut self, heard: &mut Heard) {
        if !self.known.is_empty() {
            self.tell("interrupted", heard);
            self.known.clear();
        }
    }
}

impl Driver for Apheresis {
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
