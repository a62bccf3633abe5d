//! The committed API document is the one that the program has.

use std::{collections::BTreeMap, path::Path};

use vena_platform::{config::Config, http, vault::Vault};
use vena_server::{documents, modules::modules};

#[test]
fn the_committed_document_is_the_true_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../openapi/vena.json");
    let committed = std::fs::read_to_string(path).expect("openapi/vena.json");
    let config = Config::load(None, &BTreeMap::new()).expect("the defaults");
    let desk = documents::desk(&config).expect("press and notary");
    let scenes = modules(&Vault::ephemeral().expect("a vault"), &config, desk);
    let document = http::document(scenes.into_iter().map(|module| module.router).collect());
    let now = document.to_pretty_json().expect("JSON");
    assert!(
        committed.trim_end() == now.trim_end(),
        "the API has changed: run `cargo xtask openapi` and `npm run api` in web/"
    );
}
