//! Every entry of the rulebook says where it comes from, since when it holds and how sure we are.

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
        Ok(table) => missing(&table).into_iter().map(|message| Finding::at(source, 1, message)).collect(),
        Err(error) => vec![Finding::at(source, 1, format!("not TOML: {}", error.message()))],
    }
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
