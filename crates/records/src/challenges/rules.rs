//! Whether a challenge may still be answered.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

/// Why a challenge could not be claimed: `used_at` and `expires_at` of the one that is known, if there is one.
pub(crate) fn why_not(known: Option<(Option<Instant>, Instant)>, now: Instant) -> Refusal {
    match known {
        Some((Some(_), _)) => Refusal::new(
            "challenge.used",
            say!("该质询已被使用，请重新开始", "this challenge was answered before: begin again"),
        ),
        Some((None, until)) if until <= now => {
            Refusal::new("challenge.expired", say!("等待过久，请重新开始", "this took too long: begin again"))
        }
        _ => Refusal::new(
            "challenge.unknown",
            say!("没有这个质询，请重新开始", "there is no such challenge: begin again"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reason_has_its_name() {
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        let now = at("2026-01-01T00:05:00Z");
        for (known, rule) in [
            (None, "challenge.unknown"),
            (Some((None, at("2026-01-01T00:06:00Z"))), "challenge.unknown"),
            (Some((None, now)), "challenge.expired"),
            (Some((Some(at("2026-01-01T00:01:00Z")), now)), "challenge.used"),
        ] {
            assert_eq!(why_not(known, now).rule, rule);
        }
    }
}
