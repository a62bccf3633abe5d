//! Finds documents for the scan field: by number, by the address of the check, by a code that is printed on them, and by
//! what they are about.

use futures::future::BoxFuture;
use vena_kernel::{say, scan::Meaning, text::Text};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::documents::{
    DocumentView,
    db::{self, DocumentHead},
    rules,
};

/// The finder of documents.
pub(crate) struct Documents;

impl Finder for Documents {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            if !scope.may(DocumentView::INFO.name) {
                return Ok(Vec::new());
            }
            let found = match wanted(asked) {
                Wanted::Number(number) => db::named(tx, scope, (&number, "")).await?,
                Wanted::Code(code) => db::named(tx, scope, ("", &code)).await?,
                Wanted::Subject(kind, id) => db::about(tx, scope, (kind, &id)).await?,
                Wanted::Nothing => Vec::new(),
            };
            let mut hits = Vec::new();
            for id in found {
                hits.extend(db::head(tx, scope, id).await?.map(hit));
            }
            Ok(hits)
        })
    }
}

/// What a text may mean here.
#[derive(Debug, PartialEq)]
enum Wanted {
    Number(String),
    Code(String),
    Subject(&'static str, String),
    Nothing,
}

fn wanted(asked: &Asked) -> Wanted {
    match asked.scanned.as_ref().map(|scanned| &scanned.meaning) {
        Ok(Meaning::Shipment { id }) => return Wanted::Subject("shipment", id.to_string()),
        Ok(Meaning::Order { id }) => return Wanted::Subject("order", id.to_string()),
        Ok(Meaning::Unit { id }) => return Wanted::Subject("unit", id.to_string()),
        Ok(Meaning::DonationNumber { number, .. }) => return Wanted::Code(number.as_str().to_owned()),
        _ => {}
    }
    let text = asked.text.trim();
    if let Some(number) = rules::number_in(text) {
        return Wanted::Number(number);
    }
    // A printed code has digits; a name, a document or a phone never gets here as one.
    let is_code = (6..=60).contains(&text.len()) && text.is_ascii() && text.bytes().any(|byte| byte.is_ascii_digit());
    if is_code { Wanted::Code(text.to_owned()) } else { Wanted::Nothing }
}

fn hit(head: DocumentHead) -> Hit {
    let DocumentHead { document_id, number, title, state, signed, wanted, created_by_name, .. } = head;
    let (zh, en) = state.names();
    Hit {
        kind: "document".into(),
        id: document_id.to_string(),
        title: titled(&title.0, &number),
        detail: say!(
            "{zh} · 已签 {signed}/{wanted} · {created_by_name}",
            "{en} · {signed} of {wanted} signed · {created_by_name}"
        ),
        path: format!("/records/documents/{document_id}"),
    }
}

fn titled(Text { zh, en }: &Text, number: &str) -> Text {
    say!("{zh} {number}", "{en} {number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_codes_and_things_are_told_apart() {
        let id = format!("{:032x}", 7);
        let table = [
            ("202611220001".to_owned(), Wanted::Number("202611220001".into())),
            ("http://localhost:7420/check?number=202611220001".into(), Wanted::Number("202611220001".into())),
            ("Y20261122-0001".into(), Wanted::Code("Y20261122-0001".into())),
            ("01602-22096813".into(), Wanted::Code("0160222096813".into())),
            (format!("shipment_{id}"), Wanted::Subject("shipment", format!("shipment_{id}"))),
            (format!("order_{id}"), Wanted::Subject("order", format!("order_{id}"))),
            (format!("unit_{id}"), Wanted::Subject("unit", format!("unit_{id}"))),
            ("王小明".into(), Wanted::Nothing),
            ("wang xiaoming".into(), Wanted::Nothing),
            ("12".into(), Wanted::Nothing),
        ];
        for (text, expected) in table {
            let asked = Asked { scanned: vena_kernel::scan::interpret(&text), text };
            assert_eq!(wanted(&asked), expected, "{asked:?}");
        }
    }
}
