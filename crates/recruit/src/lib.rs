//! 招 recruit. The people who give blood.
//!
//! - **Scene**: a donor is registered, found again, deferred, and told from when on blood may be given.
//! - **Owns** schema `recruit`: donors (sealed documents and phones), what is heard of their donations, deferrals.
//! - **Asks** care to tell donors something ([`DonorMessages`]).
//! - **Tells** nothing; it answers [`DonorDesk`] and hears `collect.donation_completed`, `collect.donation_failed` and
//!   `lab.donation_judged`.
//! - **Where to add**: what a donor is, `donors`; why one may not give, `deferrals`, what other stations say, `blocks`, a way back,
//!   `reentry`, an exception, `permits`; what the kernel's rule is asked, `eligibility`; when and where one may give, `sites`;
//!   a place at the chair, `bookings`, `waiting`, `groups`; what the door may ask of them, [`BookingDesk`].
//!
//! Invariant: a name, a document or a phone leaves this crate masked, but for [`DonorDesk::contact`], the papers
//! of a donation ([`DonorPapers`]) and the recorded route `unmask`. Which test was reactive is not known here.

mod afield;
mod blocks;
mod book;
mod bookings;
mod deferrals;
mod desk;
mod donors;
mod eligibility;
mod finder;
mod groups;
mod history;
mod leaving;
mod merges;
mod on_event;
mod own;
mod permits;
mod reentry;
mod sites;
mod today;
mod waiting;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{
    booking::BookingDesk,
    care::DonorMessages,
    collect::{DonorVisits, DonorWishes},
    records::OwnPapers,
    recruit::{DonorDeferrals, DonorDesk, DonorPapers},
    trips::TripDonors,
};
use vena_platform::{app::App, module::Module, vault::Vault};

/// The desk that takes messages for donors, as handlers reach it.
pub(crate) type Messages = Extension<Arc<dyn DonorMessages>>;

/// The desk that keeps blood back when its donor asks for it, as handlers reach it.
pub(crate) type Wishes = Extension<Arc<dyn DonorWishes>>;

/// The port that answers about visits, as handlers reach it.
pub(crate) type Visits = Extension<Arc<dyn DonorVisits>>;

/// The scene as the server needs to know it.
pub fn module(vault: Vault, messages: Arc<dyn DonorMessages>, wishes: Arc<dyn DonorWishes>) -> Module {
    let router: OpenApiRouter<App> = OpenApiRouter::new()
        .merge(donors::router())
        .merge(history::router())
        .merge(merges::router())
        .merge(deferrals::router())
        .merge(eligibility::router())
        .merge(blocks::router())
        .merge(permits::router())
        .merge(reentry::router())
        .merge(sites::router())
        .merge(bookings::router())
        .merge(waiting::router())
        .merge(groups::router())
        .merge(own::router())
        .merge(leaving::router());
    let jobs = [donors::jobs(), bookings::jobs::jobs(&messages)].concat();
    Module {
        name: "recruit",
        glyph: "招",
        title: ("献血者", "Donors"),
        router: router.layer(Extension(messages)).layer(Extension(wishes)),
        permissions: [
            donors::permissions(),
            history::permissions(),
            merges::permissions(),
            deferrals::permissions(),
            eligibility::permissions(),
            blocks::permissions(),
            permits::permissions(),
            reentry::permissions(),
            sites::permissions(),
            bookings::permissions(),
            waiting::permissions(),
            groups::permissions(),
            own::permissions(),
            leaving::permissions(),
        ]
        .concat(),
        subscriptions: [on_event::subscriptions(), own::subscriptions()].concat(),
        jobs,
        importers: vec![Arc::new(blocks::BlockImport), Arc::new(history::ElsewhereImport)],
        finder: Some(Arc::new(finder::DonorFinder::new(vault))),
        ..Module::default()
    }
}

/// The scene with what donors' visits were, given who knows them.
pub fn with_visits(mut module: Module, visits: Arc<dyn DonorVisits>) -> Module {
    module.router = module.router.layer(Extension(visits));
    module
}

/// The scene with the papers that donors have signed, given who keeps them.
pub fn with_papers(mut module: Module, papers: Arc<dyn OwnPapers>) -> Module {
    module.router = module.router.merge(own::papers().layer(Extension(papers)));
    module
}

/// What the papers of a donation say of the donor.
pub fn papers(vault: Vault) -> Arc<dyn DonorPapers> {
    Arc::new(desk::Desk::new(vault))
}

/// Finds and registers people whom a vehicle met while it was out of reach.
pub fn afield(vault: Vault) -> Arc<dyn TripDonors> {
    Arc::new(afield::Afield::new(vault))
}

/// The answers about donors that other scenes may ask for.
pub fn desk(vault: Vault) -> Arc<dyn DonorDesk> {
    Arc::new(desk::Desk::new(vault))
}

/// What the door may ask and tell about bookings.
pub fn bookings(vault: Vault) -> Arc<dyn BookingDesk> {
    Arc::new(bookings::Bookings::new(vault))
}

/// Enters deferrals for other scenes.
pub fn deferrals(vault: Vault) -> Arc<dyn DonorDeferrals> {
    Arc::new(deferrals::DeferralDesk::new(vault))
}
