//! The eight kinds of objects of a PDF (ISO 32000-1 section 7.3), and how they are written.

use std::collections::BTreeMap;

/// An indirect object: number and generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Id(pub(super) u32, pub(super) u16);

/// Keys without their slash.
pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    Null,
    Bool(bool),
    Int(i64),
    /// As it stands in the file, so that it is written as it was read.
    Real(String),
    Name(Vec<u8>),
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Ref(Id),
    Stream(Dict, Vec<u8>),
}

impl Object {
    pub(super) fn name(name: &str) -> Self {
        Self::Name(name.as_bytes().to_vec())
    }

    pub(super) fn dict<'a>(entries: impl IntoIterator<Item = (&'a str, Object)>) -> Self {
        Self::Dict(dict(entries))
    }

    /// A number with at most two decimals: hundredths of a point are finer than any printer.
    pub(super) fn number(value: f64) -> Self {
        Self::Real(format!("{value:.2}"))
    }

    /// A text string: UTF-16BE with its mark, which every reader shows right (ISO 32000-1 section 7.9.2.2).
    pub(super) fn text(text: &str) -> Self {
        let units = text.encode_utf16().flat_map(u16::to_be_bytes);
        Self::Text([0xfe, 0xff].into_iter().chain(units).collect())
    }

    pub(super) fn as_int(&self) -> Option<i64> {
        if let Self::Int(value) = self { Some(*value) } else { None }
    }

    pub(super) fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name) } else { None }
    }

    pub(super) fn as_text(&self) -> Option<&[u8]> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    pub(super) fn as_array(&self) -> Option<&[Object]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    pub(super) fn as_ref(&self) -> Option<Id> {
        if let Self::Ref(id) = self { Some(*id) } else { None }
    }

    /// The dictionary of a dictionary or of a stream.
    pub(super) fn as_dict(&self) -> Option<&Dict> {
        match self {
            Self::Dict(dict) | Self::Stream(dict, _) => Some(dict),
            _ => None,
        }
    }

    pub(super) fn is_named(&self, name: &str) -> bool {
        self.as_name() == Some(name.as_bytes())
    }

    /// Appends its bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Null => out.extend(b"null"),
            Self::Bool(value) => out.extend(if *value { &b"true"[..] } else { b"false" }),
            Self::Int(value) => out.extend(value.to_string().bytes()),
            Self::Real(text) => out.extend(text.bytes()),
            Self::Name(name) => write_name(name, out),
            Self::Text(bytes) => write_text(bytes, out),
            Self::Array(items) => write_array(items, out),
            Self::Dict(dict) => write_dict(dict, out),
            Self::Ref(Id(number, generation)) => out.extend(format!("{number} {generation} R").bytes()),
            Self::Stream(dict, data) => {
                let mut dict = dict.clone();
                dict.insert(b"Length".to_vec(), Self::Int(data.len() as i64));
                write_dict(&dict, out);
                out.extend(b"\nstream\n");
                out.extend(data);
                out.extend(b"\nendstream");
            }
        }
    }
}

pub(super) fn dict<'a>(entries: impl IntoIterator<Item = (&'a str, Object)>) -> Dict {
    entries.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value)).collect()
}

fn write_array(items: &[Object], out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        item.write(out);
    }
    out.push(b']');
}

fn write_dict(dict: &Dict, out: &mut Vec<u8>) {
    out.extend(b"<<");
    for (key, value) in dict {
        write_name(key, out);
        out.push(b' ');
        value.write(out);
    }
    out.extend(b">>");
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        let plain = byte.is_ascii_graphic() && !b"()<>[]{}/%#".contains(byte);
        if plain { out.push(*byte) } else { out.extend(format!("#{byte:02X}").bytes()) }
    }
}

fn write_text(bytes: &[u8], out: &mut Vec<u8>) {
    out.push(b'<');
    for byte in bytes {
        out.extend(format!("{byte:02X}").bytes());
    }
    out.push(b'>');
}
