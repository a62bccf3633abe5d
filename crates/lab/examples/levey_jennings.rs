//! What our charts of controls say of series of runs: one JSON array of pairs (value, valid) a line in, one JSON answer a line out.
//! `conformance/levey-jennings` compares the answers with another program.

use std::io::{self, BufRead, Write};

use serde_json::json;
use vena_kernel::{
    levey_jennings::{Point, baseline, judge},
    rulebook,
};

fn main() -> io::Result<()> {
    let day = "2026-11-24".parse().map_err(io::Error::other)?;
    let book = rulebook::testing().effective_on(day);
    let rule = book.control_chart().ok_or_else(|| io::Error::other("no chart in the rulebook"))?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let pairs: Vec<(f64, bool)> = serde_json::from_str(&line?)?;
        let points: Vec<Point> = pairs.into_iter().map(|(value, valid)| Point { value, valid }).collect();
        let found = baseline(rule, &points);
        let judged = judge(rule, found, &points);
        let z: Vec<Option<f64>> = judged.iter().map(|one| one.z).collect();
        let broken: Vec<Vec<&str>> =
            judged.iter().map(|one| one.broken.iter().map(|rule| rule.name.as_str()).collect()).collect();
        let answer =
            json!({ "mean": found.map(|one| one.mean), "sd": found.map(|one| one.sd), "z": z, "broken": broken });
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
