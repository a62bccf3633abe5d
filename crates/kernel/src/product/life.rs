//! Shelf life: when a unit of a product ends, given when it was collected and made and from what.

use jiff::{Timestamp, ToSpan, civil::time};
use serde::{Deserialize, Serialize};

use super::{MediumCode, Product, ProductCode};
use crate::{clock::Instant, refusal::Refusal, say, zone};

/// The shelf life of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductLife))]
#[serde(deny_unknown_fields)]
pub struct Life {
    /// From when it is counted, where a span does not say otherwise.
    pub from: Anchor,
    /// How a life counted in days or years ends.
    pub ends: Ends,
    /// The lengths, by medium.
    pub spans: Vec<Span>,
    /// Parents whose own expiry does not bind this product: plasma outlives the whole blood it came from.
    #[serde(default)]
    pub outlives: Vec<ProductCode>,
}

/// From when a shelf life is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductLifeAnchor))]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// From the collection.
    Collected,
    /// From the preparation: washing, thawing, pooling.
    Prepared,
}

/// How a life counted in days or years ends. A life counted in hours always ends at its minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductLifeEnd))]
#[serde(rename_all = "snake_case")]
pub enum Ends {
    /// At 23:59 of the last day.
    EndOfDay,
    /// At the minute at which it began.
    TimeStamped,
}

/// One length of life: exactly one of hours, days and years is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductLifeSpan))]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The media to which it applies; empty for all.
    #[serde(default)]
    pub media: Vec<MediumCode>,
    /// From when it is counted, if not as the product's other lives.
    pub from: Option<Anchor>,
    /// Length in hours.
    pub hours: Option<i32>,
    /// Length in calendar days.
    pub days: Option<i32>,
    /// Length in calendar years.
    pub years: Option<i32>,
}

/// One unit from which another was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its product.
    pub product: ProductCode,
    /// When it ends.
    pub expires_at: Instant,
}

/// What decides when a unit ends.
#[derive(Debug, Clone, Copy)]
pub struct ExpiryFacts<'a> {
    /// When the blood was collected; for a pool the earliest of its members.
    pub collected_at: Instant,
    /// When this unit was made; for a collected product the collection itself.
    pub prepared_at: Instant,
    /// What it is kept in. Unknown is answered with the shortest life.
    pub medium: Option<MediumCode>,
    /// The units it was made from; empty for a collected product.
    pub sources: &'a [Source],
}

impl Span {
    /// Comparable length, days of 24 h and years of 365 days.
    fn rough_hours(&self) -> i64 {
        let [hours, days, years] = [self.hours, self.days, self.years].map(|count| i64::from(count.unwrap_or(0)));
        hours + 24 * days + 24 * 365 * years
    }

    /// Calendar days and years are counted on Chinese clocks.
    fn after(&self, start: Instant, ends: Ends) -> Option<Instant> {
        if let Some(hours) = self.hours {
            return Some(start.plus_seconds(i64::from(hours) * 3600));
        }
        let local = Timestamp::from(start).to_zoned(zone::china());
        let span = self.days.unwrap_or(0).days().years(self.years.unwrap_or(0));
        let end = local.checked_add(span).ok()?;
        let end = match ends {
            Ends::TimeStamped => end,
            Ends::EndOfDay => end.with().time(time(23, 59, 0, 0)).build().ok()?,
        };
        Some(end.timestamp().into())
    }
}

impl Life {
    /// The length in `medium`; with an unknown medium the shortest. `None` when the product does not know the medium.
    pub fn span(&self, medium: Option<MediumCode>) -> Option<&Span> {
        match medium {
            Some(medium) => self.spans.iter().find(|span| span.media.is_empty() || span.media.contains(&medium)),
            None => self.spans.iter().min_by_key(|span| span.rough_hours()),
        }
    }
}

/// When a unit of `product` ends: its own life, but never later than the earliest source that binds it.
///
/// Refuses by `expiry.medium` a medium for which the rulebook gives the product no life, and by `expiry.calendar` an
/// end that no calendar names.
pub fn expiry(product: &Product, facts: &ExpiryFacts<'_>) -> Result<Instant, Refusal> {
    let span = product.life.span(facts.medium).ok_or_else(|| unknown_medium(product, facts.medium))?;
    let start = match span.from.unwrap_or(product.life.from) {
        Anchor::Collected => facts.collected_at,
        Anchor::Prepared => facts.prepared_at,
    };
    let own = span.after(start, product.life.ends).ok_or_else(|| beyond_calendar(start))?;
    let binding = facts.sources.iter().filter(|source| !product.life.outlives.contains(&source.product));
    Ok(binding.map(|source| source.expires_at).fold(own, Instant::min))
}

fn unknown_medium(product: &Product, medium: Option<MediumCode>) -> Refusal {
    let (name, code) = (&product.name, product.code);
    let medium = medium.map(|medium| medium.to_string()).unwrap_or_default();
    let (zh, en) = (&name.zh, &name.en);
    Refusal::new(
        "expiry.medium",
        say!(
            "规则库没有 {zh}（{code}）在 {medium} 中的保存期",
            "the rulebook gives no shelf life of {en} ({code}) in {medium}"
        ),
    )
}

fn beyond_calendar(start: Instant) -> Refusal {
    Refusal::new(
        "expiry.calendar",
        say!("从 {start} 起算的失效时间超出日历", "an expiry counted from {start} lies beyond the calendar"),
    )
}
