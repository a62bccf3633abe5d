//! What a search text may mean.

use vena_kernel::{donation_number::DonationNumber, id::DonorId};
use vena_platform::vault::Vault;

use super::{Document, Phone};
use crate::donors::search::{Filter, names};

/// Fewest characters of a number that are searched for as a part of it.
const RUN_MIN: usize = 4;
/// Length of the shortest number that is looked for inside the text of a scanned card.
const CARD_NUMBER_MIN: usize = 8;

/// What a search text means.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Search {
    /// Everybody.
    All,
    /// Everybody who fits what a list asks for.
    Filtered(Box<Filter>),
    /// Part of a name in its own writing.
    Name(String),
    /// Part of the pinyin or of the initials, without tones and blanks.
    Latin(String),
    /// A number: of a document, a phone, a donation or a donor's card.
    Number(Box<Numbers>),
}

/// What a number may be.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Fingerprints of whole documents and phones.
    pub(crate) fingerprints: Vec<Vec<u8>>,
    /// The file that a donor's card names.
    pub(crate) donor: Option<DonorId>,
    /// A donation.
    pub(crate) donation: Option<DonationNumber>,
    /// The beginning or the end of a document or phone.
    pub(crate) run: Option<String>,
}

impl Search {
    /// Understands what was typed or scanned.
    pub(crate) fn read(text: &str, vault: &Vault) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::All;
        }
        let has_digits = text.chars().any(char::is_numeric);
        if let Some(latin) = names::typed_latin(text) {
            return Self::Latin(latin);
        }
        if has_digits {
            return Self::Number(Box::new(Numbers::read(text, vault)));
        }
        Self::Name(names::typed_name(text))
    }

    /// Whether it names somebody by a whole number.
    pub(crate) fn whole_numbers(&self) -> Option<&Numbers> {
        match self {
            Self::Number(numbers) if !numbers.fingerprints.is_empty() => Some(numbers),
            _ => None,
        }
    }
}

impl Numbers {
    fn read(text: &str, vault: &Vault) -> Self {
        let mut documents = Document::guesses(text);
        if documents.is_empty() {
            documents = words(text).filter(|word| word.len() >= CARD_NUMBER_MIN).flat_map(Document::guesses).collect();
        }
        let phone = Phone::read(text).ok().map(|phone| phone.fingerprint(vault));
        let run: String = text.chars().filter(|c| !c.is_whitespace() && !"-+".contains(*c)).collect();
        let plain = run.chars().all(|c| c.is_ascii_alphanumeric()) && run.len() >= RUN_MIN;
        Self {
            fingerprints: documents.iter().map(|document| document.fingerprint(vault)).chain(phone).collect(),
            donor: words(text).find_map(|word| word.strip_prefix("donor_").and_then(|_| word.parse().ok())),
            donation: text.parse().ok(),
            run: plain.then(|| run.to_ascii_uppercase()),
        }
    }
}

/// Runs of letters and digits, as a card reader separates its fields.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The first text that sorts after every text beginning with `prefix`, byte by byte.
pub(crate) fn behind(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
