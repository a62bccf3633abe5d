//! 采 collect. From the chair to the bag.
//!
//! - **Scene**: a donor answers, is measured and accepted or refused; bag and tubes are bound to one number; the needle
//!   goes in and out, and the bag becomes a unit of the ledger.
//! - **Owns** schema `collect`: visits from the door to the way out; donations with their answers, measurements and reasons; instruments and what they reported.
//! - **Asks** recruit who the donor is and what speaks against the donation ([`DonorDesk`]).
//! - **Tells** `DonationCompleted`, and `DonationFailed` when a needle was in for nothing; **answers** the port [`DonationDesk`].
//! - **Where to add**: a question → `rulebook/cn/inquiry.toml`; how people wait and what the kiosk shows →
//!   `rulebook/cn/kiosk.toml`; a number → `rulebook/cn/collection.toml`; what answers and
//!   measurements mean and what may carry one number → `collection` of the kernel; a step → `donations`;
//!   a kind of instrument → `rulebook/cn/devices.toml` and `collection::reading` of the kernel.

mod boxes;
mod chair;
mod checks;
mod decisions;
mod desk;
mod donations;
mod finder;
mod inquiry;
mod lots;
mod papers;
mod reactions;
mod readings;
mod sessions;
mod tracer;
mod trips;
mod tubes;
mod visited;
mod visits;
mod wishes;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{
    booking::BookingDesk,
    collect::{DonationDesk, DonationTracer, DonorVisits, DonorWishes, TubeDesk},
    records::{DocumentSubject, SignedPapers},
    recruit::{DonorDeferrals, DonorDesk, DonorPapers},
    trips::TripDonors,
};
use vena_kernel::{
    clock::{Day, Instant},
    collection::{binding, book, screening},
};
use vena_platform::{app::App, documents::PaperSource, module::Module};

/// The port that answers about donors, as handlers reach it.
pub(crate) type Donors = Extension<Arc<dyn DonorDesk>>;
/// The port that answers for papers and for whoever asks the donor again, as handlers reach it.
pub(crate) type Papers = Extension<Arc<dyn DonorPapers>>;
/// The port that answers about reservations.
pub(crate) type Bookings = Extension<Arc<dyn BookingDesk>>;

/// The scene, given its neighbours: who the donor is, what papers say of the donor, and who has reserved a place.
pub fn module(donors: Arc<dyn DonorDesk>, on_paper: Arc<dyn DonorPapers>, bookings: Arc<dyn BookingDesk>) -> Module {
    let router: OpenApiRouter<App> = OpenApiRouter::new()
        .merge(inquiry::router())
        .merge(donations::router())
        .merge(chair::router())
        .merge(checks::router())
        .merge(reactions::router())
        .merge(lots::router())
        .merge(wishes::router())
        .merge(readings::router())
        .merge(visits::router())
        .merge(sessions::router())
        .merge(boxes::router())
        .merge(papers::router())
        .layer(Extension(donors))
        .layer(Extension(on_paper.clone()))
        .layer(Extension(bookings));
    Module {
        name: "collect",
        glyph: "采",
        title: ("采集", "Collection"),
        router,
        permissions: [
            inquiry::permissions(),
            donations::permissions(),
            chair::permissions(),
            checks::permissions(),
            reactions::permissions(),
            lots::permissions(),
            wishes::permissions(),
            readings::permissions(),
            visits::permissions(),
            sessions::permissions(),
            boxes::permissions(),
            papers::permissions(),
        ]
        .concat(),
        finder: Some(Arc::new(finder::Donations)),
        papers: papers::all(&on_paper)
            .into_iter()
            .chain([Arc::new(boxes::Slips) as Arc<dyn PaperSource>, Arc::new(trips::papers::Reports)])
            .collect(),
        jobs: visits::jobs(),
        ..Module::default()
    }
}

/// The scene with what vehicles do while the city is out of reach; `people` finds and registers those whom they meet,
/// `bookings` says who is expected, `deferrals` enters what a refusal leaves.
pub fn with_trips(
    mut module: Module,
    (desk, people): (Arc<dyn DonorDesk>, Arc<dyn TripDonors>),
    bookings: Arc<dyn BookingDesk>,
    deferrals: Arc<dyn DonorDeferrals>,
) -> Module {
    module.router = module.router.merge(trips::router(trips::Afield { desk, people, bookings, deferrals }));
    module.permissions.extend(trips::permissions());
    module
}

/// The scene with the physician's decision, given who enters deferrals and who knows which papers are signed.
pub fn with_decisions(
    mut module: Module,
    desk: Arc<dyn DonorDesk>,
    deferrals: Arc<dyn DonorDeferrals>,
    signed: Arc<dyn SignedPapers>,
) -> Module {
    module.router = module.router.layer(Extension(signed.clone())).layer(Extension(deferrals.clone()));
    module.router = module.router.merge(reactions::deferring(deferrals.clone()));
    module.permissions.extend(reactions::deferring_permissions());
    module.router = module.router.merge(decisions::router(deferrals, signed).layer(Extension(desk)));
    module.permissions.extend(decisions::permissions());
    module
}

/// The port on which other scenes ask about donations.
pub fn desk() -> Arc<dyn DonationDesk> {
    Arc::new(desk::Desk)
}

/// The port on which the laboratory asks about sample tubes.
pub fn tubes() -> Arc<dyn TubeDesk> {
    Arc::new(tubes::Tubes)
}

/// The port on which others ask which donations a place or a lot has touched.
pub fn tracer() -> Arc<dyn DonationTracer> {
    Arc::new(tracer::Tracer)
}

/// The port on which donors say that their blood is not to be used.
pub fn wishes() -> Arc<dyn DonorWishes> {
    Arc::new(wishes::Wishes)
}

/// The port on which other scenes ask about a person's visits.
pub fn visited() -> Arc<dyn DonorVisits> {
    Arc::new(visited::Visited)
}

/// The ports on which records asks about donations and donors, given who knows the files of a person.
pub fn subjects(donors: Arc<dyn DonorDesk>) -> Vec<Arc<dyn DocumentSubject>> {
    vec![
        Arc::new(papers::Units),
        Arc::new(papers::Donors(donors)),
        Arc::new(boxes::Boxes),
        Arc::new(trips::papers::Trips),
    ]
}

/// The day of `instant`: days of rules are read on Chinese clocks.
pub(crate) fn day(instant: Instant) -> Day {
    instant.day_in(&vena_kernel::zone::china())
}
