//! Cells of the tables of other systems: local times, volumes, counts, and what is plausible in them.

use jiff::civil::{Date, DateTime, Time};
use serde::Deserialize;

use crate::{
    chars::{half_width, quoted, without_spaces},
    clock::{Day, Instant},
    donation_number::DonationNumber,
    product::ComponentClass,
    quantity::VolumeMl,
    refusal::Refusal,
    rulebook::{Basis, in_force},
    say, zone,
};

/// What is plausible, as the rulebook says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intake {
    number_year: Vec<NumberYear>,
    put_away: Vec<PutAway>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct NumberYear {
    years_before_collection_max: i16,
    basis: Basis,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PutAway {
    class: ComponentClass,
    days_after_collection_max: i32,
    basis: Basis,
}

impl Intake {
    /// Refuses by `intake.number-year` a number whose year contradicts the day of collection.
    pub fn number_year(&self, number: DonationNumber, collected: Day) -> Result<(), Refusal> {
        let Some(rule) = in_force(&self.number_year, collected, |rule| &rule.basis) else { return Ok(()) };
        let year = collected.date().year();
        let of_number = number.year().parse::<i16>().unwrap_or(0);
        // Two digits name the year of the century; more than half a century ahead is the century before.
        let ahead = (of_number - year.rem_euclid(100) + 50).rem_euclid(100) - 50;
        match ahead {
            1.. => Err(Refusal::new(
                "intake.number-year",
                say!(
                    "编号 {number} 的年份晚于采血年份 {year}：不可能",
                    "the year of {number} lies after the year of collection, {year}: impossible"
                ),
            )),
            behind if -behind > rule.years_before_collection_max => Err(Refusal::new(
                "intake.number-year",
                say!(
                    "编号 {number} 的年份早于采血年份 {year}：编号或日期有误",
                    "the year of {number} lies before the year of collection, {year}: the number or the date is wrong"
                ),
            )),
            _ => Ok(()),
        }
    }

    /// The days after collection within which a bag of `class` first comes into a cold room; `None` without a limit.
    pub fn put_away_days_max(&self, class: ComponentClass, on: Day) -> Option<i32> {
        let of_class = self.put_away.iter().filter(|rule| rule.class == class);
        in_force(of_class, on, |rule| &rule.basis).map(|rule| rule.days_after_collection_max)
    }
}

/// A time as Chinese systems print it (`2021-06-20 10:20`, `2021/6/20 10:20:05`), on Chinese clocks.
///
/// Refuses by `intake.time`.
pub fn local_time(text: &str) -> Result<Instant, Refusal> {
    let plain = half_width(text).replace('T', " ");
    let read = plain.split_once(' ').and_then(|(date, time)| {
        let at = DateTime::from_parts(civil_date(date)?, civil_time(time.trim())?);
        at.to_zoned(zone::china()).ok().map(|zoned| Instant::from(zoned.timestamp()))
    });
    read.ok_or_else(|| {
        let text = quoted(text, 40);
        Refusal::new(
            "intake.time",
            say!("“{text}”不是时间，应如 2023-03-16 19:58", "'{text}' is not a time such as 2023-03-16 19:58"),
        )
    })
}

/// A day as Chinese systems print it: `2021-06-20`, `2021/6/20`.
///
/// Refuses by `intake.day`.
pub fn local_day(text: &str) -> Result<Day, Refusal> {
    civil_date(&half_width(text)).map(Day::from).ok_or_else(|| {
        let text = quoted(text, 40);
        Refusal::new(
            "intake.day",
            say!("“{text}”不是日期，应如 2023-03-16", "'{text}' is not a day such as 2023-03-16"),
        )
    })
}

fn civil_date(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '/']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let whole = parts.next().is_none() && year.len() == 4;
    whole.then(|| Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok())?
}

fn civil_time(text: &str) -> Option<Time> {
    let mut parts = text.split(':');
    let (hour, minute) = (parts.next()?, parts.next()?);
    let second = parts.next().map_or(Some(0), |second| second.parse().ok())?;
    let whole = parts.next().is_none();
    whole.then(|| Time::new(hour.parse().ok()?, minute.parse().ok()?, second, 0).ok())?
}

