//! When a sample may be registered and typed.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

/// A sample is drawn before it is registered, and is not registered when it serves no more.
pub(crate) fn may_register(drawn_at: Instant, valid_until: Instant, now: Instant) -> Result<(), Refusal> {
    if drawn_at > now {
        let reason = say!("采样时间在将来", "the sample would be drawn in the future");
        return Err(Refusal::new("sample.drawn-at", reason));
    }
    if valid_until <= now {
        let reason =
            say!("标本已于 {valid_until} 失效，请重新采样", "the sample served until {valid_until}: draw a new one");
        return Err(Refusal::new("sample.expired", reason));
    }
    Ok(())
}

/// A sample is typed once; a second opinion needs a second sample.
pub(crate) fn may_type(typed: bool) -> Result<(), Refusal> {
    if typed {
        let reason =
            say!("该标本已登记血型；复核请另采标本", "this sample is typed already; confirm on another sample");
        return Err(Refusal::new("sample.typed-already", reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn which_samples_are_registered() {
        let table = "
            drawn                | serves until         | verdict
            2026-02-11T08:00:00Z | 2026-02-14T08:00:00Z | yes
            2026-02-11T08:00:01Z | 2026-02-14T08:00:01Z | sample.drawn-at
            2026-02-08T08:00:01Z | 2026-02-11T08:00:01Z | yes
            2026-02-08T08:00:00Z | 2026-02-11T08:00:00Z | sample.expired
        ";
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        for row in &rows(table)[1..] {
            let found = may_register(at(row[0]), at(row[1]), at("2026-02-11T08:00:00Z"));
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "yes".into()), row[2], "{row:?}");
        }
    }

    #[test]
    fn a_sample_is_typed_once() {
        assert!(may_type(false).is_ok());
        assert_eq!(may_type(true).expect_err("twice").rule, "sample.typed-already");
    }
}
