//! File names that say nothing attract everything.

use super::Finding;
use crate::tree::Source;

const EMPTY_NAMES: &[&str] = &["common", "handlers", "helper", "helpers", "misc", "util", "utils"];
const CODE: &[&str] = &["rs", "ts", "tsx"];

/// Finds files and folders of code whose name says nothing.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    let Some((path, ending)) = source.path.rsplit_once('.') else { return Vec::new() };
    let says_nothing = |part: &str| EMPTY_NAMES.contains(&part);
    if !CODE.contains(&ending) || !path.split('/').any(says_nothing) {
        return Vec::new();
    }
    vec![Finding::at(source, 1, "this name says nothing; name the file after what it knows")]
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::fixture::source;

    #[test]
    fn names_that_say_nothing_are_found() {
        for path in ["crates/store/src/utils.rs", "crates/store/src/helpers/a.rs", "web/apps/console/src/common.ts"] {
            assert_eq!(check(&source(path, "")).len(), 1, "{path}");
        }
        for path in ["crates/store/src/rules.rs", "docs/common.md", "crates/store/src/common_ground.rs"] {
            assert!(check(&source(path, "")).is_empty(), "{path}");
        }
    }
}
