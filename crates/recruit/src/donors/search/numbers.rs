//! First and last digits of phones and documents as keyed hashes.
//!
//! A short run of digits leads to few files when it is the end, and to many when it is the beginning: a beginning is kept in
//! a few lengths, and what was typed beyond is compared with the opened numbers of those who share it.

use vena_platform::vault::Vault;

/// How many last characters are kept.
const END: usize = 4;
/// Lengths of beginnings that are kept: of phones (operator, then region), of documents (region and year, region and birthday;
/// too many share a region).
const PHONE_STARTS: [usize; 2] = [4, 7];
const DOCUMENT_STARTS: [usize; 2] = [10, 14];

fn field(is_phone: bool) -> &'static str {
    if is_phone { "phone" } else { "document" }
}

fn hash(is_phone: bool, side: &str, part: &str, vault: &Vault) -> i64 {
    let digest = vault.fingerprint(&format!("part:{}:{side}:{part}", field(is_phone)));
    digest.first_chunk().map_or(0, |bytes| i64::from_be_bytes(*bytes))
}

/// Digits and letters that count: a number without a plus sign and separators.
fn bare(number: &str) -> String {
    number.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The hashes under which a number is kept.
pub(crate) fn kept(is_phone: bool, number: &str, vault: &Vault) -> Vec<i64> {
    let number = bare(number);
    let starts: &[usize] = if is_phone { &PHONE_STARTS } else { &DOCUMENT_STARTS };
    let starts = starts.iter().filter_map(|length| number.get(..*length));
    let starts = starts.map(|part| hash(is_phone, "start", part, vault));
    let end = number.len().checked_sub(END).and_then(|at| number.get(at..));
    starts.chain(end.map(|part| hash(is_phone, "end", part, vault))).collect()
}

/// The hashes that a document shares with one that differs in a single place: its longest beginning or its end is the same.
pub(crate) fn alike(document: &str, vault: &Vault) -> Vec<i64> {
    let number = bare(document);
    let start = DOCUMENT_STARTS.last().and_then(|length| number.get(..*length));
    let end = number.len().checked_sub(END).and_then(|at| number.get(at..));
    let start = start.map(|part| hash(false, "start", part, vault));
    start.into_iter().chain(end.map(|part| hash(false, "end", part, vault))).collect()
}

/// The hashes to ask for, and whether whoever has one of them has the whole run.
pub(crate) fn asked(run: &str, vault: &Vault) -> (Vec<i64>, bool) {
    let end = run.len().checked_sub(END).and_then(|at| run.get(at..)).unwrap_or(run);
    let mut hashes = vec![hash(true, "end", end, vault), hash(false, "end", end, vault)];
    let phone = PHONE_STARTS.iter().rev().find(|length| **length <= run.len());
    if let Some(part) = phone.and_then(|length| run.get(..*length)) {
        hashes.push(hash(true, "start", part, vault));
    }
    let document = DOCUMENT_STARTS.iter().rev().find(|length| **length <= run.len());
    if let Some(part) = document.and_then(|length| run.get(..*length)) {
        hashes.push(hash(false, "start", part, vault));
    }
    (hashes, run.len() == END)
}

/// Whether `number` begins or ends with `run`.
pub(crate) fn fits(number: &str, run: &str) -> bool {
    let number = bare(number);
    number.starts_with(run) || number.ends_with(run)
}

#[cfg(test)]
mod tests {
    use vena_testkit::table::rows;

    use super::*;

    #[test]
    fn who_is_found_by_part_of_a_number() {
        let table = "
            run             | phone 13800001234 | document 370202199001011235
            1234            | yes               | no
            1235            | no                | yes
            001234          | yes               | no
            1380            | yes               | no
            13800           | yes               | no
            1380000         | yes               | no
            13800002        | no                | no
            0000            | no                | no        -- the middle is nobody's business
            370202          | no                | no        -- a whole region
            37020219        | no                | no        -- a region and a century
            3702021990      | no                | yes
            370202199001    | no                | yes
            37020219900101  | no                | yes
            9001011235      | no                | yes
        ";
        let vault = Vault::ephemeral().expect("random keys");
        for row in rows(table).iter().skip(1) {
            let (hashes, whole) = asked(row[0], &vault);
            for (column, is_phone, number) in [(1, true, "13800001234"), (2, false, "370202199001011235")] {
                let shares = kept(is_phone, number, &vault).iter().any(|hash| hashes.contains(hash));
                let found = shares && fits(number, row[0]);
                assert_eq!(if found { "yes" } else { "no" }, row[column], "{row:?}");
                assert!(!whole || shares == found, "{row:?}: the hash says more than the number");
            }
        }
    }
}
