//! The check character of a donation number: ISO/IEC 7064 MOD 37-2.

const CHARACTERS: &[u8; 37] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*";

/// The check value 0–36 over the characters of `number`; characters outside `0-9A-Z*` count as nothing.
pub fn check_value(number: &str) -> u8 {
    let sum = number.bytes().filter_map(value_of).fold(0, |sum, value| (sum + value) * 2 % 37);
    // 38 − sum is at most 38 and the remainder at most 36, so the cast keeps the value.
    ((38 - sum) % 37) as u8
}

/// The check character `0`–`9`, `A`–`Z` or `*` over the characters of `number`.
pub fn check_character(number: &str) -> char {
    char::from(CHARACTERS[usize::from(check_value(number))])
}

fn value_of(character: u8) -> Option<u32> {
    CHARACTERS.iter().position(|&c| c == character).and_then(|position| u32::try_from(position).ok())
}
