//! Body scales: one weight for each person who steps on, when it has come to rest.

use super::LINE_MAX;
use crate::{
    Driver, Heard,
    frame::{FrameFault, Lines, ToledoFrames},
};

/// Below this nobody stands on the scale, kg. Not a limit of eligibility: it tells a person from a handbag.
const NOBODY_BELOW_KG: f64 = 10.0;
/// How far weights of one person at rest may lie apart, kg.
const REST_KG: f64 = 0.3;
/// How many weights in a row have to agree.
const AGREEING: u8 = 3;

/// Tells when a person's weight is known: once for each stepping on.
#[derive(Debug, Default)]
struct Step {
    agreeing: u8,
    last_kg: f64,
    told: bool,
}

impl Step {
    fn weight(&mut self, kg: f64, stable: bool) -> Option<f64> {
        if kg < NOBODY_BELOW_KG {
            *self = Self::default();
            return None;
        }
        let agrees = stable && (kg - self.last_kg).abs() <= REST_KG;
        self.agreeing = if agrees { self.agreeing.saturating_add(1) } else { u8::from(stable) };
        self.last_kg = kg;
        if self.told || self.agreeing < AGREEING {
            return None;
        }
        self.told = true;
        Some(kg)
    }
}

fn weighed(heard: &mut Heard, kg: f64) {
    heard.measured([("weight_kg".to_owned(), kg.into())].into(), None);
}

/// A scale with Toledo continuous output.
#[derive(Debug)]
pub struct Toledo {
    frames: ToledoFrames,
    step: Step,
}

impl Toledo {
    /// With or without the checksum, as the scale is set.
    pub fn new(checksum: bool) -> Self {
        Self { frames: ToledoFrames::new(checksum), step: Step::default() }
    }
}

impl Driver for Toledo {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            let Some(frame) = self.frames.push(*byte) else { continue };
            heard.of_frames(frame.as_ref().map(|_| ()).map_err(Clone::clone));
            let Ok(shown) = frame else { continue };
            let stable = shown.stable && !shown.out_of_range;
            if let Some(kg) = self.step.weight(shown.kg, stable) {
                weighed(&mut heard, kg);
            }
        }
        heard
    }

    fn reset(&mut self) {
        self.frames.reset();
        self.step = Step::default();
    }
}

/// A scale that speaks MT-SICS, level 0: `SI` asks for the weight as it is, and the answer is `S S` (stable) or `S D`
/// (moving), the weight and its unit; `S I`, `S +`, `S -` and `ES` are no weights.
///
/// Source: MT-SICS reference manual, commands S and SI.
#[derive(Debug)]
pub struct Sics {
    lines: Lines,
    step: Step,
}

impl Default for Sics {
    fn default() -> Self {
        Self { lines: Lines::new(LINE_MAX), step: Step::default() }
    }
}

impl Sics {
    fn line(&mut self, line: &str, heard: &mut Heard) {
        // The beginning of an answer that was cut off stands before the whole one.
        let whole = ["S S ", "S D "].iter().filter_map(|begin| line.rfind(begin)).max().unwrap_or(0);
        let parts: Vec<&str> = line[whole..].split_whitespace().collect();
        let shown = match parts[..] {
            ["S", state @ ("S" | "D"), weight, unit] => in_kg(weight, unit).map(|kg| (kg, state == "S")),
            // Not ready, above, below its range: an answer, but no weight.
            ["S", "I" | "+" | "-"] => {
                heard.frames += 1;
                return;
            }
            _ => None,
        };
        let Some((kg, stable)) = shown else {
            return heard.of_frames(Err(FrameFault::Form(line.chars().take(24).collect())));
        };
        heard.frames += 1;
        if let Some(kg) = self.step.weight(kg, stable) {
            weighed(heard, kg);
        }
    }
}

fn in_kg(weight: &str, unit: &str) -> Option<f64> {
    let weight: f64 = weight.parse().ok().filter(|weight: &f64| weight.is_finite())?;
    let factor = match unit {
        "kg" => 1.0,
        "g" => 0.001,
        "lb" => 0.453_592_37,
        _ => return None,
    };
    Some((weight * factor * 1000.0).round() / 1000.0)
}

impl Driver for Sics {
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

    fn poll(&mut self) -> Option<Vec<u8>> {
        Some(b"SI\r\n".to_vec())
    }

    fn reset(&mut self) {
        self.lines.reset();
        self.step = Step::default();
    }
}
