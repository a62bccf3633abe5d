//! How a slip counts. Bags and millilitres are never added to each other; RhD-negative is never hidden in a sum.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    abo::{Abo, BloodGroup, Rhd},
    product::ProductCode,
};

/// Bags and their volume.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Amount {
    /// Bags.
    pub(crate) bags: i64,
    /// Volume, mL.
    pub(crate) volume_ml: i64,
}

impl Amount {
    fn add(&mut self, volume_ml: i64) {
        self.bags += 1;
        self.volume_ml += volume_ml;
    }
}

/// A box, counted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    /// By product, RhD and ABO, in this order.
    pub(crate) rows: BTreeMap<(ProductCode, Rhd, Abo), Amount>,
    /// Everything RhD-positive.
    pub(crate) positive: Amount,
    /// Everything RhD-negative.
    pub(crate) negative: Amount,
    /// Units whose group nobody knows; an issued unit always has one.
    pub(crate) ungrouped: Amount,
}

/// Counts units of (product, group, volume in mL).
pub(crate) fn count(units: impl Iterator<Item = (ProductCode, Option<BloodGroup>, i32)>) -> Counted {
    let mut counted = Counted::default();
    for (product, group, volume_ml) in units {
        let volume_ml = i64::from(volume_ml);
        let Some(BloodGroup { abo, rhd }) = group else {
            counted.ungrouped.add(volume_ml);
            continue;
        };
        counted.rows.entry((product, rhd, abo)).or_default().add(volume_ml);
        match rhd {
            Rhd::Positive => counted.positive.add(volume_ml),
            Rhd::Negative => counted.negative.add(volume_ml),
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn negative_is_counted_apart_and_bags_are_not_millilitres() {
        let units = [
            ("RBC-S-LR", "A+", 200),
            ("RBC-S-LR", "A+", 400),
            ("RBC-S-LR", "A-", 200),
            ("FFP", "A+", 150),
            ("RBC-S-LR", "O-", 200),
        ];
        let counted = count(units.into_iter().map(|(product, group, volume_ml)| {
            (product.parse().expect("a product"), Some(group.parse().expect("a group")), volume_ml)
        }));
        let expected = rows(
            "
            FFP      | + | A | 1 | 150
            RBC-S-LR | - | O | 1 | 200
            RBC-S-LR | - | A | 1 | 200
            RBC-S-LR | + | A | 2 | 600
            ",
        );
        let found: Vec<Vec<String>> = counted
            .rows
            .iter()
            .map(|((product, rhd, abo), amount)| {
                vec![
                    product.to_string(),
                    rhd.to_string(),
                    abo.to_string(),
                    amount.bags.to_string(),
                    amount.volume_ml.to_string(),
                ]
            })
            .collect();
        assert_eq!(found, expected);
        assert_eq!(counted.positive, Amount { bags: 3, volume_ml: 750 });
        assert_eq!(counted.negative, Amount { bags: 2, volume_ml: 400 });
        assert_eq!(counted.ungrouped, Amount::default());
    }

    #[test]
    fn a_unit_without_a_group_is_in_no_other_sum() {
        let counted = count([("FFP".parse().expect("a product"), None, 150)].into_iter());
        assert_eq!(counted.ungrouped, Amount { bags: 1, volume_ml: 150 });
        assert_eq!((counted.positive, counted.negative, counted.rows.len()), (Amount::default(), Amount::default(), 0));
    }
}
