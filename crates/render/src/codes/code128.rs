//! Code 128 (ISO/IEC 15417): code sets B and C, mixed so that the symbol is short. ISBT 128 wants no function characters.

/// Widths of bars and spaces, beginning with a bar, by symbol value 0–105; the stop character stands apart.
const PATTERNS: [&[u8; 6]; 106] = [
    b"212222", b"222122", b"222221", b"121223", b"121322", b"131222", b"122213", b"122312", b"132212", b"221213",
    b"221312", b"231212", b"112232", b"122132", b"122231", b"113222", b"123122", b"123221", b"223211", b"221132",
    b"221231", b"213212", b"223112", b"312131", b"311222", b"321122", b"321221", b"312212", b"322112", b"322211",
    b"212123", b"212321", b"232121", b"111323", b"131123", b"131321", b"112313", b"132113", b"132311", b"211313",
    b"231113", b"231311", b"112133", b"112331", b"132131", b"113123", b"113321", b"133121", b"313121", b"211331",
    b"231131", b"213113", b"213311", b"213131", b"311123", b"311321", b"331121", b"312113", b"312311", b"332111",
    b"314111", b"221411", b"431111", b"111224", b"111422", b"121124", b"121421", b"141122", b"141221", b"112214",
    b"112412", b"122114", b"122411", b"142112", b"142211", b"241211", b"221114", b"413111", b"241112", b"134111",
    b"111242", b"121142", b"121241", b"114212", b"124112", b"124211", b"411212", b"421112", b"421211", b"212141",
    b"214121", b"412121", b"111143", b"111341", b"131141", b"114113", b"114311", b"411113", b"411311", b"113141",
    b"114131", b"311141", b"411131", b"211412", b"211214", b"211232",
];
const STOP: &[u8; 7] = b"2331112";
const TO_C: u8 = 99;
const TO_B: u8 = 100;
const START_B: u8 = 104;
const START_C: u8 = 105;

/// Width in modules and the modules of printable ASCII `text`.
pub(super) fn modules(text: &str) -> (usize, Vec<bool>) {
    let mut values = values(text.as_bytes());
    values.push(check(&values));
    let mut modules = Vec::new();
    let patterns = values.iter().map(|&value| PATTERNS[usize::from(value)].as_slice());
    for pattern in patterns.chain([STOP.as_slice()]) {
        for (index, width) in pattern.iter().enumerate() {
            modules.extend(std::iter::repeat_n(index % 2 == 0, usize::from(width - b'0')));
        }
    }
    (modules.len(), modules)
}

/// Symbol values with the start character. Digits go to set C in pairs when four stand together, or two at the end.
fn values(text: &[u8]) -> Vec<u8> {
    let mut in_c = pays(text, true);
    let mut values = vec![if in_c { START_C } else { START_B }];
    let mut rest = text;
    while let [first, tail @ ..] = rest {
        let digits = leading_digits(rest);
        if in_c && digits >= 2 {
            values.push((first - b'0') * 10 + (tail[0] - b'0'));
            rest = &rest[2..];
        } else if in_c {
            values.push(TO_B);
            in_c = false;
        } else if pays(rest, false) && digits.is_multiple_of(2) {
            values.push(TO_C);
            in_c = true;
        } else {
            values.push(first - b' ');
            rest = tail;
        }
    }
    values
}

/// Whether set C is shorter from here: four digits at the start or at the end, six in the middle.
fn pays(rest: &[u8], at_start: bool) -> bool {
    let digits = leading_digits(rest);
    let at_end = digits == rest.len();
    let needed = if at_start || at_end { 4 } else { 6 };
    digits >= needed || (at_start && at_end && digits == 2)
}

fn leading_digits(text: &[u8]) -> usize {
    text.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Modulo 103 over the start character and every other value times its place.
fn check(values: &[u8]) -> u8 {
    let sum: usize = values.iter().enumerate().map(|(place, &value)| place.max(1) * usize::from(value)).sum();
    // A remainder by 103 always fits.
    (sum % 103) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_has_eleven_modules_and_is_unlike_the_others() {
        let sum = |pattern: &[u8]| pattern.iter().map(|width| usize::from(width - b'0')).sum::<usize>();
        assert!(PATTERNS.iter().all(|pattern| sum(*pattern) == 11));
        assert_eq!(sum(STOP), 13);
        let unlike: std::collections::BTreeSet<_> = PATTERNS.iter().collect();
        assert_eq!(unlike.len(), 106);
    }

    #[test]
    fn sets_change_where_it_is_shorter() {
        let table: &[(&str, &[u8])] = &[
            ("0160222096813", &[105, 1, 60, 22, 20, 96, 81, 100, 19]),
            ("=%6200", &[104, 29, 5, 99, 62, 0]),
            ("A1", &[104, 33, 17]),
            ("12", &[105, 12]),
            ("=<E5445V00", &[104, 29, 28, 37, 21, 20, 20, 21, 54, 16, 16]),
            ("&>0260422359", &[104, 6, 30, 99, 2, 60, 42, 23, 59]),
        ];
        for (text, expected) in table {
            assert_eq!(values(text.as_bytes()), *expected, "{text}");
        }
    }

    #[test]
    fn the_check_symbol_of_the_standard_example() {
        // Start B, "PJJ123C": 104 + 1·48 + 2·42 + 3·42 + 4·17 + 5·18 + 6·19 + 7·35 = 879; 879 mod 103 = 55.
        assert_eq!(check(&[104, 48, 42, 42, 17, 18, 19, 35]), 55);
    }
}
