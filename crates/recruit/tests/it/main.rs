//! Donors' files through the real router and database.

mod deferrals;
mod donor_file;
mod donors;
mod merges;
mod messages;
mod news;

use serde_json::{Value, json};
use vena_platform::vault::Vault;
use vena_testkit::town::{PICKER, Town};

/// A town with this scene alone, and the vault that seals its files.
async fn town() -> (Town, Vault) {
    let vault = Vault::ephemeral().expect("random keys");
    (
        Town::with_vault(
            vec![vena_recruit::with_visits(
                vena_recruit::module(
                    vault.clone(),
                    std::sync::Arc::new(messages::Told::default()),
                    std::sync::Arc::new(messages::NoWishes),
                ),
                std::sync::Arc::new(messages::NoVisits),
            )],
            vault.clone(),
        )
        .await,
        vault,
    )
}

/// An invented person, 36 years old, by passport so that any name will do.
fn person(name: &str, passport: &str) -> Value {
    json!({
        "document": {"kind": "passport", "number": passport}, "name": name, "phone": "13800001234",
        "born_on": "1989-06-01", "sex": "female", "consent_to_be_told": true,
    })
}

/// Registers a person and returns the id of the file.
async fn registered(town: &Town, name: &str, passport: &str) -> String {
    let answer = town.post(PICKER, "/api/recruit/donors", person(name, passport)).await;
    assert_eq!(answer["outcome"], "registered", "{answer}");
    answer["donor"]["donor_id"].as_str().expect("an id").to_owned()
}
