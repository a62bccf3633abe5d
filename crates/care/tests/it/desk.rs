//! A desk of donors that a test can talk to.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};

use vena_contracts::{
    Answer,
    recruit::{Contact, DonorBrief, DonorDesk},
};
use vena_kernel::{
    abo::BloodGroup,
    clock::Day,
    eligibility::{History, Needle, Verdict, judge_all},
    id::DonorId,
};
use vena_platform::{auth::Scope, db::Tx};

/// Who has agreed to be told.
#[derive(Default, Clone)]
pub(crate) struct Agreed(Arc<Mutex<HashMap<DonorId, Contact>>>);

impl Agreed {
    pub(crate) fn agrees(&self, donor: DonorId, name: &str, phone: &str) {
        let contact = Contact { name: name.into(), phone: phone.into() };
        self.0.lock().expect("no panic").insert(donor, contact);
    }

    pub(crate) fn withdraws(&self, donor: DonorId) {
        self.0.lock().expect("no panic").remove(&donor);
    }
}

impl DonorDesk for Agreed {
    fn brief<'a>(&'a self, _: &'a mut Tx, _: &'a Scope, _: DonorId) -> Answer<'a, Option<DonorBrief>> {
        unreachable!("care does not ask who a donor is")
    }

    fn verdicts<'a>(
        &'a self,
        _: &'a mut Tx,
        _: &'a Scope,
        _: DonorId,
        on: Day,
        own: &'a [Needle],
    ) -> Answer<'a, Vec<Verdict>> {
        // The kernel's rule itself, over nothing but the needle that care knows of.
        let mut history = History::new("1990-01-01".parse().expect("a day"));
        history.learn(own);
        Box::pin(async move { Ok(judge_all(&history, on)) })
    }

    fn contact<'a>(&'a self, _: &'a mut Tx, donor: DonorId) -> Answer<'a, Option<Contact>> {
        Box::pin(async move { Ok(self.0.lock().expect("no panic").get(&donor).cloned()) })
    }

    fn confirm_group<'a>(&'a self, _: &'a mut Tx, _: DonorId, _: BloodGroup) -> Answer<'a, ()> {
        unreachable!("care does not type")
    }
}
