//! The grammar: claims in their order. A claim returns `None` when the text is not of its kind, and otherwise decides.

use super::{Meaning, Scheme};
use crate::{
    abo::{self, BloodGroup},
    chars::{all_digits, without_spaces},
    citizen_id::CitizenId,
    clock::Day,
    donation_number::{self, Form},
    isbt128::{self, Data, Phenotype, Structure},
    product::Product,
    refusal::Refusal,
    rulebook, say,
    unit_label::UnitLabel,
    zone,
};

type Claimed = (Scheme, String, Meaning);
type Claim = Option<Result<Claimed, Refusal>>;

/// The first claim on `text` that holds; what nobody claims are words.
pub(super) fn first(text: &str) -> Result<Claimed, Refusal> {
    let claims = [isbt, own_ids, prefixed, unit_label, citizen, twelve_digits, fifteen_digits, number, product, group];
    match claims.iter().find_map(|claim| claim(text)) {
        Some(decided) => decided,
        None => Ok((Scheme::Free, text.to_owned(), Meaning::Text { text: text.to_owned() })),
    }
}

fn isbt(text: &str) -> Claim {
    text.starts_with(['=', '&']).then(|| {
        let message = isbt128::parse(text)?;
        Ok(match message.compound {
            Some(order) => {
                (Scheme::Isbt128, text.to_owned(), Meaning::Compound { order, structures: message.structures })
            }
            None => {
                message.structures.into_iter().next().map_or_else(|| words(text), |structure| single(text, structure))
            }
        })
    })
}

fn words(text: &str) -> Claimed {
    (Scheme::Free, text.to_owned(), Meaning::Text { text: text.to_owned() })
}

/// A structure for which we have a word of our own, or the structure itself.
fn single(text: &str, structure: Structure) -> Claimed {
    let (normalized, meaning) = match &structure.data {
        Data::DonationNumber { number, flags, .. } => {
            let checked = matches!(flags.kind(), donation_number::FlagKind::CheckValue(_));
            let (number, flags, form) = (*number, Some(*flags), Form::IsbtScan);
            (
                number.as_str().to_owned(),
                Meaning::DonationNumber { number, shown: number.to_string(), flags, form, checked },
            )
        }
        Data::BloodGroup { code, phenotype } => (
            structure.content.clone(),
            Meaning::BloodGroup { group: code.group(), code: Some(*code), phenotype: Some(*phenotype) },
        ),
        Data::Product { description, division, .. } => {
            let known = local_product(&structure.content, description);
            (structure.content.clone(), product_meaning(&structure.content, known, Some(division.clone())))
        }
        Data::ExpiryDate { at, .. } | Data::ExpiryTime { at } => (at.to_string(), Meaning::ExpiresAt { at: *at }),
        Data::Consignment { .. } => {
            (structure.content.clone(), Meaning::TransportBox { code: structure.content.clone() })
        }
        _ => (text.to_owned(), Meaning::Structure { structure: structure.clone() }),
    };
    (Scheme::Isbt128, normalized, meaning)
}

/// A product code in the ISBT 128 frame that an alias names, whole or by its first five characters.
fn local_product(code: &str, description: &str) -> Option<&'static Product> {
    let products = rulebook::products();
    let alias = products.alias(code).or_else(|| products.alias(description))?;
    products.get(alias.product)
}

fn product_meaning(text: &str, product: Option<&Product>, division: Option<String>) -> Meaning {
    let name = product.map(|product| product.name.clone());
    Meaning::Product { text: text.to_owned(), product: product.map(|product| product.code), name, division }
}

