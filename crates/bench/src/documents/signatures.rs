//! Signatures a second against `openssl speed` in the same run.

use std::process::Command;

use anyhow::Context;
use vena_sign::profile::{Profile, SecretKey};

use crate::{say, timing::Watch};

/// How long each is repeated.
const SECONDS: f64 = 2.0;
/// How often a key is opened.
const OPENINGS: u32 = 5;
/// Any PIN takes as long.
const PIN: &str = "482150-vena";
/// What is signed: as long as the signed attributes of a CMS message.
const MESSAGE: [u8; 512] = [7; 512];

/// Both profiles, signing and verifying.
pub(super) fn run() -> anyhow::Result<()> {
    for (profile, algorithm) in [(Profile::Sm2, "sm2"), (Profile::P256, "ecdsap256")] {
        let (sign, verify) = rates(profile)?;
        let (their_sign, their_verify) = openssl(algorithm)?;
        say(&format!(
            "signatures {:<12} sign {sign:>7.0}/s (openssl {their_sign:>7.0}/s, ratio {:.2})   verify {verify:>7.0}/s (openssl {their_verify:>7.0}/s, ratio {:.2})",
            profile.name(),
            sign / their_sign,
            verify / their_verify
        ));
    }
    let pem = SecretKey::generate(Profile::Sm2)?.to_pem(PIN)?;
    let watch = Watch::start();
    for _ in 0..OPENINGS {
        SecretKey::from_pem(Profile::Sm2, &pem, Some(PIN))?;
    }
    let ms = watch.passed().as_secs_f64() * 1_000.0 / f64::from(OPENINGS);
    say(&format!("a key in a file opened with its PIN: {ms:.0} ms, slow on purpose"));
    Ok(())
}

fn rates(profile: Profile) -> anyhow::Result<(f64, f64)> {
    let key = SecretKey::generate(profile)?;
    let signature = key.sign(&MESSAGE)?;
    let sign = rate(|| Ok(key.sign(&MESSAGE).map(drop)?))?;
    let verify = rate(|| Ok(key.public_key().verify(&MESSAGE, &signature)?))?;
    Ok((sign, verify))
}

fn rate(mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let (watch, mut count) = (Watch::start(), 0);
    loop {
        work()?;
        count += 1;
        let passed = watch.passed().as_secs_f64();
        if passed >= SECONDS {
            return Ok(f64::from(count) / passed);
        }
    }
}

/// The last two numbers of the last line: signatures and verifications a second.
fn openssl(algorithm: &str) -> anyhow::Result<(f64, f64)> {
    let output = Command::new("openssl").args(["speed", "-seconds", "2", algorithm]).output().context("openssl")?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let words: Vec<&str> = text.lines().last().context("an answer")?.split_whitespace().collect();
    let [.., sign, verify] = words[..] else { anyhow::bail!("openssl speed says {text}") };
    Ok((sign.parse()?, verify.parse()?))
}
