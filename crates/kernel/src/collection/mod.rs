//! From the chair to the bag: what is asked, what is measured, what may carry one number. Pure, so that the station's
//! server, a kiosk and a vehicle without a network judge alike.

pub mod binding;
pub mod book;
pub mod chair;
pub mod flow;
pub mod inquiry;
pub mod lots;
pub mod reactions;
pub mod reading;
pub mod screening;
#[cfg(test)]
mod tests;
