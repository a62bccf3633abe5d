//! Pinyin for sorting and searching Chinese names. No build of PostgreSQL is needed that knows Chinese collation.

use pinyin::ToPinyin;

/// The pinyin of `text` without tones, lower case, syllables joined: `王小明` gives `wangxiaoming`. Other characters stay.
pub fn sortable(text: &str) -> String {
    syllables(text).concat()
}

/// The initials of `text`: `王小明` gives `wxm`.
pub fn initials(text: &str) -> String {
    syllables(text).iter().filter_map(|syllable| syllable.chars().next()).collect()
}

fn syllables(text: &str) -> Vec<String> {
    text.chars()
        .map(|character| match character.to_pinyin() {
            Some(reading) => reading.plain().to_owned(),
            None => character.to_lowercase().collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_pinyin_and_initials() {
        assert_eq!(sortable("王小明"), "wangxiaoming");
        assert_eq!(initials("王小明"), "wxm");
        assert_eq!(sortable("Li 明"), "li ming");
    }
}
