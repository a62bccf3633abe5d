//! Kinds of places that hold blood and what they may hold, from `rulebook/cn/storage.toml`. 储存场所

use serde::{Deserialize, Serialize};

use crate::{
    chars::quoted,
    product::{MediumCode, Product},
    refusal::Refusal,
    rulebook::Basis,
    say,
    temperature::TempRange,
    text::Text,
};

/// The kinds of places of one country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Storage {
    #[serde(rename = "kind")]
    kinds: Vec<StorageKind>,
}

/// One kind of place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StorageKind {
    /// Code, for example `blood_fridge`.
    pub code: String,
    /// 名称
    pub name: Text,
    /// What it is for.
    #[serde(rename = "use")]
    pub purpose: StoragePurpose,
    /// The temperatures that it must keep.
    pub range: TempRange,
    /// Whether it agitates.
    #[serde(default)]
    pub agitation: bool,
    /// When it raises an alarm.
    pub alarm: StorageAlarm,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// What a kind of place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum StoragePurpose {
    /// Holds blood.
    Storage,
    /// Moves blood.
    Transport,
    /// Never holds blood.
    Other,
}

/// When a place raises an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "utoipa", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct StorageAlarm {
    /// Outside of this range someone is told.
    pub pre: TempRange,
    /// Outside of this range it is an excursion.
    pub hard: TempRange,
    /// Minutes outside before the alarm is raised.
    pub delay_minutes: u32,
}

impl Storage {
    /// Every kind.
    pub fn kinds(&self) -> &[StorageKind] {
        &self.kinds
    }

    /// The kind with this code, or a refusal by `storage.kind`.
    pub fn named(&self, code: &str) -> Result<&StorageKind, Refusal> {
        self.kinds.iter().find(|kind| kind.code == code).ok_or_else(|| {
            let code = quoted(code, 40);
            Refusal::new(
                "storage.kind",
                say!("规则库中没有储存场所类型“{code}”", "the rulebook knows no kind of place '{code}'"),
            )
        })
    }
}

impl StorageKind {
    /// Whether a place of this kind may hold `product` in `medium`.
    ///
    /// Refuses by `storage.purpose`, `storage.temperature` and `storage.agitation`.
    pub fn may_hold(&self, product: &Product, medium: Option<MediumCode>) -> Result<(), Refusal> {
        let wanted = match self.purpose {
            StoragePurpose::Storage => product.storage_range(medium),
            StoragePurpose::Transport => product.transport,
            StoragePurpose::Other => return Err(self.never_blood()),
        };
        if !wanted.covers(&self.range) {
            return Err(self.wrong_temperature(product, wanted));
        }
        if product.agitation && self.purpose == StoragePurpose::Storage && !self.agitation {
            return Err(self.must_agitate(product));
        }
        Ok(())
    }

    fn never_blood(&self) -> Refusal {
        let (zh, en) = (&self.name.zh, &self.name.en);
        Refusal::new("storage.purpose", say!("{zh}不得存放血液", "{en}: blood is never kept here"))
    }

    fn wrong_temperature(&self, product: &Product, wanted: TempRange) -> Refusal {
        let (zh, en, range) = (&self.name.zh, &self.name.en, self.range);
        let (product_zh, product_en) = (&product.name.zh, &product.name.en);
        Refusal::new(
            "storage.temperature",
            say!("{product_zh}须在 {wanted}，{zh}为 {range}", "{product_en} is kept at {wanted}, {en} keeps {range}"),
        )
    }

    fn must_agitate(&self, product: &Product) -> Refusal {
        let (zh, en, product_zh, product_en) = (&self.name.zh, &self.name.en, &product.name.zh, &product.name.en);
        Refusal::new(
            "storage.agitation",
            say!("{product_zh}须振荡保存，{zh}不振荡", "{product_en} must be agitated, {en} does not agitate"),
        )
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        rulebook::{products, storage},
        table::{check, verdict},
    };

    #[test]
    fn what_may_be_kept_where() {
        check(
            "
            ok | blood_fridge RBC-S-LR -
            ok | blood_fridge WB -
            ok | blood_fridge PLASMA-T -
            refused storage.temperature | blood_fridge PLT-A -
            refused storage.temperature | blood_fridge FP -
            refused storage.temperature | plasma_freezer RBC-S -
            ok | plasma_freezer FP -
            ok | plasma_freezer CRYO -
            ok | deep_freezer FFP -
            ok | deep_freezer RBC-F GLY-40
            refused storage.temperature | deep_freezer RBC-F GLY-20
            refused storage.temperature | deep_freezer RBC-F -
            refused storage.temperature | plasma_freezer RBC-F GLY-40
            ok | nitrogen_tank RBC-F -
            ok | platelet_incubator PLT-A -
            refused storage.agitation | room_temperature_cabinet PLT-A -
            ok | room_temperature_cabinet GRAN -
            ok | room_temperature_cabinet CRYO-T -
            # moved wider than stored, and a cool box is no place to store
            ok | box_cool RBC-S -
            ok | box_room_temperature PLT-A -
            refused storage.temperature | box_cool PLT-A -
            ok | box_frozen FP -
            refused storage.temperature | box_frozen RBC-F GLY-40
            ok | box_dry_ice RBC-F GLY-40
            # never blood
            refused storage.purpose | reagent_fridge RBC-S -
            refused storage.purpose | room CRYO-T -
            refused storage.kind | cupboard RBC-S -
            ",
            |row| {
                let words: Vec<_> = row.split_whitespace().collect();
                let product = products().find(words[1]).expect("a product");
                let medium = (words[2] != "-").then(|| words[2].parse().expect("a medium"));
                verdict(storage().named(words[0]).and_then(|kind| kind.may_hold(product, medium)).map(|()| "ok"))
            },
        );
    }

    #[test]
    fn every_product_has_a_place_to_be_kept_and_one_to_be_moved_in() {
        for product in products().iter() {
            let places = |wanted| {
                storage().kinds().iter().any(|kind| kind.purpose == wanted && kind.may_hold(product, None).is_ok())
            };
            assert!(
                places(super::StoragePurpose::Storage) && places(super::StoragePurpose::Transport),
                "{}",
                product.code
            );
        }
    }

    #[test]
    fn alarms_lie_inside_the_range_that_must_be_kept() {
        for kind in storage().kinds() {
            assert!(kind.range.covers(&kind.alarm.hard) && kind.alarm.hard.covers(&kind.alarm.pre), "{}", kind.code);
        }
    }
}
