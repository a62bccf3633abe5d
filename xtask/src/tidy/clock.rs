//! No code reads the system clock but `platform::clock`.

use super::{Finding, RustFile};

/// Ends of names that read the clock of the machine.
const READERS: &[&str] = &[
    "SystemTime::now",
    "Timestamp::now",
    "Instant::now",
    "Zoned::now",
    "Utc::now",
    "Local::now",
    "Uuid::now_v7",
    "Uuid::now_v6",
    "Uuid::now_v1",
];
/// Where the machine's clock is what is wanted.
const ALLOWED: &[&str] = &["crates/platform/src/clock.rs", "crates/bench/src", "xtask/"];

/// Finds readers of the system clock. One that measures and decides nothing says so to clippy, and that will do here.
pub(super) fn check(file: &RustFile) -> Vec<Finding> {
    if ALLOWED.iter().any(|start| file.source.path.starts_with(start)) {
        return Vec::new();
    }
    let reads = file.outline.names.iter().filter(|(name, _)| READERS.iter().any(|reader| ends(name, reader)));
    let reads = reads.filter(|(_, line)| !is_excused(&file.source.text, *line));
    let say =
        |name| format!("{name} reads the system clock; take the instant from the transaction or the injected clock");
    reads.map(|(name, line)| Finding::at(&file.source, *line, say(name))).collect()
}

/// Whether clippy's rule is lifted, with its reason, within the three lines before `line`.
fn is_excused(text: &str, line: usize) -> bool {
    let near = text.lines().take(line).skip(line.saturating_sub(4));
    near.into_iter().any(|line| line.contains("allow(clippy::disallowed_methods, reason"))
}

fn ends(name: &str, reader: &str) -> bool {
    name == reader || name.strip_suffix(reader).is_some_and(|before| before.ends_with("::"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::fixture::{lines, rust};

    const FILE: &str = "fn a() {\n let t = jiff::Timestamp::now();\n vec![SystemTime::now()];\n MyInstant::now();\n}\n
        #[cfg(test)]\nmod tests { fn b() { Instant::now(); } }";

    #[test]
    fn readers_of_the_clock_are_found_even_in_macros() {
        assert_eq!(lines(&check(&rust("crates/store/src/a.rs", FILE))), [2, 3]);
        assert!(check(&rust("crates/platform/src/clock.rs", FILE)).is_empty());
        let excused = "fn a() {\n #[allow(clippy::disallowed_methods, reason = \"measures\")]\n let t = Instant::now();\n\n\n\n Instant::now(); }";
        assert_eq!(lines(&check(&rust("crates/store/src/a.rs", excused))), [7]);
    }
}
