//! Identity documents in their normal form. Personal data: no `Debug` shows them.

use std::fmt;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    citizen_id::{CitizenId, Sex},
    clock::Day,
    refusal::Refusal,
    say,
    text::Text,
};
use vena_platform::vault::Vault;

/// By which kind of document a donor is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum DocumentKind {
    /// 居民身份证
    CitizenId,
    /// 护照
    Passport,
    /// 港澳居民来往内地通行证（回乡证）
    HomeReturnPermit,
    /// 台湾居民来往大陆通行证（台胞证）
    TaiwanPermit,
    /// 外国人永久居留身份证
    ResidencePermit,
    /// 军官证
    OfficerCard,
    /// Any other, with a name of its own.
    Other,
}

impl DocumentKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 7] = [
        Self::CitizenId,
        Self::Passport,
        Self::HomeReturnPermit,
        Self::TaiwanPermit,
        Self::ResidencePermit,
        Self::OfficerCard,
        Self::Other,
    ];

    /// What people call it.
    pub(crate) fn title(self) -> Text {
        match self {
            Self::CitizenId => say!("居民身份证", "citizen's card"),
            Self::Passport => say!("护照", "passport"),
            Self::HomeReturnPermit => say!("港澳居民来往内地通行证", "home return permit"),
            Self::TaiwanPermit => say!("台湾居民来往大陆通行证", "mainland travel permit of Taiwan residents"),
            Self::ResidencePermit => say!("外国人永久居留身份证", "foreigner's permanent residence card"),
            Self::OfficerCard => say!("军官证", "officer's card"),
            Self::Other => say!("其他证件", "other document"),
        }
    }

    /// As the column spells it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::CitizenId => "citizen_id",
            Self::Passport => "passport",
            Self::HomeReturnPermit => "home_return_permit",
            Self::TaiwanPermit => "taiwan_permit",
            Self::ResidencePermit => "residence_permit",
            Self::OfficerCard => "officer_card",
            Self::Other => "other",
        }
    }

    fn rule(self) -> &'static str {
        match self {
            Self::CitizenId => "citizen-id.form",
            Self::Passport => "passport.form",
            Self::HomeReturnPermit => "home-return-permit.form",
            Self::TaiwanPermit => "taiwan-permit.form",
            Self::ResidencePermit => "residence-permit.form",
            Self::OfficerCard => "officer-card.form",
            Self::Other => "document.form",
        }
    }

    fn form(self) -> Text {
        match self {
            Self::CitizenId => say!("身份号码为 18 位", "an identity number has 18 characters"),
            Self::Passport => {
                say!("护照号码应为 5–20 位字母和数字", "a passport number has 5 to 20 letters and digits")
            }
            Self::HomeReturnPermit => say!(
                "港澳居民来往内地通行证号码应为 H 或 M 加 8 位数字（旧证加 2 位换证次数）",
                "a home return permit is H or M and 8 digits (2 more for the count of issues on old ones)"
            ),
            Self::TaiwanPermit => say!(
                "台湾居民来往大陆通行证号码应为 8 位数字（旧证 10 位，可带字母）",
                "a mainland travel permit of Taiwan residents has 8 digits (10 and a letter on old ones)"
            ),
            Self::ResidencePermit => say!(
                "外国人永久居留身份证号码应为 9 开头的 18 位号码，或 3 位字母加 12 位数字（旧证）",
                "a permanent residence card has 18 characters beginning with 9, or 3 letters and 12 digits on old ones"
            ),
            Self::OfficerCard => say!(
                "军官证号码应为字头加 6–8 位数字，例如 军字第1234567号",
                "an officer's card is a prefix of Chinese characters and 6 to 8 digits"
            ),
            Self::Other => {
                say!("证件号码应为 4–40 位字母和数字", "the number of a document has 4 to 40 letters and digits")
            }
        }
    }
}

/// A document in its normal form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Document {
    kind: DocumentKind,
    number: String,
}

impl Document {
    /// Reads a number of this kind. Refuses by `citizen-id.…`, `passport.form` and the like; the reasons never repeat the
    /// number. A number of the first generation (15 digits) becomes the one of 18 characters that the same person has today.
    pub(crate) fn read(kind: DocumentKind, text: &str) -> Result<Self, Refusal> {
        let read = match kind {
            DocumentKind::CitizenId => Some(citizen(text)?.expose().to_owned()),
            DocumentKind::Passport => letters_and_digits(text, 5, 20),
            DocumentKind::HomeReturnPermit => home_return(text),
            DocumentKind::TaiwanPermit => taiwan(text),
            DocumentKind::ResidencePermit => residence(text),
            DocumentKind::OfficerCard => officer(text),
            DocumentKind::Other => letters_and_digits(text, 4, 40),
        };
        read.map(|number| Self { kind, number }).ok_or_else(|| Refusal::new(kind.rule(), kind.form()))
    }

