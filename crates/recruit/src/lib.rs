//! 招 recruit. The people who give blood.
//!
//! - **Scene**: a donor is registered, found again, deferred, and told from when on blood may be given.
//! - **Owns** schema `recruit`: donors (sealed documents and phones), what is heard of their donations, deferrals.
//! - **Asks** nobody.
//! - **Tells** nothing; it answers [`DonorDesk`] and hears `collect.donation_completed`, `collect.donation_failed` and
//!   `lab.donation_judged`.
//! - **Where to add**: what a donor is, `donors`; why one may not give, `deferrals`; the rule over both, `eligibility`.
//!
//! Invariant: a name, a document or a phone leaves this crate masked, but for [`DonorDesk::contact`], the papers
//! of a donation ([`DonorPapers`]) and the recorded route `unmask`. Which test was reactive is not known here.

mod book;
mod deferrals;
mod desk;
mod donors;
mod eligibility;
mod finder;
mod on_event;
mod today;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use vena_contracts::recruit::{DonorDesk, DonorPapers};
use vena_platform::{module::Module, vault::Vault};

/// The scene as the server needs to know it.
pub fn module(vault: Vault) -> Module {
    Module {
        name: "recruit",
        glyph: "招",
        title: ("献血者", "Donors"),
        router: OpenApiRouter::new().merge(donors::router()).merge(deferrals::router()),
        permissions: [donors::permissions(), deferrals::permissions()].concat(),
        subscriptions: on_event::subscriptions(),
        finder: Some(Arc::new(finder::DonorFinder::new(vault))),
        ..Module::default()
    }
}

/// What the papers of a donation say of the donor.
pub fn papers(vault: Vault) -> Arc<dyn DonorPapers> {
    Arc::new(desk::Desk::new(vault))
}

/// The answers about donors that other scenes may ask for.
pub fn desk(vault: Vault) -> Arc<dyn DonorDesk> {
    Arc::new(desk::Desk::new(vault))
}
