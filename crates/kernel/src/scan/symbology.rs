//! What a scanner adds to the text of a symbol: the AIM prefix, FNC1 as a group separator, a line end.

use serde::Serialize;

use crate::chars::half_width;

/// The kind of symbol, from the AIM prefix `]cm` that a scanner may put before the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
pub struct Symbology {
    /// The prefix as it was read, for example `]C0`; empty when only a group separator told of FNC1.
    pub aim: String,
    /// Name of the family.
    pub family: Family,
    /// Whether FNC1 was present, as a modifier of the prefix or as a group separator in the text.
    pub fnc1: bool,
}

/// Families of symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = SymbologyFamily))]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Code 39
    Code39,
    /// Code 128
    Code128,
    /// Codabar (NW-7)
    Codabar,
    /// Data Matrix
    DataMatrix,
    /// QR code
    Qr,
    /// Aztec
    Aztec,
    /// PDF417
    Pdf417,
    /// Interleaved 2 of 5
    Interleaved2of5,
    /// GS1 DataBar
    Gs1DataBar,
    /// EAN or UPC
    Ean,
    /// A family that this program does not name.
    Other,
}

const GROUP_SEPARATOR: char = '\u{1d}';

/// Takes off what the scanner added; what is left has no control characters and no space at its ends.
pub(super) fn strip(text: &str) -> (Option<Symbology>, String) {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c.is_control());
    let separated = text.contains(GROUP_SEPARATOR);
    let (aim, rest) = aim_prefix(text);
    let symbology = match aim {
        Some(aim) => Some(Symbology { family: family(aim), fnc1: separated || fnc1(aim), aim: aim.to_owned() }),
        None => separated.then(|| Symbology { family: Family::Other, fnc1: true, aim: String::new() }),
    };
    let visible: String = rest.chars().filter(|c| !c.is_control()).collect();
    (symbology, half_width(&visible))
}

/// `]`, a letter, a modifier. Without at least one character behind it, it is no prefix but the text itself.
fn aim_prefix(text: &str) -> (Option<&str>, &str) {
    match text.as_bytes() {
        [b']', letter, modifier, _, ..] if letter.is_ascii_alphabetic() && modifier.is_ascii_alphanumeric() => {
            let (aim, rest) = text.split_at(3);
            (Some(aim), rest)
        }
        _ => (None, text),
    }
}

fn family(aim: &str) -> Family {
    match aim.as_bytes()[1] {
        b'A' => Family::Code39,
        b'C' => Family::Code128,
        b'F' => Family::Codabar,
        b'd' => Family::DataMatrix,
        b'Q' => Family::Qr,
        b'z' => Family::Aztec,
        b'L' => Family::Pdf417,
        b'I' => Family::Interleaved2of5,
        b'e' => Family::Gs1DataBar,
        b'E' => Family::Ean,
        _ => Family::Other,
    }
}

/// Modifiers that tell of FNC1 in the first or second place.
fn fnc1(aim: &str) -> bool {
    matches!(aim, "]C1" | "]C2" | "]d2" | "]d3" | "]d5" | "]d6" | "]Q3" | "]Q4" | "]Q5" | "]Q6")
}
