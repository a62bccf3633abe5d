//! 制 process. From the bag of a donation to labelled, released units: take-over, preparation, labels, release.
//!
//! - **Owns** schema `process`: machines of the hall with their programmes, batches and steps, label prints and checks,
//!   releases, samples and results of quality control, the monitoring of rooms, deviations. The state of units stands in the ledger.
//! - **Asks** lab for verdicts ([`Verdicts`]) and collect for donations ([`DonationDesk`]).
//! - **Tells** nothing: what happens to units is in the ledger.
//! - **Where to add**: a step at a machine, a plan or a limit → `rulebook/cn/hall.toml`; what makes units → `splits`; what is
//!   printed or scanned on a bag → `labels`; a condition of release → a line in `release/gate.rs`; what is measured of
//!   components → `quality`, of rooms → `environment`; what went wrong → `deviations::open`. Numbers belong into `rulebook/cn`.

mod batches;
mod board;
mod book;
mod deviations;
mod environment;
mod equipment;
mod events;
mod labels;
mod machine;
mod origins;
mod plans;
mod pools;
mod programmes;
mod quality;
mod receipts;
mod release;
mod shifts;
mod splits;
mod steps;
mod supplies;
mod units;

use std::sync::Arc;

use axum::Extension;
use utoipa_axum::router::OpenApiRouter;
use vena_contracts::{collect::DonationDesk, lab::Verdicts, records::DocumentSubject};
use vena_platform::{app::App, documents::SharedPress, module::Module};

/// The ports of this scene, as handlers reach them.
#[derive(Clone)]
pub(crate) struct Ports {
    /// What the laboratory says.
    pub(crate) verdicts: Arc<dyn Verdicts>,
    /// What is known of donations.
    pub(crate) donations: Arc<dyn DonationDesk>,
    /// Draws labels.
    pub(crate) press: SharedPress,
}

/// The scene, given its neighbours and who draws its labels.
pub fn module(verdicts: Arc<dyn Verdicts>, donations: Arc<dyn DonationDesk>, press: SharedPress) -> Module {
    let router: OpenApiRouter<App> = OpenApiRouter::new()
        .merge(receipts::router())
        .merge(units::router())
        .merge(splits::router())
        .merge(pools::router())
        .merge(labels::router())
        .merge(release::router())
        .merge(equipment::router())
        .merge(programmes::router())
        .merge(supplies::router())
        .merge(batches::router())
        .merge(steps::router())
        .merge(machine::router())
        .merge(board::router())
        .merge(shifts::router())
        .merge(environment::router())
        .merge(quality::router())
        .merge(deviations::router())
        .layer(Extension(Ports { verdicts, donations, press }));
    let permissions = [
        receipts::permissions(),
        units::permissions(),
        splits::permissions(),
        pools::permissions(),
        labels::permissions(),
        release::permissions(),
        equipment::permissions(),
        programmes::permissions(),
        supplies::permissions(),
        batches::permissions(),
        steps::permissions(),
        machine::permissions(),
        board::permissions(),
        shifts::permissions(),
        environment::permissions(),
        quality::permissions(),
        deviations::permissions(),
    ];
    Module {
        name: "process",
        glyph: "制",
        title: ("制备与放行", "Preparation and release"),
        router,
        permissions: permissions.concat(),
        papers: vec![Arc::new(quality::Reports)],
        ..Module::default()
    }
}

/// What documents about a month of quality control are about.
pub fn subject() -> Arc<dyn DocumentSubject> {
    Arc::new(quality::Months)
}
