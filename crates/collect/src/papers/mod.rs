//! The papers of a donation as documents: registration 无偿献血登记表, health check 献血者健康检查表 and informed consent
//! 献血知情同意书, filled in from what was asked, measured and drawn.
//!
//! Who may: `collect.donation.view`, beside the permission that the form itself asks for: the donor's name stands on all
//! three. Answers to confidential questions stand on none; what only people know, such as the choices of the consent, they
//! fill in.

mod db;
mod rules;
mod signed;

use std::sync::Arc;

use futures::future::BoxFuture;
use serde_json::Value;
use vena_contracts::{
    Answer,
    records::DocumentSubject,
    recruit::{DonorDesk, DonorPapers},
};
use vena_kernel::{
    id::{DonationId, UnitId, UserId},
    refusal::Refusal,
};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    documents::PaperSource,
    fault::{Fault, Problem},
};

pub(crate) use signed::{Signed, permissions, router, signed_or_refuse};

use crate::{
    book, day,
    donations::{self, DonationView},
};

/// Everything that fills in papers of donations.
pub(crate) fn all(donors: &Arc<dyn DonorPapers>) -> Vec<Arc<dyn PaperSource>> {
    let paper = |form, fields| -> Arc<dyn PaperSource> { Arc::new(Paper { form, fields, donors: donors.clone() }) };
    vec![
        paper("donor-registration", rules::registration),
        paper("health-check", rules::health_check),
        paper("informed-consent", rules::consent),
    ]
}

/// One of the papers.
struct Paper {
    form: &'static str,
    fields: fn(&rules::Facts<'_>) -> Result<Value, Refusal>,
    donors: Arc<dyn DonorPapers>,
}

impl PaperSource for Paper {
    fn form(&self) -> &'static str {
        self.form
    }

    fn subject(&self) -> &'static str {
        "donation"
    }

    fn fill<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, id: &'a str) -> BoxFuture<'a, Result<Value, Fault>> {
        Box::pin(async move {
            if !scope.may(DonationView::INFO.name) {
                return Err(Problem::forbidden(DonationView::INFO.name).into());
            }
            let id: DonationId = id.parse().map_err(|_| Problem::not_found("donation", id))?;
            let found = donations::db::donation(tx, scope, id).await?;
            let donation = found.ok_or_else(|| Problem::not_found("donation", id))?;
            let on_paper = self.donors.on_paper(tx, scope, donation.donor_id, donation.registered_at).await?;
            let donor = on_paper.ok_or_else(|| Problem::not_found("donor", donation.donor_id))?;
            let inquiry = match book::inquiry_named(&donation.inquiry_version) {
                Some(asked) => asked,
                None => book::inquiry(day(donation.registered_at))?,
            };
            let decided = db::decided(tx, id).await?;
            let facts = rules::Facts {
                donation: &donation,
                donor: &donor,
                inquiry,
                lang: scope.lang,
                decided: decided.as_ref(),
                choices: donations::db::choices(tx, id).await?,
            };
            Ok((self.fields)(&facts)?)
        })
    }
}

/// The forms that say what the physician has decided, and where the physician signs on them.
const DECIDED: [&str; 2] = ["health-check", "donor-registration"];
const PHYSICIAN: &str = "physician";

/// Knows which units a donation is about, and who decided about it.
pub(crate) struct Units;

impl DocumentSubject for Units {
    fn kind(&self) -> &'static str {
        "donation"
    }

    fn units<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<UnitId>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            db::units(tx, id).await
        })
    }

    fn signers<'a>(&'a self, tx: &'a mut Tx, id: &'a str, form: &'a str) -> Answer<'a, Vec<(String, UserId)>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            if !DECIDED.contains(&form) {
                return Ok(Vec::new());
            }
            let decided = db::decided(tx, id).await?;
            Ok(decided.map(|decided| (PHYSICIAN.to_owned(), decided.decided_by)).into_iter().collect())
        })
    }
}

/// A donor has the papers of the donations, whichever of the person's files they were given with.
pub(crate) struct Donors(pub(crate) Arc<dyn DonorDesk>);

impl DocumentSubject for Donors {
    fn kind(&self) -> &'static str {
        "donor"
    }

    fn parts<'a>(&'a self, tx: &'a mut Tx, id: &'a str) -> Answer<'a, Vec<(&'static str, String)>> {
        Box::pin(async move {
            let Ok(id) = id.parse() else { return Ok(Vec::new()) };
            let files = self.0.same_person(tx, id).await?;
            let donations = db::donations(tx, &files).await?;
            Ok(donations.into_iter().map(|donation| ("donation", donation.to_string())).collect())
        })
    }
}
