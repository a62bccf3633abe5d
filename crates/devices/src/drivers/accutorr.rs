//! Blood pressure monitors of the Accutorr family, polled: `P` asks for the patient data, and the answer is
//! `P:SaO2,pulse,sys,mean,dia,status,status,status,minutes`, `--` where there is nothing.
//!
//! Source: Datascope Accutorr 3 operating manual, "RS-232 command responses" (revised 08/24/90). The last field, minutes
//! since the measurement, tells a new measurement from an old one that is answered again.

use vena_kernel::collection::reading::ReadingValues;

use super::LINE_MAX;
use crate::{
    Driver, Heard,
    frame::{FrameFault, Lines},
};

/// One line to such a monitor.
#[derive(Debug)]
pub struct Accutorr {
    lines: Lines,
    /// What was measured last, and how many minutes ago the monitor said it was.
    last: Option<([f64; 3], f64)>,
}

impl Default for Accutorr {
    fn default() -> Self {
        Self { lines: Lines::new(LINE_MAX), last: None }
    }
}

impl Accutorr {
    fn line(&mut self, line: &str, heard: &mut Heard) {
        // The prompt and the echo of the command are no answer, nor is the beginning of one that was cut off.
        let Some((_, body)) = line.rsplit_once("P:") else { return };
        let parts: Vec<&str> = body.split(',').map(str::trim).collect();
        if parts.len() != 9 {
            return heard.of_frames(Err(FrameFault::Form(format!("{} parts where nine were expected", parts.len()))));
        }
        heard.frames += 1;
        let number = |at: usize| parts[at].parse::<f64>().ok().filter(|number| number.is_finite());
        let (Some(pulse), Some(systolic), Some(diastolic)) = (number(1), number(2), number(4)) else { return };
        let ago = number(8).unwrap_or(0.0);
        let again = self.last.is_some_and(|(values, before)| values == [pulse, systolic, diastolic] && ago >= before);
        self.last = Some(([pulse, systolic, diastolic], ago));
        if again {
            return;
        }
        let mut values = ReadingValues::from([
            ("systolic_mmhg".to_owned(), systolic.into()),
            ("diastolic_mmhg".to_owned(), diastolic.into()),
            ("pulse_per_min".to_owned(), pulse.into()),
        ]);
        values.extend(number(3).map(|mean| ("mean_mmhg".to_owned(), mean.into())));
        heard.measured(values, None);
    }
}

impl Driver for Accutorr {
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
        Some(b"P\r".to_vec())
    }

    fn reset(&mut self) {
        self.lines.reset();
    }
}
