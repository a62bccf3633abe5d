//! Small enough to be read in one sitting.

use super::{Finding, RustFile};
use crate::tree::Source;

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 70;
/// Files that a program writes.
const GENERATED: &[&str] = &["web/packages/api/"];
const CODE: &[&str] = &[".rs", ".ts", ".tsx", ".sql"];

/// Finds files that are too long.
pub(super) fn check_file(source: &Source) -> Vec<Finding> {
    let is_code = CODE.iter().any(|ending| source.path.ends_with(ending));
    let is_generated = GENERATED.iter().any(|start| source.path.starts_with(start));
    let lines = source.text.lines().count();
    if !is_code || is_generated || lines <= LONGEST_FILE {
        return Vec::new();
    }
    vec![Finding::at(
        source,
        lines,
        format!("{lines} lines; split the file where its subject changes (at most {LONGEST_FILE})"),
    )]
}

/// Finds functions that are too long.
pub(super) fn check_functions(file: &RustFile) -> Vec<Finding> {
    let long = file.outline.functions.iter().filter(|function| function.lines > LONGEST_FUNCTION);
    let say = |name: &str, lines| {
        format!("{name} has {lines} lines; name its steps as functions (at most {LONGEST_FUNCTION})")
    };
    long.map(|function| Finding::at(&file.source, function.line, say(&function.name, function.lines))).collect()
}

#[cfg(test)]
mod tests {
    use super::{check_file, check_functions};
    use crate::tidy::fixture::{lines, rust, source};

    #[test]
    fn a_file_may_have_400_lines_and_a_function_70() {
        let file = |count| source("crates/store/src/a.rs", &"//\n".repeat(count));
        assert!(check_file(&file(400)).is_empty());
        assert_eq!(check_file(&file(401)).len(), 1);
        assert!(check_file(&source("web/packages/api/schema.ts", &"//\n".repeat(9000))).is_empty());

        let function =
            |count: usize| rust("crates/store/src/a.rs", &format!("\nfn a() {{\n{}}}", "();\n".repeat(count - 2)));
        assert!(check_functions(&function(70)).is_empty());
        assert_eq!(lines(&check_functions(&function(71))), [2]);
    }
}
