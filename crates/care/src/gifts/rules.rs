//! What may be handed out and counted. Pure.

use vena_kernel::{refusal::Refusal, say, text::Text};

/// Whether a donation may get a gift, given the one that it got. Refuses by `gift.once`.
pub(crate) fn once(given: Option<&Text>) -> Result<(), Refusal> {
    let Some(Text { zh, en }) = given else { return Ok(()) };
    let reason = say!("本次献血的纪念品（{zh}）已发放", "the gift for this donation ({en}) was handed out already");
    Err(Refusal::new("gift.once", reason))
}

/// Whether a count may be kept: what differs from the books is explained. Refuses by `gift.count-differs`.
pub(super) fn counted(books: i64, found: i64, note: Option<&str>) -> Result<(), Refusal> {
    if books == found || note.is_some_and(|note| !note.trim().is_empty()) {
        return Ok(());
    }
    let reason = say!(
        "清点 {found} 件，账面 {books} 件，请写明差异原因",
        "{found} pieces were counted and {books} stand in the books: say why"
    );
    Err(Refusal::new("gift.count-differs", reason))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    // rule: gift.once
    #[test]
    fn a_donation_gets_one_gift() {
        assert_eq!(once(None), Ok(()));
        assert_eq!(once(Some(&Text::new("雨伞", "Umbrella"))).expect_err("no second").rule, "gift.once");
    }

    // rule: gift.count-differs
    #[test]
    fn a_difference_has_a_reason() {
        let table = "
            books | found | note       | kept
            12    | 12    |            | yes
            12    | 11    |            | no
            12    | 13    |            | no
            12    | 11    | 一件破损   | yes
            -2    | 0     |            | no
        ";
        for row in rows(table).into_iter().skip(1) {
            let number = |at: usize| row[at].parse().expect("a number");
            let note = Some(row[2]).filter(|note| !note.is_empty());
            let found = counted(number(0), number(1), note);
            assert_eq!(found.is_ok(), row[3] == "yes", "{row:?}");
            assert!(found.err().is_none_or(|refusal| refusal.rule == "gift.count-differs"));
        }
    }
}