fn own_ids(text: &str) -> Claim {
    let lower = text.to_ascii_lowercase();
    let (kind, _) = lower.split_once('_')?;
    let claimed = match kind {
        "unit" => lower.parse().map(|id| Meaning::Unit { id }),
        "order" => lower.parse().map(|id| Meaning::Order { id }),
        "shipment" => lower.parse().map(|id| Meaning::Shipment { id }),
        _ => return None,
    };
    Some(claimed.map(|meaning| (Scheme::Vena, lower.clone(), meaning)).map_err(|_| {
        let text = crate::chars::quoted(text, 60);
        Refusal::new(
            "scan.id",
            say!(
                "“{text}”不是完整的标识：应为 {kind}_ 加 32 位十六进制数",
                "'{text}' is not a whole id: expected {kind}_ and 32 hexadecimal digits"
            ),
        )
    }))
}

/// `BADGE:…`, `BOX:…` and the numbers of transport slips `SFCF…`.
fn prefixed(text: &str) -> Claim {
    let upper = text.to_ascii_uppercase();
    if let Some(code) = upper.strip_prefix("BADGE:") {
        return Some(
            code_of("scan.badge", text, code).map(|badge| (Scheme::Vena, upper.clone(), Meaning::Badge { badge })),
        );
    }
    if let Some(code) = upper.strip_prefix("BOX:") {
        return Some(
            code_of("scan.box", text, code).map(|code| (Scheme::Vena, upper.clone(), Meaning::TransportBox { code })),
        );
    }
    let digits = upper.strip_prefix("SFCF")?;
    let whole = all_digits(digits) && (9..=12).contains(&digits.len());
    Some(if whole {
        Ok((Scheme::National, upper.clone(), Meaning::SlipNumber { number: upper }))
    } else {
        Err(bad_code("scan.slip", text))
    })
}

/// Letters, digits, point, hyphen and underscore, at most 40.
fn code_of(rule: &str, text: &str, code: &str) -> Result<String, Refusal> {
    let allowed = code.bytes().all(|b| b.is_ascii_alphanumeric() || b".-_".contains(&b));
    if allowed && (1..=40).contains(&code.len()) { Ok(code.to_owned()) } else { Err(bad_code(rule, text)) }
}

fn bad_code(rule: &str, text: &str) -> Refusal {
    let text = crate::chars::quoted(text, 60);
    Refusal::new(
        rule,
        say!(
            "“{text}”的编码不完整或含有不允许的字符",
            "the code in '{text}' is incomplete or has characters that are not allowed"
        ),
    )
}

/// Three parts of which the first has the length of a donation number; `2026/03/16` stays words.
fn unit_label(text: &str) -> Claim {
    let (number, rest) = text.split_once('/')?;
    let claims = without_spaces(number).len() >= 12
        && number.bytes().filter(u8::is_ascii_digit).count() >= 10
        && rest.contains('/');
    claims.then(|| {
        let label: UnitLabel = text.parse()?;
        let UnitLabel { number, product, division } = label;
        Ok((Scheme::Vena, label.to_string(), Meaning::UnitLabel { number, product, division }))
    })
}

fn citizen(text: &str) -> Claim {
    let compact = without_spaces(text);
    let (digits, last) = compact.split_at_checked(17)?;
    (all_digits(digits) && last.len() == 1 && last.bytes().all(|b| b.is_ascii_digit() || b == b'X' || b == b'x')).then(
        || {
            let id: CitizenId = compact.parse()?;
            Ok((Scheme::National, id.masked(), Meaning::CitizenId { id }))
        },
    )
}

/// A date and minute of this century is an expiry; any other 12 digits are a donation number that lost one.
fn twelve_digits(text: &str) -> Claim {
    let compact = without_spaces(text);
    if compact.len() != 12 || !all_digits(&compact) {
        return None;
    }
    Some(match minute_of_century(&compact) {
        Some(at) => Ok((Scheme::National, at.to_string(), Meaning::ExpiresAt { at })),
        None => read_number(&compact),
    })
}

/// `20YYMMDDhhmm` on Chinese clocks.
fn minute_of_century(digits: &str) -> Option<crate::clock::Instant> {
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse::<i16>().ok();
    let small = |range| part(range).and_then(|number| i8::try_from(number).ok());
    let day = Day::new(part(0..4)?, small(4..6)?, small(6..8)?)?;
    let at = zone::minute_of(day, small(8..10)?, small(10..12)?)?;
    digits.starts_with("20").then_some(at)
}

