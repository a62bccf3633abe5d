//! Heaps of bags added up: bags, mL, 单位 and 治疗量 each for itself. Pure.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_contracts::shown::product_name;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    product::{ComponentClass, ProductCode},
    quantity::{Doses, Units},
    rulebook,
    text::Text,
};

use super::{
    account::{Count, count},
    db::Heap,
};

/// How much there is of one kind.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(super) struct Amount {
    /// Bags.
    pub(super) bags: i64,
    /// Volume, mL.
    pub(super) volume_ml: i64,
    /// 单位; absent where nothing is counted so.
    pub(super) units: Option<Units>,
    /// 治疗量; absent where nothing is counted so.
    pub(super) doses: Option<Doses>,
    /// Bags that a rule would count in 单位 or 治疗量 but whose facts are missing.
    pub(super) uncounted_bags: i64,
}

impl Amount {
    fn add(&mut self, heap: &Heap, counted: Count) {
        self.bags += heap.bags;
        self.volume_ml += heap.volume_ml;
        let times = |each: i32| each.saturating_mul(i32::try_from(heap.bags).unwrap_or(i32::MAX));
        match counted {
            Count::Units(each) => {
                let sum = Units::from_hundredths(times(each.hundredths())).unwrap_or_default();
                self.units = Some(self.units.unwrap_or_default() + sum);
            }
            Count::Doses(each) => {
                let sum = Doses::from_hundredths(times(each.hundredths())).unwrap_or_default();
                self.doses = Some(self.doses.unwrap_or_default() + sum);
            }
            Count::Unknown => self.uncounted_bags += heap.bags,
            Count::Volume => {}
        }
    }
}

/// How much there is of one product in one group.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct StockSum {
    /// Product.
    pub(super) product: ProductCode,
    /// Its name.
    product_name: Text,
    /// Its class.
    pub(super) class: Option<ComponentClass>,
    /// Group; absent while it is not known.
    pub(super) group: Option<BloodGroup>,
    /// How much.
    #[serde(flatten)]
    pub(super) amount: Amount,
    /// The soonest expiry.
    pub(super) earliest_expiry: Option<Instant>,
    /// Bags that expire within 72 hours.
    pub(super) expiring_72h: i64,
}

/// How much there is of one class.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct ClassSum {
    /// The class; absent for products that the rulebook has forgotten.
    pub(super) class: Option<ComponentClass>,
    /// How much.
    #[serde(flatten)]
    pub(super) amount: Amount,
}

/// The heaps by product and group.
pub(super) fn by_product(heaps: &[Heap]) -> Vec<StockSum> {
    let mut sums: BTreeMap<(ProductCode, Option<BloodGroup>), StockSum> = BTreeMap::new();
    for heap in heaps {
        let sum = sums.entry((heap.product, heap.blood_group)).or_insert_with(|| StockSum {
            product: heap.product,
            product_name: product_name(heap.product),
            class: class_of(heap.product),
            group: heap.blood_group,
            amount: Amount::default(),
            earliest_expiry: None,
            expiring_72h: 0,
        });
        sum.amount.add(heap, counted(heap));
        sum.expiring_72h += heap.expiring;
        sum.earliest_expiry = sum.earliest_expiry.into_iter().chain(heap.earliest_expiry).min();
    }
    sums.into_values().collect()
}

/// The heaps by class.
pub(super) fn by_class(heaps: &[Heap]) -> Vec<ClassSum> {
    let mut sums: BTreeMap<Option<ComponentClass>, Amount> = BTreeMap::new();
    for heap in heaps {
        sums.entry(class_of(heap.product)).or_default().add(heap, counted(heap));
    }
    sums.into_iter().map(|(class, amount)| ClassSum { class, amount }).collect()
}

fn class_of(code: ProductCode) -> Option<ComponentClass> {
    rulebook::products().get(code).map(|product| product.class)
}

fn counted(heap: &Heap) -> Count {
    let product = rulebook::products().get(heap.product);
    product.map_or(Count::Unknown, |product| count(product, heap.division, heap.drawn_ml, rulebook::preparation()))
}

#[cfg(test)]
mod tests {
    use vena_kernel::division::Division;

    use super::*;

    fn heap(product: &str, group: &str, drawn_ml: Option<i32>, bags: i64, expiry: &str) -> Heap {
        Heap {
            product: product.parse().expect("a product"),
            blood_group: Some(group.parse().expect("a group")),
            division: Division::WHOLE,
            drawn_ml,
            bags,
            volume_ml: bags * 200,
            earliest_expiry: Some(expiry.parse().expect("an instant")),
            expiring: 1,
        }
    }

    #[test]
    fn bags_units_doses_and_millilitres_are_never_mixed() {
        let (early, late) = ("2026-02-12T00:00:00Z", "2026-03-12T00:00:00Z");
        let heaps = [
            heap("RBC-S", "O+", Some(400), 3, late),
            heap("RBC-S", "O+", Some(300), 1, early),
            heap("RBC-S", "O+", None, 2, late),
            heap("RBC-S", "A-", Some(200), 1, late),
            heap("FFP", "O+", None, 5, late),
            heap("PLT-A", "O+", None, 2, early),
        ];
        let sums = by_product(&heaps);
        let shown: Vec<_> = sums
            .iter()
            .map(|sum| {
                let amount = &sum.amount;
                let count = |text: Option<String>| text.unwrap_or_else(|| "-".into());
                format!(
                    "{} {} {} {} {} {} {}",
                    sum.product,
                    sum.group.expect("a group"),
                    amount.bags,
                    amount.volume_ml,
                    count(amount.units.map(|units| units.to_string())),
                    count(amount.doses.map(|doses| doses.to_string())),
                    amount.uncounted_bags
                )
            })
            .collect();
        assert_eq!(
            shown,
            [
                "FFP O+ 5 1000 - - 0",
                "PLT-A O+ 2 400 - 2 治疗量 0",
                "RBC-S O+ 6 1200 7.5 U - 2",
                "RBC-S A- 1 200 1 U - 0"
            ]
        );
        assert_eq!(
            (sums[2].earliest_expiry.expect("an expiry").to_string().as_str(), sums[2].expiring_72h),
            ("2026-02-12T00:00:00.000000Z", 3)
        );
        let classes = by_class(&heaps);
        let red = classes.iter().find(|sum| sum.class == Some(ComponentClass::RedCells)).expect("red cells");
        assert_eq!((red.amount.bags, red.amount.units.map(Units::hundredths)), (7, Some(850)));
    }
}
