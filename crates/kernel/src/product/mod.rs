//! Blood products as the rulebook describes them: class, temperatures, shelf life, volume, what they are made from. 血液品种

mod catalogue;
mod code;
mod life;
mod modifier;
#[cfg(test)]
mod tests;
mod volume;

use serde::{Deserialize, Serialize};

pub use catalogue::{Alias, MediumEntry, Products};
pub use code::{MediumCode, ProductCode};
pub use life::{Anchor, Ends, ExpiryFacts, Life, Source, Span, expiry};
pub use modifier::{Modifier, ModifierLimit};
pub use volume::{Nominal, VolumeFacts, VolumeRange, VolumeRule};

use crate::{
    quantity::{Units, VolumeMl},
    rulebook::Basis,
    temperature::TempRange,
    text::Text,
};

/// The component class decides compatibility and handling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ComponentClass {
    /// 全血
    WholeBlood,
    /// 红细胞
    RedCells,
    /// 血小板
    Platelets,
    /// 血浆
    Plasma,
    /// 冷沉淀
    Cryoprecipitate,
    /// 粒细胞
    Granulocytes,
}

/// One product of the rulebook. 血液品种
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Our code, for example `RBC-S-LR`.
    pub code: ProductCode,
    /// 品种名称 and its English name.
    pub name: Text,
    /// Component class.
    pub class: ComponentClass,
    /// Storage temperatures; usually one, several where the medium decides. Ask [`Product::storage_range`].
    pub storage: Vec<StorageRule>,
    /// Temperatures while moved.
    pub transport: TempRange,
    /// Whether it must be agitated while stored.
    #[serde(default)]
    pub agitation: bool,
    /// Shelf life.
    pub life: Life,
    /// How its volume is judged.
    pub volume: VolumeRule,
    /// In what it is counted.
    pub account: Account,
    /// Whether it comes straight from a donor.
    #[serde(default)]
    pub collected: bool,
    /// Products it may be made from. A part of a divided unit keeps the product of the unit.
    #[serde(default)]
    pub parents: Vec<ProductCode>,
    /// Whether it may be frozen again; a thawed product never may.
    #[serde(default)]
    pub never_refreeze: bool,
    /// Code of value domain CV04.50.021 (输血品种).
    pub national_code: Option<String>,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// Storage temperatures, for all media or for those named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductStorage))]
#[serde(deny_unknown_fields)]
pub struct StorageRule {
    /// The media to which it applies; empty for all.
    #[serde(default)]
    pub media: Vec<MediumCode>,
    /// The temperatures.
    pub range: TempRange,
}

/// In what a product is counted. Never add different kinds; never derive one from another but by the product's rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema), schema(as = ProductAccount))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Account {
    /// 单位 (U)
    Unit {
        /// The whole blood from which one unit comes, mL.
        whole_blood_ml_per_unit: i32,
    },
    /// 治疗量
    Dose,
    /// 毫升
    Ml,
}

impl Product {
    /// The storage temperatures in `medium`; with an unknown medium the coldest, which fits every medium.
    pub fn storage_range(&self, medium: Option<MediumCode>) -> TempRange {
        let fits =
            |rule: &&StorageRule| rule.media.is_empty() || medium.is_some_and(|medium| rule.media.contains(&medium));
        self.storage
            .iter()
            .find(fits)
            .or_else(|| self.storage.iter().min_by_key(|rule| rule.range.max_c))
            .map_or(TempRange { min_c: None, max_c: None }, |rule| rule.range)
    }

    /// The 单位 that a bag from `whole_blood` counts; `None` for a product that is not counted in 单位.
    pub fn units_from(&self, whole_blood: VolumeMl) -> Option<Units> {
        match self.account {
            Account::Unit { whole_blood_ml_per_unit } => {
                Units::from_hundredths(whole_blood.ml() * 100 / whole_blood_ml_per_unit)
            }
            Account::Dose | Account::Ml => None,
        }
    }

    /// Whether it may be made from a unit of `parent`: a listed parent, or the same product divided or pooled.
    pub fn may_come_from(&self, parent: ProductCode) -> bool {
        parent == self.code || self.parents.contains(&parent)
    }
}