fn fifteen_digits(text: &str) -> Claim {
    let compact = without_spaces(text);
    (compact.len() == 15 && all_digits(&compact)).then(|| {
        Err(Refusal::new(
            "scan.fifteen-digits",
            say!(
                "15 位数字无法判定：ISBT 128 编号扫描应以 = 开头，身份号码应为 18 位",
                "15 digits cannot be decided: an ISBT 128 scan begins with =, an identity number has 18 characters"
            ),
        ))
    })
}

fn number(text: &str) -> Claim {
    looks_like_number(&without_spaces(text).to_ascii_uppercase()).then(|| read_number(text))
}

fn read_number(text: &str) -> Result<Claimed, Refusal> {
    let reading = donation_number::parse(text)?;
    let donation_number::Reading { number, flags, form, checked } = reading;
    let scheme = match number.scheme() {
        donation_number::Scheme::Isbt128 => Scheme::Isbt128,
        donation_number::Scheme::National => Scheme::National,
    };
    let meaning = Meaning::DonationNumber { number, shown: number.to_string(), flags, form, checked };
    Ok((scheme, number.as_str().to_owned(), meaning))
}

/// Shapes that can only be meant as a donation number, whole or damaged.
fn looks_like_number(compact: &str) -> bool {
    let bytes = compact.as_bytes();
    let (letters, digits) =
        (bytes.iter().filter(|b| b.is_ascii_uppercase()).count(), bytes.iter().filter(|b| b.is_ascii_digit()).count());
    let plain = letters + digits == bytes.len();
    match bytes {
        // Codabar: start letter, digits, stop letter.
        [b'A'..=b'D', inner @ .., b'A'..=b'D'] if inner.iter().all(u8::is_ascii_digit) => {
            (11..=14).contains(&inner.len())
        }
        // The printed hyphen behind the station code.
        [_, _, _, _, _, b'-', ..] if letters == 0 && digits + 1 == bytes.len() => (12..=14).contains(&digits),
        // 13 characters, with a check character 14, of which at least the last ten of the number are digits.
        _ if plain && (13..=14).contains(&bytes.len()) => bytes[3..13].iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

fn product(text: &str) -> Claim {
    let known = rulebook::products().find(text).ok();
    (known.is_some() || looks_like_local_code(text)).then(|| {
        let normalized = known.map_or_else(|| text.to_owned(), |product| product.code.to_string());
        let scheme = if known.is_some_and(|product| product.code.as_str().eq_ignore_ascii_case(text)) {
            Scheme::Vena
        } else {
            Scheme::National
        };
        Ok((scheme, normalized, product_meaning(text, known, None)))
    })
}

/// Local product codes: one or two capitals, then digits and capitals, eight characters, mostly digits (`PG112030`).
fn looks_like_local_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 8
        && bytes[0].is_ascii_uppercase()
        && bytes.iter().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    shaped && bytes[2..].iter().filter(|b| b.is_ascii_digit()).count() >= 4
}

/// A bare numeric ISBT 128 group code of three or four digits, or a group in words.
fn group(text: &str) -> Claim {
    if (3..=4).contains(&text.len()) && all_digits(text) {
        let padded = format!("{text:0>4}");
        let code = abo::read_gg(&padded[..2])?;
        let phenotype = Phenotype::read(padded.chars().nth(2)?)?;
        return padded.ends_with('0').then(|| {
            Ok((
                Scheme::Isbt128,
                padded.clone(),
                Meaning::BloodGroup { group: code.group(), code: Some(code), phenotype: Some(phenotype) },
            ))
        });
    }
    let group: BloodGroup = text.parse().ok()?;
    Some(Ok((
        Scheme::National,
        group.to_string(),
        Meaning::BloodGroup { group: Some(group), code: None, phenotype: None },
    )))
}
