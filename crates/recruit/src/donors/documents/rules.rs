//! Which document may be kept in a file.

use vena_kernel::{citizen_id::Sex, clock::Day, refusal::Refusal, say};

use crate::donors::{Document, DocumentKind};

/// A document that may be kept.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The document.
    pub(crate) document: Document,
    /// What a document of another kind is called.
    pub(crate) naming: Option<String>,
    /// Last day on which it is valid.
    pub(crate) valid_until: Option<Day>,
}

/// A field that may not be kept as it is, and why. The number itself is never repeated.
pub(crate) type Wrong = (&'static str, Refusal);

/// Checks number, naming and validity on `today`.
pub(crate) fn check(
    kind: DocumentKind,
    number: &str,
    naming: Option<&str>,
    valid_until: Option<Day>,
    today: Day,
) -> Result<Checked, Wrong> {
    let document = Document::read(kind, number).map_err(|refusal| ("number", refusal))?;
    let naming = naming.map(str::trim).filter(|naming| !naming.is_empty()).map(str::to_owned);
    if (kind == DocumentKind::Other) != naming.is_some() {
        let reason = say!(
            "“其他证件”须写明证件名称，其余种类不填",
            "another document needs a name of its own; the kinds of the list have none"
        );
        return Err(("naming", Refusal::new("document.naming", reason)));
    }
    if let Some(day) = valid_until.filter(|day| *day < today) {
        let reason = say!(
            "证件已于 {day} 过期，请核对有效期或使用有效证件",
            "the document expired on {day}; check the date or use a valid one"
        );
        return Err(("valid_until", Refusal::new("document.expired", reason)));
    }
    Ok(Checked { document, naming, valid_until })
}

/// A document that says when its owner was born has to say what the file says.
pub(super) fn agrees(document: &Document, born_on: Day, sex: Sex) -> Result<(), Wrong> {
    match document.says() {
        Some(says) if says != (born_on, sex) => {
            let reason = say!(
                "号码所含出生日期或性别与档案不一致：请核对号码，或确认是否为同一人",
                "birthday or sex in the number contradict the file: check the number, or whether it is the same person"
            );
            Err(("number", Refusal::new("document.contradicts-file", reason)))
        }
        _ => Ok(()),
    }
}
