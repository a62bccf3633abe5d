//! What analysers of a laboratory say: results and questions, out of ASTM E1394 records, HL7 v2 messages and tables. Pure.
//!
//! - [`astm`]: records between delimiters, read and written.
//! - [`hl7`]: unsolicited results (`ORU^R01`, `OUL^R22`), questions (`QBP^Q11`), and the acknowledgement of either.
//! - [`table`]: a file that an analyser or its computer has written.
//!
//! Nothing is judged here: a result is what was said of a specimen, and where it belongs is the laboratory's to say.

pub mod astm;
pub mod hl7;
pub mod table;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use encoding_rs::GB18030;

/// How an analyser speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// ASTM E1394, CLSI LIS02-A2.
    Astm,
    /// HL7 v2.
    Hl7,
    /// A table with a heading.
    Table,
}

/// A whole message, or a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Message {
    /// As its sender numbers it.
    pub id: Option<String>,
    /// In the order in which they were said.
    pub results: Vec<Found>,
    /// What the analyser wants to know.
    pub asks: Vec<Ask>,
    /// Lines that say nothing that can be read.
    pub faults: Vec<LineFault>,
}

/// A result as it was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// In which line of the message it stands, from 1.
    pub line: usize,
    /// What is on the tube: a donation number, or the name of a control.
    pub specimen: String,
    /// The run, where the analyser names it.
    pub run: Option<String>,
    /// The well, where the analyser names it.
    pub well: Option<String>,
    /// The analyser's code of the test.
    pub test: String,
    /// As it was said.
    pub value: String,
    /// As it was said.
    pub unit: String,
    /// Marks beside the value: `A`, `>`, `CLOT`.
    pub flags: Vec<String>,
    /// Whether it is final.
    pub status: Status,
}

/// How final a result is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It will not change.
    Final,
    /// It replaces what was said before.
    Corrected,
    /// There will be none: clot, bubble, too little.
    Cannot,
    /// Not yet final.
    Preliminary,
}

/// What an analyser wants to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    /// The tests of this specimen.
    Specimen(String),
    /// The tests of every specimen.
    All,
}

/// A line that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// From 1.
    pub line: usize,
    /// The line, cut at 200 characters.
    pub text: String,
}

impl LineFault {
    fn of(line: usize, text: &str) -> Self {
        Self { line, text: text.chars().take(200).collect() }
    }
}

/// Why a message could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// No header, or one without delimiters.
    #[error("the message has no header")]
    Header,
    /// It ends before its last record.
    #[error("the message ends before its last record")]
    Cut,
    /// A message of a kind that a laboratory does not take.
    #[error("messages of the kind {0} are not taken")]
    Kind(String),
    /// A table without a column that is needed.
    #[error("the column {0} is missing")]
    Column(&'static str),
}

/// Reads a message.
///
/// # Errors
/// When it is no message of that protocol at all. Single lines that cannot be read stand in [`Message::faults`].
pub fn read(protocol: Protocol, bytes: &[u8]) -> Result<Message, Unreadable> {
    match protocol {
        Protocol::Astm => astm::read(&text_of(bytes)),
        Protocol::Hl7 => hl7::read(bytes),
        Protocol::Table => table::read(&text_of(bytes)),
    }
}

/// Analysers in China send UTF-8 or GB 18030 and seldom say which.
fn text_of(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => GB18030.decode_without_bom_handling(bytes).0,
    }
}

/// A text where it says something.
fn some(text: impl Into<String>) -> Option<String> {
    let text = text.into();
    let trimmed = text.trim();
    (!trimmed.is_empty()).then(|| trimmed.to_owned())
}
