//! Decides by identifier, then verifies length and characters.

use super::{Data, Message, Phenotype, Structure, date};
use crate::{abo, chars::quoted, donation_number, refusal::Refusal, say, zone};

/// Structures by number, identifier and length of content. 001 is recognised by its first content character.
const STRUCTURES: [(u16, &str, usize); 32] = [
    (2, "=%", 4),
    (3, "=<", 8),
    (4, "=>", 6),
    (5, "&>", 10),
    (6, "=*", 6),
    (7, "&*", 10),
    (8, "=}", 6),
    (9, "&}", 10),
    (10, "&(", 5),
    (11, "={", 18),
    (12, "=\\", 18),
    (13, "&\\", 18),
    (14, "&{", 18),
    (15, "=[", 18),
    (16, "=\"", 18),
    (17, "=)", 10),
    (18, "&)", 10),
    (19, "=;", 21),
    (20, "='", 11),
    (21, "=-", 10),
    (22, "&-", 10),
    (24, "=#", 10),
    (26, "=]", 6),
    (27, "&\"", 18),
    (28, "=$", 16),
    (31, "=(", 16),
    (32, "=,", 6),
    (33, "&+", 11),
    (34, "=/", 16),
    (39, "&:", 19),
    (40, "&/", 15),
    (23, "=+", 5),
];

#[cfg(test)]
pub(super) fn structures() -> &'static [(u16, &'static str, usize)] {
    &STRUCTURES
}

/// Reads one structure or a compound message (without symbology prefix and control characters).
///
/// Refuses by `isbt128.identifier`, `.length`, `.content`, `.compound`, and by the rules of the donation number.
pub fn parse(text: &str) -> Result<Message, Refusal> {
    if let Some(header) = text.strip_prefix("=+") {
        return compound(header);
    }
    let padded = pad_group(text);
    let (structure, rest) = first(padded.as_deref().unwrap_or(text))?;
    if !rest.is_empty() {
        return Err(wrong_length(structure.structure, rest.chars().count(), true));
    }
    Ok(Message { compound: None, structures: vec![structure] })
}

/// Chinese software drops the leading zero of a numeric group code: `=%600` is `=%0600`.
fn pad_group(text: &str) -> Option<String> {
    let digits = text.strip_prefix("=%")?;
    (digits.len() == 3 && crate::chars::all_digits(digits)).then(|| format!("=%0{digits}"))
}

fn compound(header: &str) -> Result<Message, Refusal> {
    let (counts, mut rest) =
        header.split_at_checked(5).filter(|(counts, _)| crate::chars::all_digits(counts)).ok_or_else(bad_compound)?;
    let (count, order) = counts.split_at(2);
    let count: usize = count.parse().map_err(|_| bad_compound())?;
    let mut structures = Vec::new();
    while !rest.is_empty() {
        let (structure, behind) = first(rest)?;
        structures.push(structure);
        rest = behind;
    }
    if structures.len() != count || count == 0 {
        return Err(wrong_count(count, structures.len()));
    }
    Ok(Message { compound: Some(order.to_owned()), structures })
}

/// The first structure of `text` and what follows it.
fn first(text: &str) -> Result<(Structure, &str), Refusal> {
    let (number, start, length) = identify(text)?;
    let whole = text.get(start..).unwrap_or_default();
    let Some((content, rest)) = whole.split_at_checked(length).filter(|(content, _)| content.is_ascii()) else {
        return Err(wrong_length(number, whole.chars().count(), false));
    };
    let data = read(number, content)?;
    Ok((Structure { structure: number, content: content.to_owned(), data }, rest))
}

/// Number of the structure, where its content begins, and how long that is.
fn identify(text: &str) -> Result<(u16, usize, usize), Refusal> {
    let bytes = text.as_bytes();
    if let [b'=', b'A'..=b'N' | b'P'..=b'Z' | b'1'..=b'9', ..] = bytes {
        return Ok((1, 1, 15));
    }
    if text.starts_with("&#") {
        // Patient number: order code aa, then the length ll of what follows.
        let length = text.get(4..6).and_then(|ll| ll.parse::<usize>().ok()).ok_or_else(|| unknown(text))?;
        return Ok((25, 2, 4 + length));
    }
    STRUCTURES
        .iter()
        .find(|(number, identifier, _)| *number != 23 && text.starts_with(identifier))
        .map(|&(number, identifier, length)| (number, identifier.len(), length))
        .ok_or_else(|| unknown(text))
}

fn read(number: u16, content: &str) -> Result<Data, Refusal> {
    if number == 1 {
        let reading = donation_number::parse(&format!("={content}"))?;
        let flags = reading.flags.ok_or_else(|| bad_content(number, content))?;
        return Ok(Data::DonationNumber { number: reading.number, flags, flag_kind: flags.kind() });
    }
    let read = match number {
        2 => blood_group(content),
        3 => product(content),
        4..=9 => dated(number, content),
        10 | 17 | 18 | 20 | 21 | 22 => supplies(number, content),
        28 => consignment(content),
        _ => content.bytes().all(|b| b.is_ascii_graphic() || b == b' ').then_some(Data::Other),
    };
    read.ok_or_else(|| bad_content(number, content))
}

