//! Characters as people and input methods type them, brought to one form.

/// Turns the full-width forms that a Chinese input method types (`０１６０２－Ａ`) into ASCII and trims the ends.
///
/// Full-width letters, digits and signs are another spelling of the same character, so nothing is guessed.
pub(crate) fn half_width(text: &str) -> String {
    text.trim().chars().map(half_width_char).collect()
}

fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        _ => c,
    }
}

/// The text without anything that is white space.
pub(crate) fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// At most `limit` characters of a foreign text, safe to repeat in a message.
pub(crate) fn quoted(text: &str, limit: usize) -> String {
    let short: String = text.chars().filter(|c| !c.is_control()).take(limit).collect();
    if text.chars().count() > limit { format!("{short}…") } else { short }
}

/// Whether the text consists of ASCII digits only (the empty text does).
pub(crate) fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_ascii_and_nothing_else_changes() {
        assert_eq!(half_width(" ０１６０２－２２０９６８１３　"), "01602-22096813");
        assert_eq!(half_width("Ａ型ＲｈＤ（＋）"), "A型RhD(+)");
        assert_eq!(half_width("血小板"), "血小板");
    }

    #[test]
    fn a_quotation_is_short_and_has_no_control_characters() {
        assert_eq!(quoted("a\u{1d}b\n", 10), "ab");
        assert_eq!(quoted("abcdef", 3), "abc…");
    }
}
