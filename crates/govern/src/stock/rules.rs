//! Cells of the city's stock and their grades. Pure.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{
    abo::BloodGroup,
    clock::{Day, Instant},
    division::Division,
    preparation::Preparation,
    product::{Account, ComponentClass, ProductCode, Products},
    quantity::{Doses, Units, VolumeMl},
};

use super::book::{Cover, GradeRule, Reach, Steps, StockBook};

/// How a stock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum StockGrade {
    /// Enough.
    Good,
    /// To be watched.
    Notice,
    /// To be acted on.
    Warning,
    /// Too little.
    Danger,
}

/// By what a grade was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum GradedBy {
    /// Days that the stock lasts.
    DaysCover,
    /// Bags, because too few were used to say how long they last.
    Units,
}

/// Usable bags of one kind that count alike.
#[derive(Debug, Clone)]
pub(super) struct Heap {
    pub(super) product: ProductCode,
    pub(super) group: Option<BloodGroup>,
    pub(super) division: Division,
    /// What was drawn for each of them.
    pub(super) drawn_ml: Option<i32>,
    pub(super) bags: i64,
    /// How many of them are promised, committed or matched.
    pub(super) promised: i64,
    pub(super) volume_ml: i64,
    pub(super) expiring: i64,
    /// When anything was last recorded about one of them.
    pub(super) as_of: Instant,
}

/// Bags used in the window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Used {
    pub(super) product: ProductCode,
    pub(super) group: Option<BloodGroup>,
    /// Dispensed less returned.
    pub(super) bags: i64,
}

/// The stock of one class in one group.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub(super) struct CityCell {
    /// Class.
    pub(super) product_class: ComponentClass,
    /// Group.
    pub(super) group: BloodGroup,
    /// Usable bags: released, unheld, unexpired, promised ones included.
    pub(super) units: i64,
    /// How many of them are promised, committed or matched.
    pub(super) promised_units: i64,
    /// Their volume, mL.
    pub(super) volume_ml: i64,
    /// What they count in 单位; absent where nothing is counted so.
    pub(super) unit_count: Option<Units>,
    /// What they count in 治疗量; absent where nothing is counted so.
    pub(super) dose_count: Option<Doses>,
    /// Bags that would be counted in 单位 or 治疗量 but whose facts are missing.
    pub(super) uncounted_units: i64,
    /// How the stock stands; absent for what is obtained when it is asked for.
    pub(super) grade: Option<StockGrade>,
    /// By what the grade was given.
    pub(super) grade_by: Option<GradedBy>,
    /// Days that the stock lasts at the average use, one decimal; absent when too few bags were used to say.
    pub(super) days_cover: Option<f64>,
    /// Bags dispensed less returned in the window.
    pub(super) dispensed_in_window: i64,
    /// Bags that expire within 72 hours.
    pub(super) expiring_72h: i64,
    /// When anything was last recorded about one of these bags; the time of the question when there is none.
    pub(super) as_of: Instant,
}

/// What decides about the cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) book: &'a StockBook,
    pub(super) products: &'a Products,
    pub(super) rules: &'a Preparation,
    pub(super) reach: Reach,
    pub(super) day: Day,
    /// When the stock was asked for.
    pub(super) now: Instant,
    /// Seconds over which the use was counted: less than the rule's days in a young ledger.
    pub(super) window_seconds: i64,
}

/// When the window of the average use begins: `days` ago, or with the first use of a younger ledger, but one day ago at
/// the latest, so that one busy hour is not taken for the use of a day.
pub(super) fn window_start(now: Instant, days: i64, first_use: Option<Instant>) -> Instant {
    let (earliest, latest) = (now.plus_seconds(-days * 86_400), now.plus_seconds(-86_400));
    first_use.unwrap_or(earliest).max(earliest).min(latest.max(earliest))
}

