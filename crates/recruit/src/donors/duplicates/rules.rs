//! How much two files look like one person: what they have in common, and what each counts. Pure.

use std::collections::BTreeMap;

use vena_kernel::{abo::BloodGroup, citizen_id::Sex, clock::Day};

use super::book::Book;
use crate::donors::{Document, DocumentKind};

/// What is compared. Birthday, sex and the rest may be unknown while somebody is still typing.
#[derive(Debug, Clone, Default)]
pub(crate) struct Person {
    pub(crate) name: String,
    /// Without tones, syllables joined.
    pub(crate) pinyin: String,
    pub(crate) born_on: Option<Day>,
    pub(crate) sex: Option<Sex>,
    pub(crate) group: Option<BloodGroup>,
    /// Fingerprint of the phone.
    pub(crate) phone: Option<Vec<u8>>,
    pub(crate) documents: Vec<Document>,
}

/// How much two files look like one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Likeness {
    /// Sum of the weights.
    pub(crate) points: i32,
    /// Codes of the weights, highest first.
    pub(crate) grounds: Vec<&'static str>,
    /// Confirmed groups differ: two people, whatever else is alike.
    pub(crate) stop: bool,
}

/// Compares two files by the weights in force on `day`.
pub(crate) fn compare(one: &Person, other: &Person, day: Day) -> Likeness {
    let name = name(&one.name, &other.name, &one.pinyin, &other.pinyin);
    let found = [
        document(&one.documents, &other.documents, name.is_some()),
        name,
        one.born_on.zip(other.born_on).and_then(|(one, other)| born(one, other)),
        one.phone.as_ref().zip(other.phone.as_ref()).filter(|(one, other)| one == other).map(|_| "phone-same"),
        one.group.zip(other.group).filter(|(one, other)| one == other).map(|_| "group-same"),
        one.sex.zip(other.sex).filter(|(one, other)| one != other).map(|_| "sex-differs"),
    ];
    let weigh = |code: &'static str| Some((Book::get().weight(code, day)?.points, code));
    let mut grounds: Vec<(i32, &'static str)> = found.into_iter().flatten().filter_map(weigh).collect();
    grounds.sort_by_key(|(points, code)| (-points, *code));
    Likeness {
        points: grounds.iter().map(|(points, _)| points).sum(),
        grounds: grounds.into_iter().map(|(_, code)| code).collect(),
        stop: one.group.zip(other.group).is_some_and(|(one, other)| one != other),
    }
}

fn letters(name: &str) -> Vec<char> {
    name.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn name(one: &str, other: &str, sound: &str, other_sound: &str) -> Option<&'static str> {
    let (one, other) = (letters(one), letters(other));
    if one.is_empty() || other.is_empty() {
        return None;
    }
    if one == other {
        return Some("name-same");
    }
    if !sound.is_empty() && sound == other_sound {
        return Some("name-sound");
    }
    if count(&one) == count(&other) {
        return Some("name-swapped");
    }
    let surname = one.first() == other.first() && one.len() > 2;
    (surname && differences(&one, &other) == Some(1)).then_some("name-near")
}

fn count(letters: &[char]) -> BTreeMap<char, usize> {
    let mut counts = BTreeMap::new();
    for letter in letters {
        *counts.entry(*letter).or_default() += 1;
    }
    counts
}

fn differences<T: PartialEq>(one: &[T], other: &[T]) -> Option<usize> {
    (one.len() == other.len()).then(|| one.iter().zip(other).filter(|(a, b)| a != b).count())
}

fn born(one: Day, other: Day) -> Option<&'static str> {
    if one == other {
        return Some("born-same");
    }
    let (a, b) = (one.date(), other.date());
    if a.year() == b.year() && (i16::from(a.month()), i16::from(a.day())) == (i16::from(b.day()), i16::from(b.month()))
    {
        return Some("born-swapped");
    }
    (differences(one.to_string().as_bytes(), other.to_string().as_bytes()) == Some(1)).then_some("born-near")
}

fn document(one: &[Document], other: &[Document], similar_name: bool) -> Option<&'static str> {
    let pairs = || one.iter().flat_map(|one| other.iter().map(move |other| (one, other)));
    if pairs().any(|(one, other)| one == other) {
        return Some("document-same");
    }
    (similar_name && pairs().any(|(one, other)| near(one, other))).then_some("document-near")
}

/// One place differs, or two neighbours are swapped. The check character of a citizen's number changes with any digit, so it
/// is left out.
fn near(one: &Document, other: &Document) -> bool {
    if one.kind() != other.kind() {
        return false;
    }
    let places = |document: &Document| {
        let bytes = document.expose().as_bytes();
        let checked = document.kind() == DocumentKind::CitizenId;
        bytes[..bytes.len() - usize::from(checked)].to_vec()
    };
    let (one, other) = (places(one), places(other));
    let Some(count) = differences(&one, &other) else { return false };
    let swapped = || {
        let at: Vec<usize> = (0..one.len()).filter(|at| one[*at] != other[*at]).collect();
        at.len() == 2 && at[1] == at[0] + 1 && one[at[0]] == other[at[1]] && one[at[1]] == other[at[0]]
    };
    count <= 1 || swapped()
}

/// Every birthday that looks like `day`: the same, day and month swapped, one digit wrong.
pub(super) fn birthdays_like(day: Day) -> Vec<Day> {
    let text = day.to_string();
    let date = day.date();
    let mut days = vec![day];
    days.extend(Day::new(date.year(), date.day(), date.month()));
    for (at, digit) in text.bytes().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
        for other in (b'0'..=b'9').filter(|other| *other != digit) {
            let mut bytes = text.clone().into_bytes();
            bytes[at] = other;
            days.extend(String::from_utf8(bytes).ok().and_then(|text| text.parse::<Day>().ok()));
        }
    }
    days
}
