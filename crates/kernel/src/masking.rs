//! How personal data is shown to someone who has no reason to see it in full.

/// `王小明` → `王*明`, `王明` → `王*`; at most three stars, so that the length of a long name is not told.
pub fn mask_name(name: &str) -> String {
    let characters: Vec<char> = name.trim().chars().collect();
    match characters[..] {
        [] => String::new(),
        [_] => "*".into(),
        [first, _] => format!("{first}*"),
        [first, .., last] => format!("{first}{}{last}", "*".repeat((characters.len() - 2).min(3))),
    }
}

/// `13812345678` → `138****5678`; a shorter number shows its last two digits, a very short one nothing.
pub fn mask_phone(phone: &str) -> String {
    let characters: Vec<char> = phone.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let text = |part: &[char]| part.iter().collect::<String>();
    match characters.len() {
        0 => String::new(),
        1..=4 => "****".into(),
        5..=10 => format!("****{}", text(&characters[characters.len() - 2..])),
        length => format!("{}****{}", text(&characters[..3]), text(&characters[length - 4..])),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::table::check;

    #[test]
    fn names() {
        check(
            "
            王*明 | 王小明
            王* | 王明
            * | 王
            欧*修 | 欧阳修
            欧**文 | 欧阳小文
            J***h | John Smith
            | <EMPTY>
            ",
            mask_name,
        );
    }

    #[test]
    fn phones() {
        check(
            "
            138****5678 | 13812345678
            138****5678 | 138-1234-5678
            +86****5678 | +86 138 1234 5678
            ****78 | 1234578
            ****56 | 53212356
            **** | 110
            | <EMPTY>
            ",
            mask_phone,
        );
    }

    proptest! {
        #[test]
        fn the_middle_of_a_phone_never_shows(phone in "1[3-9][0-9]{9}") {
            let masked = mask_phone(&phone);
            prop_assert_eq!(masked.len(), 11);
            prop_assert_eq!(&masked[3..7], "****");
        }

        #[test]
        fn nothing_makes_masking_panic(text in any::<String>()) {
            let _ = (mask_name(&text), mask_phone(&text));
        }
    }
}
