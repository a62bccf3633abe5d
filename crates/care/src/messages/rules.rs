//! Whether a donor is told, by which ways, and in which words.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_contracts::care::{Channel, Purpose, Reach};
use vena_kernel::{
    clock::{Day, Instant},
    masking::{mask_name, mask_phone},
    say,
    text::Text,
};

use super::kinds::Kind;

/// Where the name goes.
const NAME: &str = "{name}";
/// Where the code goes.
const CODE: &str = "{code}";
/// How somebody is addressed whose name may not be used.
const NOBODY: (&str, &str) = ("献血者", "donor");

/// The words of the thanks.
///
/// # Panics
/// Only if the compiled-in file is damaged, which the tests of this module would have shown.
fn blood_used_words() -> &'static Text {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        zh: String,
        en: String,
    }
    static WORDS: LazyLock<Text> = LazyLock::new(|| {
        let File { zh, en } = toml::from_str(include_str!("blood_used.toml"))
            .unwrap_or_else(|error| panic!("messages/blood_used.toml is damaged: {error}"));
        Text::new(zh, en)
    });
    &WORDS
}

/// The thanks for a donation of `given_on`.
pub(crate) fn blood_used(given_on: Day) -> Text {
    let words = blood_used_words();
    Text::new(words.zh.replace("{day}", &day_zh(given_on)), words.en.replace("{day}", &given_on.to_string()))
}

/// What is written down of a message: nothing in it tells who the donor is.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Draft {
    /// Name and phone, masked; absent when the donor is not to be told.
    pub(crate) to_masked: Option<String>,
    /// The words as staff may read them.
    pub(crate) text: Text,
    /// Whether the donor finds it in the app.
    pub(crate) inbox: bool,
    /// Why it is withheld, if it is.
    pub(crate) reason: Option<Text>,
}

/// The message for a donor who may be reached like this; `None` when there is no file, or no consent and nothing known.
pub(crate) fn draft(reach: Option<&Reach>, kind: &Kind, purpose: Purpose, words: &Text) -> Draft {
    let inbox = in_inbox(reach, kind, purpose);
    let told = inbox || reach.is_some_and(|reach| kind.always_phone || goes_out(reach));
    let known = reach.filter(|_| told);
    let masked = known.map(|reach| mask_name(&reach.name));
    Draft {
        text: addressed(words, masked.as_deref()),
        to_masked: known.zip(masked).map(|(reach, name)| format!("{name} {}", mask_phone(&reach.phone))),
        inbox,
        reason: (!told).then(not_agreed),
    }
}

/// Whether the donor finds it in the app: what they asked for by what they do, and all else when they agreed.
pub(crate) fn in_inbox(reach: Option<&Reach>, kind: &Kind, purpose: Purpose) -> bool {
    (kind.always_inbox && purpose == Purpose::Service)
        || reach.is_some_and(|reach| reach.channels.contains(&Channel::App))
}

/// Whether one of the donor's channels leads out of the house: today the spool of short messages.
pub(crate) fn goes_out(reach: &Reach) -> bool {
    reach.channels.contains(&Channel::Sms)
}

/// The words with the name in its place.
pub(crate) fn addressed(words: &Text, name: Option<&str>) -> Text {
    let (zh, en) = name.map_or(NOBODY, |name| (name, name));
    Text::new(words.zh.replace(NAME, zh), words.en.replace(NAME, en))
}

/// The words with the code in its place.
pub(crate) fn with_code(words: &Text, code: &str) -> Text {
    Text::new(words.zh.replace(CODE, code), words.en.replace(CODE, code))
}

/// The words of a code as staff may read them.
pub(crate) fn without_code(words: &Text) -> Text {
    with_code(words, "******")
}

/// Why a message is no longer sent at `now`.
pub(crate) fn too_late(not_after: Option<Instant>, now: Instant) -> Option<Text> {
    not_after.filter(|end| *end < now).map(|_| say!("已过时限，未发送", "it came too late to be sent"))
}

/// Why a donor without a contact is not told.
pub(crate) fn not_agreed() -> Text {
    say!("献血者未同意接收通知，或已无联系方式", "the donor has not agreed to be told, or can no longer be reached")
}

/// `2026年2月4日`
fn day_zh(day: Day) -> String {
    let date = day.date();
    format!("{}年{}月{}日", date.year(), date.month(), date.day())
}
