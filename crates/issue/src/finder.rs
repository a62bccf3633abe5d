//! Finds orders by id and by number for the scan field.

use futures::future::BoxFuture;
use vena_kernel::{id::OrderId, say, scan::Meaning};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::orders::{self, OrderView, view};

/// The finder of orders.
pub(crate) struct Orders;

impl Finder for Orders {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            if !scope.may(OrderView::INFO.name) {
                return Ok(Vec::new());
            }
            let mut hits = Vec::new();
            for id in candidates(tx, scope, asked).await? {
                if orders::db::head(tx, scope, id).await?.is_some() {
                    hits.push(hit(tx, scope, id).await?);
                }
            }
            Ok(hits)
        })
    }
}

async fn candidates(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<Vec<OrderId>, Fault> {
    if let Ok(Meaning::Order { id }) = asked.scanned.as_ref().map(|scanned| &scanned.meaning) {
        return Ok(vec![*id]);
    }
    let text = asked.text.trim();
    if begins_a_number(text) { orders::db::numbered(tx, scope, text).await } else { Ok(Vec::new()) }
}

/// `D2026…`: at least the letter and the year, so that a single letter does not find everything.
fn begins_a_number(text: &str) -> bool {
    let mut letters = text.chars();
    matches!(letters.next(), Some('D' | 'd')) && text.len() >= 5 && letters.all(|c| c.is_ascii_digit() || c == '-')
}

async fn hit(tx: &mut Tx, scope: &Scope, id: OrderId) -> Result<Hit, Fault> {
    let view::OrderRow { order_no, org_name, lines, .. } = view::order(tx, scope, id).await?.row;
    let bags: i32 = lines.iter().map(|line| line.bags).sum();
    Ok(Hit {
        kind: "order".into(),
        id: id.to_string(),
        title: say!("订单 {order_no}", "Order {order_no}"),
        detail: say!("{org_name} · {bags} 袋", "{org_name} · {bags} bags"),
        path: format!("/issue/orders/{id}"),
    })
}

#[cfg(test)]
mod tests {
    use super::begins_a_number;

    #[test]
    fn only_what_looks_like_an_order_number_is_searched() {
        for (text, expected) in [
            ("D2026", true),
            ("d20261122-0001", true),
            ("D20", false),
            ("0160222096813", false),
            ("Damm", false),
            ("", false),
        ] {
            assert_eq!(begins_a_number(text), expected, "{text}");
        }
    }
}
