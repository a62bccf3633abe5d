//! What a certificate is good for, and how a PIN must be.

use vena_kernel::{clock::Instant, refusal::Refusal, say};
use vena_platform::documents::{CertificateInfo, Medium, Profile};

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

/// Whether the shell tells its owner: while it ends soon, and for as long after its end; later it was left behind on purpose.
pub(crate) fn is_worth_telling(policy: &KeyPolicy, standing: &Standing, now: Instant) -> bool {
    ends_soon(policy, standing, now) && now < standing.valid_until.plus_seconds(policy.warn_days * DAY)
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

/// Whether a key may sign what blood moves on (电子签名法 article 13: its data are under the control of the signer alone).
pub(crate) fn may_release(may_have_copies: bool) -> Result<(), Refusal> {
    if may_have_copies {
        let reason = say!(
            "该密钥可能被同步到别处，不能用于血液交接与放行类文书",
            "this key may have copies elsewhere: it may not sign what blood moves on"
        );
        return Err(Refusal::new("webauthn.synced", reason));
    }
    Ok(())
}

/// Only a key that lives outside the server proves itself with a challenge.
pub(crate) fn lives_elsewhere(medium: Medium) -> Result<(), Refusal> {
    match medium {
        Medium::Webauthn | Medium::Pkcs11 | Medium::Skf => Ok(()),
        Medium::Software | Medium::Service => Err(Refusal::new(
            "certificate.medium",
            say!("此类密钥不在这里登记", "keys of this kind are not registered here"),
        )),
    }
}

/// Whether a PIN sent to the server opens the key; the others are asked where they are.
pub(crate) fn opens_here(medium: Medium) -> Result<(), Refusal> {
    match medium {
        Medium::Software | Medium::Service => Ok(()),
        Medium::Webauthn | Medium::Pkcs11 | Medium::Skf => Err(Refusal::new(
            "key.elsewhere",
            say!("该密钥不在服务器上，请插入密钥签名", "this key is not on the server: sign with the key itself"),
        )),
    }
}

/// Only a key at a signature service is imported by its certificate alone.
pub(crate) fn at_service(medium: Medium) -> Result<(), Refusal> {
    if medium == Medium::Service {
        return Ok(());
    }
    let reason = say!("只能导入签名服务中的证书", "only certificates of a signature service are imported");
    Err(Refusal::new("certificate.medium", reason))
}

/// Only a USB key answers as one.
pub(crate) fn is_token(medium: Medium) -> Result<(), Refusal> {
    if medium == Medium::Webauthn { Err(one_kind()) } else { lives_elsewhere(medium) }
}

/// The refusal of a registration that is neither of a security key nor of a USB key, or both.
pub(crate) fn one_kind() -> Refusal {
    Refusal::new(
        "certificate.one-kind",
        say!("请提交安全密钥或 USB Key 其中一种", "send either a security key or a USB key"),
    )
}

/// A key that was reported lost is never taken again, whoever brings it.
pub(crate) fn not_lost(was_lost: bool) -> Result<(), Refusal> {
    if was_lost {
        let reason = say!("该密钥已挂失，不能再次登记", "this key was reported lost and is not taken again");
        return Err(Refusal::new("certificate.key-lost", reason));
    }
    Ok(())
}

/// A key has one owner and one certificate.
pub(crate) fn not_taken(is_taken: bool) -> Result<(), Refusal> {
    if is_taken {
        let reason = say!("该密钥或证书已登记", "this key or certificate is registered already");
        return Err(Refusal::new("certificate.key-taken", reason));
    }
    Ok(())
}

/// Whether a certificate of another authority is one of the caller that is good now.
pub(crate) fn may_bring(info: &CertificateInfo, profile: Profile, name: &str, now: Instant) -> Result<(), Refusal> {
    if info.profile != profile {
        let reason = say!("证书与密钥的算法不同", "certificate and key use different algorithms");
        return Err(Refusal::new("certificate.profile", reason));
    }
    if info.owner.trim() != name.trim() {
        let owner = &info.owner;
        let reason =
            say!("证书属于“{owner}”，与您的姓名不符", "the certificate belongs to '{owner}', which is not your name");
        return Err(Refusal::new("certificate.other-person", reason));
    }
    if now < info.valid_from || info.valid_until <= now {
        let reason = say!("证书不在有效期内", "the certificate is not valid now");
        return Err(Refusal::new("certificate.not-valid-now", reason));
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
        assert!(is_worth_telling(policy(), &standing, at("2026-12-02T00:00:00Z")));
        assert!(is_worth_telling(policy(), &standing, at("2027-01-30T23:59:59Z")), "it has ended and is not renewed");
        assert!(!is_worth_telling(policy(), &standing, at("2027-01-31T00:00:00Z")), "it was left behind");
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

    #[test]
    fn keys_with_copies_release_nothing_and_only_keys_elsewhere_are_registered() {
        assert!(may_release(false).is_ok());
        assert!(may_release(true).is_err_and(|refusal| refusal.rule == "webauthn.synced"));
        let table = "
            medium   | elsewhere | token
            software | no        | no
            pkcs11   | yes       | yes
            skf      | yes       | yes
            webauthn | yes       | no
            service  | no        | no
        ";
        for row in rows(table).iter().skip(1) {
            let medium: Medium = serde_json::from_value(row[0].into()).expect("a medium");
            assert_eq!(lives_elsewhere(medium).is_ok(), row[1] == "yes", "{row:?}");
            assert_eq!(is_token(medium).is_ok(), row[2] == "yes", "{row:?}");
            assert_eq!(at_service(medium).is_ok(), row[0] == "service", "{row:?}");
            assert_eq!(opens_here(medium).is_ok(), row[1] == "no", "{row:?}");
        }
        assert!(not_lost(true).is_err_and(|refusal| refusal.rule == "certificate.key-lost") && not_lost(false).is_ok());
        assert!(
            not_taken(true).is_err_and(|refusal| refusal.rule == "certificate.key-taken") && not_taken(false).is_ok()
        );
    }

    #[test]
    fn a_certificate_that_is_brought_along_is_the_callers_own_and_good_now() {
        let table = "
            owner | profile | now                  | answer
            陈晨  | sm2     | 2026-06-01T00:00:00Z | yes
            陈晨  | p256    | 2026-06-01T00:00:00Z | certificate.profile
            李四  | sm2     | 2026-06-01T00:00:00Z | certificate.other-person
            陈晨  | sm2     | 2025-12-31T23:59:59Z | certificate.not-valid-now
            陈晨  | sm2     | 2027-01-01T00:00:00Z | certificate.not-valid-now
        ";
        for row in rows(table).iter().skip(1) {
            let info = CertificateInfo {
                serial: "01".into(),
                owner: row[0].into(),
                account: String::new(),
                organisation: String::new(),
                issuer: String::new(),
                profile: serde_json::from_value(row[1].into()).expect("a profile"),
                valid_from: at("2026-01-01T00:00:00Z"),
                valid_until: at("2027-01-01T00:00:00Z"),
                fingerprint: String::new(),
            };
            let answer = may_bring(&info, Profile::Sm2, "陈晨", at(row[2]));
            assert_eq!(answer.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned()), row[3], "{row:?}");
        }
    }
}
