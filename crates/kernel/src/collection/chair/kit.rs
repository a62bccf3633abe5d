//! The maker's label on a kit or tube: GS1 element strings, as scanners send them or as people type them.

use super::{Kit, kits};
use crate::{chars::quoted, clock::Day, eligibility::DonationKind, refusal::Refusal, say};

/// What a maker's label says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KitLabel {
    /// Number of the article (GTIN-14), its check digit right.
    pub article: String,
    /// Lot.
    pub lot: Option<String>,
    /// Last day on which it may be used.
    pub expires_on: Option<Day>,
    /// Number of this very piece.
    pub serial: Option<String>,
}

/// Ends a field of variable length.
const SEPARATOR: char = '\u{1d}';

/// Reads a maker's label: `(01)…(17)…(10)…(21)…`, or the same as a scanner sends it. Refuses by `binding.kit-label`.
pub fn read_kit(text: &str) -> Result<KitLabel, Refusal> {
    let unreadable = || {
        let shown = quoted(text, 60);
        let reason = say!("“{shown}”不是厂家标签（GS1）", "'{shown}' is no maker's label (GS1)");
        Refusal::new("binding.kit-label", reason)
    };
    if text.len() > 200 || !text.is_ascii() {
        return Err(unreadable());
    }
    let bare = ["]d2", "]C1", "]Q3"].iter().find_map(|symbology| text.strip_prefix(symbology)).unwrap_or(text);
    let fields = if bare.starts_with('(') { in_brackets(bare) } else { in_a_row(bare) }.ok_or_else(unreadable)?;
    let of = |key: &str| fields.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
    let article = of("01").filter(|article| checked(article)).ok_or_else(unreadable)?;
    let expires_on = of("17").map(|day| last_day(&day).ok_or_else(unreadable)).transpose()?;
    Ok(KitLabel { article, lot: of("10"), expires_on, serial: of("21") })
}

type Fields = Vec<(String, String)>;

fn in_brackets(text: &str) -> Option<Fields> {
    let parts = text.split('(').skip(1).map(|part| {
        let (key, value) = part.split_once(')')?;
        Some((key.to_owned(), value.trim_end_matches(SEPARATOR).trim().to_owned()))
            .filter(|(_, value)| !value.is_empty())
    });
    parts.collect()
}

/// Fields one after another: those of a fixed length end by themselves, the others at a separator.
fn in_a_row(text: &str) -> Option<Fields> {
    let mut rest = text.trim_start_matches(SEPARATOR);
    let mut fields = Vec::new();
    while !rest.is_empty() {
        let (key, tail) = rest.split_at_checked(2)?;
        let length = match key {
            "01" => 14,
            "11" | "17" => 6,
            "10" | "21" => tail.find(SEPARATOR).unwrap_or(tail.len()),
            _ => return None,
        };
        let (value, tail) = tail.split_at_checked(length).filter(|(value, _)| !value.is_empty())?;
        fields.push((key.to_owned(), value.to_owned()));
        rest = tail.trim_start_matches(SEPARATOR);
    }
    Some(fields)
}

/// Whether the last digit of a GTIN-14 is its check digit.
fn checked(article: &str) -> bool {
    let digits: Option<Vec<u32>> = article.chars().map(|digit| digit.to_digit(10)).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 14) else { return false };
    let sum: u32 = digits.iter().zip([3, 1].iter().cycle()).map(|(digit, weight)| digit * weight).sum();
    sum.is_multiple_of(10)
}

/// `YYMMDD`; day 00 is the last of its month.
fn last_day(text: &str) -> Option<Day> {
    let number = |from: usize| text.get(from..from + 2)?.parse::<i8>().ok();
    let (year, month, day) = (2000 + i16::from(number(0)?), number(2)?, number(4)?);
    if day > 0 { Day::new(year, month, day) } else { (28..=31).rev().find_map(|last| Day::new(year, month, last)) }
}

/// The kit of this code. Refuses by `binding.kit-unknown`.
pub fn kit_named(code: &str, today: Day) -> Result<&'static Kit, Refusal> {
    kits(today).into_iter().find(|kit| kit.code == code).ok_or_else(|| {
        let shown = quoted(code, 40);
        let reason = say!("站内物料清单没有血袋 {shown}", "the station's list has no kit {shown}");
        Refusal::new("binding.kit-unknown", reason)
    })
}

impl KitLabel {
    /// The kit that the station knows by this article. Refuses by `binding.kit-unknown`.
    pub fn kit(&self, today: Day) -> Result<&'static Kit, Refusal> {
        kits(today).into_iter().find(|kit| kit.article == self.article).ok_or_else(|| {
            let article = &self.article;
            let reason = say!("站内物料清单没有货号 {article}", "the station's list has no article {article}");
            Refusal::new("binding.kit-unknown", reason)
        })
    }
}

impl Kit {
    /// Whether it is made for this donation. Refuses by `binding.kit-kind` and `binding.kit-volume`.
    pub fn fits(&self, kind: DonationKind, volume_ml: i32) -> Result<(), Refusal> {
        let (zh, en, source) = (&self.name.zh, &self.name.en, &self.basis.source);
        if self.kind != kind {
            let reason =
                say!("{zh} 不能用于本次献血种类（{source}）", "{en} is not made for this kind of donation ({source})");
            return Err(Refusal::new("binding.kit-kind", reason));
        }
        match self.volume_ml {
            Some(made_for) if made_for != volume_ml => {
                let reason = say!(
                    "{zh} 适用 {made_for} mL，本次约定 {volume_ml} mL，抗凝比例不符（{source}）",
                    "{en} is made for {made_for} mL, {volume_ml} mL were agreed: the anticoagulant does not fit ({source})"
                );
                Err(Refusal::new("binding.kit-volume", reason))
            }
            _ => Ok(()),
        }
    }
}