fn blood_group(content: &str) -> Option<Data> {
    let code = abo::read_gg(&content[..2])?;
    let phenotype = Phenotype::read(content.chars().nth(2)?)?;
    content.ends_with('0').then_some(Data::BloodGroup { code, phenotype })
}

fn product(content: &str) -> Option<Data> {
    let [first, second, third, fourth, fifth, kind, d, s] = content.as_bytes().try_into().ok()?;
    let upper = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let described = first.is_ascii_uppercase() && [second, third, fourth, fifth].into_iter().all(upper);
    let divided = upper(d) && (s.is_ascii_lowercase() || s.is_ascii_digit());
    (described && kind.is_ascii_alphanumeric() && divided).then(|| Data::Product {
        description: content[..5].to_owned(),
        donation_type: char::from(kind),
        division: content[6..].to_owned(),
    })
}

fn dated(number: u16, content: &str) -> Option<Data> {
    if !crate::chars::all_digits(content) {
        return None;
    }
    Some(match number {
        4 => {
            let day = date::day(content)?;
            Data::ExpiryDate { day, at: zone::minute_of(day, 23, 59)? }
        }
        5 => Data::ExpiryTime { at: date::minute(content)? },
        6 => Data::CollectionDate { day: date::day(content)? },
        7 => Data::CollectionTime { at: date::minute(content)? },
        8 => Data::ProductionDate { day: date::day(content)? },
        _ => Data::ProductionTime { at: date::minute(content)? },
    })
}

fn supplies(number: u16, content: &str) -> Option<Data> {
    if !content.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let text = str::to_owned;
    Some(match number {
        10 => Data::SpecialTesting { code: text(content) },
        17 => Data::Container {
            position: content.chars().next()?,
            maker: text(&content[1..3]),
            catalogue: text(&content[3..]),
        },
        18 => Data::ContainerLot { lot: text(content) },
        20 => Data::Staff { facility: text(&content[..5]), id: text(&content[5..]) },
        21 => Data::SupplyItem { maker: text(&content[..2]), catalogue: text(content[2..].trim_start_matches('0')) },
        _ => Data::SupplyLot { lot: text(content.trim_start_matches('0')) },
    })
}

/// `αpppp yy nnnnn cc dd`: a box number above the number of boxes is no box of that consignment.
fn consignment(content: &str) -> Option<Data> {
    let digits = crate::chars::all_digits(&content[5..]);
    let facility = content[..5].bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let (box_number, boxes) = (content[12..14].parse().ok()?, content[14..].parse().ok()?);
    (digits && facility && boxes > 0 && box_number <= boxes).then(|| Data::Consignment {
        facility: content[..5].to_owned(),
        year: content[5..7].to_owned(),
        serial: content[7..12].to_owned(),
        box_number,
        boxes,
    })
}

fn unknown(text: &str) -> Refusal {
    let text = quoted(text, 3);
    Refusal::new(
        "isbt128.identifier",
        say!("“{text}”不是已知的 ISBT 128 数据标识符", "'{text}' does not begin with a known ISBT 128 identifier"),
    )
}

fn wrong_length(number: u16, count: usize, beyond: bool) -> Refusal {
    Refusal::new(
        "isbt128.length",
        if beyond {
            say!(
                "ISBT 128 数据结构 {number:03} 之后多出 {count} 个字符",
                "{count} characters too many after ISBT 128 structure {number:03}"
            )
        } else {
            say!(
                "ISBT 128 数据结构 {number:03} 的长度不对：读到 {count} 个字符",
                "ISBT 128 structure {number:03} has a wrong length: {count} characters were read"
            )
        },
    )
}

fn bad_content(number: u16, content: &str) -> Refusal {
    let content = quoted(content, 40);
    Refusal::new(
        "isbt128.content",
        say!(
            "ISBT 128 数据结构 {number:03} 的内容“{content}”不符合规定",
            "the content '{content}' of ISBT 128 structure {number:03} is not what the specification allows"
        ),
    )
}

fn bad_compound() -> Refusal {
    Refusal::new(
        "isbt128.compound",
        say!("复合信息的开头应为 =+ 和 5 位数字", "a compound message begins with =+ and 5 digits"),
    )
}

fn wrong_count(declared: usize, found: usize) -> Refusal {
    Refusal::new(
        "isbt128.compound",
        say!(
            "复合信息声明 {declared} 个数据结构，实为 {found} 个：请重新扫描",
            "the compound message declares {declared} structures and holds {found}: scan it again"
        ),
    )
}
