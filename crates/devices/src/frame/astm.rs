//! ASTM E1381 (CLSI LIS01-A2), the receiving side: `ENQ`, frames `STX FN text ETX|ETB C1 C2 CR LF`, `EOT`, and an `ACK` or
//! `NAK` for each. What the frames say is read by the driver.

use super::FrameFault;

const STX: u8 = 2;
const ETX: u8 = 3;
/// The end of a session.
pub const EOT: u8 = 4;
/// May I send?
pub const ENQ: u8 = 5;
/// Accepted.
pub const ACK: u8 = 6;
const LF: u8 = 10;
const CR: u8 = 13;
/// Not accepted.
pub const NAK: u8 = 21;
const ETB: u8 = 23;

/// Longest frame; E1381 allows 247 bytes, LIS01-A2 up to 64 000, and no instrument of a collection site needs more than this.
const FRAME_MAX: usize = 8 * 1024;
/// Longest message.
const MESSAGE_MAX: usize = 128 * 1024;

/// What the receiver makes of a byte.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AstmEvent {
    /// Send this byte back.
    Reply(u8),
    /// A frame was accepted: `ACK` has to be sent, or `NAK` after [`AstmReceiver::give_back`].
    Frame,
    /// A frame was not accepted; the sender repeats it. `NAK` has to be sent.
    Fault(FrameFault),
    /// The message is complete: its records, ended by CR.
    Message(Vec<u8>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// No session.
    Idle,
    /// Between frames.
    Open,
    /// Within a frame.
    Frame,
    /// After ETX or ETB: the two digits and the line end follow.
    Tail,
}

/// The receiving side of one line.
#[derive(Debug)]
pub struct AstmReceiver {
    state: State,
    next: u8,
    frame: Vec<u8>,
    tail: Vec<u8>,
    message: Vec<u8>,
    /// Where the last accepted frame begins in the message.
    last: usize,
}

impl Default for AstmReceiver {
    fn default() -> Self {
        Self { state: State::Idle, next: 1, frame: Vec::new(), tail: Vec::new(), message: Vec::new(), last: 0 }
    }
}

impl AstmReceiver {
    /// Takes the next byte.
    pub fn push(&mut self, byte: u8) -> Vec<AstmEvent> {
        match (self.state, byte) {
            (_, ENQ) => self.begin(),
            (State::Idle, _) => Vec::new(),
            (State::Open | State::Frame, EOT) => self.complete(),
            (State::Open, STX) => {
                self.frame.clear();
                self.state = State::Frame;
                Vec::new()
            }
            (State::Open, _) => Vec::new(),
            (State::Frame, ETX | ETB) => {
                self.frame.push(byte);
                self.tail.clear();
                self.state = State::Tail;
                Vec::new()
            }
            (State::Frame, _) if self.frame.len() >= FRAME_MAX => self.refuse(FrameFault::TooLong(FRAME_MAX)),
            (State::Frame, _) => {
                self.frame.push(byte);
                Vec::new()
            }
            (State::Tail, CR) if self.tail.len() == 2 => Vec::new(),
            (State::Tail, LF) if self.tail.len() == 2 => self.check(),
            (State::Tail, _) if self.tail.len() < 2 => {
                self.tail.push(byte);
                Vec::new()
            }
            (State::Tail, _) => self.refuse(FrameFault::Form("a frame ends with CR LF".to_owned())),
        }
    }

    fn begin(&mut self) -> Vec<AstmEvent> {
        self.reset();
        self.state = State::Open;
        vec![AstmEvent::Reply(ACK)]
    }

    fn complete(&mut self) -> Vec<AstmEvent> {
        let message = std::mem::take(&mut self.message);
        self.reset();
        if message.is_empty() { Vec::new() } else { vec![AstmEvent::Message(message)] }
    }

    fn refuse(&mut self, fault: FrameFault) -> Vec<AstmEvent> {
        self.frame.clear();
        self.state = State::Open;
        vec![AstmEvent::Fault(fault), AstmEvent::Reply(NAK)]
    }

    fn check(&mut self) -> Vec<AstmEvent> {
        let computed = checksum(&self.frame);
        let found = String::from_utf8_lossy(&self.tail).into_owned();
        if !found.eq_ignore_ascii_case(&computed) {
            return self.refuse(FrameFault::Checksum { found, computed });
        }
        let number = self.frame.first().copied().unwrap_or(0);
        // The same frame again: our ACK was lost.
        if !self.message.is_empty() && number == b'0' + (self.next + 7) % 8 {
            self.state = State::Open;
            return vec![AstmEvent::Reply(ACK)];
        }
        if number != b'0' + self.next {
            return self.refuse(FrameFault::Form("frames out of order".to_owned()));
        }
        if self.message.len() + self.frame.len() > MESSAGE_MAX {
            self.message.clear();
            return self.refuse(FrameFault::TooLong(MESSAGE_MAX));
        }
        self.last = self.message.len();
        self.message.extend_from_slice(&self.frame[1..self.frame.len() - 1]);
        self.next = (self.next + 1) % 8;
        self.state = State::Open;
        vec![AstmEvent::Frame]
    }

    /// What was accepted so far of the message.
    pub fn message(&self) -> &[u8] {
        &self.message
    }

    /// Forgets the frame that was accepted last: it could not be kept, and the sender repeats it.
    pub fn give_back(&mut self) {
        self.message.truncate(self.last);
        self.next = (self.next + 7) % 8;
    }

    /// Forgets the session.
    pub fn reset(&mut self) {
        self.state = State::Idle;
        self.next = 1;
        self.last = 0;
        self.frame.clear();
        self.message.clear();
    }

    /// Bytes that are kept.
    pub fn kept(&self) -> usize {
        self.frame.len() + self.message.len()
    }
}

/// The sum of the bytes from the frame number to ETX or ETB, modulo 256, as two hexadecimal digits.
fn checksum(frame: &[u8]) -> String {
    format!("{:02X}", frame.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte)))
}

/// The frames of a message, one record each, as an instrument sends them.
pub fn astm_frames(records: &[&str]) -> Vec<Vec<u8>> {
    let numbered = records.iter().enumerate();
    let frame = |(at, record): (usize, &&str)| {
        let mut body = vec![b'0' + u8::try_from((at + 1) % 8).unwrap_or(0)];
        body.extend_from_slice(record.as_bytes());
        body.extend_from_slice(&[CR, ETX]);
        let sum = checksum(&body);
        let mut frame = vec![STX];
        frame.extend(body);
        frame.extend(sum.bytes());
        frame.extend([CR, LF]);
        frame
    };
    numbered.map(frame).collect()
}
