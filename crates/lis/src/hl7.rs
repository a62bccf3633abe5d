//! Messages of HL7 v2: unsolicited results and questions, and what is said back. Framing and segments by the `mllp` crate.

use encoding_rs::GB18030;
use mllp::{AckCode, AckContext, ErrorDetail, Separators, Severity, build_ack, build_ack_enhanced};

use crate::{Ask, Found, LineFault, Message, Status, Unreadable, some};

/// Reads a message; MSH-18 says how it is written, and where it says nothing it is UTF-8 or GB 18030.
///
/// # Errors
/// Without a header, and for a message that is neither a result nor a question.
pub fn read(bytes: &[u8]) -> Result<Message, Unreadable> {
    let text = text_of(bytes);
    let parsed = mllp::Message::parse(&text).map_err(|_| Unreadable::Header)?;
    let kind = parsed.field("MSH-9").map(|field| (field.component(1).unwrap_or(""), field.component(2).unwrap_or("")));
    let mut message = Message { id: parsed.value("MSH-10").and_then(some), ..Message::default() };
    match kind {
        Some(("ORU", _) | ("OUL", _)) => results(&parsed, &mut message),
        Some(("QBP", _)) => asks(&parsed, &mut message),
        Some((code, event)) => return Err(Unreadable::Kind(format!("{code}^{event}"))),
        None => return Err(Unreadable::Header),
    }
    Ok(message)
}

fn text_of(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    let header = bytes.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let declared =
        header.windows(7).any(|part| part.eq_ignore_ascii_case(b"GB18030") || part.eq_ignore_ascii_case(b"GB 1803"));
    if declared { GB18030.decode_without_bom_handling(bytes).0 } else { crate::text_of(bytes) }
}

/// Longest message that is taken; a frame without an end is not waited for beyond it.
const MESSAGE_MAX: usize = 1 << 20;

/// The messages of a line, out of their frames.
#[derive(Debug)]
pub struct Frames(mllp::Decoder);

impl Default for Frames {
    fn default() -> Self {
        Self(mllp::Decoder::with_max_frame_size(MESSAGE_MAX))
    }
}

impl Frames {
    /// Takes what came.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// The next whole message; what stands outside of frames is passed over.
    pub fn message(&mut self) -> Option<Vec<u8>> {
        std::iter::from_fn(|| self.0.next_frame()).find_map(Result::ok)
    }
}

/// What the segments before a result say of it.
#[derive(Debug, Default, Clone)]
struct Before {
    specimen: Option<String>,
    container: Option<String>,
    ordered: Option<String>,
    run: Option<String>,
    well: Option<String>,
}

fn results(parsed: &mllp::Message<'_>, message: &mut Message) {
    let mut before = Before::default();
    for (at, segment) in parsed.segments().iter().enumerate() {
        let part = |field: usize, component: usize| {
            segment.field(field).and_then(|field| field.component(component)).and_then(some)
        };
        match segment.name() {
            "PID" => before = Before::default(),
            "SPM" => before = Before { specimen: part(2, 1), ..Before::default() },
            "SAC" => {
                before.container = part(3, 1);
                (before.run, before.well) = (part(10, 1), part(11, 1));
            }
            "OBR" => before.ordered = part(2, 1).or_else(|| part(3, 1)),
            "OBX" => match result(at + 1, segment, &before) {
                Some(found) => message.results.push(found),
                None => message.faults.push(LineFault::of(at + 1, &segment.to_er7())),
            },
            _ => {}
        }
    }
}

fn result(line: usize, segment: &mllp::Segment<'_>, before: &Before) -> Option<Found> {
    let test = segment.field(3)?.component(1).and_then(some)?;
    let specimen = before.specimen.clone().or_else(|| before.container.clone()).or_else(|| before.ordered.clone())?;
    let unescaped = |field: usize| segment.field(field).map(|field| field.unescape()).unwrap_or_default();
    let value = segment.field(5).and_then(|field| field.component(1)).unwrap_or_default();
    let flags = segment.field(8).map(|field| field.repetitions().filter_map(some).collect()).unwrap_or_default();
    Some(Found {
        line,
        specimen,
        run: before.run.clone(),
        well: before.well.clone(),
        test,
        value: value.trim().to_owned(),
        unit: unescaped(6),
        flags,
        status: status(&unescaped(11)),
    })
}

/// OBX-11, table 0085.
fn status(code: &str) -> Status {
    match code.trim() {
        "F" | "U" | "" => Status::Final,
        "C" => Status::Corrected,
        "X" | "D" | "W" => Status::Cannot,
        _ => Status::Preliminary,
    }
}

/// QPD-3: the container, or nothing for every specimen.
fn asks(parsed: &mllp::Message<'_>, message: &mut Message) {
    let specimen = parsed.field("QPD-3").and_then(|field| field.component(1)).and_then(some);
    message.asks.push(specimen.map_or(Ask::All, Ask::Specimen));
}

/// What is said back to a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply<'a> {
    /// It is kept for good: `AA`.
    Kept,
    /// It says nothing that can be kept, for this reason: `AR`. The sender need not send it again.
    Refused(&'a str),
    /// It could not be kept just now: `AE`. The sender sends it again.
    Later(&'a str),
}

/// The acknowledgement of a message, within its frame; `id` is its own. A message without a header gets one that names nothing.
pub fn acknowledge(bytes: &[u8], reply: Reply<'_>, id: &str) -> Vec<u8> {
    let text = text_of(bytes);
    let parsed = mllp::Message::parse(&text).ok();
    let context = parsed.as_ref().map(AckContext::from_message).unwrap_or_default();
    let marks = parsed.as_ref().map_or_else(Separators::default, mllp::Message::separators);
    let (code, why) = match reply {
        Reply::Kept => return mllp::frame(build_ack(&context, AckCode::Accept, id, "", marks).as_bytes()),
        Reply::Refused(why) => (AckCode::Reject, why),
        Reply::Later(why) => (AckCode::Error, why),
    };
    let plain = why.replace(|letter: char| letter.is_control() || "|^&~\\".contains(letter), " ");
    let detail = ErrorDetail::new("207", plain.as_str(), Severity::Error);
    mllp::frame(build_ack_enhanced(&context, code, id, &plain, &detail, marks).as_bytes())
}
