//! Instruments: what they say on their lines, as readings.
//!
//! - [`frame`] finds whole frames in a stream of bytes and checks them; pure.
//! - [`drivers`] understand the frames of one instrument: bytes in, readings out, answers back; pure, no clock.
//! - [`hall`] understands the machines of the component hall, which all speak sentences of ours; pure.
//! - [`line`](mod@line) opens serial lines and TCP connections; [`run`] keeps one open, polls, waits, and comes back after a fault.
//! - [`simulate`] plays the instruments, faults included, over TCP and over a pseudo terminal.
//!
//! Layer 1h: knows the kernel and nothing of a server, so that a site's agent builds alone.
//! **Where to add** an instrument: a field map in its agent's configuration when it sends lines of text, else a driver in
//! [`drivers`] with a table of golden frames.

pub mod drivers;
pub mod frame;
pub mod hall;
pub mod line;
pub mod run;
pub mod simulate;

use vena_kernel::collection::reading::ReadingValues;

/// What an instrument measured once.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// By name, as `rulebook/cn/devices.toml` names them.
    pub values: ReadingValues,
    /// What was scanned at the instrument, a donation number as a rule.
    pub about: Option<String>,
}

/// What a card says of a person. It goes to the browser beside the reader and is kept nowhere.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CardText {
    /// Name.
    pub name: String,
    /// `male` or `female`.
    pub sex: String,
    /// Ethnic group, as printed.
    #[serde(default)]
    pub nation: String,
    /// Birthday, `YYYY-MM-DD`.
    pub born_on: String,
    /// Address.
    #[serde(default)]
    pub address: String,
    /// Number of the document.
    pub number: String,
    /// Who issued it.
    #[serde(default)]
    pub issuer: String,
    /// First day of validity, `YYYY-MM-DD`.
    #[serde(default)]
    pub valid_from: String,
    /// Last day of validity, `YYYY-MM-DD`, or `long-term`.
    #[serde(default)]
    pub valid_until: String,
    /// The picture on the card as the reader gives it, base64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
}

impl std::fmt::Debug for CardText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CardText").finish_non_exhaustive()
    }
}

/// One thing that an instrument said.
#[derive(Debug, Clone, PartialEq)]
pub enum Said {
    /// A measurement.
    Measured(Measured),
    /// A card was laid on a reader.
    Card(Box<CardText>),
    /// A barcode was scanned.
    Scanned(String),
}

/// What a driver made of some bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// In the order in which it was said.
    pub said: Vec<Said>,
    /// What has to be sent back now.
    pub reply: Vec<u8>,
    /// Whole, correct frames.
    pub frames: u32,
    /// Frames and stretches of bytes that could not be read.
    pub faults: u32,
    /// What was wrong with the last of them, for people.
    pub complaint: Option<String>,
}

impl Heard {
    fn measured(&mut self, values: ReadingValues, about: Option<String>) {
        self.said.push(Said::Measured(Measured { values, about }));
    }

    fn fault(&mut self, complaint: impl Into<String>) {
        self.faults += 1;
        self.complaint = Some(complaint.into());
    }

    fn of_frames(&mut self, result: Result<(), frame::FrameFault>) {
        match result {
            Ok(()) => self.frames += 1,
            Err(fault) => self.fault(fault.to_string()),
        }
    }
}

/// An instrument's language. A driver keeps at most a few kilobytes, whatever is sent to it, and never panics.
pub trait Driver: Send {
    /// Understands what came over the line.
    fn take(&mut self, bytes: &[u8]) -> Heard;

    /// What to send to ask for a reading; `None` for an instrument that speaks by itself.
    fn poll(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// Nothing has come for a while: ends what was half said.
    fn quiet(&mut self) -> Heard {
        Heard::default()
    }

    /// The line is new: what was half said before is lost.
    fn reset(&mut self);
}
