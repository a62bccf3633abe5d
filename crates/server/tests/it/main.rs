//! Journeys through the whole product: everything here goes through public routes or the program itself.

mod apart;
mod clock_jumps;
mod crash;
mod crash_floor;
mod demo_city;
mod documents;
mod full_disk;
mod gone;
mod hostile;
mod idempotency;
mod journey;
mod laws;
mod look_back;
mod openapi;
mod program;
mod races;
mod rights;
mod shelf;
mod sign_in;
mod start_up;
mod statements;
mod steps;
mod support;
mod two_servers;