/// A volume as labels print it: `200ML`, `200 mL`, `200毫升`. A number without a unit is refused.
///
/// Refuses by `intake.volume`.
pub fn volume(text: &str) -> Result<VolumeMl, Refusal> {
    let plain = without_spaces(&half_width(text)).to_ascii_lowercase();
    let number = plain.strip_suffix("ml").or_else(|| plain.strip_suffix("毫升"));
    let read = number.filter(|number| plain_number(number)).and_then(|number| number.parse().ok());
    read.and_then(VolumeMl::new).filter(|volume| volume.ml() > 0).ok_or_else(|| {
        let text = quoted(text, 40);
        Refusal::new("intake.volume", say!("“{text}”不是血量，应如 200ML", "'{text}' is not a volume such as 200ML"))
    })
}

/// A count: digits only.
///
/// Refuses by `intake.count`.
pub fn count(text: &str) -> Result<i32, Refusal> {
    let plain = without_spaces(&half_width(text));
    let read = Some(plain).filter(|plain| plain_number(plain)).and_then(|plain| plain.parse().ok());
    read.ok_or_else(|| {
        let text = quoted(text, 40);
        Refusal::new("intake.count", say!("“{text}”不是数量", "'{text}' is not a count"))
    })
}

fn plain_number(text: &str) -> bool {
    (1..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{count, local_day, local_time, volume};
    use crate::{rulebook, table::rows};

    const CELLS: &str = "
        2021-06-20T02:20:00.000000Z | time 2021-06-20 10:20
        2021-06-20T02:20:05.000000Z | time 2021/6/20 10:20:05
        2021-06-20T02:20:00.000000Z | time ２０２１－０６－２０　１０：２０
        2021-06-20T02:20:00.000000Z | time 2021-06-20T10:20
        2021-06-19T16:00:00.000000Z | time 2021-06-20 0:00
        intake.time                 | time 2021-06-31 10:20
        intake.time                 | time 2021-06-20 24:00
        intake.time                 | time 2021-06-20
        intake.time                 | time 20-06-2021 10:20
        intake.time                 | time 44367.43
        2023-03-16                  | day 2023-03-16
        2023-03-06                  | day 2023/3/6
        intake.day                  | day 2023-02-29
        intake.day                  | day 23-03-16
        200 mL                      | volume 200ML
        170 mL                      | volume 170 ml
        130 mL                      | volume １３０毫升
        intake.volume               | volume 200
        intake.volume               | volume 0ML
        intake.volume               | volume -200ML
        intake.volume               | volume 2OOML
        intake.volume               | volume 20000000000ML
        4                           | count 4
        0                           | count 0
        intake.count                | count 4.0
        intake.count                | count -1
        intake.count                | count 四
        intake.count                | count 9999999
    ";

    #[test]
    fn cells_are_read_or_refused_by_rule() {
        for (expected, input) in rows(CELLS) {
            let (kind, text) = input.split_once(' ').expect("kind and text");
            let found = match kind {
                "time" => local_time(text).map(|at| at.to_string()),
                "day" => local_day(text).map(|day| day.to_string()),
                "volume" => volume(text).map(|volume| volume.to_string()),
                _ => count(text).map(|count| count.to_string()),
            };
            assert_eq!(found.unwrap_or_else(|refusal| refusal.rule), expected, "{input}");
        }
    }

    #[test]
    fn a_number_belongs_to_the_year_of_its_collection() {
        let table = "
            fits               | 0160223004085 2023-03-16
            fits               | 0160200004085 2000-01-01
            intake.number-year | 0160222096813 2023-03-16
            intake.number-year | 0160224004085 2023-03-16
            intake.number-year | 0160299004085 2000-01-01
        ";
        for (expected, input) in rows(table) {
            let (number, day) = input.split_once(' ').expect("number and day");
            let (number, day) = (number.parse().expect("a number"), day.parse().expect("a day"));
            let found = rulebook::intake().number_year(number, day);
            assert_eq!(found.map_or_else(|refusal| refusal.rule, |()| "fits".to_owned()), expected, "{input}");
        }
    }

    #[test]
    fn plasma_may_come_into_a_cold_room_within_a_year() {
        let on = "2023-06-20".parse().expect("a day");
        let class = crate::product::ComponentClass::Plasma;
        assert_eq!(rulebook::intake().put_away_days_max(class, on), Some(366));
        assert_eq!(rulebook::intake().put_away_days_max(crate::product::ComponentClass::Granulocytes, on), None);
    }
}
