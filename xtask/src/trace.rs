//! Rule -> code -> tests.
//!
//! A rule is known by its id: the string literal in `Refusal::new("unit.held", …)`, `Problem::conflict("…", …)` and
//! `Problem::invalid(field, value, "…", …)`, or, for a clause that refuses nothing by itself, a comment
//! `clause: <id>` beside the code. A rule is tested when its id stands in a test: in a `tests/` folder (text tables
//! included) or in a `#[cfg(test)]` module.

use std::collections::BTreeMap;

use anyhow::{Result, bail};

use crate::{
    rust::{self, Call},
    tree::{self, Source},
};

/// Calls that name a rule, and the argument in which they do.
const NAMING: &[(&str, usize)] = &[("Refusal::new", 0), ("Problem::conflict", 0), ("Problem::invalid", 2)];
const MARK: &str = "clause: ";

/// Where a rule stands and where it is tested: `file:line` each.
#[derive(Debug, Default)]
struct Traced {
    code: Vec<String>,
    tests: Vec<String>,
}

/// Prints the matrix, or with `quiet` only the rules without a test; fails when there are any.
pub(crate) fn run(quiet: bool) -> Result<()> {
    let traced = trace(&tree::read(&tree::root())?)?;
    let untested = traced.values().filter(|rule| rule.tests.is_empty()).count();
    for (id, rule) in traced.iter().filter(|(_, rule)| !quiet || rule.tests.is_empty()) {
        let tests = if rule.tests.is_empty() { "no test".to_owned() } else { rule.tests.join(", ") };
        println!("{id}\n    code  {}\n    tests {tests}", rule.code.join(", "));
    }
    if untested > 0 {
        bail!("trace: {untested} of {} rules have no test; name the rule's id in one", traced.len());
    }
    println!("trace: {} rules, each with a test", traced.len());
    Ok(())
}

fn trace(sources: &[Source]) -> Result<BTreeMap<String, Traced>> {
    let mut traced: BTreeMap<String, Traced> = BTreeMap::new();
    let mut test_texts = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("crates/")) {
        if source.is_rust() {
            let outline = rust::outline(source)?;
            for (id, line) in rules_of(source, &outline) {
                traced.entry(id).or_default().code.push(format!("{}:{line}", source.path));
            }
            test_texts.extend(
                numbered(source).filter(|(line, _)| outline.is_test(*line)).map(|(line, text)| (source, line, text)),
            );
        } else if source.is_test() || source.path.ends_with(".table") {
            test_texts.extend(numbered(source).map(|(line, text)| (source, line, text)));
        }
    }
    for (id, rule) in &mut traced {
        let naming = test_texts.iter().filter(|(_, _, text)| names(text, id));
        rule.tests = naming.map(|(source, line, _)| format!("{}:{line}", source.path)).collect();
    }
    Ok(traced)
}

fn numbered(source: &Source) -> impl Iterator<Item = (usize, &str)> {
    source.text.lines().enumerate().map(|(at, line)| (at + 1, line))
}

fn rules_of(source: &Source, outline: &rust::Outline) -> Vec<(String, usize)> {
    let named = outline.calls.iter().filter_map(|call| rule_of(call).map(|id| (id, call.line)));
    let marked = numbered(source).filter(|(line, _)| !outline.is_test(*line));
    named.chain(marked.filter_map(|(line, text)| marked_rule(text).map(|id| (id, line)))).collect()
}

fn rule_of(call: &Call) -> Option<String> {
    let ends = |name: &str| call.name == name || call.name.ends_with(&format!("::{name}"));
    let (_, at) = NAMING.iter().find(|(name, _)| ends(name))?;
    call.arguments.get(*at).cloned().flatten()
}

/// The id in a comment `// clause: <id>`.
fn marked_rule(line: &str) -> Option<String> {
    let comment = line.trim_start().strip_prefix("//")?.trim_start_matches(['/', '!']).trim_start();
    comment.strip_prefix(MARK)?.split_whitespace().next().map(str::to_owned)
}

/// Whether `text` names the rule `id` and not merely a longer one.
fn names(text: &str, id: &str) -> bool {
    let part = |letter: char| letter.is_alphanumeric() || "_.-".contains(letter);
    text.match_indices(id).any(|(at, _)| !text[..at].ends_with(part) && !text[at + id.len()..].starts_with(part))
}

#[cfg(test)]
mod tests {
    use super::trace;
    use crate::tree::Source;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    #[test]
    fn every_rule_is_listed_with_the_tests_that_name_it() {
        let code = "
            // clause: gb18467.interval
            fn a() { Refusal::new(\"unit.held\", say!(\"a\", \"b\")); Problem::invalid(\"f\", 1, \"unit.expired\", t); }
            #[cfg(test)]
            mod tests { fn b() { Refusal::new(\"only.in-a-test\", t); assert_eq!(rule, \"unit.held\"); } }";
        let traced = trace(&[
            file("crates/store/src/rules.rs", code),
            file("crates/store/tests/rules.table", "a | unit.expired-too\nb | gb18467.interval"),
        ])
        .expect("it parses");
        let tests = |id: &str| traced[id].tests.clone();
        assert_eq!(traced.len(), 3, "{traced:?}");
        assert_eq!(tests("unit.held"), ["crates/store/src/rules.rs:5"]);
        assert_eq!(tests("gb18467.interval"), ["crates/store/tests/rules.table:2"]);
        assert!(tests("unit.expired").is_empty(), "a longer id is another rule");
    }
}
