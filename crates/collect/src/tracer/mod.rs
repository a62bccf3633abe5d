//! Answers which donations a place or a lot has touched.

mod db;

use vena_contracts::{Answer, collect::DonationTracer};
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{OrgId, SiteId},
};
use vena_platform::db::Tx;

/// Traces what a place or a lot has touched.
pub(crate) struct Tracer;

impl DonationTracer for Tracer {
    fn at_site<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        site: SiteId,
        window: (Instant, Instant),
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        Box::pin(db::ended_at_site(tx, org, site, window, limit))
    }

    fn of_lot<'a>(
        &'a self,
        tx: &'a mut Tx,
        org: OrgId,
        item: &'a str,
        lot: &'a str,
        limit: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        Box::pin(db::of_lot(tx, org, (item, lot), limit))
    }
}
