//! Reading objects out of bytes (ISO 32000-1 section 7.2). Bytes come from anywhere: every step is bounded.

use super::object::{Dict, Id, Object};
use crate::{Fault, Result};

/// Deeper nesting is an attack.
const DEEPEST: usize = 64;

/// A place in the bytes of a file.
#[derive(Clone, Copy)]
pub(super) struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

pub(super) fn bad<T>(why: &'static str) -> Result<T> {
    Err(Fault::Pdf { why })
}

pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

impl<'a> Lexer<'a> {
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or(&[])
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Passes white space and comments.
    pub(super) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                let line = self.rest().iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count();
                self.at += line;
            } else if is_space(byte) {
                self.at += 1;
            } else {
                return;
            }
        }
    }

    /// Passes `word`, or tells that it is not there.
    pub(super) fn take(&mut self, word: &[u8]) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(word);
        let ends = !word.last().is_some_and(|byte| is_regular(*byte))
            || !self.rest().get(word.len()).is_some_and(|byte| is_regular(*byte));
        if found && ends {
            self.at += word.len();
        }
        found && ends
    }

    pub(super) fn int(&mut self) -> Result<i64> {
        self.skip_space();
        match self.number()? {
            Object::Int(value) => Ok(value),
            _ => bad("a whole number is missing"),
        }
    }

    pub(super) fn object(&mut self) -> Result<Object> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Object> {
        if depth > DEEPEST {
            return bad("objects are nested too deeply");
        }
        self.skip_space();
        match self.peek() {
            Some(b'/') => self.name().map(Object::Name),
            Some(b'(') => self.literal().map(Object::Text),
            Some(b'[') => self.array(depth),
            Some(b'<') if self.rest().starts_with(b"<<") => self.dict(depth).map(Object::Dict),
            Some(b'<') => self.hexadecimal().map(Object::Text),
            Some(b'0'..=b'9' | b'+' | b'-' | b'.') => self.number_or_reference(),
            Some(_) if self.take(b"true") => Ok(Object::Bool(true)),
            Some(_) if self.take(b"false") => Ok(Object::Bool(false)),
            Some(_) if self.take(b"null") => Ok(Object::Null),
            _ => bad("an object is missing"),
        }
    }

    fn number(&mut self) -> Result<Object> {
        let length = self.rest().iter().take_while(|byte| b"+-.0123456789".contains(byte)).count();
        let text = std::str::from_utf8(&self.rest()[..length]).unwrap_or_default();
        let object = match text.parse::<i64>() {
            Ok(value) => Object::Int(value),
            Err(_) if text.parse::<f64>().is_ok() && text.contains('.') => Object::Real(text.to_owned()),
            Err(_) => return bad("a number is malformed"),
        };
        self.at += length;
        if self.peek().is_some_and(is_regular) { bad("a number is malformed") } else { Ok(object) }
    }

    fn number_or_reference(&mut self) -> Result<Object> {
        let first = self.number()?;
        let Object::Int(number) = first else { return Ok(first) };
        let mut ahead = *self;
        ahead.skip_space();
        if !ahead.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            return Ok(first);
        }
        let Ok(Object::Int(generation)) = ahead.number() else { return Ok(first) };
        if !ahead.take(b"R") {
            return Ok(first);
        }
        self.at = ahead.at;
        match (u32::try_from(number), u16::try_from(generation)) {
            (Ok(number), Ok(generation)) => Ok(Object::Ref(Id(number, generation))),
            _ => bad("a reference is malformed"),
        }
    }

    fn name(&mut self) -> Result<Vec<u8>> {
        self.at += 1;
        let length = self.rest().iter().take_while(|byte| is_regular(**byte)).count();
        let raw = &self.rest()[..length];
        self.at += length;
        let mut name = Vec::with_capacity(length);
        let mut bytes = raw.iter().copied();
        while let Some(byte) = bytes.next() {
            if byte != b'#' {
                name.push(byte);
                continue;
            }
            let mut digit = || bytes.next().and_then(|byte| char::from(byte).to_digit(16));
            let (Some(high), Some(low)) = (digit(), digit()) else { return bad("a name is malformed") };
            name.push((high * 16 + low) as u8);
        }
        Ok(name)
    }

    fn array(&mut self, depth: usize) -> Result<Object> {
        self.at += 1;
        let mut items = Vec::new();
        while !self.take(b"]") {
            items.push(self.nested(depth + 1)?);
        }
        Ok(Object::Array(items))
    }

    fn dict(&mut self, depth: usize) -> Result<Dict> {
        self.at += 2;
        let mut dict = Dict::new();
        while !self.take(b">>") {
            if self.peek() != Some(b'/') {
                return bad("a dictionary is malformed");
            }
            let key = self.name()?;
            let value = self.nested(depth + 1)?;
            // Readers disagree about which of two equal keys counts; that is how one file shows two contents.
            if dict.insert(key, value).is_some() {
                return bad("a dictionary has a key twice");
            }
        }
        Ok(dict)
    }

    fn hexadecimal(&mut self) -> Result<Vec<u8>> {
        self.at += 1;
        let mut digits = Vec::new();
        loop {
            match self.peek() {
                Some(b'>') => break,
                Some(byte) if is_space(byte) => {}
                Some(byte) => match char::from(byte).to_digit(16) {
                    Some(digit) => digits.push(digit as u8),
                    None => return bad("a hexadecimal string is malformed"),
                },
                None => return bad("a hexadecimal string does not end"),
            }
            self.at += 1;
        }
        self.at += 1;
        Ok(digits.chunks(2).map(|pair| pair[0] * 16 + pair.get(1).copied().unwrap_or(0)).collect())
    }

    fn literal(&mut self) -> Result<Vec<u8>> {
        self.at += 1;
        let (mut text, mut depth) = (Vec::new(), 1);
        loop {
            let Some(byte) = self.peek() else { return bad("a string does not end") };
            self.at += 1;
            match byte {
                b'\\' => self.escape(&mut text),
                b'(' => depth += 1,
                b')' => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Ok(text);
            }
            if byte != b'\\' {
                text.push(byte);
            }
        }
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let Some(byte) = self.peek() else { return };
        self.at += 1;
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\n' => {}
            b'\r' => self.at += usize::from(self.peek() == Some(b'\n')),
            b'0'..=b'7' => {
                let mut code = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    code = code * 8 + u32::from(digit - b'0');
                    self.at += 1;
                }
                text.push(code as u8);
            }
            other => text.push(other),
        }
    }
}
