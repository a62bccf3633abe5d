//! Forms drawn, signed and stored through the public API, one after the other, and the memory of the server meanwhile.

use std::{os::unix::fs::PermissionsExt, path::Path, time::Duration};

use super::desk::{Desk, Pen};
use crate::{
    say,
    server::Server,
    timing::{Watch, percentile},
};

/// A form of one page that a clerk of the station signs first.
const FORM: &str = "transport-slip";
const SLOT: &str = "sender";
/// Documents in one portion of a batch: the most that the API takes.
const PORTION: usize = 50;
/// A batch as large as the largest day.
const BATCH: usize = 1_000;
/// Documents that are signed with a key in a file: opening it is slow on purpose and always takes as long.
const WITH_FILE: usize = 200;

#[derive(Default)]
struct Times {
    draw: Vec<Duration>,
    sign: Vec<Duration>,
    both: Vec<Duration>,
    resident_mb: Vec<f64>,
}

/// Measures on a fresh demo city.
pub(super) async fn run(vena: &Path, documents: usize) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755))?;
    // Laying the city takes memory that a day's work does not: what is measured is the second start.
    Server::start(vena, folder.path(), &["--demo"]).await?.stop().await?;
    let server = Server::start(vena, folder.path(), &["--demo"]).await?;
    let desk = Desk::open(&server.address, "issuer").await?;
    // Fonts are read and layouts remembered with the first document: a day has one of those.
    let example = desk.example(FORM).await?;
    let first = desk.draw(FORM, &example).await?;
    desk.sign(&first, SLOT, Pen::Token).await?;
    for (pen, count) in [(Pen::Token, documents), (Pen::File, documents.min(WITH_FILE))] {
        report(pen, &mut singly(&server, &desk, pen, count).await?);
    }
    batch(&desk, BATCH.min(documents.max(PORTION))).await?;
    server.stop().await
}

async fn singly(server: &Server, desk: &Desk, pen: Pen, documents: usize) -> anyhow::Result<Times> {
    let example = desk.example(FORM).await?;
    let mut times = Times { resident_mb: vec![server.resident_mb()?], ..Times::default() };
    for count in 1..=documents {
        let watch = Watch::start();
        let document = desk.draw(FORM, &example).await?;
        let drawn = watch.passed();
        desk.sign(&document, SLOT, pen).await?;
        let both = watch.passed();
        times.draw.push(drawn);
        times.sign.push(both - drawn);
        times.both.push(both);
        if count % (documents / 10).max(1) == 0 {
            times.resident_mb.push(server.resident_mb()?);
        }
    }
    Ok(times)
}

fn report(pen: Pen, times: &mut Times) {
    say(match pen {
        Pen::Token => "key at the workstation (begin, answer, finish)",
        Pen::File => "key in a file, opened with its PIN each time",
    });
    let count = times.both.len();
    let line = |what: &str, times: &mut [Duration], limit: &str| {
        let (median, p99) = (percentile(times, 50), percentile(times, 99));
        say(&format!("{what:<44} median {median:7.1} ms   p99 {p99:7.1} ms   {limit}"));
    };
    line("one form drawn and stored", &mut times.draw, "");
    line("one form signed", &mut times.sign, "");
    line("one form drawn, signed and stored", &mut times.both, "(limit 60 ms at the median)");
    let memory = &times.resident_mb;
    let (first, last) = (memory.first().copied().unwrap_or_default(), memory.last().copied().unwrap_or_default());
    let peak = memory.iter().copied().fold(0.0, f64::max);
    say(&format!(
        "{count} documents without failure; server resident {first:.0} MB first, {last:.0} MB last, {peak:.0} MB peak"
    ));
}

async fn batch(desk: &Desk, size: usize) -> anyhow::Result<()> {
    let example = desk.example(FORM).await?;
    let mut documents = Vec::with_capacity(size);
    say("a batch, key in a file, opened once for each portion");
    for _ in 0..size {
        documents.push(desk.draw(FORM, &example).await?);
    }
    let watch = Watch::start();
    for portion in documents.chunks(PORTION) {
        desk.sign_many(portion, SLOT).await?;
    }
    let seconds = watch.passed().as_secs_f64();
    let each = seconds * 1_000.0 / size as f64;
    say(&format!("{size} slips signed in portions of {PORTION}: {seconds:.1} s, {each:.1} ms each"));
    Ok(())
}
