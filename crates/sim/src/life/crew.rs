//! The people who act: each signs in when first needed, and again when the sign-in has run out.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use axum::Router;
use vena_kernel::clock::Instant;
use vena_platform::clock::Clock;

use crate::{PASSWORD, client::Person};

/// So many seconds before the end of a session a person signs in again.
const BEFORE_END_SECONDS: i64 = 600;

/// Everybody who has signed in so far.
#[derive(Debug, Clone)]
pub(super) struct Crew {
    router: Router,
    clock: Clock,
    people: Arc<Mutex<BTreeMap<String, (Person, Instant)>>>,
}

impl Crew {
    pub(super) fn new(router: Router, clock: Clock) -> Self {
        Self { router, clock, people: Arc::default() }
    }

    /// The person with this sign-in name, signed in.
    pub(super) async fn person(&self, username: &str) -> anyhow::Result<Person> {
        let now = self.clock.now();
        let known = self.people.lock().unwrap_or_else(PoisonError::into_inner).get(username).cloned();
        if let Some((person, since)) = known
            && now.seconds_since(since) < person.lasts_seconds - BEFORE_END_SECONDS
        {
            return Ok(person);
        }
        let person = Person::sign_in(&self.router, username, PASSWORD).await?;
        self.people.lock().unwrap_or_else(PoisonError::into_inner).insert(username.to_owned(), (person.clone(), now));
        Ok(person)
    }
}
