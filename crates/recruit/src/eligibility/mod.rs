//! From when on a donor may give, and every rule that says not yet.

mod rules;
#[cfg(test)]
mod tests;

pub(crate) use rules::{DonorFacts, Standing, Verdict, objections, whole_blood};
