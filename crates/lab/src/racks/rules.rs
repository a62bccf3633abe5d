//! Where in a rack a tube may stand. Pure.

use std::collections::BTreeSet;

use vena_kernel::{collection::chair::TubeRole, refusal::Refusal, say};

/// A rack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) rows: i32,
    pub(super) columns: i32,
    /// Only retention tubes stand in it.
    pub(super) retention: bool,
}

/// A tube that shall be put in.
#[derive(Debug, Clone)]
pub(super) struct Tube {
    pub(super) role: TubeRole,
    /// Where it stands now.
    pub(super) stands: Option<String>,
    pub(super) disposed: bool,
}

/// `A1`: the row as a letter, the column as a number.
pub(crate) fn name((row, column): (i32, i32)) -> String {
    let letter = u8::try_from(row).ok().and_then(|row| (b'A' - 1).checked_add(row)).map_or('?', char::from);
    format!("{letter}{column}")
}

/// The place in which a tube goes: the one that is asked for, else the first that is free, row by row.
///
/// Refuses by `rack.disposed`, `rack.elsewhere`, `rack.retention`, `rack.place`, `rack.occupied` and `rack.full`.
pub(super) fn place(
    size: Size,
    taken: &BTreeSet<(i32, i32)>,
    tube: &Tube,
    asked: Option<(i32, i32)>,
) -> Result<(i32, i32), Refusal> {
    if tube.disposed {
        return Err(Refusal::new("rack.disposed", say!("此管已销毁", "this tube was destroyed")));
    }
    if let Some(place) = &tube.stands {
        let reason = say!("此管在 {place}，请先取出", "this tube stands in {place}: take it out first");
        return Err(Refusal::new("rack.elsewhere", reason));
    }
    if size.retention && tube.role != TubeRole::Retention {
        let reason = say!("留样盒只放留样管", "only retention tubes stand in this box");
        return Err(Refusal::new("rack.retention", reason));
    }
    match asked {
        Some(at) if !within(size, at) => {
            let (place, last) = (name(at), name((size.rows, size.columns)));
            let reason =
                say!("没有位置 {place}，最后一个是 {last}", "there is no place {place}; the last one is {last}");
            Err(Refusal::new("rack.place", reason))
        }
        Some(at) if taken.contains(&at) => {
            let place = name(at);
            Err(Refusal::new("rack.occupied", say!("{place} 已有标本", "a tube stands in {place} already")))
        }
        Some(at) => Ok(at),
        None => free(size, taken)
            .ok_or_else(|| Refusal::new("rack.full", say!("此架已满", "every place of this rack is taken"))),
    }
}

fn within(size: Size, (row, column): (i32, i32)) -> bool {
    (1..=size.rows).contains(&row) && (1..=size.columns).contains(&column)
}

fn free(size: Size, taken: &BTreeSet<(i32, i32)>) -> Option<(i32, i32)> {
    let all = (1..=size.rows).flat_map(|row| (1..=size.columns).map(move |column| (row, column)));
    all.into_iter().find(|place| !taken.contains(place))
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    fn at(text: &str) -> (i32, i32) {
        (i32::from(text.as_bytes()[0] - b'A' + 1), text[1..].parse().expect("a column"))
    }

    #[test]
    fn a_tube_stands_in_one_free_place_of_a_rack_that_is_for_it() {
        let table = "
            box       | taken       | tube              | asked | place
            work      | -           | serology          | -     | A1
            work      | A1 A2       | serology          | -     | B1          -- row by row
            work      | A1          | serology          | A1    | rack.occupied
            work      | A1          | serology          | B2    | B2
            work      | -           | serology          | B3    | rack.place
            work      | -           | serology          | C1    | rack.place
            work      | A1 A2 B1 B2 | serology          | -     | rack.full
            work      | A1          | nat in R1 A1      | -     | rack.elsewhere
            work      | -           | nat destroyed     | -     | rack.disposed
            retention | -           | retention         | -     | A1
            retention | -           | serology          | -     | rack.retention
        ";
        for row in rows(table).into_iter().skip(1) {
            let size = Size { rows: 2, columns: 2, retention: row[0] == "retention" };
            let taken = row[1].split(' ').filter(|text| *text != "-").map(at).collect();
            let role = crate::samples::words::role(row[2].split(' ').next().unwrap_or_default());
            let stands = row[2].split_once(" in ").map(|(_, place)| place.to_owned());
            let tube = Tube { role, stands, disposed: row[2].contains("destroyed") };
            let asked = (row[3] != "-").then(|| at(row[3]));
            let found = place(size, &taken, &tube, asked).map_or_else(|refusal| refusal.rule, name);
            assert_eq!(found, row[4], "{row:?}");
        }
    }
}
