//! Small facts about this installation that live in its database, such as whether it is a demo.

mod db;

pub use db::{get, put};
