//! Invented names.

/// District, its short name, its English name, latitude and longitude of its centre, hospitals, donation houses.
pub(crate) struct District {
    pub(crate) name: &'static str,
    pub(crate) short: &'static str,
    pub(crate) english: &'static str,
    pub(crate) latitude: f64,
    pub(crate) longitude: f64,
    pub(crate) hospitals: usize,
    pub(crate) houses: usize,
}

const fn district(
    name: &'static str,
    short: &'static str,
    english: &'static str,
    place: (f64, f64),
    hospitals: usize,
    houses: usize,
) -> District {
    District { name, short, english, latitude: place.0, longitude: place.1, hospitals, houses }
}

/// Seven districts and three county-level cities: 96 hospitals and 20 houses in all.
pub(crate) const DISTRICTS: [District; 10] = [
    district("市南区", "市南", "Shinan", (36.0754, 120.4120), 14, 4),
    district("市北区", "市北", "Shibei", (36.0877, 120.3747), 16, 3),
    district("李沧区", "李沧", "Licang", (36.1455, 120.4328), 9, 2),
    district("崂山区", "崂山", "Laoshan", (36.1073, 120.4689), 8, 2),
    district("西海岸新区", "西海岸", "West Coast", (35.9608, 120.1980), 12, 2),
    district("城阳区", "城阳", "Chengyang", (36.3073, 120.3963), 9, 2),
    district("即墨区", "即墨", "Jimo", (36.3893, 120.4473), 8, 2),
    district("胶州市", "胶州", "Jiaozhou", (36.2646, 120.0335), 8, 1),
    district("平度市", "平度", "Pingdu", (36.7868, 119.9601), 7, 1),
    district("莱西市", "莱西", "Laixi", (36.8879, 120.5177), 5, 1),
];

const WORD_FIRST: [(&str, &str); 8] = [
    ("听", "Ting"),
    ("望", "Wang"),
    ("映", "Ying"),
    ("临", "Lin"),
    ("栖", "Qi"),
    ("怀", "Huai"),
    ("澄", "Cheng"),
    ("晓", "Xiao"),
];
const WORD_SECOND: [(&str, &str); 12] = [
    ("潮", "chao"),
    ("岳", "yue"),
    ("汐", "xi"),
    ("松", "song"),
    ("帆", "fan"),
    ("鹭", "lu"),
    ("霞", "xia"),
    ("岸", "an"),
    ("梧", "wu"),
    ("泉", "quan"),
    ("舟", "zhou"),
    ("汀", "ting"),
];

/// The invented word of place `index`: 96 of them, each once.
pub(crate) fn word(index: usize) -> (String, String) {
    let (first, second) = (WORD_FIRST[index % 8], WORD_SECOND[(index / 8) % 12]);
    (format!("{}{}", first.0, second.0), format!("{}{}", first.1, second.1))
}

const SURNAMES: [&str; 24] = [
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "马", "朱", "胡", "林", "郭", "何", "高",
    "罗", "郑", "梁", "谢", "宋",
];
const GIVEN: [&str; 40] = [
    "安然", "博文", "晨曦", "楚怡", "丹青", "迪生", "恩泽", "方舟", "观澜", "海宁", "鸿宇", "嘉禾", "景行", "静姝",
    "可心", "兰亭", "乐山", "明远", "墨言", "念慈", "清和", "秋实", "若谷", "书瑶", "思齐", "天佑", "望舒", "文渊",
    "向晚", "晓棠", "新柠", "星河", "雅南", "宜修", "映雪", "予墨", "远航", "云舒", "知微", "子衿",
];

/// The invented name of person `index`; 960 before one comes again.
pub(crate) fn person(index: usize) -> String {
    let surname = SURNAMES[(index * 7 + index / SURNAMES.len()) % SURNAMES.len()];
    let given = GIVEN[(index * 11 + index / GIVEN.len()) % GIVEN.len()];
    format!("{surname}{given}")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{DISTRICTS, word};

    #[test]
    fn the_city_has_the_shape_of_the_real_one() {
        assert_eq!(DISTRICTS.iter().map(|district| district.hospitals).sum::<usize>(), 96);
        assert_eq!(DISTRICTS.iter().map(|district| district.houses).sum::<usize>(), 20);
    }

    #[test]
    fn no_two_hospitals_share_a_word() {
        let words: BTreeSet<String> = (0..96).map(|index| word(index).0).collect();
        assert_eq!(words.len(), 96);
    }
}
