//! Donors hear of their blood, through the real outbox, job queue and router.

mod desk;
mod house;
mod thanks;
