//! What a donor shows at the door: eight letters and digits that nobody confuses, the last one a check.

use uuid::Uuid;

/// Without 0 O 1 I L: read aloud and typed with gloves on.
const LETTERS: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// What stands before the code in its picture.
const PICTURE: &str = "VENA:B:";
const LENGTH: usize = 8;

/// A code out of the chance in `random`.
pub(crate) fn code(random: Uuid) -> String {
    // the first half of our ids is the time
    let mut rest = random.as_u128() as u64;
    let mut digits = Vec::with_capacity(LENGTH);
    for _ in 0..LENGTH - 1 {
        digits.push((rest % 31) as usize);
        rest /= 31;
    }
    digits.push(check(&digits));
    digits.iter().map(|digit| char::from(LETTERS[*digit])).collect()
}

/// What a picture of the code says.
pub(crate) fn picture(code: &str) -> String {
    format!("{PICTURE}{code}")
}

/// The code that was typed or scanned; `None` when it is none of ours.
pub(crate) fn read(text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase();
    let bare: String = upper.strip_prefix(PICTURE).unwrap_or(&upper).chars().filter(|c| !" -".contains(*c)).collect();
    let digits: Option<Vec<usize>> =
        bare.bytes().map(|letter| LETTERS.iter().position(|known| *known == letter)).collect();
    let digits = digits.filter(|digits| digits.len() == LENGTH)?;
    (check(&digits[..LENGTH - 1]) == digits[LENGTH - 1]).then_some(bare)
}

/// Weighted by place, modulo a prime: every single wrong letter and every exchange of two is found.
fn check(digits: &[usize]) -> usize {
    digits.iter().zip(2..).map(|(digit, weight)| digit * weight).sum::<usize>() % 31
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_itself_back_and_no_slip_of_the_finger_does() {
        let own = code(Uuid::from_u128(0x0192_0000_0000_7000_8abc_1234_5678_9def));
        assert_eq!(own.len(), 8);
        assert_eq!(read(&own), Some(own.clone()));
        assert_eq!(read(&picture(&own)), Some(own.clone()));
        assert_eq!(read(&format!(" {}-{} ", own[..4].to_ascii_lowercase(), &own[4..])), Some(own.clone()));
        for at in 0..8 {
            for letter in LETTERS {
                let mut wrong = own.clone().into_bytes();
                wrong[at] = *letter;
                let wrong = String::from_utf8(wrong).expect("letters");
                assert_eq!(read(&wrong).is_some(), wrong == own, "{wrong}");
            }
            let mut swapped = own.clone().into_bytes();
            swapped.swap(at, (at + 1) % 8);
            let swapped = String::from_utf8(swapped).expect("letters");
            assert!(swapped == own || at == 7 || read(&swapped).is_none(), "{swapped}");
        }
        assert!(["", "ABCDEFG", "ABCDEFGHJ", "ABCDEFG0", "献血", "VENA:B:"].iter().all(|text| read(text).is_none()));
    }
}
