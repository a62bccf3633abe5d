//! The search itself: page by page through the stock, promise what fits, note what does not.

use anyhow::anyhow;
use vena_contracts::shown::Person;
use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    product::ProductCode,
    refusal::Refusal,
    rulebook, say,
    unit_state::{Fact, UnitEvent},
    zone,
};
use vena_ledger::{StockCursor, StockFilter, UnitRecord};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{db, explained::Explained, rules, rules::Need};
use crate::{
    event,
    orders::{
        Urgency,
        db::{Head, Line},
        view::progress,
    },
    policy::Policy,
};

/// Units read at a time.
const PAGE: u32 = 100;
/// After so many candidates a line is left short: behind them the stock is in disorder, not in shortage.
const CONSIDERED_MAX: usize = 2_000;

/// What the rulebook makes of a line of an order.
///
/// # Errors
/// `product.unknown`, or `allocation.no-policy` when the rulebook is silent about the class or the urgency.
pub(crate) fn need(head: &Head, line: &Line, now: Instant) -> Result<Need, Refusal> {
    needed((line.product, line.blood_group, line.substitution), head.urgency, head.needed_by, now)
}

/// The same for a product, a group and whether a compatible one may be sent.
pub(super) fn needed(
    (product, group, substitution): (ProductCode, BloodGroup, bool),
    urgency: Urgency,
    needed_by: Instant,
    now: Instant,
) -> Result<Need, Refusal> {
    let class = rulebook::products().named(product)?.class;
    let (day, book) = (now.day_in(&zone::china()), Policy::book());
    let silent = || {
        let reason =
            say!("规则库没有 {product} 的现行调配规则", "the rulebook has no allocation rule for {product} in force");
        Refusal::new("allocation.no-policy", reason)
    };
    Ok(Need {
        product,
        class,
        group,
        substitution,
        needed_by,
        remaining_hours: book.remaining_hours(class, urgency, day).ok_or_else(silent)?,
        promise_minutes: book.promise_minutes(urgency, day).ok_or_else(silent)?,
    })
}

/// A search for the open bags of one line.
pub(super) struct Hunt<'a> {
    scope: &'a Scope,
    head: &'a Head,
    line: &'a Line,
    need: Need,
    until: Instant,
    explained: Explained,
}

impl<'a> Hunt<'a> {
    pub(super) fn new(tx: &Tx, scope: &'a Scope, head: &'a Head, line: &'a Line) -> Result<Self, Fault> {
        let need = need(head, line, tx.now())?;
        let by = Person { user_id: scope.user, display_name: scope.user_name.clone() };
        let wanted = usize::try_from(progress(line).open).map_err(|error| anyhow!(error))?;
        let until = tx.now().plus_seconds(need.promise_minutes * 60);
        Ok(Self { scope, head, line, need, until, explained: Explained::begin(tx.now(), by, wanted) })
    }

    /// Looks through the groups in order of choice until the line is full or the stock is exhausted.
    pub(super) async fn run(mut self, tx: &mut Tx) -> Result<Explained, Fault> {
        for group in rules::groups(&self.need) {
            self.group(tx, group).await?;
        }
        Ok(self.explained)
    }

    fn done(&self) -> bool {
        self.explained.short == 0 || self.explained.considered >= CONSIDERED_MAX
    }

    async fn group(&mut self, tx: &mut Tx, group: BloodGroup) -> Result<(), Fault> {
        let filter = StockFilter {
            custodian: Some(self.scope.org),
            products: vec![self.need.product],
            groups: vec![group],
            ..StockFilter::default()
        };
        let mut cursor = None;
        while !self.done() {
            let page = vena_ledger::stock(tx, &filter, cursor, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            cursor = Some(StockCursor::after(last));
            self.page(tx, page).await?;
        }
        Ok(())
    }

    async fn page(&mut self, tx: &mut Tx, page: Vec<UnitRecord>) -> Result<(), Fault> {
        let mut batch: Vec<(UnitRecord, UnitEvent)> = Vec::new();
        for candidate in page {
            if self.done() {
                break;
            }
            if candidate.state.promise.at(tx.now()).order() == Some(self.head.order_id) {
                continue;
            }
            self.explained.considered += 1;
            let promise = self.promise(tx, &candidate);
            match rules::judge(&candidate.unit(), &promise, tx.now(), &self.need) {
                Ok(()) => batch.push((candidate, promise)),
                Err(refusal) => self.explained.reject(&candidate, refusal),
            }
            if batch.len() >= self.explained.short {
                self.take(tx, std::mem::take(&mut batch)).await?;
            }
        }
        self.take(tx, batch).await
    }

    /// Promises a batch. The ledger decides under lock; what another order got first is noted and passed over.
    async fn take(&mut self, tx: &mut Tx, batch: Vec<(UnitRecord, UnitEvent)>) -> Result<(), Fault> {
        if batch.is_empty() {
            return Ok(());
        }
        let events: Vec<UnitEvent> = batch.iter().map(|(_, event)| event.clone()).collect();
        let outcomes = vena_ledger::append(tx, &events).await?;
        let mut taken = Vec::new();
        for ((candidate, _), outcome) in batch.into_iter().zip(outcomes) {
            match outcome.refusal() {
                Some(refusal) => self.explained.reject(&candidate, refusal.clone()),
                None => {
                    taken.push(candidate.unit_id);
                    self.explained.take();
                }
            }
        }
        db::keep_promised(tx, self.head.order_id, self.line.line_no, &taken, self.until).await
    }

    fn promise(&self, tx: &Tx, candidate: &UnitRecord) -> UnitEvent {
        event(tx, self.scope, candidate.unit_id, Fact::Promised { order: self.head.order_id, until: self.until })
    }
}
