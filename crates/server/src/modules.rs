//! The scenes in vein order, and who answers whose questions.

use std::sync::Arc;

use vena_contracts::collect::DonationDesk;
use vena_platform::{
    config::Config,
    documents::{SharedNotary, SharedPress},
    module::Module,
    vault::Vault,
};

/// What each role allows.
pub const ROLES: &str = include_str!("roles.toml");

fn tracers(donations: Arc<dyn DonationDesk>) -> vena_govern::Tracers {
    vena_govern::Tracers { donations, collect: vena_collect::tracer(), lab: vena_lab::tracer() }
}

/// All modules, introduced to each other. The rail of the console shows them in this order.
pub fn modules(vault: &Vault, config: &Config, (press, notary): (SharedPress, SharedNotary)) -> Vec<Module> {
    let donors = vena_recruit::desk(vault.clone());
    let messages = vena_care::desk(donors.clone(), vault.clone());
    let donations = vena_collect::desk();
    let mut scenes = vec![
        vena_recruit::with_visits(
            vena_recruit::with_papers(
                vena_recruit::module(vault.clone(), messages, vena_collect::wishes()),
                vena_records::own(vault.clone()),
            ),
            vena_collect::visited(),
        ),
        vena_collect::with_decisions(
            vena_collect::with_trips(
                vena_collect::module(
                    donors.clone(),
                    vena_recruit::papers(vault.clone()),
                    vena_recruit::bookings(vault.clone()),
                ),
                (donors.clone(), vena_recruit::afield(vault.clone())),
                vena_recruit::bookings(vault.clone()),
                vena_recruit::deferrals(vault.clone()),
            ),
            donors.clone(),
            vena_recruit::deferrals(vault.clone()),
            vena_records::signed(),
        ),
        vena_lab::module(donors.clone(), donations.clone(), vena_collect::tubes()),
        vena_process::module(vena_lab::verdicts(), donations.clone(), press.clone()),
        vena_store::module(),
        vena_transport::module(vena_issue::desk()),
        vena_issue::module(vena_transport::desk()),
        vena_transfuse::module(),
        vena_care::with_gifts(vena_care::module(donors.clone(), vault.clone()), donors.clone(), donations.clone()),
        vena_govern::module(tracers(donations)),
        vena_ledger::module(),
        vena_platform::imports::module(),
    ];
    let papers = scenes.iter_mut().flat_map(|scene| std::mem::take(&mut scene.papers)).collect();
    let after_care = scenes.iter().position(|scene| scene.name == "govern").unwrap_or(scenes.len());
    let mut subjects =
        vec![vena_process::subject(), vena_transport::subject(), vena_issue::subject(), vena_govern::subject()];
    subjects.extend(vena_collect::subjects(donors));
    // The driver of a real reader takes this one's place.
    let fingerprints = Arc::new(vena_records::FolderReader::new(config.data.join("fingerprints")));
    scenes.insert(after_care, vena_records::module(press, notary, papers, subjects, fingerprints));
    scenes
}
