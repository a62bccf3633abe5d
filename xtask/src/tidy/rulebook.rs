//! Every entry of the rulebook says where it comes from, since when it holds and how sure we are; the source in Chinese, the
//! language of the texts it names and of those who read them.

use toml::{Table, Value};

use super::Finding;
use crate::tree::Source;

/// What every entry needs, in itself or in its `basis`; an entry inherits what the file says for all.
const NEEDED: &[&str] = &["source", "effective_from", "confidence"];

/// Finds entries without provenance.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if !source.path.starts_with("rulebook/") || !source.path.ends_with(".toml") {
        return Vec::new();
    }
    match source.text.parse::<Table>() {
        Ok(table) => {
            let lacking = missing(&table).into_iter().map(|message| Finding::at(source, 1, message));
            lacking.chain(english(source)).collect()
        }
        Err(error) => vec![Finding::at(source, 1, format!("not TOML: {}", error.message()))],
    }
}

/// Sources that end in an English remark: two words of small letters side by side.
fn english(source: &Source) -> impl Iterator<Item = Finding> {
    let quoted = |line: &str| {
        line.split_once("source = \"").and_then(|(_, rest)| rest.split_once('"')).map(|(text, _)| text.to_owned())
    };
    let lines = source.text.lines().enumerate();
    lines.filter_map(move |(at, line)| {
        let text = quoted(line).filter(|text| has_small_words(text))?;
        Some(Finding::at(source, at + 1, format!("a source in English: {text}")))
    })
}

fn has_small_words(text: &str) -> bool {
    let small = |word: &&str| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_lowercase());
    let words: Vec<&str> = text.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(&small))
}

fn missing(file: &Table) -> Vec<String> {
    let mut found = Vec::new();
    for (name, value) in file {
        let Value::Array(entries) = value else { continue };
        for (at, entry) in entries.iter().enumerate() {
            if let Value::Table(entry) = entry {
                let lacks = |key: &&&str| !says(entry, key) && !says(file, key);
                let missing: Vec<&str> = NEEDED.iter().filter(lacks).copied().collect();
                if !missing.is_empty() {
                    found.push(format!("[[{name}]] number {} has no {}", at + 1, missing.join(", no ")));
                }
            }
        }
    }
    found
}

fn says(table: &Table, key: &str) -> bool {
    table.contains_key(key) || table.get("basis").and_then(Value::as_table).is_some_and(|basis| basis.contains_key(key))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::fixture::source;

    #[test]
    fn a_source_in_english_is_found() {
        let page =
            |said: &str| format!("[[limit]]\nsource = \"{said}\"\neffective_from = 2012-07-01\nconfidence = 'low'\n");
        for (said, findings) in [
            ("站内规程；GB 18467-2011", 0),
            ("WebAuthn Level 2 第 5.4 节", 0),
            ("站内规程 local policy", 1),
            ("good practice; decide locally", 1),
        ] {
            assert_eq!(check(&source("rulebook/cn/a.toml", &page(said))).len(), findings, "{said}");
        }
    }

    #[test]
    fn an_entry_without_its_source_or_date_is_found() {
        let whole = "confidence = 'high'\n[[product]]\nsource = 'GB 18469'\neffective_from = 2012-07-01\n\
                     [[product]]\nbasis = { source = 'WS 399', effective_from = 2013-06-01 }\n";
        assert!(check(&source("rulebook/cn/products.toml", whole)).is_empty());
        let lacking = format!("{whole}[[product]]\ncode = 'P1'\n");
        let found = check(&source("rulebook/cn/products.toml", &lacking));
        assert_eq!(found.len(), 1);
        assert!(found[0].message.contains("number 3 has no source, no effective_from"), "{found:?}");
        assert_eq!(check(&source("rulebook/cn/a.toml", "= nothing")).len(), 1);
        assert!(check(&source("deny.toml", &lacking)).is_empty());
    }
}
