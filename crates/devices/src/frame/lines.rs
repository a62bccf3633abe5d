//! Lines of text, ended by CR, LF or both.

use super::{FrameFault, shown};

/// Finds lines. A line that is too long or holds control characters is thrown away up to its end.
#[derive(Debug)]
pub struct Lines {
    buffer: Vec<u8>,
    longest: usize,
    too_long: bool,
}

impl Lines {
    /// Lines of at most `longest` bytes.
    pub fn new(longest: usize) -> Self {
        Self { buffer: Vec::new(), longest, too_long: false }
    }

    /// Takes the next byte; a whole line when it ends one.
    pub fn push(&mut self, byte: u8) -> Option<Result<String, FrameFault>> {
        if byte == b'\r' || byte == b'\n' {
            return self.end();
        }
        if self.buffer.len() < self.longest {
            self.buffer.push(byte);
        } else {
            self.too_long = true;
        }
        None
    }

    /// Ends a line that nothing ended; for instruments that send no line end and then pause.
    pub fn end(&mut self) -> Option<Result<String, FrameFault>> {
        let bytes = std::mem::take(&mut self.buffer);
        if std::mem::take(&mut self.too_long) {
            return Some(Err(FrameFault::TooLong(self.longest)));
        }
        if bytes.is_empty() {
            return None;
        }
        let text = String::from_utf8(bytes).map_err(|error| FrameFault::Form(shown(error.as_bytes())));
        let printable = text.and_then(|text| {
            if text.contains(|letter: char| letter.is_control() && letter != '\t') {
                return Err(FrameFault::Form(shown(text.as_bytes())));
            }
            Ok(text)
        });
        Some(printable)
    }

    /// Forgets the beginning of a line.
    pub fn reset(&mut self) {
        self.buffer.clear();
        self.too_long = false;
    }

    /// Bytes that are kept.
    pub fn kept(&self) -> usize {
        self.buffer.len()
    }
}
