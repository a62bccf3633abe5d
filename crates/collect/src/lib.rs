//! 采 collect. From the chair to the bag.
//!
//! - **Scene**: a donor answers, is measured and accepted or refused; bag and tubes are bound to one number; the needle
//!   goes in and out, and the bag becomes a unit of the ledger.
//! - **Owns** schema `collect`: donations with their answers, measurements and reasons.
//! - **Asks** recruit who the donor is and what speaks against the donation ([`DonorDesk`]).
//! - **Tells** `DonationCompleted`, and `DonationFailed` when a needle was in for nothing; **answers** the port [`DonationDesk`].
//! - **Where to add**: a question → `rulebook/cn/inquiry.toml`; a number → `rulebook/cn/collection.toml`; what answers and
//!   measurements mean and what may carry one number → `collection` of the kernel; a step → `donations`.

mod desk;
mod donations;
mod finder;
mod inquiry;
mod papers;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{
    collect::DonationDesk,
    records::DocumentSubject,
    recruit::{DonorDesk, DonorPapers},
};
use vena_kernel::{
    clock::{Day, Instant},
    collection::{binding, book, screening},
};
use vena_platform::{app::App, module::Module};

/// The port that answers about donors, as handlers reach it.
pub(crate) type Donors = Extension<Arc<dyn DonorDesk>>;

/// The scene, given its neighbour: who the donor is, and what papers say of the donor.
pub fn module(donors: Arc<dyn DonorDesk>, on_paper: Arc<dyn DonorPapers>) -> Module {
    let router: OpenApiRouter<App> =
        OpenApiRouter::new().merge(inquiry::router()).merge(donations::router()).layer(Extension(donors));
    Module {
        name: "collect",
        glyph: "采",
        title: ("采集", "Collection"),
        router,
        permissions: [inquiry::permissions(), donations::permissions()].concat(),
        finder: Some(Arc::new(finder::Donations)),
        papers: papers::all(&on_paper),
        ..Module::default()
    }
}

/// The port on which other scenes ask about donations.
pub fn desk() -> Arc<dyn DonationDesk> {
    Arc::new(desk::Desk)
}

/// The ports on which records asks about donations and donors.
pub fn subjects() -> Vec<Arc<dyn DocumentSubject>> {
    vec![Arc::new(papers::Units), Arc::new(papers::Donors)]
}

/// The day of `instant`: days of rules are read on Chinese clocks.
pub(crate) fn day(instant: Instant) -> Day {
    instant.day_in(&vena_kernel::zone::china())
}
