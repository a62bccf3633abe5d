//! Bag, tubes and record carry one number.

mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::{Bag, bag_usable, number_of, one_number};
