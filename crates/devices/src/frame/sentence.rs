//! Sentences `$HEAD,NAME=value,…*HH`: our own documented frame for instruments that have no published one, in the framing
//! of NMEA 0183: `$` begins, `*` ends, then the exclusive or of the bytes between them as two hexadecimal digits.

use super::{FrameFault, shown};

/// A whole sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// What kind of sentence it is, for example `MX`.
    pub head: String,
    /// Words that stand alone, in order.
    pub words: Vec<String>,
    /// `NAME=value`, in order.
    pub pairs: Vec<(String, String)>,
}

impl Sentence {
    /// The value of `name`; `None` when it is missing or empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    /// The value of `name` as a finite number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.parse().ok().filter(|number: &f64| number.is_finite())
    }

    /// Whether `word` stands alone in it.
    pub fn says(&self, word: &str) -> bool {
        self.words.iter().any(|said| said == word)
    }

    /// Reads a line. What stands before the last `$` is noise and is thrown away.
    ///
    /// # Errors
    /// A line without `$…*HH`, or with the wrong checksum.
    pub fn read(line: &str) -> Result<Self, FrameFault> {
        let form = || FrameFault::Form(shown(line.as_bytes()));
        let start = line.rfind('$').ok_or_else(form)?;
        let (body, found) = line[start + 1..].rsplit_once('*').ok_or_else(form)?;
        let computed = checksum(body);
        if !found.trim_end().eq_ignore_ascii_case(&computed) {
            return Err(FrameFault::Checksum { found: found.chars().take(4).collect(), computed });
        }
        let mut parts = body.split(',');
        let head = parts.next().filter(|head| !head.is_empty()).ok_or_else(form)?.to_owned();
        let mut sentence = Self { head, words: Vec::new(), pairs: Vec::new() };
        for part in parts {
            match part.split_once('=') {
                Some((name, value)) => sentence.pairs.push((name.to_owned(), value.trim().to_owned())),
                None => sentence.words.push(part.to_owned()),
            }
        }
        Ok(sentence)
    }
}

fn checksum(body: &str) -> String {
    format!("{:02X}", body.bytes().fold(0_u8, |sum, byte| sum ^ byte))
}

/// A whole sentence with its line end, ready to be sent.
pub fn sentence(body: &str) -> Vec<u8> {
    format!("${body}*{}\r\n", checksum(body)).into_bytes()
}
