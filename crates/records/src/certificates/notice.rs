//! What the shell tells somebody whose certificate ends soon.

use axum::Json;
use serde::Serialize;
use utoipa::ToSchema;
use vena_kernel::{clock::Instant, say, text::Text, zone};
use vena_platform::{auth::Allowed, fault::Fault};

use super::{CertificateNotice, db, rules};
use crate::policy;

/// Whether there is something to be told.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Notice {
    /// One sentence; absent when nothing ends soon.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Text>,
    /// When the first one ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<Instant>,
}

/// Says whether a certificate of the caller ends soon or has ended while it was in use.
#[utoipa::path(get, path = "/api/records/certificates/notice", tag = "records", operation_id = "records.certificate.notice",
    responses((status = 200, body = Notice)))]
pub(super) async fn notice(auth: Allowed<CertificateNotice>) -> Result<Json<Notice>, Fault> {
    let mut tx = auth.read().await?;
    let (now, rows) = (tx.now(), db::own(&mut tx, &auth.scope).await?);
    let policy = policy::keys(now.day_in(&zone::china()));
    let ending = rows.iter().filter(|row| rules::is_worth_telling(policy, &row.standing(), now));
    let first = ending.min_by_key(|row| row.valid_until);
    Ok(Json(Notice {
        notice: first.map(|row| sentence(&row.serial, row.valid_until, now)),
        ends_at: first.map(|row| row.valid_until),
    }))
}

fn sentence(serial: &str, ends_at: Instant, now: Instant) -> Text {
    let day = ends_at.day_in(&zone::china());
    if ends_at <= now {
        return say!("您的证书 {serial} 已于 {day} 到期，请更新", "your certificate {serial} ended on {day}: renew it");
    }
    say!("您的证书 {serial} 将于 {day} 到期，请及时更新", "your certificate {serial} ends on {day}: renew it in time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_tells_what_ends_and_when() {
        let at = |text: &str| text.parse::<Instant>().expect("an instant");
        let ends = at("2026-12-01T16:00:00Z");
        let soon = sentence("0a1b", ends, at("2026-11-20T00:00:00Z"));
        assert_eq!(soon.zh, "您的证书 0a1b 将于 2026-12-02 到期，请及时更新");
        assert_eq!(sentence("0a1b", ends, ends).en, "your certificate 0a1b ended on 2026-12-02: renew it");
    }
}
