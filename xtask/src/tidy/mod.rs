//! The rules of the house that no compiler knows. Every check has fixtures in its tests on which it must fail.

mod clock;
mod edges;
mod names;
mod purity;
mod rulebook;
mod sizes;
mod sql;
mod words;

use anyhow::{Result, bail};

use crate::{
    rust::{self, Outline},
    tree::{self, Source},
};

/// Something that breaks a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    place: String,
    message: String,
}

impl Finding {
    fn at(source: &Source, line: usize, message: impl Into<String>) -> Self {
        Self { place: format!("{}:{line}", source.path), message: message.into() }
    }
}

/// A Rust file together with what it says.
struct RustFile {
    source: Source,
    outline: Outline,
}

/// Runs every check and prints what was found.
pub(crate) fn run() -> Result<()> {
    let root = tree::root();
    let sources = tree::read(&root)?;
    let mut findings = edges::check(&edges::read(&root)?);
    for source in &sources {
        findings.extend(check_text(source));
        if source.is_rust() {
            let file = RustFile { outline: rust::outline(source)?, source: source.clone() };
            findings.extend(check_rust(&file));
        }
    }
    report(&findings, sources.len())
}

fn check_text(source: &Source) -> Vec<Finding> {
    [names::check, sizes::check_file, words::check, rulebook::check, sql::check_migration]
        .iter()
        .flat_map(|check| check(source))
        .collect()
}

fn check_rust(file: &RustFile) -> Vec<Finding> {
    [clock::check, purity::check, sizes::check_functions, sql::check_place, sql::check_statements]
        .iter()
        .flat_map(|check| check(file))
        .collect()
}

fn report(findings: &[Finding], files: usize) -> Result<()> {
    for finding in findings {
        println!("{}: {}", finding.place, finding.message);
    }
    if !findings.is_empty() {
        bail!("tidy: {} findings in {files} files", findings.len());
    }
    println!("tidy: {files} files, nothing found");
    Ok(())
}

#[cfg(test)]
mod fixture {
    //! Small files for the tests of the checks.

    use super::{Finding, RustFile};
    use crate::{rust, tree::Source};

    pub(super) fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.into() }
    }

    pub(super) fn rust(path: &str, text: &str) -> RustFile {
        let source = source(path, text);
        RustFile { outline: rust::outline(&source).expect("the fixture parses"), source }
    }

    /// The lines on which something was found.
    pub(super) fn lines(findings: &[Finding]) -> Vec<usize> {
        findings
            .iter()
            .map(|found| found.place.rsplit(':').next().expect("a line").parse().expect("a number"))
            .collect()
    }
}
