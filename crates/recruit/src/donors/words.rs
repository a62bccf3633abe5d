//! Documents and phones in their normal form, and what a search text may mean. Personal data: no `Debug` shows it.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    citizen_id::{CitizenId, Sex},
    clock::Day,
    masking::mask_phone,
    refusal::Refusal,
    say,
};
use vena_platform::vault::Vault;

/// By which document a donor is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DocumentKind {
    /// 居民身份证
    CitizenId,
    /// 护照
    Passport,
}

/// A document in its normal form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Document {
    /// With birthday and sex inside.
    CitizenId(CitizenId),
    /// Letters and digits, upper case.
    Passport(String),
}

impl Document {
    /// Reads a number of this kind. Refuses by `citizen-id.…` and `passport.form`; the reasons never repeat the number.
    pub(crate) fn read(kind: DocumentKind, text: &str) -> Result<Self, Refusal> {
        match kind {
            DocumentKind::CitizenId => text.parse().map(Self::CitizenId),
            DocumentKind::Passport => passport(text).map(Self::Passport).ok_or_else(|| {
                let reason = say!("护照号码应为 5–20 位字母和数字", "a passport number has 5 to 20 letters and digits");
                Refusal::new("passport.form", reason)
            }),
        }
    }

    /// Which kind it is.
    pub(crate) fn kind(&self) -> DocumentKind {
        match self {
            Self::CitizenId(_) => DocumentKind::CitizenId,
            Self::Passport(_) => DocumentKind::Passport,
        }
    }

    /// The number in clear, for sealing and for the recorded view only.
    pub(crate) fn expose(&self) -> &str {
        match self {
            Self::CitizenId(id) => id.expose(),
            Self::Passport(number) => number,
        }
    }

    /// The number as shown to everybody.
    pub(crate) fn masked(&self) -> String {
        match self {
            Self::CitizenId(id) => id.masked(),
            Self::Passport(number) => {
                let (first, last) = (&number[..2], &number[number.len() - 2..]);
                format!("{first}****{last}")
            }
        }
    }

    /// What the document itself says about its owner.
    pub(crate) fn says(&self) -> Option<(Day, Sex)> {
        match self {
            Self::CitizenId(id) => Some((id.birth_date(), id.sex())),
            Self::Passport(_) => None,
        }
    }

    /// The keyed hash by which it is found.
    pub(crate) fn fingerprint(&self, vault: &Vault) -> Vec<u8> {
        let kind = match self {
            Self::CitizenId(_) => "citizen_id",
            Self::Passport(_) => "passport",
        };
        vault.fingerprint(&format!("document:{kind}:{}", self.expose()))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn passport(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let plain = number.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (plain && (5..=20).contains(&number.len()) && number.chars().any(|c| c.is_ascii_digit())).then_some(number)
}

/// A phone number in its normal form: 11 digits of a Chinese mobile, or `+` and the digits of another country.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Phone(String);

impl Phone {
    /// Reads a number with or without separators and Chinese country code. Refuses by `phone.form`.
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace() && !"-()（）".contains(*c)).collect();
        let national = ["+86", "0086", "86"].iter().find_map(|code| compact.strip_prefix(code)).unwrap_or(&compact);
        if is_chinese_mobile(national) {
            return Ok(Self(national.to_owned()));
        }
        let foreign = compact.strip_prefix('+').is_some_and(|digits| {
            (7..=15).contains(&digits.len()) && digits.bytes().all(|c| c.is_ascii_digit()) && !digits.starts_with(['0'])
        });
        if foreign && !compact.starts_with("+86") { Ok(Self(compact)) } else { Err(not_a_phone()) }
    }

    /// The number in clear, for sealing, sending and the recorded view only.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// The number as shown to everybody.
    pub(crate) fn masked(&self) -> String {
        mask_phone(&self.0)
    }

    /// The keyed hash by which it is found.
    pub(crate) fn fingerprint(&self, vault: &Vault) -> Vec<u8> {
        vault.fingerprint(&format!("phone:{}", self.0))
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn is_chinese_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11 && bytes.iter().all(u8::is_ascii_digit) && bytes[0] == b'1' && (b'3'..=b'9').contains(&bytes[1])
}

fn not_a_phone() -> Refusal {
    let reason = say!(
        "手机号应为 11 位，境外号码以 + 和国家代码开头",
        "a mobile number has 11 digits; a foreign number begins with + and its country code"
    );
    Refusal::new("phone.form", reason)
}

/// What a search text means.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Search {
    /// Everybody.
    All,
    /// The beginning of a name in its own writing.
    Name(String),
    /// The beginning of the pinyin or of the initials.
    Latin(String),
    /// Exactly these fingerprints of documents and phones.
    Exact(Vec<Vec<u8>>),
}

impl Search {
    /// Understands a search text. A text with digits is a number: it is found whole or not at all.
    pub(crate) fn read(text: &str, vault: &Vault) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::All;
        }
        if text.chars().any(|c| c.is_numeric()) {
            let documents = [DocumentKind::CitizenId, DocumentKind::Passport];
            let documents = documents.into_iter().filter_map(|kind| Document::read(kind, text).ok());
            let phones = Phone::read(text).ok().map(|phone| phone.fingerprint(vault));
            return Self::Exact(documents.map(|document| document.fingerprint(vault)).chain(phones).collect());
        }
        if text.is_ascii() { Self::Latin(text.to_ascii_lowercase()) } else { Self::Name(text.to_owned()) }
    }

    /// Whether it names somebody by a whole phone or document number.
    pub(crate) fn is_whole_number(&self) -> bool {
        matches!(self, Self::Exact(fingerprints) if !fingerprints.is_empty())
    }
}

/// The first text that sorts after every text beginning with `prefix`, byte by byte.
pub(crate) fn behind(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}
