//! The spellings of blood groups that people and other systems use.

use super::{Abo, Rhd};
use crate::chars::{half_width, without_spaces};

/// ABO with the RhD that follows it, if one does. `None` when the text spells neither.
pub(super) fn split(text: &str) -> Option<(Abo, Option<Rhd>)> {
    let text = plain(text);
    let (abo, rest) = abo(&text)?;
    let rest = rest.strip_prefix('型').unwrap_or(rest);
    match rest.trim_start_matches(['/', ',', '、', '，']) {
        "" => rest.is_empty().then_some((abo, None)),
        tail => plain_rhd(tail).map(|rhd| (abo, Some(rhd))),
    }
}

/// RhD alone.
pub(super) fn rhd(text: &str) -> Option<Rhd> {
    plain_rhd(&plain(text))
}

fn plain(text: &str) -> String {
    without_spaces(&half_width(text)).to_uppercase()
}

/// The digit 0 for the letter O is a damaged letter and is not read as one.
fn abo(text: &str) -> Option<(Abo, &str)> {
    [("AB", Abo::Ab), ("A", Abo::A), ("B", Abo::B), ("O", Abo::O)]
        .into_iter()
        .find_map(|(letters, abo)| text.strip_prefix(letters).map(|rest| (abo, rest)))
}

fn plain_rhd(text: &str) -> Option<Rhd> {
    let text = without_brackets(text);
    let sign = ["RH(D)", "RHD", "RH", "(D)", "D"].into_iter().find_map(|name| text.strip_prefix(name)).unwrap_or(text);
    let sign = sign.strip_prefix(':').unwrap_or(sign);
    match without_brackets(sign) {
        "+" | "阳性" | "阳" | "POS" | "POSITIVE" => Some(Rhd::Positive),
        "-" | "阴性" | "阴" | "NEG" | "NEGATIVE" => Some(Rhd::Negative),
        _ => None,
    }
}

fn without_brackets(text: &str) -> &str {
    text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).unwrap_or(text)
}
