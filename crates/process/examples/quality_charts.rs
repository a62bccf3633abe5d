//! What our charts of component quality say of series of numbers: one JSON array a line in, one JSON answer a line out.
//! `conformance/quality-charts` compares the answers with another program.

use std::io::{self, BufRead, Write};

use serde_json::json;
use vena_kernel::control_chart::{ChartRule, baseline, broken};

fn main() -> io::Result<()> {
    let book: toml::Value =
        toml::from_str(include_str!("../../../rulebook/cn/quality.toml")).map_err(io::Error::other)?;
    let charts: Vec<ChartRule> = book["chart"].clone().try_into().map_err(io::Error::other)?;
    let rule = charts.last().ok_or_else(|| io::Error::other("no chart in the rulebook"))?;
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let values: Vec<f64> = serde_json::from_str(&line?)?;
        let found = baseline(rule, &values);
        let names = |rules: &Vec<_>| {
            rules.iter().map(|one: &&vena_kernel::control_chart::PointRule| one.name.clone()).collect()
        };
        let broken: Vec<Vec<String>> =
            found.map_or_else(Vec::new, |found| broken(rule, found, &values).iter().map(names).collect());
        let answer = json!({ "mean": found.map(|one| one.mean), "sd": found.map(|one| one.sd), "broken": broken });
        writeln!(out, "{answer}")?;
    }
    Ok(())
}
