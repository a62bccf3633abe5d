//! Which bag a machine means by what was scanned at it. Pure.

use vena_contracts::shown::UnitText;
use vena_kernel::id::UnitId;
use vena_ledger::UnitRecord;

/// The bag among `bags` that `text` means; none when it means none of them, or several.
pub(super) fn bag(text: &str, bags: &[UnitRecord]) -> Option<UnitId> {
    let read = UnitText::read(text).ok()?;
    let meant = |record: &&UnitRecord| {
        let facts = &record.facts;
        read.id.map_or_else(
            || {
                read.number == Some(facts.donation_number)
                    && read.product.is_none_or(|product| product == facts.product)
                    && read.division.is_none_or(|division| division == facts.division)
            },
            |id| id == record.unit_id,
        )
    };
    let mut found = bags.iter().filter(meant);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one.unit_id),
        _ => None,
    }
}
