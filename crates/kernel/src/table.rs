//! Text tables for tests: one row a line, `expected | input`, so that a physician can read and extend them.

use std::{fmt::Display, str::FromStr};

use crate::refusal::Refusal;

/// The rows of a table as `(expected, input)`; blank lines and lines that begin with `#` are comments.
pub(crate) fn rows(table: &str) -> Vec<(&str, &str)> {
    let rows: Vec<_> = table
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once('|').expect("a row has the form `expected | input`"))
        .map(|(expected, input)| (expected.trim(), input.trim()))
        .collect();
    assert!(!rows.is_empty(), "an empty table proves nothing");
    rows
}

/// The input of a row with its spelled-out control characters and ends: `\n`, `\r`, `\t`, `<GS>`, `<SPACE>`, `<EMPTY>`.
pub(crate) fn spelled(input: &str) -> String {
    input
        .replace("\\n", "\n")
        .replace("\\r", "\r")
        .replace("\\t", "\t")
        .replace("<GS>", "\u{1d}")
        .replace("<SPACE>", " ")
        .replace("<EMPTY>", "")
}

/// What a row expects: the text of a value, or `refused <rule>`.
pub(crate) fn verdict<T: Display>(result: Result<T, Refusal>) -> String {
    match result {
        Ok(value) => value.to_string(),
        Err(refusal) => {
            let both = [&refusal.reason.zh, &refusal.reason.en];
            assert!(both.iter().all(|words| !words.is_empty()), "{} says nothing in one language", refusal.rule);
            format!("refused {}", refusal.rule)
        }
    }
}

/// Checks each row by a function from the input to the text of the outcome; shows every row that differs.
pub(crate) fn check(table: &str, outcome: impl Fn(&str) -> String) {
    let wrong: Vec<String> = rows(table)
        .into_iter()
        .filter_map(|(expected, input)| {
            let found = outcome(&spelled(input));
            (found != expected).then(|| format!("{input:?}: expected {expected:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} rows differ:\n{}", wrong.len(), wrong.join("\n"));
}

/// Checks each row by reading the input with `FromStr`.
pub(crate) fn verdicts<T: FromStr<Err = Refusal> + Display>(table: &str) {
    check(table, |input| verdict(input.parse::<T>()));
}

/// The cells of each row of a table with a heading; what follows `--` is a comment.
pub(crate) fn cells(table: &str) -> Vec<Vec<&str>> {
    let lines = table.lines().map(|line| without_comment(line).trim());
    let rows: Vec<Vec<&str>> =
        lines.filter(|line| !line.is_empty()).map(|line| line.split('|').map(str::trim).collect()).collect();
    assert!(rows.len() > 1, "an empty table proves nothing");
    assert!(rows.iter().all(|row| row.len() == rows[0].len()), "every row has as many cells as the heading");
    rows
}

/// A line without its comment, which begins the line or follows a space.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("--") { "" } else { line.split_once(" --").map_or(line, |(before, _)| before) }
}
