//! The rulebook's page on arrival and kiosk: `rulebook/cn/kiosk.toml`.

use std::sync::LazyLock;

use serde::Deserialize;
use vena_kernel::{
    clock::Day,
    rulebook::{Basis, in_force},
    text::Text,
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    visit: Vec<VisitPolicy>,
    kiosk: Vec<KioskPolicy>,
    needle: Vec<Needle>,
    home: Vec<HomePolicy>,
    consent: Vec<Consent>,
    camera: Vec<Consent>,
    greeting: Vec<Consent>,
}

/// How people wait and are called.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct VisitPolicy {
    /// How late a reservation still keeps its turn, minutes.
    pub(crate) grace_minutes: i64,
    /// How long before its slot a reservation may be called, minutes.
    pub(crate) early_minutes: i64,
    /// After so long somebody without a reservation comes before reservations that come due later, minutes.
    pub(crate) patience_minutes: i64,
    /// How long somebody who did not come waits until the next call, minutes.
    pub(crate) back_minutes: i64,
    /// After so many missed calls the desk looks for the person.
    pub(crate) passes_max: i32,
    /// How long a kiosk may go on with a visit, minutes.
    pub(crate) kiosk_minutes: i64,
    /// How long after a reading of the gate the visit begins that it belongs to, seconds.
    pub(crate) gate_seconds: i64,
    /// Above it the staff is told, °C.
    pub(crate) gate_limit_c: f64,
    basis: Basis,
}

/// How a kiosk behaves.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct KioskPolicy {
    /// After so long without a touch it asks whether somebody is there, seconds.
    pub(crate) idle_seconds: i32,
    /// So long after that it forgets everything, seconds.
    pub(crate) countdown_seconds: i32,
    /// From here on two faces are the same person's, 0 to 1.
    pub(crate) face_same_min: f64,
    /// Up to here they are not.
    pub(crate) face_different_max: f64,
    /// The consent is read and given before the questions.
    pub(crate) consent_first: bool,
    basis: Basis,
}

/// What is signed before the needle goes in, where papers are signed on screen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Needle {
    /// Forms that everybody whom they name has signed.
    pub(crate) signed: Vec<String>,
    /// Single places of other forms.
    pub(crate) places: Vec<NeedlePlace>,
    basis: Basis,
}

/// One place of a form that is signed before the needle goes in.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NeedlePlace {
    /// Which form.
    pub(crate) form: String,
    /// Where on it.
    pub(crate) place: String,
}

/// Answers that are given at home.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct HomePolicy {
    /// So long before the day of the reservation, days.
    pub(crate) days_ahead: i64,
    /// Older answers are asked anew, hours.
    pub(crate) hours: i64,
    /// Codes of the questions that are asked again at the door.
    pub(crate) again: Vec<String>,
    basis: Basis,
}

/// A text that people agree to or not, page by page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Consent {
    /// Its name, kept with every decision.
    pub(crate) version: String,
    /// What it says.
    pub(crate) pages: Vec<ConsentPage>,
    basis: Basis,
}

/// One page of it.
#[derive(Debug, Clone, Deserialize, serde::Serialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsentPage {
    /// What it is about.
    pub(crate) title: Text,
    /// What it says.
    pub(crate) text: Text,
}

static PAGE: LazyLock<Page> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../../rulebook/cn/kiosk.toml"))
        .unwrap_or_else(|error| panic!("rulebook/cn/kiosk.toml is damaged: {error}"))
});

/// Of `versions` the one in force on `day`, or the oldest before any has begun.
fn newest<T>(versions: &[T], day: Day, basis: impl Fn(&T) -> &Basis) -> &T {
    in_force(versions, day, basis)
        .or(versions.first())
        .unwrap_or_else(|| panic!("rulebook/cn/kiosk.toml lacks an entry"))
}

/// How people wait and are called on `day`.
pub(crate) fn visits(day: Day) -> &'static VisitPolicy {
    newest(&PAGE.visit, day, |entry| &entry.basis)
}

/// How a kiosk behaves on `day`.
pub(crate) fn kiosk(day: Day) -> &'static KioskPolicy {
    newest(&PAGE.kiosk, day, |entry| &entry.basis)
}

/// What of the papers about the donation is signed before the needle goes in on `day`.
pub(crate) fn signed_before_needle(day: Day) -> &'static Needle {
    newest(&PAGE.needle, day, |entry| &entry.basis)
}

/// What of the answers given at home counts on `day`.
pub(crate) fn home(day: Day) -> &'static HomePolicy {
    newest(&PAGE.home, day, |entry| &entry.basis)
}

/// What is read before a donation on `day`.
pub(crate) fn consent(day: Day) -> &'static Consent {
    newest(&PAGE.consent, day, |entry| &entry.basis)
}

/// What is read before a camera looks at a face on `day`.
pub(crate) fn camera(day: Day) -> &'static Consent {
    newest(&PAGE.camera, day, |entry| &entry.basis)
}

/// What is read on `day` before a camera waits for a face to greet.
pub(crate) fn greeting(day: Day) -> &'static Consent {
    newest(&PAGE.greeting, day, |entry| &entry.basis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_whole_and_speaks_both_languages() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        for on in [day("2000-01-01"), day("2026-11-16")] {
            let (visit, kiosk) = (visits(on), kiosk(on));
            assert!(
                visit.grace_minutes > 0 && visit.passes_max > 0 && visit.kiosk_minutes > 0 && visit.gate_seconds > 0
            );
            assert!(kiosk.face_different_max < kiosk.face_same_min && kiosk.face_same_min < 1.0);
            assert!(
                kiosk.consent_first && signed_before_needle(on).signed.iter().any(|form| form == "informed-consent")
            );
            assert!(signed_before_needle(on).places.iter().any(|one| one.place == "physician"));
            assert!(kiosk.idle_seconds > 10 && kiosk.countdown_seconds > 5);
            let (home, asked) = (home(on), vena_kernel::collection::book::inquiries());
            let known = |code: &String| asked.iter().any(|sheet| sheet.questions.iter().any(|one| one.code == *code));
            assert!(home.hours > 0 && home.days_ahead >= 0 && home.again.iter().all(known));
            for text in [consent(on), camera(on), greeting(on)] {
                assert!(!text.version.is_empty() && !text.pages.is_empty());
                for page in &text.pages {
                    let words = [&page.title.zh, &page.title.en, &page.text.zh, &page.text.en];
                    assert!(words.iter().all(|words| !words.is_empty()));
                }
            }
        }
    }
}
