//! A town whose station has cold rooms and a quarantine store.

use vena_kernel::id::SiteId;
use vena_testkit::town::{Org, Town};

/// 2–6 °C.
pub(crate) const COLD: &str = "00000000-0000-0000-0000-000000000401";
/// −18 °C and colder.
pub(crate) const FREEZER: &str = "00000000-0000-0000-0000-000000000402";
/// For what is not released.
pub(crate) const QUARANTINE: &str = "00000000-0000-0000-0000-000000000403";
/// Holds no blood.
pub(crate) const OFFICE: &str = "00000000-0000-0000-0000-000000000404";

pub(crate) fn site(text: &str) -> SiteId {
    text.parse().expect("a site")
}

pub(crate) async fn town() -> Town {
    let town = Town::new(vec![vena_store::module()]).await;
    let rooms = [
        (COLD, "cold_room", Some(2.0), Some(6.0)),
        (FREEZER, "cold_room", None, Some(-18.0)),
        (QUARANTINE, "quarantine", None, None),
        (OFFICE, "office", None, None),
    ];
    for (id, kind, min, max) in rooms {
        sqlx::query(
            "insert into platform.site
                 (site_id, org_id, code, kind, name, name_en, pinyin, district, temp_c_min, temp_c_max)
             values ($1::uuid, $2, $1, $3, $3, $3, $3, '市南', $4, $5)",
        )
        .bind(id)
        .bind(Org::Station.id())
        .bind(kind)
        .bind(min)
        .bind(max)
        .execute(town.db().pool())
        .await
        .expect("a site");
    }
    town
}
