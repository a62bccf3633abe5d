use vena_kernel::clock::Instant;
use vena_platform::imports::{Row, Values};
use vena_testkit::table;

use super::{entry, rules};

/// A slip with which nothing is wrong.
const GOOD: [(&str, &str); 18] = [
    ("单号", "SFCF230316022"),
    ("采血日期", "2023-03-16"),
    ("部门序号", "064040"),
    ("发出方式", "送血"),
    ("发出部门", "成分部"),
    ("接收部门", "待检库"),
    ("搬运原因", "分离成分血入库"),
    ("产品类别", "8004-冰冻血浆"),
    ("规格", "200ML"),
    ("A型", "1"),
    ("B型", "2"),
    ("O型", "1"),
    ("AB型", "0"),
    ("合计袋数", "4"),
    ("合计血量", "800"),
    ("批发标识", "01602-23096813+01602-23004085+01602-23006415+01602-23802921"),
    ("发出日期", "2023-03-16 19:58"),
    ("接收日期", "2023-03-16 20:10"),
];

/// What is changed in the good slip (`;` between changes, `+` between numbers), and every rule that then refuses (or `accepted`).
const CASES: &str = "
    change                                        | rules
    单号=SFCF230316022                            | accepted
    单号=sfcf230316022                            | accepted
    合计血量=800ML                                | accepted
    产品类别=FP                                   | accepted
    单号=230316022                                | slip.number-form
    单号=SFCF23031602                             | slip.number-form
    单号=SFCF230317022                            | slip.number-day
    采血日期=2023-02-30                           | intake.day
    产品类别=9999-冰冻血浆                        | product.unknown
    规格=200                                      | intake.volume
    规格=300ML; 合计血量=1200                     | slip.label-unusual
    A型=一                                        | intake.count
    合计袋数=0                                    | slip.bags-total
    合计血量=0                                    | slip.volume-total
    合计袋数=0; 合计血量=4                        | slip.bags-total slip.volume-total
    A型=0; B型=0; O型=0; 合计袋数=0; 合计血量=0   | slip.no-bags slip.numbers-total
    B型=1; 合计袋数=3; 合计血量=600               | slip.numbers-total
    批发标识=01602-23096813+01602-23096813+01602-23006415+01602-23802921 | slip.number-twice
    批发标识=01602-2309681+01602-23004085+01602-23006415+01602-23802921  | donation-number.damaged
    批发标识=0160X-2309681+x+01602-23006415+01602-23802921 | donation-number.length donation-number.length
    批发标识=01602-22096813+01602-23004085+01602-23006415+01602-24802921 | intake.number-year intake.number-year
    接收日期=2023-03-16 19:57                     | slip.received-before-sent
    采血日期=2023-03-17                           | slip.sent-before-collected
    单号=SFCF260401022; 发出日期=2026-04-01 10:00; 接收日期=2026-04-01 11:00 | slip.time-ahead slip.time-ahead
    发出日期=昨天                                 | intake.time
    合计袋数=0; 合计血量=4; 批发标识=01602-22096813+01602-23004085+01602-23006415+01602-23802921 | slip.bags-total slip.volume-total intake.number-year
";

fn row(change: &str) -> Row {
    let mut values: Values = GOOD.iter().map(|(column, cell)| ((*column).to_owned(), (*cell).to_owned())).collect();
    for (column, cell) in change.split(';').filter_map(|change| change.trim().split_once('=')) {
        values.insert(column.to_owned(), cell.to_owned());
    }
    let numbers = values["批发标识"].replace('+', ";");
    values.insert("批发标识".to_owned(), numbers);
    Row { number: 1, values }
}

#[test]
fn every_rule_that_refuses_is_named() {
    let now: Instant = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
    let mut wrong = Vec::new();
    for case in table::rows(CASES).iter().skip(1) {
        let (part, mut reasons) = entry::read(&row(case[0]));
        reasons.extend(rules::judge(&part, now));
        let rules: Vec<&str> = reasons.iter().map(|reason| reason.rule.as_str()).collect();
        let found = if rules.is_empty() { "accepted".to_owned() } else { rules.join(" ") };
        if found != case[1] {
            wrong.push(format!("{}: {found}, not {}", case[0], case[1]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_total_that_does_not_fit_names_both_figures() {
    let now: Instant = "2026-02-11T08:00:00+08:00".parse().expect("an instant");
    let (part, _) = entry::read(&row("合计血量=0"));
    let reason = rules::judge(&part, now).pop().expect("a reason").reason;
    assert!(reason.zh.contains("800") && reason.zh.ends_with("是 0"), "{}", reason.zh);
}

/// The rules that refuse the good slip with `column` changed to `cell`, with the columns at which they do.
fn refused(column: &str, cell: &str) -> Vec<(String, String)> {
    let mut row = row("");
    row.values.insert(column.to_owned(), cell.to_owned());
    entry::read(&row).1.into_iter().map(|reason| (reason.field, reason.rule)).collect()
}

#[test]
fn a_slip_lists_at_most_500_numbers() {
    let numbers = |count: u32| (0..count).map(|serial| format!("0160223{serial:06}")).collect::<Vec<_>>().join(";");
    assert_eq!(refused("批发标识", &numbers(500)), []);
    let one_more = refused("批发标识", &numbers(501));
    assert_eq!(one_more, [("批发标识".to_owned(), "slip.numbers-max".to_owned())]);
}

#[test]
fn no_word_of_a_slip_is_longer_than_100_characters() {
    for column in ["部门序号", "发出方式", "发出部门", "接收部门", "搬运原因"] {
        assert_eq!(refused(column, &"库".repeat(100)), [], "{column}");
        let longer = refused(column, &"库".repeat(101));
        assert_eq!(longer, [(column.to_owned(), "slip.word-too-long".to_owned())]);
    }
}
