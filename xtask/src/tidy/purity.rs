//! The kernel and every `rules.rs` are pure: facts in, decision out.

use super::{Finding, RustFile};

/// First words of names that reach the world outside.
const WORLD: &[&str] = &["std::env", "std::fs", "std::net", "std::process", "tokio", "axum", "reqwest"];

/// Finds impurities.
pub(super) fn check(file: &RustFile) -> Vec<Finding> {
    let is_rules = file.source.name() == "rules.rs";
    let in_kernel = file.source.path.starts_with("crates/kernel/src/");
    if !is_rules && !in_kernel {
        return Vec::new();
    }
    let names = file.outline.names.iter();
    let impure = names.filter(|(name, _)| name == "async" || reaches_out(name) || (is_rules && begins(name, "sqlx")));
    let say = |name| format!("{name} in a pure place; let the handler fetch the facts and pass them in");
    impure.map(|(name, line)| Finding::at(&file.source, *line, say(name))).collect()
}

fn reaches_out(name: &str) -> bool {
    WORLD.iter().any(|start| begins(name, start))
}

fn begins(name: &str, start: &str) -> bool {
    name.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::fixture::{lines, rust};

    const FILE: &str =
        "use std::{env,\n fs};\nasync fn a() {\n tokio::spawn(b);\n sqlx::query(\"\");\n environment(); }";

    #[test]
    fn rules_reach_for_nothing_and_the_kernel_only_lends_its_types_to_the_driver() {
        assert_eq!(lines(&check(&rust("crates/store/src/put/rules.rs", FILE))), [1, 2, 3, 4, 5]);
        assert_eq!(lines(&check(&rust("crates/kernel/src/a.rs", FILE))), [1, 2, 3, 4]);
        assert!(check(&rust("crates/store/src/put/http.rs", FILE)).is_empty());
    }
}
