//! Neighbours of the scene, whose answers a test decides.

use std::sync::{Arc, Mutex};

use vena_contracts::{
    Answer,
    collect::{DonationDesk, DonationFacts, DonationTracer, Sibling},
    lab::LabTracer,
};
use vena_govern::Tracers;
use vena_kernel::{
    clock::Instant,
    donation_number::DonationNumber,
    id::{InstrumentId, LotId, OrgId, SiteId},
};
use vena_platform::{db::Tx, module::Module};

/// Which donations are of one donor, and which a thing has touched.
#[derive(Default)]
pub(crate) struct Neighbours {
    /// Donations of one donor.
    pub(crate) of_donor: Mutex<Vec<DonationNumber>>,
    /// Touched by every lot, instrument and site.
    pub(crate) touched: Mutex<Vec<DonationNumber>>,
}

/// The scene with these neighbours.
pub(crate) fn module(neighbours: &Arc<Neighbours>) -> Module {
    let (donations, collect, lab) = (neighbours.clone(), neighbours.clone(), neighbours.clone());
    vena_govern::module(Tracers { donations, collect, lab })
}

impl Neighbours {
    fn answer(&self) -> Answer<'static, Vec<DonationNumber>> {
        let touched = self.touched.lock().expect("a lock").clone();
        Box::pin(async move { Ok(touched) })
    }
}

impl DonationDesk for Neighbours {
    fn facts<'a>(&'a self, _: &'a mut Tx, _: &'a DonationNumber) -> Answer<'a, Option<DonationFacts>> {
        Box::pin(async { Ok(None) })
    }

    fn siblings<'a>(&'a self, tx: &'a mut Tx, number: &'a DonationNumber) -> Answer<'a, Vec<Sibling>> {
        let (all, ended_at) = (self.of_donor.lock().expect("a lock").clone(), tx.now());
        let others = if all.contains(number) { all } else { Vec::new() };
        let others = others.into_iter().filter(|other| other != number);
        let others = others.map(|donation_number| Sibling { donation_number, ended_at }).collect();
        Box::pin(async move { Ok(others) })
    }
}

impl DonationTracer for Neighbours {
    fn at_site<'a>(
        &'a self,
        _: &'a mut Tx,
        _: OrgId,
        _: SiteId,
        _: (Instant, Instant),
        _: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        self.answer()
    }

    fn of_lot<'a>(
        &'a self,
        _: &'a mut Tx,
        _: OrgId,
        _: &'a str,
        _: &'a str,
        _: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        self.answer()
    }
}

impl LabTracer for Neighbours {
    fn by_reagent<'a>(&'a self, _: &'a mut Tx, _: OrgId, _: LotId, _: i64) -> Answer<'a, Vec<DonationNumber>> {
        self.answer()
    }

    fn by_instrument<'a>(
        &'a self,
        _: &'a mut Tx,
        _: OrgId,
        _: InstrumentId,
        _: (Instant, Instant),
        _: i64,
    ) -> Answer<'a, Vec<DonationNumber>> {
        self.answer()
    }
}
