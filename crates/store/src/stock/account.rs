//! How much a bag counts: mL always, 单位 or 治疗量 by its product's own rule, and never one from another. Pure.

use vena_kernel::{
    division::Division,
    preparation::Preparation,
    product::{Account, Product},
    quantity::{Doses, Units, VolumeMl},
};

/// What one bag counts beside its volume.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// In 单位.
    Units(Units),
    /// In 治疗量.
    Doses(Doses),
    /// In mL alone.
    Volume,
    /// Counted by a rule whose facts are missing: a part of a bag, or a donation of unknown or odd size.
    Unknown,
}

/// What a bag of `product` counts, made from a donation of `drawn_ml`.
pub(super) fn count(product: &Product, division: Division, drawn_ml: Option<i32>, rules: &Preparation) -> Count {
    match product.account {
        Account::Ml => Count::Volume,
        Account::Dose if division == Division::WHOLE => Count::Doses(Doses::whole(1)),
        Account::Unit { .. } if division == Division::WHOLE => {
            let units = drawn_ml.and_then(VolumeMl::new).and_then(|drawn| rules.nominal(drawn));
            units.and_then(|nominal| product.units_from(nominal)).map_or(Count::Unknown, Count::Units)
        }
        Account::Dose | Account::Unit { .. } => Count::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use vena_kernel::rulebook;
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn a_bag_counts_by_the_rule_of_its_product() {
        let table = "
            product  | part | drawn | counts
            RBC-S-LR | 00   | 400   | 2 U
            RBC-S-LR | 00   | 360   | 2 U        -- a donation of 400 mL within its tolerance
            RBC-S-LR | 00   | 359   | unknown
            RBC-S-LR | 00   | 300   | 1.5 U
            RBC-S-LR | 00   | 200   | 1 U
            RBC-S-LR | 00   | -     | unknown    -- taken over without its donation
            RBC-S-LR | A0   | 400   | unknown    -- how much a part is nobody has counted
            WB       | 00   | 400   | 2 U
            FFP      | 00   | 400   | mL
            FFP      | A0   | -     | mL
            PLT-A    | 00   | 250   | 1 治疗量
            PLT-A    | A0   | 250   | unknown
        ";
        for row in rows(table).into_iter().skip(1) {
            let product = rulebook::products().find(row[0]).expect("a product");
            let found = count(product, row[1].parse().expect("a part"), row[2].parse().ok(), rulebook::preparation());
            let shown = match found {
                Count::Units(units) => units.to_string(),
                Count::Doses(doses) => doses.to_string(),
                Count::Volume => "mL".into(),
                Count::Unknown => "unknown".into(),
            };
            assert_eq!(shown, row[3], "{row:?}");
        }
    }
}
