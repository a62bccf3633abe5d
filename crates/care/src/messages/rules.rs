//! Whether a donor is told, and in which words.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_contracts::recruit::Contact;
use vena_kernel::{
    clock::Day,
    masking::{mask_name, mask_phone},
    say,
    text::Text,
};

/// A template with the address for somebody whose name we may not use.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Template {
    zh: String,
    en: String,
    nobody: Text,
}

/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
fn blood_used() -> &'static Template {
    static TEMPLATE: LazyLock<Template> = LazyLock::new(|| {
        toml::from_str(include_str!("blood_used.toml"))
            .unwrap_or_else(|error| panic!("messages/blood_used.toml is damaged: {error}"))
    });
    &TEMPLATE
}

/// What is written down of a message: nothing in it tells who the donor is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Name and phone, masked; absent when the donor is not to be told.
    pub(crate) to_masked: Option<String>,
    /// The words as they may be shown.
    pub(crate) text: Text,
    /// Why it is withheld, if it is.
    pub(crate) reason: Option<Text>,
}

/// The message for a donor with this contact; without one, the donor has not agreed and the message is withheld.
pub(crate) fn draft(contact: Option<&Contact>, given_on: Day) -> Draft {
    let Some(contact) = contact else {
        let nobody = &blood_used().nobody;
        return Draft { to_masked: None, text: words(&nobody.zh, &nobody.en, given_on), reason: Some(not_agreed()) };
    };
    let name = mask_name(&contact.name);
    let to_masked = format!("{name} {}", mask_phone(&contact.phone));
    Draft { to_masked: Some(to_masked), text: words(&name, &name, given_on), reason: None }
}

/// The words as the donor reads them.
pub(crate) fn addressed(contact: &Contact, given_on: Day) -> Text {
    words(&contact.name, &contact.name, given_on)
}

/// Why a donor without a contact is not told.
pub(crate) fn not_agreed() -> Text {
    say!("献血者未同意接收通知，或已无联系方式", "the donor has not agreed to be told, or can no longer be reached")
}

fn words(name_zh: &str, name_en: &str, given_on: Day) -> Text {
    let (template, day) = (blood_used(), given_on.to_string());
    // The day first: a name is never read as a part of the template.
    let filled = |words: &str, day: &str, name: &str| words.replace("{day}", day).replace("{name}", name);
    Text::new(filled(&template.zh, &day_zh(given_on), name_zh), filled(&template.en, &day, name_en))
}

/// `2026年2月4日`
fn day_zh(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
