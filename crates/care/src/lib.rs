//! 服 care. What donors hear from us after they have given.
//!
//! - **Scene**: a donor who agreed to be told hears, once for each donation, that the blood was used.
//! - **Owns** schema `care`: which donation is whose, messages and what became of them.
//! - **Asks** recruit for the contact of a donor ([`DonorDesk`]), who is only given when the donor has agreed.
//! - **Tells** nothing; **hears** `collect.donation_completed` and `transfuse.unit_transfused`.
//! - **Where to add**: a new kind of message is a template beside `messages/blood_used.toml` and what makes it in
//!   `on_event`; a new way to send is a neighbour of `sending/spool.rs`.
//!
//! Invariant: no message names a hospital or a patient, and none is kept with a name or a phone that can be read.

mod messages;
mod on_event;
mod sending;

use std::sync::Arc;

use vena_contracts::recruit::DonorDesk;
use vena_platform::module::Module;

/// The scene, given the desk that knows how donors may be reached.
pub fn module(donors: Arc<dyn DonorDesk>) -> Module {
    Module {
        name: "care",
        glyph: "服",
        title: ("服务", "Care"),
        router: messages::router(),
        permissions: messages::permissions(),
        subscriptions: on_event::subscriptions(&donors),
        jobs: sending::jobs(donors),
        ..Module::default()
    }
}
