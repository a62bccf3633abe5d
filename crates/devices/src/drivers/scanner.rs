//! Barcode scanners in serial mode: one line, one scan. What it means is told by the grammar of scanned texts, elsewhere.

use crate::{Driver, Heard, Said, frame::Lines};

/// Longest scan, bytes: a compound ISBT 128 message in a Data Matrix stays below it.
const SCAN_MAX: usize = 512;

/// The line to a scanner.
#[derive(Debug)]
pub struct Scanner {
    lines: Lines,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { lines: Lines::new(SCAN_MAX) }
    }
}

impl Driver for Scanner {
    fn take(&mut self, bytes: &[u8]) -> Heard {
        let mut heard = Heard::default();
        for byte in bytes {
            match self.lines.push(*byte) {
                None => {}
                Some(Ok(line)) => {
                    heard.frames += 1;
                    heard.said.push(Said::Scanned(line));
                }
                Some(Err(fault)) => heard.of_frames(Err(fault)),
            }
        }
        heard
    }

    /// Some scanners are set to send no line end.
    fn quiet(&mut self) -> Heard {
        let mut heard = Heard::default();
        if let Some(Ok(line)) = self.lines.end() {
            heard.frames += 1;
            heard.said.push(Said::Scanned(line));
        }
        heard
    }

    fn reset(&mut self) {
        self.lines.reset();
    }
}
