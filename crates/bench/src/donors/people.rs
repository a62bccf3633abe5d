//! Invented people, each by a number, spread like those of a city.

use uuid::Uuid;
use vena_kernel::clock::Day;

const SURNAMES: &str =
    "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈";
const GIVEN: &str = "安然博文晨曦楚怡丹青迪生恩泽方舟观澜海宁鸿宇嘉禾景行静姝可心兰亭乐山明远墨言念慈清和秋实若谷书瑶思齐天佑望舒文渊向晚晓棠新柠星河雅南宜修映雪予墨远航云舒知微子衿";
const REGIONS: [&str; 10] =
    ["370202", "370203", "370205", "370211", "370212", "370213", "370214", "370281", "370283", "370285"];
const PHONES: [&str; 12] = ["130", "131", "135", "136", "137", "138", "139", "150", "158", "176", "186", "199"];
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Somebody who never was.
#[derive(Debug, Clone)]
pub(crate) struct Invented {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) born_on: Day,
    pub(crate) document: String,
    pub(crate) phone: String,
    pub(crate) donation: String,
}

/// Mixes the bits of a number, so that neighbours have nothing in common.
fn mixed(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

fn letter(letters: &str, at: u64) -> char {
    let count = letters.chars().count() as u64;
    letters.chars().nth(usize::try_from(at % count).unwrap_or(0)).unwrap_or('王')
}

impl Invented {
    /// Person number `n`.
    pub(crate) fn number(n: u64) -> Self {
        let dice = mixed(n);
        let (surname, given) = (letter(SURNAMES, (dice % 50).min(dice / 50 % 50)), letter(GIVEN, dice >> 8));
        let second = if dice >> 60 < 4 { String::new() } else { letter(GIVEN, dice >> 16).to_string() };
        // Region, day and serial number together are unique.
        let (region, day, serial) = (n % 10, n / 10 % 14_000, n / 140_000);
        let born_on = Day::new(1966 + (day / 340) as i16, 1 + (day % 340 / 29) as i8, 1 + (day % 29).min(27) as i8);
        let born_on = born_on.unwrap_or_else(|| unreachable!("every month has 28 days"));
        // Two days of 29 fall together on the 28th: the serial number keeps them apart.
        let serial = serial * 2 + u64::from(day % 29 == 28);
        Self {
            id: Uuid::from_u128(0x0193_0000_0000_7000_8000_0000_0000_0000 | u128::from(n)),
            name: format!("{surname}{given}{second}"),
            born_on,
            document: citizen_id(REGIONS[usize::try_from(region).unwrap_or(0)], born_on, serial),
            phone: format!("{}{:08}", PHONES[usize::try_from(dice % 12).unwrap_or(0)], dice >> 32 & 0x05f5_e0ff),
            donation: format!("{:05}26{:06}", 1700 + n / 1_000_000, n % 1_000_000),
        }
    }
}

fn citizen_id(region: &str, born_on: Day, serial: u64) -> String {
    let digits = format!("{region}{}{serial:03}", born_on.to_string().replace('-', ""));
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", char::from(b"10X98765432"[(sum % 11) as usize]))
}
