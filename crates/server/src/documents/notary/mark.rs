//! What is seen where a signature stands.

use serde_json::json;
use vena_kernel::{
    handwriting::Point,
    refusal::Refusal,
    text::{Lang, Text},
    zone,
};
use vena_platform::documents::{Hand, SignOrder};
use vena_render::{Head, Sheet};
use vena_sign::pdf::{Appearance, InkPoint};

use crate::documents::Workshop;

/// The template of the mark that a signature leaves.
const MARK: &str = "signature-mark";

/// The mark with the signer's name and, from a pad, what they wrote.
pub(super) fn draw(workshop: &Workshop, order: &SignOrder<'_>, signer: &str) -> Result<Appearance, Refusal> {
    if order.place.is_none() {
        return Ok(Appearance::Invisible);
    }
    let version = workshop.templates.current(MARK, order.at.day_in(&zone::china()))?.manifest.version;
    let data = json!({ "signer": signer, "reason": order.reason, "at": order.at });
    let head =
        Head { organisation: Text::new("", ""), number: order.number.to_owned(), made_at: order.at, verify_url: None };
    let sheet = Sheet { form: MARK, version, lang: Lang::Zh, head: &head, data: &data };
    let page = workshop.renderer()?.render(&sheet)?.pdf;
    Ok(match order.hand {
        Hand::Pad { handwriting, .. } => {
            let strokes = handwriting.strokes.iter().map(|stroke| stroke.iter().map(ink).collect()).collect();
            Appearance::Handwritten { page, strokes }
        }
        _ => Appearance::Page(page),
    })
}

fn ink(point: &Point) -> InkPoint {
    InkPoint { x: f64::from(point.x), y: f64::from(point.y), pressure: f64::from(point.p) / 1000.0 }
}
