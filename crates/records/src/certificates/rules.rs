//! What a certificate is good for, and how a PIN must be.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

use crate::policy::KeyPolicy;

const DAY: i64 = 24 * 3600;

/// How a certificate stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) valid_from: Instant,
    pub(crate) valid_until: Instant,
    pub(crate) revoked_at: Option<Instant>,
    pub(crate) pin_failures: i32,
}

/// Whether it may sign at `now`.
pub(crate) fn may_sign(policy: &KeyPolicy, standing: &Standing, now: Instant) -> Result<(), Refusal> {
    if standing.revoked_at.is_some() {
        let reason = say!("证书已注销，请申请新证书", "the certificate has been revoked: get a new one");
        return Err(Refusal::new("certificate.revoked", reason));
    }
    if now < standing.valid_from || standing.valid_until <= now {
        let reason = say!("证书不在有效期内，请更新证书", "the certificate is not valid now: renew it");
        return Err(Refusal::new("certificate.not-valid-now", reason));
    }
    if standing.pin_failures >= policy.pin_tries {
        let tries = policy.pin_tries;
        let reason = say!(
            "PIN 连续输错 {tries} 次，密钥已锁定，请申请新证书",
            "the PIN was wrong {tries} times: the key is locked, get a new certificate"
        );
        return Err(Refusal::new("certificate.locked", reason));
    }
    Ok(())
}

/// Whether its owner should be told that it ends soon.
pub(crate) fn ends_soon(policy: &KeyPolicy, standing: &Standing, now: Instant) -> bool {
    standing.revoked_at.is_none() && standing.valid_until <= now.plus_seconds(policy.warn_days * DAY)
}

/// A PIN is neither too short to guess nor one digit over and over.
pub(crate) fn pin(policy: &KeyPolicy, pin: &str) -> Result<(), Refusal> {
    let (first, least) = (pin.chars().next(), policy.pin_characters_min);
    if pin.chars().count() < least
        || pin.chars().all(|letter| Some(letter) == first)
        || "0123456789 9876543210".contains(pin)
    {
        let reason = say!(
            "PIN 至少 {least} 位，不能是相同或连续的数字",
            "a PIN has at least {least} characters, not all the same and not a run of digits"
        );
        return Err(Refusal::new("certificate.pin-weak", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_kernel::clock::Instant;
    use vena_testkit::table::rows;

    use super::*;

    fn policy() -> &'static KeyPolicy {
        crate::policy::keys("2026-01-01".parse().expect("a day"))
    }

    fn at(text: &str) -> Instant {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_certificate_signs_from_its_first_moment_to_the_one_before_its_last_unless_revoked_or_locked() {
        let table = "
            now                  | revoked | failures | answer
            2026-01-01T00:00:00Z | no      | 0        | certificate.not-valid-now
            2026-01-01T00:00:01Z | no      | 0        | yes
            2026-12-31T23:59:59Z | no      | 9        | yes
            2026-12-31T23:59:59Z | no      | 10       | certificate.locked
            2027-01-01T00:00:00Z | no      | 0        | certificate.not-valid-now
            2026-06-01T00:00:00Z | yes     | 0        | certificate.revoked
        ";
        for row in rows(table).iter().skip(1) {
            let standing = Standing {
                valid_from: at("2026-01-01T00:00:01Z"),
                valid_until: at("2027-01-01T00:00:00Z"),
                revoked_at: (row[1] == "yes").then(|| at("2026-05-01T00:00:00Z")),
                pin_failures: row[2].parse().expect("a number"),
            };
            let answer =
                may_sign(policy(), &standing, at(row[0])).map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
            assert_eq!(answer, row[3], "{row:?}");
        }
    }

    #[test]
    fn the_owner_is_warned_for_the_last_thirty_days() {
        let mut standing = Standing {
            valid_from: at("2026-01-01T00:00:00Z"),
            valid_until: at("2027-01-01T00:00:00Z"),
            revoked_at: None,
            pin_failures: 0,
        };
        assert!(!ends_soon(policy(), &standing, at("2026-12-01T23:59:59Z")));
        assert!(ends_soon(policy(), &standing, at("2026-12-02T00:00:00Z")));
        standing.revoked_at = Some(at("2026-12-03T00:00:00Z"));
        assert!(!ends_soon(policy(), &standing, at("2026-12-04T00:00:00Z")), "a revoked one needs no warning");
    }

    #[test]
    fn a_pin_is_not_easily_guessed() {
        for (text, good) in [
            ("", false),
            ("48215", false),
            ("482150", true),
            ("111111", false),
            ("123456", false),
            ("987654", false),
            ("一二三四五六", true),
        ] {
            assert_eq!(pin(policy(), text).is_ok(), good, "{text}");
            assert!(good || pin(policy(), text).is_err_and(|refusal| refusal.rule == "certificate.pin-weak"), "{text}");
        }
    }
}
