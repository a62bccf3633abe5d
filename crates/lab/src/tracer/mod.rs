//! Answers which donations a lot of a reagent or an instrument has touched.

mod db;

use vena_contracts::{Answer, lab::LabTracer};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{InstrumentId, LotId, OrgId},
};
use vena_platform::db::Tx;

/// Traces what the laboratory has used.
pub(crate) struct Tracer;

impl LabTracer for Tracer {
    fn by_reagent<'a>(&'a self, tx: &'a mut Tx, org: OrgId, lot: LotId, limit: i64) -> Answer<'a, Vec<DonationNumber>> {
        Box::pin(db::by_reagent(tx, org, lot, limit))
    }

    fn by_instrument<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        instrument: InstrumentId,
        window: (Instant, Instant),
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        Box::pin(db::by_instrument(tx, org, instrument, window, limit))
    }
}
