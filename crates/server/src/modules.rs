//! The scenes in vein order, and who answers whose questions.

use vena_platform::{
    documents::{SharedNotary, SharedPress},
    module::Module,
    vault::Vault,
};

/// What each role allows.
pub const ROLES: &str = include_str!("roles.toml");

/// All modules, introduced to each other. The rail of the console shows them in this order.
pub fn modules(vault: &Vault, (press, notary): (SharedPress, SharedNotary)) -> Vec<Module> {
    let donors = vena_recruit::desk(vault.clone());
    let donations = vena_collect::desk();
    vec![
        vena_recruit::module(vault.clone()),
        vena_collect::module(donors.clone()),
        vena_lab::module(donors.clone(), donations.clone()),
        vena_process::module(vena_lab::verdicts(), donations),
        vena_store::module(),
        vena_transport::module(vena_issue::desk()),
        vena_issue::module(),
        vena_transfuse::module(),
        vena_care::module(donors),
        vena_records::module(press, notary),
        vena_govern::module(),
        vena_ledger::module(),
        vena_platform::imports::module(),
    ]
}
