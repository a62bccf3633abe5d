//! Which part of a divided unit each bag is: given by the person, or counted. Pure.

use std::collections::BTreeSet;

use vena_kernel::{division::Division, product::ProductCode, refusal::Refusal, say, text::Text};

/// The division of each wanted bag, in its order. `parent` is divided as `own`.
///
/// A product that appears once keeps the division of the parent, unless it is the parent's own product. Several bags of
/// one product are its parts: `A0`, `B0`, … or the parts of a part, `Aa`, `Ab`, ….
pub(super) fn divisions(
    parent: ProductCode,
    own: Division,
    wanted: &[(ProductCode, Option<Division>)],
) -> Result<Vec<Division>, Refusal> {
    let mut used: BTreeSet<(ProductCode, Division)> = BTreeSet::new();
    let mut found = Vec::with_capacity(wanted.len());
    for (product, asked) in wanted {
        let alone = wanted.iter().filter(|(other, _)| other == product).count() == 1;
        if alone && *product == parent {
            return Err(refused(say!("分装至少需要两份", "a unit is divided into two parts at least")));
        }
        let division = match asked {
            Some(division) => checked(*division, own, alone)?,
            None if alone => own,
            None => next(*product, own, &used)?,
        };
        if !used.insert((*product, division)) {
            return Err(refused(say!("分装码 {division} 重复", "the division {division} is given twice")));
        }
        found.push(division);
    }
    Ok(found)
}

fn next(product: ProductCode, own: Division, used: &BTreeSet<(ProductCode, Division)>) -> Result<Division, Refusal> {
    let free = parts(own).find(|division| !used.contains(&(product, *division)));
    free.ok_or_else(|| refused(say!("{own} 不能再分装", "{own} cannot be divided any further")))
}

fn parts(own: Division) -> impl Iterator<Item = Division> {
    let part = move |index| if own == Division::WHOLE { Division::first_level(index) } else { own.part(index) };
    (0..26).filter_map(part)
}

fn checked(division: Division, own: Division, alone: bool) -> Result<Division, Refusal> {
    if (alone && division == own) || (!alone && parts(own).any(|part| part == division)) {
        return Ok(division);
    }
    Err(refused(say!("分装码 {division} 不是 {own} 的一份", "{division} is not a part of {own}")))
}

fn refused(reason: Text) -> Refusal {
    Refusal::new("preparation.division", reason)
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn outcome(parent: &str, own: &str, wanted: &str) -> String {
        let bag = |text: &str| {
            let (product, division) = text.split_once(':').map_or((text, None), |(p, d)| (p, Some(d)));
            (product.parse().expect("a product"), division.map(|d| d.parse().expect("a division")))
        };
        let wanted: Vec<_> = wanted.split(' ').map(bag).collect();
        match divisions(parent.parse().expect("a product"), own.parse().expect("a division"), &wanted) {
            Ok(found) => found.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            Err(refusal) => refusal.rule,
        }
    }

    #[test]
    fn parts_are_counted_and_never_collide() {
        let table = "
            parent | own | wanted                     | divisions
            WB     | 00  | RBC-S FFP                  | 00 00
            WB     | 00  | RBC-S FFP FFP              | 00 A0 B0
            WB     | 00  | FFP:B0 FFP                 | B0 A0
            WB     | 00  | FFP:00                     | 00
            WB     | 00  | FFP:A0                     | preparation.division   -- a single bag is whole
            RBC-S  | 00  | RBC-S RBC-S                | A0 B0
            RBC-S  | A0  | RBC-S RBC-S                | Aa Ab
            RBC-S  | A0  | RBC-W                      | A0
            RBC-S  | A0  | RBC-S:B0 RBC-S             | preparation.division   -- B0 is no part of A0
            RBC-S  | Aa  | RBC-S RBC-S                | preparation.division   -- a part of a part ends it
            RBC-S  | 00  | RBC-S                      | preparation.division
            RBC-S  | 00  | RBC-S:A0 RBC-S:A0          | preparation.division
        ";
        for row in rows(table).into_iter().skip(1) {
            assert_eq!(outcome(row[0], row[1], row[2]), row[3], "{row:?}");
        }
    }
}
