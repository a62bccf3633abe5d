//! 服 care. What donors hear from us.
//!
//! - **Scene**: a donor is told what the donor asked for or agreed to, once: that the blood was used, that a booking stands,
//!   what became of a visit.
//! - **Owns** schema `care`: which donation is whose, messages and what became of them, the inbox of the donor's app; small
//!   gifts and how many a site has.
//! - **Asks** recruit how a donor may be reached ([`DonorDesk`]) and by which channels the donor has agreed.
//! - **Tells** `care.points_earned`; it answers [`DonorMessages`] and **hears** how a visit ended (`collect.donation_completed`,
//!   `collect.donation_failed`, `collect.donor_turned_away`), gifts of the chair, and `transfuse.unit_transfused`.
//! - **Where to add**: a new kind of message is an entry of `messages/kinds.toml`; points and thanks → `rulebook/cn/care.toml`; a new way to send is a neighbour of
//!   `sending/spool.rs`.
//!
//! Invariant: no message names a hospital or a patient, and none is kept with a name, a phone or a code that can be read.

mod after;
mod book;
mod gifts;
mod messages;
mod on_event;
mod sending;

use std::sync::Arc;

use axum::Extension;
use vena_contracts::{care::DonorMessages, collect::DonationDesk, recruit::DonorDesk};
use vena_platform::{module::Module, vault::Vault};

/// The port that answers about donors, as handlers reach it.
pub(crate) type Donors = Extension<Arc<dyn DonorDesk>>;
/// The port that answers about donations, as handlers reach it.
pub(crate) type Donations = Extension<Arc<dyn DonationDesk>>;

/// The desk that takes messages of other scenes for donors.
pub fn desk(donors: Arc<dyn DonorDesk>, vault: Vault) -> Arc<dyn DonorMessages> {
    Arc::new(messages::desk::Desk::new(donors, vault))
}

/// The scene, given the desk that knows how donors may be reached and from when on they may give.
pub fn module(donors: Arc<dyn DonorDesk>, vault: Vault) -> Module {
    let desks = after::Desks { messages: desk(donors.clone(), vault), donors: donors.clone() };
    Module {
        name: "care",
        glyph: "服",
        title: ("服务", "Care"),
        router: messages::router(),
        permissions: messages::permissions(),
        subscriptions: [on_event::subscriptions(&desks), after::subscriptions(&desks), vec![gifts::subscription()]]
            .concat(),
        jobs: sending::jobs(donors),
        ..Module::default()
    }
}

/// The scene with what follows a donation at a desk, given who knows what was given.
pub fn with_gifts(mut module: Module, donors: Arc<dyn DonorDesk>, donations: Arc<dyn DonationDesk>) -> Module {
    let router = after::router().merge(gifts::router()).layer(Extension(donors)).layer(Extension(donations));
    module.router = module.router.merge(router);
    module.permissions.extend(after::permissions());
    module.permissions.extend(gifts::permissions());
    module
}
