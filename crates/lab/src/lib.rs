//! 检 lab. From the tubes of a donation to a verdict that two persons have signed.
//!
//! - **Scene**: results are typed by donation number, signed by a tester and a checker, and judged by the second signature.
//! - **Owns** schema `lab`: results, signed versions of reports, the groups of a donor's donations, look-backs. The donor is
//!   a pseudonym that is compared and never shown.
//! - **Asks** collect whether a number was donated and which others are of the same donor ([`DonationDesk`]), which tubes
//!   a day at a place has sent ([`TubeDesk`]), and recruit
//!   which group is known ([`DonorDesk`]).
//! - **Tells** `DonationJudged`, `LookBackOpened`; **hears** `DonationCompleted`; **answers** the port [`Verdicts`].
//! - **Where to add**: a marker or a number → `rulebook/cn/testing.toml`; what results mean → `judging/rules.rs`; what may
//!   be typed or signed → `results/rules.rs`; how far a reactive result reaches back → `look_back`.

mod charts;
mod confirmations;
mod custody;
mod deliveries;
mod disposals;
mod donations;
mod finder;
mod instruments;
mod judging;
mod kits;
mod look_back;
mod markers;
mod on_event;
mod racks;
mod reagents;
mod results;
mod runs;
mod samples;
mod signings;
mod tracer;
mod verdicts;
mod words;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{
    collect::{DonationDesk, TubeDesk},
    lab::{LabTracer, Verdicts},
    recruit::DonorDesk,
};
use vena_platform::{app::App, module::Module};

/// The ports of this scene, as handlers reach them.
#[derive(Clone)]
pub(crate) struct Ports {
    /// Which group of a donor is known.
    pub(crate) donors: Arc<dyn DonorDesk>,
    /// Which numbers were donated.
    pub(crate) donations: Arc<dyn DonationDesk>,
    /// Which tubes were sent.
    pub(crate) tubes: Arc<dyn TubeDesk>,
}

/// The scene, given its neighbours.
pub fn module(donors: Arc<dyn DonorDesk>, donations: Arc<dyn DonationDesk>, tubes: Arc<dyn TubeDesk>) -> Module {
    let router: OpenApiRouter<App> = OpenApiRouter::new()
        .merge(markers::router())
        .merge(donations::router())
        .merge(results::router())
        .merge(kits::router())
        .merge(reagents::router())
        .merge(instruments::router())
        .merge(samples::router())
        .merge(custody::router())
        .merge(racks::router())
        .merge(disposals::router())
        .merge(confirmations::router())
        .merge(runs::router())
        .merge(deliveries::router())
        .merge(charts::router())
        .merge(signings::router())
        .layer(Extension(Ports { donors, donations, tubes }));
    Module {
        name: "lab",
        glyph: "检",
        title: ("检验", "Laboratory"),
        router,
        permissions: [
            markers::permissions(),
            donations::permissions(),
            results::permissions(),
            kits::permissions(),
            reagents::permissions(),
            instruments::permissions(),
            samples::permissions(),
            custody::permissions(),
            racks::permissions(),
            disposals::permissions(),
            confirmations::permissions(),
            runs::permissions(),
            deliveries::permissions(),
            charts::permissions(),
            signings::permissions(),
        ]
        .concat(),
        subscriptions: vec![on_event::receive_samples()],
        finder: Some(Arc::new(finder::Samples)),
        ..Module::default()
    }
}

/// The port on which others ask which donations a reagent or an instrument has touched.
pub fn tracer() -> Arc<dyn LabTracer> {
    Arc::new(tracer::Tracer)
}

/// The port on which other scenes ask for verdicts.
pub fn verdicts() -> Arc<dyn Verdicts> {
    Arc::new(verdicts::Desk)
}
