//! What scenes promise each other: the news they tell and the questions (ports) they answer. Types and traits only.
//!
//! Invariant: no scene is named by another scene's crate; they meet here, and the server introduces them.

pub mod booking;
pub mod care;
pub mod collect;
pub mod issue;
pub mod lab;
pub mod records;
pub mod recruit;
pub mod shown;
pub mod transfuse;
pub mod transport;
pub mod trips;

use futures::future::BoxFuture;
use vena_platform::fault::Fault;

/// The answer of a port.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Fault>>;
