//! The filter that cross-reference and object streams are written with (ISO 32000-1 section 7.4.4).

use std::io::Read as _;

use super::{
    lexer::bad,
    object::{Dict, Object},
};
use crate::Result;

/// What a stream may unfold to.
const MOST_BYTES: u64 = 256 * 1024 * 1024;
/// Wider rows of numbers belong to pictures.
const WIDEST: usize = 1 << 16;

/// The plain bytes of a stream. Only what the structure of a file uses is read: no filter, or FlateDecode.
pub(super) fn decode(dict: &Dict, data: &[u8]) -> Result<Vec<u8>> {
    let (filter, parameters) = (only(dict.get(&b"Filter"[..])), only(dict.get(&b"DecodeParms"[..])));
    let Some(filter) = filter? else { return Ok(data.to_vec()) };
    if !filter.is_named("FlateDecode") {
        return bad("a structural stream has an unknown filter");
    }
    let mut plain = Vec::new();
    let mut reader = flate2::read::ZlibDecoder::new(data).take(MOST_BYTES + 1);
    if reader.read_to_end(&mut plain).is_err() || plain.len() as u64 > MOST_BYTES {
        return bad("a stream cannot be unfolded");
    }
    match parameters? {
        Some(Object::Dict(parameters)) => predict(&parameters, plain),
        _ => Ok(plain),
    }
}

fn only(object: Option<&Object>) -> Result<Option<Object>> {
    match object {
        None | Some(Object::Null) => Ok(None),
        Some(Object::Array(items)) => match items.as_slice() {
            [] | [Object::Null] => Ok(None),
            [one] => Ok(Some(one.clone())),
            _ => bad("a structural stream has several filters"),
        },
        Some(one) => Ok(Some(one.clone())),
    }
}

/// Undoes the predictors of PNG (ISO 32000-1 section 7.4.4.4).
fn predict(parameters: &Dict, plain: Vec<u8>) -> Result<Vec<u8>> {
    let number = |key: &[u8], or| parameters.get(key).and_then(Object::as_int).unwrap_or(or);
    if number(b"Predictor", 1) < 10 {
        return if number(b"Predictor", 1) == 1 { Ok(plain) } else { bad("a predictor is unknown") };
    }
    if number(b"Colors", 1) != 1 || number(b"BitsPerComponent", 8) != 8 {
        return bad("a predictor is unknown");
    }
    let width = usize::try_from(number(b"Columns", 1)).ok().filter(|width| (1..WIDEST).contains(width));
    let Some(width) = width else { return bad("a predictor is unknown") };
    let mut above = vec![0; width];
    let mut all = Vec::with_capacity(plain.len());
    for row in plain.chunks(width + 1) {
        let [kind, row @ ..] = row else { break };
        let mut row = row.to_vec();
        row.resize(width, 0);
        undo(*kind, &mut row, &above)?;
        all.extend(&row);
        above = row;
    }
    Ok(all)
}

fn undo(kind: u8, row: &mut [u8], above: &[u8]) -> Result<()> {
    for at in 0..row.len() {
        let left = if at > 0 { row[at - 1] } else { 0 };
        let corner = if at > 0 { above[at - 1] } else { 0 };
        let guess = match kind {
            0 => 0,
            1 => left,
            2 => above[at],
            3 => ((u16::from(left) + u16::from(above[at])) / 2) as u8,
            4 => paeth(left, above[at], corner),
            _ => return bad("a predictor is unknown"),
        };
        row[at] = row[at].wrapping_add(guess);
    }
    Ok(())
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let (a, b, c) = (i16::from(left), i16::from(above), i16::from(corner));
    let guess = a + b - c;
    let (to_a, to_b, to_c) = ((guess - a).abs(), (guess - b).abs(), (guess - c).abs());
    if to_a <= to_b && to_a <= to_c {
        left
    } else if to_b <= to_c {
        above
    } else {
        corner
    }
}
