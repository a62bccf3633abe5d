//! 服 care. What donors hear from us.
//!
//! - **Scene**: a donor is told what the donor asked for or agreed to, once: that the blood was used, that a booking stands,
//!   what became of a visit.
//! - **Owns** schema `care`: which donation is whose, messages and what became of them, the inbox of the donor's app.
//! - **Asks** recruit how a donor may be reached ([`DonorDesk`]) and by which channels the donor has agreed.
//! - **Tells** nothing; it answers [`DonorMessages`] and **hears** `collect.donation_completed` and `transfuse.unit_transfused`.
//! - **Where to add**: a new kind of message is an entry of `messages/kinds.toml`; a new way to send is a neighbour of
//!   `sending/spool.rs`.
//!
//! Invariant: no message names a hospital or a patient, and none is kept with a name, a phone or a code that can be read.

mod messages;
mod on_event;
mod sending;

use std::sync::Arc;

use vena_contracts::{care::DonorMessages, recruit::DonorDesk};
use vena_platform::{module::Module, vault::Vault};

/// The desk that takes messages of other scenes for donors.
pub fn desk(donors: Arc<dyn DonorDesk>, vault: Vault) -> Arc<dyn DonorMessages> {
    Arc::new(messages::desk::Desk::new(donors, vault))
}

/// The scene, given the desk that knows how donors may be reached.
pub fn module(donors: Arc<dyn DonorDesk>, vault: Vault) -> Module {
    let desk = desk(donors.clone(), vault);
    Module {
        name: "care",
        glyph: "服",
        title: ("服务", "Care"),
        router: messages::router(),
        permissions: messages::permissions(),
        subscriptions: on_event::subscriptions(&desk),
        jobs: sending::jobs(donors),
        ..Module::default()
    }
}
