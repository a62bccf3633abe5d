//! Treatments that keep the product but change its life: irradiation.

use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};

use super::{ComponentClass, ProductCode};
use crate::{clock::Instant, refusal::Refusal, rulebook::Basis, say, text::Text, zone};

/// A treatment of a unit that is recorded as an attribute, not as another product. 修饰
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductModifier))]
#[serde(deny_unknown_fields)]
pub struct Modifier {
    /// Code, for example `IRR`.
    pub code: ProductCode,
    /// 名称
    pub name: Text,
    /// The classes that may be treated so; any other is refused.
    pub classes: Vec<ComponentClass>,
    /// How the life of a class shortens; a class without an entry keeps its life.
    #[serde(default)]
    pub limits: Vec<ModifierLimit>,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// How a treatment shortens the life of some classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductModifierLimit))]
#[serde(deny_unknown_fields)]
pub struct ModifierLimit {
    /// The classes.
    pub classes: Vec<ComponentClass>,
    /// The unit must not be treated later than this many days after collection.
    pub within_days_of_collection: i32,
    /// It ends this many days after the treatment, if it does not end before.
    pub days: i32,
}

impl Modifier {
    /// When a unit of `class` ends after the treatment.
    ///
    /// Refuses by `modifier.class` a class that may not be treated and by `modifier.too-late` a unit that is too old.
    pub fn expiry(
        &self,
        class: ComponentClass,
        collected_at: Instant,
        treated_at: Instant,
        source_expires_at: Instant,
    ) -> Result<Instant, Refusal> {
        if !self.classes.contains(&class) {
            return Err(self.wrong_class());
        }
        let Some(limit) = self.limits.iter().find(|limit| limit.classes.contains(&class)) else {
            return Ok(source_expires_at);
        };
        if end_of_day_after(collected_at, limit.within_days_of_collection).is_none_or(|latest| latest < treated_at) {
            return Err(self.too_late(limit.within_days_of_collection));
        }
        Ok(end_of_day_after(treated_at, limit.days).map_or(source_expires_at, |end| end.min(source_expires_at)))
    }

    fn wrong_class(&self) -> Refusal {
        let (zh, en) = (&self.name.zh, &self.name.en);
        Refusal::new("modifier.class", say!("该类血液不允许{zh}", "this class of component is never treated by {en}"))
    }

    fn too_late(&self, days: i32) -> Refusal {
        let (zh, en) = (&self.name.zh, &self.name.en);
        Refusal::new(
            "modifier.too-late",
            say!("采集超过 {days} 天，不得再{zh}", "more than {days} days after collection: too late for {en}"),
        )
    }
}

fn end_of_day_after(start: Instant, days: i32) -> Option<Instant> {
    let local = Timestamp::from(start).to_zoned(zone::china()).checked_add(days.days()).ok()?;
    let end = local.with().time(jiff::civil::time(23, 59, 0, 0)).build().ok()?;
    Some(end.timestamp().into())
}
