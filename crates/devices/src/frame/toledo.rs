//! The continuous output of Toledo scales: `STX SWA SWB SWC wwwwww tttttt CR [CHK]`.
//!
//! Source: the tables "continuous output" in the manuals of Mettler-Toledo terminals and of the many scales that speak it
//! (KERN FTC, Cardinal 225, Rockwell Toledo interface module, appendix D).

use super::FrameFault;

const STX: u8 = 2;
const CR: u8 = 13;
/// Bytes up to and with the carriage return.
const BARE: usize = 17;

/// A weight as the scale shows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ToledoWeight {
    /// kg.
    pub kg: f64,
    /// Nothing moves on the scale.
    pub stable: bool,
    /// Beyond its capacity or below zero.
    pub out_of_range: bool,
}

/// Finds frames of the continuous output.
#[derive(Debug)]
pub struct ToledoFrames {
    buffer: Vec<u8>,
    checksum: bool,
}

impl ToledoFrames {
    /// Frames with or without the checksum, as the scale is set.
    pub fn new(checksum: bool) -> Self {
        Self { buffer: Vec::with_capacity(BARE + 1), checksum }
    }

    /// Takes the next byte; a weight when it ends a frame.
    pub fn push(&mut self, byte: u8) -> Option<Result<ToledoWeight, FrameFault>> {
        // Parity, where it is set, stands in the highest bit.
        let byte = byte & 0x7f;
        if self.buffer.is_empty() && byte != STX {
            return None;
        }
        self.buffer.push(byte);
        if self.buffer.len() < BARE + usize::from(self.checksum) {
            return None;
        }
        let read = self.read();
        match read {
            Ok(_) => self.buffer.clear(),
            Err(_) => self.skip(),
        }
        Some(read)
    }

    /// After a broken frame the next one may have begun within it.
    fn skip(&mut self) {
        let next = self.buffer.iter().skip(1).position(|byte| *byte == STX);
        match next {
            Some(at) => drop(self.buffer.drain(..=at)),
            None => self.buffer.clear(),
        }
    }

    fn read(&self) -> Result<ToledoWeight, FrameFault> {
        let form = |what: &str| FrameFault::Form(what.to_owned());
        if self.checksum {
            let (found, computed) = (self.buffer[BARE], checksum(&self.buffer[..BARE]));
            if found != computed {
                let (found, computed) = (format!("{found:02X}"), format!("{computed:02X}"));
                return Err(FrameFault::Checksum { found, computed });
            }
        }
        let [a, b, c] = [self.buffer[1], self.buffer[2], self.buffer[3]];
        if self.buffer[16] != CR || [a, b, c].iter().any(|status| status & 0x20 == 0) {
            return Err(form("a weight ends with CR and has three status bytes"));
        }
        let digits = &self.buffer[4..10];
        let shown: String = digits.iter().map(|byte| char::from(*byte)).collect();
        let whole: f64 = shown.trim().parse().map_err(|_| form("six digits of weight"))?;
        if !digits.iter().all(|byte| byte.is_ascii_digit() || *byte == b' ') {
            return Err(form("six digits of weight"));
        }
        let places = i32::from(a & 7) - 2;
        let value = whole / 10_f64.powi(places) * if b & 2 == 0 { 1.0 } else { -1.0 };
        let kg = match (c & 7, b & 16 != 0) {
            (0, true) => value,
            (0, false) => value * 0.453_592_37,
            (1, _) => value / 1000.0,
            (2, _) => value * 1000.0,
            _ => return Err(form("a unit of weight that is not kg, lb, g or t")),
        };
        Ok(ToledoWeight { kg: (kg * 1000.0).round() / 1000.0, stable: b & 8 == 0, out_of_range: b & 4 != 0 })
    }

    /// Forgets the beginning of a frame.
    pub fn reset(&mut self) {
        self.buffer.clear();
    }

    /// Bytes that are kept.
    pub fn kept(&self) -> usize {
        self.buffer.len()
    }
}

/// The two's complement of the sum of the seven lower bits of everything before it.
fn checksum(bytes: &[u8]) -> u8 {
    let sum = bytes.iter().fold(0_u8, |sum, byte| sum.wrapping_add(byte & 0x7f));
    sum.wrapping_neg() & 0x7f
}

/// A frame with two decimal places in kg, as a simulator sends it.
pub fn toledo_frame(kg: f64, stable: bool, with_checksum: bool) -> Vec<u8> {
    let motion = if stable { 0 } else { 8 };
    let negative = if kg < 0.0 { 2 } else { 0 };
    let mut frame = vec![STX, 0x20 | 0x08 | 4, 0x20 | 16 | motion | negative, 0x20];
    let hundredths = (kg.abs() * 100.0).round();
    frame.extend(format!("{hundredths:>6}000000").bytes());
    frame.push(CR);
    if with_checksum {
        frame.push(checksum(&frame));
    }
    frame
}