impl Judge<'_> {
    /// One cell for each graded class and group, also when empty, and one for each other class of which there is anything.
    pub(super) fn cells(&self, heaps: &[Heap], used: &[Used]) -> Vec<CityCell> {
        let mut cells: BTreeMap<(ComponentClass, BloodGroup), CityCell> = BTreeMap::new();
        for class in self.book.classes(self.reach, self.day) {
            for group in BloodGroup::ALL {
                cells.insert((class, group), self.empty(class, group));
            }
        }
        for heap in heaps {
            let (Some(class), Some(group)) = (self.class(heap.product), heap.group) else { continue };
            self.add(cells.entry((class, group)).or_insert_with(|| self.empty(class, group)), heap);
        }
        for one in used {
            let (Some(class), Some(group)) = (self.class(one.product), one.group) else { continue };
            if let Some(cell) = cells.get_mut(&(class, group)) {
                cell.dispensed_in_window += one.bags;
            }
        }
        cells.into_values().map(|cell| self.graded(cell)).collect()
    }

    fn class(&self, product: ProductCode) -> Option<ComponentClass> {
        self.products.get(product).map(|product| product.class)
    }

    fn empty(&self, product_class: ComponentClass, group: BloodGroup) -> CityCell {
        CityCell {
            product_class,
            group,
            units: 0,
            promised_units: 0,
            volume_ml: 0,
            unit_count: None,
            dose_count: None,
            uncounted_units: 0,
            grade: None,
            grade_by: None,
            days_cover: None,
            dispensed_in_window: 0,
            expiring_72h: 0,
            as_of: self.now,
        }
    }

    fn add(&self, cell: &mut CityCell, heap: &Heap) {
        let first = cell.units == 0;
        cell.units += heap.bags;
        cell.promised_units += heap.promised;
        cell.volume_ml += heap.volume_ml;
        cell.expiring_72h += heap.expiring;
        cell.as_of = if first { heap.as_of } else { cell.as_of.max(heap.as_of) };
        let times = |each: i32| each.saturating_mul(i32::try_from(heap.bags).unwrap_or(i32::MAX));
        match self.products.get(heap.product).map(|product| (product, product.account)) {
            Some((_, Account::Ml)) => {}
            Some((_, Account::Dose)) if heap.division == Division::WHOLE => {
                let doses = Doses::from_hundredths(times(100)).unwrap_or_default();
                cell.dose_count = Some(cell.dose_count.unwrap_or_default() + doses);
            }
            Some((product, Account::Unit { .. })) if heap.division == Division::WHOLE => {
                let drawn = heap.drawn_ml.and_then(VolumeMl::new);
                match drawn.and_then(|drawn| self.rules.nominal(drawn)).and_then(|size| product.units_from(size)) {
                    Some(each) => {
                        let units = Units::from_hundredths(times(each.hundredths())).unwrap_or_default();
                        cell.unit_count = Some(cell.unit_count.unwrap_or_default() + units);
                    }
                    None => cell.uncounted_units += heap.bags,
                }
            }
            _ => cell.uncounted_units += heap.bags,
        }
    }

    fn graded(&self, mut cell: CityCell) -> CityCell {
        // What left before the window may have come back in it.
        cell.dispensed_in_window = cell.dispensed_in_window.max(0);
        cell.days_cover = self.book.cover(self.day).and_then(|cover| self.days_cover(&cell, cover));
        if let Some(rule) = self.book.grade(self.reach, cell.product_class, cell.group.rhd, self.day) {
            let (grade, by) = judged(rule, cell.days_cover, cell.units);
            (cell.grade, cell.grade_by) = (Some(grade), Some(by));
        }
        cell
    }

    fn days_cover(&self, cell: &CityCell, cover: &Cover) -> Option<f64> {
        if cell.dispensed_in_window < cover.minimum_bags || self.window_seconds <= 0 {
            return None;
        }
        // Counts of bags and seconds of a week are exact in f64.
        let a_day = cell.dispensed_in_window as f64 * 86_400.0 / self.window_seconds as f64;
        Some((cell.units as f64 / a_day * 10.0).round() / 10.0)
    }
}

fn judged(rule: &GradeRule, days: Option<f64>, bags: i64) -> (StockGrade, GradedBy) {
    match days {
        Some(days) => (step(days, rule.days), GradedBy::DaysCover),
        None => (step(bags, rule.bags), GradedBy::Units),
    }
}

fn step<T: PartialOrd>(value: T, steps: Steps<T>) -> StockGrade {
    if value >= steps.good {
        StockGrade::Good
    } else if value >= steps.notice {
        StockGrade::Notice
    } else if value >= steps.warning {
        StockGrade::Warning
    } else {
        StockGrade::Danger
    }
}
