//! The texts of a label's codes.

use serde::{Deserialize, Serialize};

use super::LabelFacts;
use crate::{
    abo::{self, GroupCode, IntendedUse},
    clock::Instant,
    donation_number::{Scheme, check_value},
    isbt128::{Data, Structure},
    refusal::Refusal,
    say,
    scan::{self, Meaning},
    zone,
};

/// The texts of the codes on a label. Linear ones are Code 128 without function characters, as ISBT 128 wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = LabelCodes))]
pub struct LabelCodes {
    /// Donation number: ISBT 128 structure 001 with check flags, or the bare 13 digits of a Chinese station.
    pub donation: String,
    /// Group: structure 002.
    pub group: String,
    /// Product: structure 003, or our own product code.
    pub product: String,
    /// Product as people read it.
    pub product_shown: String,
    /// Expiry: structure 005, to the minute on Chinese clocks.
    pub expiry: String,
    /// The two-dimensional code: a compound message (structure 023) of the four, or our own unit label.
    pub matrix: String,
    /// Group and expiry as a compound message, for labels too small for linear codes; absent when `matrix` holds them.
    pub details: Option<String>,
}

/// The codes of a unit, each read back with the grammar of the scan field.
///
/// Refuses by `label.isbt-product`, `label.expiry`, and by `label.code-differs` when a code would not say what the facts say.
pub fn codes(facts: &LabelFacts) -> Result<LabelCodes, Refusal> {
    let group = group(facts)?;
    let expiry = expiry(facts.expires_at)?;
    let isbt_product = facts.isbt_product.as_deref().map(|product| isbt_product(facts, product)).transpose()?;
    let is_isbt = facts.number.scheme() == Scheme::Isbt128;
    let number = facts.number.as_str();
    let donation = if is_isbt { format!("={number}{}", 60 + check_value(number)) } else { number.to_owned() };
    let matrix = match &isbt_product {
        Some(product) if is_isbt => format!("=+04000{donation}{group}{product}{expiry}"),
        _ => facts.unit_label().to_string(),
    };
    let details = (!matrix.starts_with("=+")).then(|| format!("=+02000{group}{expiry}"));
    let product = isbt_product.unwrap_or_else(|| facts.product.to_string());
    let product_shown = product.trim_start_matches("=<").to_owned();
    let codes = LabelCodes { donation, group, product, product_shown, expiry, matrix, details };
    agree(facts, &codes)?;
    Ok(codes)
}

/// Structure 002 with the default group code, no phenotype.
fn group(facts: &LabelFacts) -> Result<String, Refusal> {
    let wanted = GroupCode::Group { group: facts.group, intended_use: IntendedUse::NotSpecified };
    (0..100)
        .map(|code| format!("{code:02}"))
        .find(|gg| abo::read_gg(gg) == Some(wanted))
        .map(|gg| format!("=%{gg}00"))
        .ok_or_else(|| differs("group", &facts.group.to_string()))
}

fn isbt_product(facts: &LabelFacts, product: &str) -> Result<String, Refusal> {
    let formed = product.len() == 6
        && product.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && product.starts_with(|first: char| first.is_ascii_uppercase());
    if formed {
        return Ok(format!("=<{product}{}", facts.division));
    }
    Err(Refusal::new(
        "label.isbt-product",
        say!(
            "“{product}”不是 ISBT 128 产品代码的前六位，例如 E5445V",
            "'{product}' is not the first six characters of an ISBT 128 product code, such as E5445V"
        ),
    ))
}

/// Structure 005: hundreds of the year, year, day of the year, hour, minute.
fn expiry(at: Instant) -> Result<String, Refusal> {
    let local = jiff::Timestamp::from(at).to_zoned(zone::china());
    if !(2_000..2_900).contains(&local.year()) {
        return Err(Refusal::new(
            "label.expiry",
            say!("失效时间 {at} 不能写入条码", "the expiry {at} cannot be written as a code"),
        ));
    }
    let (hundreds, year) = (local.year() / 100 % 10, local.year() % 100);
    Ok(format!("&>{hundreds}{year:02}{:03}{:02}{:02}", local.day_of_year(), local.hour(), local.minute()))
}

/// What is read back must be what the label is for.
fn agree(facts: &LabelFacts, codes: &LabelCodes) -> Result<(), Refusal> {
    let reads = |text: &str, same: &dyn Fn(&Meaning) -> bool| {
        if same(&scan::interpret(text)?.meaning) { Ok(()) } else { Err(differs("code", text)) }
    };
    reads(
        &codes.donation,
        &|meaning| matches!(meaning, Meaning::DonationNumber { number, .. } if *number == facts.number),
    )?;
    reads(
        &codes.group,
        &|meaning| matches!(meaning, Meaning::BloodGroup { group: Some(group), .. } if *group == facts.group),
    )?;
    reads(&codes.product, &|meaning| is_product(facts, meaning))?;
    reads(
        &codes.expiry,
        &|meaning| matches!(meaning, Meaning::ExpiresAt { at } if same_minute(*at, facts.expires_at)),
    )?;
    if let Some(details) = &codes.details {
        reads(
            details,
            &|meaning| matches!(meaning, Meaning::Compound { structures, .. } if are_of(facts, structures, 2)),
        )?;
    }
    reads(&codes.matrix, &|meaning| match meaning {
        Meaning::UnitLabel { number, product, division } => {
            (*number, *product, *division) == (facts.number, facts.product, facts.division)
        }
        Meaning::Compound { structures, .. } => are_of(facts, structures, 4),
        _ => false,
    })
}

fn is_product(facts: &LabelFacts, meaning: &Meaning) -> bool {
    match meaning {
        Meaning::Product { division: Some(division), .. } => *division == facts.division.as_str(),
        Meaning::Product { product, .. } => *product == Some(facts.product),
        _ => false,
    }
}

fn are_of(facts: &LabelFacts, structures: &[Structure], count: usize) -> bool {
    structures.len() == count && structures.iter().all(|one| is_of(facts, one))
}

fn is_of(facts: &LabelFacts, structure: &Structure) -> bool {
    match &structure.data {
        Data::DonationNumber { number, .. } => *number == facts.number,
        Data::BloodGroup { code, .. } => code.group() == Some(facts.group),
        Data::Product { division, .. } => *division == facts.division.as_str(),
        Data::ExpiryTime { at } => same_minute(*at, facts.expires_at),
        _ => false,
    }
}

fn same_minute(read: Instant, fact: Instant) -> bool {
    (0..60).contains(&fact.seconds_since(read))
}

fn differs(what: &str, text: &str) -> Refusal {
    Refusal::new(
        "label.code-differs",
        say!(
            "条码“{text}”（{what}）读出的内容与记录不符",
            "the code '{text}' ({what}) does not read back as the record"
        ),
    )
}
