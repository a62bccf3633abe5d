//! A Rust file as the checks want to see it: names, calls, strings and functions with their lines, tests apart.
//!
//! Names and calls are read from tokens rather than from syntax, so that what stands inside a macro counts too.

use std::ops::RangeInclusive;

use anyhow::{Context, Result};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use syn::{spanned::Spanned, visit::Visit};

use crate::tree::Source;

/// What a file says.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Every name that is written, for example `sqlx::query`, without those in tests.
    pub(crate) names: Vec<(String, usize)>,
    /// Every string literal, without those in tests and in documentation.
    pub(crate) strings: Vec<(String, usize)>,
    /// Every call or macro with arguments, without those in tests.
    pub(crate) calls: Vec<Call>,
    /// Every function, tests included.
    pub(crate) functions: Vec<Function>,
    /// Lines of the items that only tests see.
    pub(crate) test_lines: Vec<RangeInclusive<usize>>,
}

/// `name(arguments)`
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// The string literal that an argument is, or `None` when it is something else.
    pub(crate) arguments: Vec<Option<String>>,
}

/// A function's name and extent.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) lines: usize,
}

/// Reads `source`.
pub(crate) fn outline(source: &Source) -> Result<Outline> {
    let file = syn::parse_file(&source.text).with_context(|| format!("{} is not Rust", source.path))?;
    let mut outline = Outline::default();
    if source.is_test() {
        outline.test_lines.push(0..=usize::MAX);
    }
    Extents(&mut outline).visit_file(&file);
    let tokens: TokenStream = source.text.parse().map_err(|_| anyhow::anyhow!("{} has no tokens", source.path))?;
    outline.read(tokens, "");
    Ok(outline)
}

impl Outline {
    /// Whether `line` is seen by tests only.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.test_lines.iter().any(|lines| lines.contains(&line))
    }

    /// Reads tokens; `prefix` is the path before a brace of a `use`.
    fn read(&mut self, tokens: TokenStream, prefix: &str) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += match token {
                TokenTree::Ident(_) => self.read_name(&tokens[at..], prefix),
                TokenTree::Literal(literal) => {
                    let line = literal.span().start().line;
                    if let Some(text) = string_of(token).filter(|_| !self.is_test(line)) {
                        self.strings.push((text, line));
                    }
                    1
                }
                TokenTree::Punct(punct) if punct.as_char() == '#' => attribute_length(&tokens[at..]),
                TokenTree::Group(group) => {
                    self.read(group.stream(), prefix);
                    1
                }
                TokenTree::Punct(_) => 1,
            };
        }
    }

    /// Reads a path such as `a::b::c`, and what it is applied to; returns how many tokens it took.
    fn read_name(&mut self, tokens: &[TokenTree], prefix: &str) -> usize {
        let (mut name, mut used) = (format!("{prefix}{}", tokens[0]), 1);
        let line = tokens[0].span().start().line;
        while is_colons(tokens.get(used..)) {
            match tokens.get(used + 2) {
                Some(TokenTree::Ident(part)) => name.push_str(&format!("::{part}")),
                Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Brace => {
                    self.read(list.stream(), &format!("{name}::"));
                }
                _ => break,
            }
            used += 3;
        }
        if !self.is_test(line) {
            self.note_call(&name, line, &tokens[used..]);
            self.names.push((name, line));
        }
        used
    }

    fn note_call(&mut self, name: &str, line: usize, after: &[TokenTree]) {
        let after = if is_punct(after.first(), '!') { &after[1..] } else { after };
        if let Some(TokenTree::Group(group)) = after.first()
            && group.delimiter() == Delimiter::Parenthesis
        {
            self.calls.push(Call { name: name.to_owned(), line, arguments: arguments(group) });
        }
    }
}

/// Skips `#[…]` and `#![…]`: documentation is prose and derives are not calls.
fn attribute_length(tokens: &[TokenTree]) -> usize {
    let bang = usize::from(is_punct(tokens.get(1), '!'));
    match tokens.get(1 + bang) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => 2 + bang,
        _ => 1,
    }
}

fn arguments(group: &Group) -> Vec<Option<String>> {
    let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
    let each = tokens.split(|token| is_punct(Some(token), ','));
    each.filter(|argument| !argument.is_empty()).map(|argument| string_of(&argument[0])).collect()
}

fn string_of(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    syn::parse_str::<syn::LitStr>(&literal.to_string()).ok().map(|text| text.value())
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn is_colons(tokens: Option<&[TokenTree]>) -> bool {
    tokens.is_some_and(|tokens| is_punct(tokens.first(), ':') && is_punct(tokens.get(1), ':'))
}

/// Collects functions and the extents of test items.
struct Extents<'a>(&'a mut Outline);

impl Extents<'_> {
    fn note_item(&mut self, attributes: &[syn::Attribute], whole: &dyn Spanned) {
        if attributes.iter().any(is_for_tests) {
            let span = whole.span();
            self.0.test_lines.push(span.start().line..=span.end().line);
        }
    }

    fn note_function(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let (first, last) = (signature.span().start().line, block.span().end().line);
        let name = signature.ident.to_string();
        self.0.functions.push(Function { name, line: first, lines: last - first + 1 });
    }
}

fn is_for_tests(attribute: &syn::Attribute) -> bool {
    let path = attribute.path();
    let is_cfg_test = path.is_ident("cfg") && attribute.parse_args::<syn::Ident>().is_ok_and(|what| what == "test");
    is_cfg_test || path.segments.last().is_some_and(|last| last.ident == "test")
}

impl<'ast> Visit<'ast> for Extents<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.note_item(&item.attrs, item);
        syn::visit::visit_item_mod(self, item);
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.note_item(&item.attrs, item);
        self.note_function(&item.sig, &item.block);
        syn::visit::visit_item_fn(self, item);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.note_item(&item.attrs, item);
        syn::visit::visit_item_impl(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.note_item(&item.attrs, item);
        self.note_function(&item.sig, &item.block);
        syn::visit::visit_impl_item_fn(self, item);
    }
}

#[cfg(test)]
mod tests {
    use super::outline;
    use crate::tree::Source;

    const FILE: &str = r##"
        //! sqlx::in_documentation is prose
        use std::{env, fs::File};
        fn one() {
            say!("a {x}");
            Refusal::new("unit.held", say!("zh", "en"));
            let q = sqlx::query_scalar::<_, i64>("select 1");
        }
        #[cfg(test)]
        mod tests {
            #[test]
            fn two() { hidden::name("hidden"); }
        }
    "##;

    #[test]
    fn names_calls_and_strings_are_seen_even_in_macros_but_not_in_tests() {
        let seen = outline(&Source { path: "crates/a/src/b.rs".into(), text: FILE.into() }).expect("it parses");
        let names: Vec<&str> = seen.names.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&"std::env") && names.contains(&"std::fs::File"), "{names:?}");
        assert!(names.contains(&"sqlx::query_scalar"), "{names:?}");
        assert!(!names.iter().any(|name| name.contains("hidden") || name.contains("documentation")), "{names:?}");
        let refusal = seen.calls.iter().find(|call| call.name == "Refusal::new").expect("the call");
        assert_eq!((refusal.line, &refusal.arguments[0]), (6, &Some("unit.held".to_owned())));
        assert!(seen.strings.iter().any(|(text, line)| text == "select 1" && *line == 7));
        assert_eq!(seen.functions.len(), 2);
        assert_eq!(seen.functions[0].lines, 5);
        assert!(seen.is_test(12) && !seen.is_test(7));
    }
}
