//! The parts of a name by which it is found. Pure.

use std::collections::BTreeSet;

use vena_platform::pinyin;

/// A part, and whether it begins inside the name.
pub(crate) type Part = (bool, String);

/// Most syllables of a name that are looked at.
const SYLLABLES_MAX: usize = 12;

/// Surnames that are read differently from the same character elsewhere.
const SURNAMES: [(char, &str); 16] = [
    ('单', "shan"),
    ('曾', "zeng"),
    ('仇', "qiu"),
    ('解', "xie"),
    ('查', "zha"),
    ('区', "ou"),
    ('任', "ren"),
    ('朴', "piao"),
    ('盖', "ge"),
    ('乐', "yue"),
    ('尉', "yu"),
    ('万', "mo"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('华', "hua"),
    ('覃', "qin"),
];

/// One character of Chinese, or one word of letters, with how it is read.
struct Syllable {
    written: String,
    read: String,
}

fn syllables(name: &str) -> Vec<Syllable> {
    let mut found: Vec<Syllable> = Vec::new();
    let mut inside_word = false;
    for letter in name.chars() {
        if letter.is_alphabetic() && letter.is_ascii() {
            let lower = letter.to_ascii_lowercase();
            match found.last_mut().filter(|_| inside_word) {
                Some(word) => {
                    word.written.push(lower);
                    word.read.push(lower);
                }
                None => found.push(Syllable { written: lower.to_string(), read: lower.to_string() }),
            }
            inside_word = true;
        } else {
            inside_word = false;
            if letter.is_alphabetic() {
                let written: String = letter.to_lowercase().collect();
                let read = plain(&pinyin::sortable(&written));
                found.push(Syllable { written, read });
            }
        }
    }
    found.truncate(SYLLABLES_MAX);
    found
}

/// Every part by which `name` is found.
pub(crate) fn parts(name: &str) -> BTreeSet<Part> {
    let mut syllables = syllables(name);
    let mut parts = BTreeSet::new();
    collect(&syllables, &mut parts);
    let surname = name.trim().chars().next().and_then(|first| SURNAMES.iter().find(|(written, _)| *written == first));
    if let (Some((_, read)), Some(first)) = (surname, syllables.first_mut()) {
        (*read).clone_into(&mut first.read);
        collect(&syllables, &mut parts);
    }
    parts
}

fn collect(syllables: &[Syllable], into: &mut BTreeSet<Part>) {
    for at in 0..syllables.len() {
        let (inside, rest) = (at > 0, &syllables[at..]);
        into.insert((inside, rest.iter().map(|one| one.written.as_str()).collect()));
        into.insert((inside, rest.iter().map(|one| one.read.as_str()).collect()));
        let initials: String = rest.iter().filter_map(|one| one.read.chars().next()).collect();
        if rest.len() > 1 {
            let given: String = initials.chars().skip(1).collect();
            into.insert((inside, initials));
            into.insert((inside, format!("{}{given}", rest[0].read)));
        }
    }
}

/// A name as typed: without blanks and dots, lower case.
pub(crate) fn typed_name(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !"·•・.'’".contains(*c)).flat_map(char::to_lowercase).collect()
}

/// Pinyin as typed: with tone marks or digits, blanks and apostrophes, or without; nothing when it is no pinyin.
pub(crate) fn typed_latin(text: &str) -> Option<String> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace() && !"'’·-.".contains(*c)).collect();
    let compact = plain(&compact.to_lowercase());
    let (mut letters, mut plain) = (0, String::new());
    for character in compact.chars() {
        match character {
            'a'..='z' => {
                letters += 1;
                plain.push(character);
            }
            // A tone stands behind a syllable of at least two letters, or behind the one letter that is one: a, e, o.
            '1'..='5' if letters >= 2 || (letters == 1 && plain.ends_with(['a', 'e', 'o'])) => letters = 0,
            _ => return None,
        }
    }
    (!plain.is_empty()).then_some(plain)
}

/// Without tone marks; ü is written v.
fn plain(text: &str) -> String {
    let without = |c: char| match c {
        'ā' | 'á' | 'ǎ' | 'à' => 'a',
        'ē' | 'é' | 'ě' | 'è' | 'ê' => 'e',
        'ī' | 'í' | 'ǐ' | 'ì' => 'i',
        'ō' | 'ó' | 'ǒ' | 'ò' => 'o',
        'ū' | 'ú' | 'ǔ' | 'ù' => 'u',
        'ü' | 'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => 'v',
        other => other,
    };
    text.chars().map(without).collect()
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_name_is_found_by_every_part() {
        let table = "
            name     | from the beginning                      | inside
            王小明   | wangxiaoming wangxm wxm 王小明           | ming xiaom xiaoming xm 小明 明
            吕布     | lvb lvbu lb 吕布                         | bu 布
            曾国     | cengg cengguo cg zengg zengguo zg 曾国   | guo 国
            Ann Lee  | al annl annlee                           | lee
            阿依·古丽 | ayguli -                                | -
        ";
        for row in rows(table).iter().skip(1) {
            let found = parts(row[0]);
            for (column, inside) in [(1, false), (2, true)] {
                let mut expected: Vec<&str> = row[column].split_whitespace().collect();
                expected.sort_unstable();
                let here: Vec<&str> =
                    found.iter().filter(|part| part.0 == inside).map(|part| part.1.as_str()).collect();
                if !expected.contains(&"-") {
                    assert_eq!(here, expected, "{row:?}");
                }
            }
        }
        assert!(parts("阿依·古丽").contains(&(true, "古丽".to_owned())));
        assert!(parts("").is_empty());
    }

    #[test]
    fn pinyin_is_read_in_any_spelling_and_a_number_is_none() {
        let table = "
            text            | read
            WangXM          | wangxm
            wang xiao ming  | wangxiaoming
            wáng xiǎo míng  | wangxiaoming
            wang2xiao3ming2 | wangxiaoming
            wang2 xiao3 m   | wangxiaom
            xi'an           | xian
            lǚ              | lv
            lü3 bu4         | lvbu
            E12345678       | -
            E1              | e
            M12345678       | -
            wang9           | -
            王小            | -
            1380            | -
            '               | -
        ";
        for row in rows(table).iter().skip(1) {
            assert_eq!(typed_latin(row[0]).as_deref().unwrap_or("-"), row[1], "{row:?}");
        }
        assert_eq!(typed_name(" 阿依 · 古丽 "), "阿依古丽");
    }
}
