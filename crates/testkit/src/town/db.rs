//! Statements that settle a town.

use vena_kernel::{id::UnitId, unit_state::UnitEvent};
use vena_ledger::entry::Entry;
use vena_platform::{db::Db, fault::Fault};

use super::{ORGS, Org, PEOPLE, token_digest};

/// Organisations, places, people and their sessions, which last for a year.
pub(super) async fn settle(db: &Db) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    for org in ORGS {
        organisation(&mut tx, org).await?;
    }
    for who in PEOPLE {
        let (now, ends) = (tx.now(), tx.now().plus_seconds(365 * 86_400));
        sqlx::query(
            "insert into platform.app_user
                 (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
             values ($1, $2, $3, $4, $4, $4, '', '{everything}', $5)",
        )
        .bind(who.id())
        .bind(who.org.id())
        .bind(who.org.store())
        .bind(who.name)
        .bind(now)
        .execute(tx.conn())
        .await?;
        sqlx::query(
            "insert into platform.session (token_digest, user_id, created_at, expires_at) values ($1, $2, $3, $4)",
        )
        .bind(token_digest(who.name))
        .bind(who.id())
        .bind(now)
        .bind(ends)
        .execute(tx.conn())
        .await?;
    }
    tx.commit().await
}

async fn organisation(tx: &mut vena_platform::db::Tx, org: Org) -> Result<(), Fault> {
    sqlx::query(
        "insert into platform.org (org_id, code, kind, name, name_en, pinyin, district)
         values ($1, $2, $3, $2, $2, $2, '市南')",
    )
    .bind(org.id())
    .bind(org.name())
    .bind(org.kind_word())
    .execute(tx.conn())
    .await?;
    for (site, kind) in [(org.store(), "blood_bank"), (org.ward(), "ward")] {
        sqlx::query(
            "insert into platform.site (site_id, org_id, code, kind, name, name_en, pinyin, district)
             values ($1, $2, $3, $4, $3, $3, $3, '市南')",
        )
        .bind(site)
        .bind(org.id())
        .bind(format!("{} {kind}", org.name()))
        .bind(kind)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// The events of a unit of this kind, in their order.
pub(super) async fn events(db: &Db, unit: UnitId, kind: &str) -> Result<Vec<UnitEvent>, Fault> {
    let mut tx = db.begin_read().await?;
    let sql = "select body from ledger.v_event where unit_id = $1 and kind = $2 order by version";
    let bodies: Vec<String> = sqlx::query_scalar(sql).bind(unit).bind(kind).fetch_all(tx.conn()).await?;
    bodies.iter().map(|body| Ok(Entry::read(body)?.event)).collect()
}