    /// Every document that `text` may be, a scanned card's text included.
    pub(crate) fn guesses(text: &str) -> Vec<Self> {
        DocumentKind::ALL.into_iter().filter_map(|kind| Self::read(kind, text).ok()).collect()
    }

    /// Which kind it is.
    pub(crate) fn kind(&self) -> DocumentKind {
        self.kind
    }

    /// The number in clear, for sealing, comparing and for the recorded view only.
    pub(crate) fn expose(&self) -> &str {
        &self.number
    }

    /// The number as shown to everybody.
    pub(crate) fn masked(&self) -> String {
        if self.kind == DocumentKind::CitizenId {
            return format!("{}***********{}", &self.number[..3], &self.number[14..]);
        }
        let letters: Vec<char> = self.number.chars().collect();
        let text = |part: &[char]| part.iter().collect::<String>();
        let shown = if letters.len() < 6 { 1 } else { 2 };
        format!("{}****{}", text(&letters[..2]), text(&letters[letters.len() - shown..]))
    }

    /// What the document itself says about its owner.
    pub(crate) fn says(&self) -> Option<(Day, Sex)> {
        let id: CitizenId = (self.kind == DocumentKind::CitizenId).then(|| self.number.parse().ok()).flatten()?;
        Some((id.birth_date(), id.sex()))
    }

    /// The keyed hash by which it is found.
    pub(crate) fn fingerprint(&self, vault: &Vault) -> Vec<u8> {
        vault.fingerprint(&format!("document:{}:{}", self.kind.word(), self.number))
    }
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit())
}

/// A number of 18 characters as it is, one of 15 digits as the 18 characters that it became in 1999: the century is inserted
/// and the check character follows from the rest.
fn citizen(text: &str) -> Result<CitizenId, Refusal> {
    let short = compact(text);
    if short.len() != 15 || !digits(&short) {
        return text.parse();
    }
    let (region, rest) = short.split_at(6);
    let candidates = "0123456789X".chars().map(|check| format!("{region}19{rest}{check}").parse::<CitizenId>());
    let mut refused = None;
    for candidate in candidates {
        match candidate {
            Ok(id) => return Ok(id),
            Err(refusal) => refused = Some(refusal),
        }
    }
    Err(refused.unwrap_or_else(|| Refusal::new(DocumentKind::CitizenId.rule(), DocumentKind::CitizenId.form())))
}

fn letters_and_digits(text: &str, min: usize, max: usize) -> Option<String> {
    let number = compact(text);
    let plain = number.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    (plain && (min..=max).contains(&number.len()) && number.chars().any(|c| c.is_ascii_digit())).then_some(number)
}

/// The last two of ten digits count the issues: the person is in the first eight.
fn home_return(text: &str) -> Option<String> {
    let number = compact(text);
    let rest = number.strip_prefix(['H', 'M'])?;
    (digits(rest) && [8, 10].contains(&rest.len())).then(|| number[..9].to_owned())
}

fn taiwan(text: &str) -> Option<String> {
    let number = letters_and_digits(&text.replace(['(', ')', '（', '）'], ""), 8, 11)?;
    match number.len() {
        8 => digits(&number).then_some(number),
        10 => digits(&number).then_some(number),
        11 => (digits(&number[..10]) && number.ends_with(|c: char| c.is_ascii_uppercase())).then_some(number),
        _ => None,
    }
}

/// The card of 2023 has a number built and checked like a citizen's, beginning with 9.
fn residence(text: &str) -> Option<String> {
    let number = compact(text);
    let built = number.starts_with('9') && number.parse::<CitizenId>().is_ok();
    let old = number.is_char_boundary(3) && number.len() == 15 && {
        let (nation, rest) = number.split_at(3);
        nation.bytes().all(|c| c.is_ascii_uppercase()) && digits(rest)
    };
    (built || old).then_some(number)
}

fn officer(text: &str) -> Option<String> {
    let number: String = compact(text).chars().filter(|c| !"字第号".contains(*c)).collect();
    let at = number.find(|c: char| c.is_ascii_digit())?;
    let (prefix, rest) = number.split_at(at);
    let letters = prefix.chars().count();
    let chinese = prefix.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    (chinese && (1..=4).contains(&letters) && digits(rest) && (6..=8).contains(&rest.len())).then_some(number)
}
