//! Statements that make a city of donors, and the raw one that they are compared with.

use std::time::Duration;

use futures::{TryFutureExt, TryStreamExt};
use sqlx::postgres::PgPoolCopyExt;
use uuid::Uuid;
use vena_platform::{db::Db, pinyin, vault::Vault};

use super::people::Invented;

/// Who registers them, where.
pub(super) struct Maker(Uuid, Uuid, Uuid);

/// Somebody of the demo city.
pub(super) async fn maker(db: &Db) -> anyhow::Result<Maker> {
    let (user, org, site) =
        sqlx::query_as("select user_id, org_id, site_id from platform.app_user where username = 'registrar'")
            .fetch_one(db.pool())
            .await?;
    Ok(Maker(user, org, site))
}

/// Writes files as the product does, without its index: that is taken in by the product's own job.
pub(super) async fn insert(db: &Db, vault: &Vault, maker: &Maker, people: &[Invented]) -> anyhow::Result<()> {
    let seal = |text: &str| vault.seal(text);
    let ids: Vec<Uuid> = people.iter().map(|one| one.id).collect();
    let phones = people.iter().map(|one| seal(&one.phone)).collect::<Result<Vec<_>, _>>()?;
    let documents = people.iter().map(|one| seal(&one.document)).collect::<Result<Vec<_>, _>>()?;
    let print = |kind: &str, text: &str| vault.fingerprint(&format!("{kind}:{text}"));
    let now = db.clock().now();
    let mut tx = db.begin().map_err(|fault| anyhow::anyhow!("{fault}")).await?;
    sqlx::query(
        "insert into recruit.donor (donor_id, person_id, main_document, phone_sealed, phone_fingerprint, name, pinyin,
             initials, born_on, sex, registered_at, registered_by, org_id, site_id, compared_at)
         select id, id, id, phone, print, name, pinyin, initials, born::date, sex, $12, $1, $2, $3, $12
         from unnest($4::uuid[], $5::bytea[], $6::bytea[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[])
             as t (id, phone, print, name, pinyin, initials, born, sex)",
    )
    .bind(maker.0)
    .bind(maker.1)
    .bind(maker.2)
    .bind(&ids)
    .bind(&phones)
    .bind(people.iter().map(|one| print("phone", &one.phone)).collect::<Vec<_>>())
    .bind(people.iter().map(|one| one.name.as_str()).collect::<Vec<_>>())
    .bind(people.iter().map(|one| pinyin::sortable(&one.name)).collect::<Vec<_>>())
    .bind(people.iter().map(|one| pinyin::initials(&one.name)).collect::<Vec<_>>())
    .bind(people.iter().map(|one| one.born_on.to_string()).collect::<Vec<_>>())
    .bind(
        people
            .iter()
            .map(|one| if one.document.as_bytes()[16] % 2 == 1 { "male" } else { "female" })
            .collect::<Vec<_>>(),
    )
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into recruit.document (document_id, donor_id, kind, number_sealed, fingerprint, added_at, added_by)
         select id, id, 'citizen_id', sealed, print, $5, $1
         from unnest($2::uuid[], $3::bytea[], $4::bytea[]) as t (id, sealed, print)",
    )
    .bind(maker.0)
    .bind(&ids)
    .bind(&documents)
    .bind(people.iter().map(|one| print("document:citizen_id", &one.document)).collect::<Vec<_>>())
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into recruit.donation (donation_number, donor_id, ended_at, volume_ml, reaction)
         select number, id, $3::timestamptz - interval '200 days', 400, false from unnest($1::uuid[], $2::text[]) as t (id, number)",
    )
    .bind(&ids)
    .bind(people.iter().map(|one| one.donation.as_str()).collect::<Vec<_>>())
    .bind(now)
    .execute(tx.conn())
    .await?;
    sqlx::query(
        "insert into recruit.needle (donation_id, donor_id, needle_at)
         select gen_random_uuid(), id, $2::timestamptz - interval '400 days' from unnest($1::uuid[]) as t (id)",
    )
    .bind(&ids)
    .bind(now)
    .execute(tx.conn())
    .await?;
    tx.commit().map_err(|fault| anyhow::anyhow!("{fault}")).await
}

/// Asks the product's own job to take in everybody who is new, and waits for it.
pub(super) async fn index_all(db: &Db) -> anyhow::Result<()> {
    sqlx::query(
        "select graphile_worker.add_job('vena',
             payload => '{\"task\": \"recruit.index_donors\", \"payload\": null}'::json, max_attempts => 3)",
    )
    .execute(db.pool())
    .await?;
    loop {
        let waiting: i64 = sqlx::query_scalar("select count(*) from recruit.donor where indexed_at is null")
            .fetch_one(db.pool())
            .await?;
        if waiting == 0 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// Statistics as after a quiet night.
pub(crate) async fn settle(db: &Db) -> anyhow::Result<()> {
    sqlx::query("vacuum analyze").execute(db.pool()).await?;
    Ok(())
}

/// One indexed select.
pub(super) async fn select_one(db: &Db, donor: Uuid) -> anyhow::Result<String> {
    Ok(sqlx::query_scalar("select name from recruit.donor where donor_id = $1")
        .bind(donor)
        .fetch_one(db.pool())
        .await?)
}

/// Reads the rows of a day package as PostgreSQL has them, and keeps none; how many bytes that were.
pub(crate) async fn copy_out(db: &Db) -> anyhow::Result<usize> {
    let rows = "copy (select o.kind, o.number_sealed, d.name, d.born_on, d.sex, n.needle_at, g.ended_at, g.volume_ml
        from recruit.document o join recruit.donor d on d.donor_id = o.donor_id
        left join recruit.needle n on n.donor_id = d.donor_id
        left join recruit.donation g on g.donor_id = d.donor_id) to stdout";
    let mut parts = db.pool().copy_out_raw(rows).await?;
    let mut bytes = 0;
    while let Some(part) = parts.try_next().await? {
        bytes += part.len();
    }
    drop(parts);
    Ok(bytes)
}
