//! Whether the answer of a key outside the server still comes in time, and to the right question.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

/// Whether a signature that was begun may be finished now.
pub(super) fn may_finish(finished_at: Option<Instant>, expires_at: Instant, now: Instant) -> Result<(), Refusal> {
    if finished_at.is_some() {
        let reason = say!("这次签名已经完成", "this signature was finished before");
        return Err(Refusal::new("signature.finished", reason));
    }
    if expires_at <= now {
        let reason = say!("等待过久，签名已失效，请重新签名", "this took too long: sign again");
        return Err(Refusal::new("signature.expired", reason));
    }
    Ok(())
}

/// Whether the document is still the one that was shown when the key was asked.
pub(super) fn same_document(prepared: &[u8], now: &[u8]) -> Result<(), Refusal> {
    if prepared == now {
        return Ok(());
    }
    let reason = say!(
        "您签名期间文书已有变化，请查看后重新签名",
        "the document has changed while you were signing: look at it and sign again"
    );
    Err(Refusal::new("signature.document-changed", reason))
}

/// The refusal of an answer of another kind of key than was asked.
pub(super) fn other_kind() -> Refusal {
    Refusal::new(
        "signature.answer-kind",
        say!("应答与所用的密钥不符", "the answer is not of the kind of key that was asked"),
    )
}

/// The refusal of a security key for many documents: each of its signatures needs a touch.
pub(super) fn one_by_one() -> Refusal {
    let reason = say!(
        "安全密钥须逐份触碰签名，不能批量签名",
        "a security key is touched for each document: it signs none in one go"
    );
    Refusal::new("signature.one-by-one", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_once_in_time_and_to_the_bytes_that_were_shown() {
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        let until = at("2026-01-01T00:05:00Z");
        let rule = |answer: Result<(), Refusal>| answer.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
        for (finished, now, answer) in [
            (None, "2026-01-01T00:04:59Z", "yes"),
            (None, "2026-01-01T00:05:00Z", "signature.expired"),
            (Some("2026-01-01T00:01:00Z"), "2026-01-01T00:04:59Z", "signature.finished"),
            (Some("2026-01-01T00:01:00Z"), "2026-01-01T00:06:00Z", "signature.finished"),
        ] {
            assert_eq!(rule(may_finish(finished.map(at), until, at(now))), answer, "{finished:?} {now}");
        }
        assert_eq!(rule(same_document(b"a", b"a")), "yes");
        assert_eq!(rule(same_document(b"a", b"b")), "signature.document-changed");
    }
}
