//! What a row says, read cell by cell.

use vena_kernel::{
    abo::BloodGroup, clock::Instant, donation_number::DonationNumber, intake, product::ProductCode, quantity::VolumeMl,
    refusal::Refusal, rulebook,
};
use vena_platform::imports::{Reason, Row};

/// What the ledger is told of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) number: DonationNumber,
    pub(super) product: ProductCode,
    pub(super) group: BloodGroup,
    pub(super) volume: VolumeMl,
    pub(super) collected_at: Instant,
}

/// As much of a row as can be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Part {
    pub(super) number: Option<DonationNumber>,
    /// By its code.
    pub(super) product: Option<ProductCode>,
    /// By its name.
    pub(super) named: Option<ProductCode>,
    pub(super) group: Option<BloodGroup>,
    pub(super) volume: Option<VolumeMl>,
    pub(super) collected_at: Option<Instant>,
    pub(super) tested_at: Option<Instant>,
    pub(super) stored_at: Option<Instant>,
}

impl Part {
    /// The row, when every cell could be read.
    pub(super) fn whole(&self) -> Option<Entry> {
        // A row without its other cells is no whole row either.
        let _ = (self.named?, self.tested_at?, self.stored_at?);
        Some(Entry {
            number: self.number?,
            product: self.product?,
            group: self.group?,
            volume: self.volume?,
            collected_at: self.collected_at?,
        })
    }
}

/// Reads every cell; what cannot be read gives a reason. An empty cell gives none: that is said already.
pub(super) fn read(row: &Row) -> (Part, Vec<Reason>) {
    let mut reasons = Vec::new();
    let part = Part {
        number: cell(row, "条码", &mut reasons, str::parse),
        product: cell(row, "产品码", &mut reasons, product),
        named: cell(row, "产品名称", &mut reasons, product),
        group: cell(row, "血型", &mut reasons, str::parse),
        volume: cell(row, "血量", &mut reasons, intake::volume),
        collected_at: cell(row, "采集日期", &mut reasons, intake::local_time),
        tested_at: cell(row, "检测日期", &mut reasons, intake::local_time),
        stored_at: cell(row, "入库日期", &mut reasons, intake::local_time),
    };
    (part, reasons)
}

fn cell<T>(row: &Row, column: &str, reasons: &mut Vec<Reason>, read: impl Fn(&str) -> Result<T, Refusal>) -> Option<T> {
    let text = row.filled(column)?;
    match read(text) {
        Ok(value) => Some(value),
        Err(refusal) => {
            reasons.push(Reason::new(column, text, refusal));
            None
        }
    }
}

fn product(text: &str) -> Result<ProductCode, Refusal> {
    rulebook::products().find(text).map(|product| product.code)
}
