//! Words that do not belong into the project: unfinished work, machines, the way it was made.

use super::Finding;
use crate::tree::Source;

/// Files that a tool writes or that must name a registry.
const FREE: &[&str] = &["Cargo.lock", "deny.toml", "LICENSE"];

/// What is searched for, and what to say. Spelled in halves, so that this file does not find itself.
const BANNED: &[(&str, &str)] = &[
    (concat!("TO", "DO"), "finish it or leave it out"),
    (concat!("FIX", "ME"), "finish it or leave it out"),
    (concat!("X", "XX"), "finish it or leave it out"),
    (concat!("to", "do!"), "finish it or leave it out"),
    (concat!("unimple", "mented!"), "finish it or leave it out"),
    (concat!("/wo", "rk/"), "a path of one machine"),
    (concat!("/ro", "ot/"), "a path of one machine"),
    (concat!("/tm", "p/"), "a path of one machine"),
    (concat!("/ho", "me/"), "a path of one machine"),
    (concat!("registry.", "npmjs"), "the address of a registry belongs to the machine"),
    (concat!("static.", "crates.io"), "the address of a registry belongs to the machine"),
    (concat!("files.", "pythonhosted"), "the address of a registry belongs to the machine"),
    (concat!("\"reso", "lved\": \"http"), "lock files carry no addresses"),
    (concat!("Cla", "ude"), "the product does not tell how it was made"),
    (concat!("Anthro", "pic"), "the product does not tell how it was made"),
    (concat!("Chat", "GPT"), "the product does not tell how it was made"),
    (concat!("Copi", "lot"), "the product does not tell how it was made"),
    (concat!("language ", "model"), "the product does not tell how it was made"),
    (concat!("this ", "session"), "the product does not tell how it was made"),
    (concat!("previous ", "session"), "the product does not tell how it was made"),
    (concat!("issues ", "show"), "the product does not tell how it was made"),
    (concat!("issue ", "#"), "say what the matter is instead of giving its number"),
];

/// Finds words that do not belong here.
pub(super) fn check(source: &Source) -> Vec<Finding> {
    if FREE.contains(&source.name()) {
        return Vec::new();
    }
    let lines = source.text.lines().enumerate();
    lines
        .flat_map(|(at, line)| BANNED.iter().filter(|(word, _)| holds(line, word)).map(move |found| (at + 1, found)))
        .map(|(line, (word, why))| Finding::at(source, line, format!("`{word}`: {why}")))
        .collect()
}

/// Whether `line` holds `word` as a word of its own.
fn holds(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let inside = |letter: char| letter.is_alphanumeric() || letter == '_';
        let begins = !word.starts_with(inside) || !line[..at].ends_with(inside);
        let ends = !word.ends_with(inside) || !line[at + word.len()..].starts_with(inside);
        begins && ends
    })
}

#[cfg(test)]
mod tests {
    use super::{BANNED, check};
    use crate::tidy::fixture::{lines, source};

    #[test]
    fn every_banned_word_is_found_where_it_stands_alone() {
        for (word, _) in BANNED {
            let text = format!("fine\n// {word} here");
            assert_eq!(lines(&check(&source("docs/a.md", &text))), [2], "{word}");
        }
        assert!(check(&source("docs/a.md", "mastodon, work/, network/root, issue 2 units")).is_empty());
        assert!(check(&source("Cargo.lock", BANNED[0].0)).is_empty());
    }
}
