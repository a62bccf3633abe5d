//! Statements that lay the ground of the city.

use vena_platform::{db::Tx, fault::Fault, pinyin};

use super::{
    people::Account,
    places::{Org, Site},
};

/// Whether no organisation exists yet; nobody else lays ground until this transaction ends.
pub(super) async fn is_empty(tx: &mut Tx) -> Result<bool, Fault> {
    sqlx::query("lock table platform.org in exclusive mode").execute(tx.conn()).await?;
    Ok(sqlx::query_scalar("select not exists (select from platform.org)").fetch_one(tx.conn()).await?)
}

/// Writes organisations.
pub(super) async fn insert_orgs(tx: &mut Tx, orgs: &[Org]) -> Result<(), Fault> {
    for org in orgs {
        sqlx::query(
            "insert into platform.org (org_id, code, kind, name, name_en, pinyin, district, latitude, longitude)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(org.org_id)
        .bind(&org.code)
        .bind(org.kind)
        .bind(&org.name)
        .bind(&org.name_en)
        .bind(pinyin::sortable(&org.name))
        .bind(org.district)
        .bind(org.latitude)
        .bind(org.longitude)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Writes sites.
pub(super) async fn insert_sites(tx: &mut Tx, sites: &[Site]) -> Result<(), Fault> {
    for site in sites {
        sqlx::query(
            "insert into platform.site (site_id, org_id, code, kind, name, name_en, pinyin, district, latitude, longitude,
               temp_c_min, temp_c_max)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(site.site_id)
        .bind(site.org_id)
        .bind(&site.code)
        .bind(site.kind)
        .bind(&site.name)
        .bind(&site.name_en)
        .bind(pinyin::sortable(&site.name))
        .bind(site.district)
        .bind(site.latitude)
        .bind(site.longitude)
        .bind(site.temp_c_min)
        .bind(site.temp_c_max)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Writes users who all have one password.
pub(super) async fn insert_users(tx: &mut Tx, accounts: &[Account], password_hash: &str) -> Result<(), Fault> {
    let now = tx.now();
    for account in accounts {
        sqlx::query(
            "insert into platform.app_user
               (user_id, org_id, site_id, username, display_name, pinyin, password_hash, roles, created_at)
             values ($1, $2, $3, $4, $5, $6, $7, array[$8], $9)",
        )
        .bind(account.user_id)
        .bind(account.org_id)
        .bind(account.site_id)
        .bind(&account.username)
        .bind(&account.display_name)
        .bind(pinyin::sortable(&account.display_name))
        .bind(password_hash)
        .bind(account.role)
        .bind(now)
        .execute(tx.conn())
        .await?;
    }
    Ok(())
}

/// Organisations, sites, users.
#[cfg(test)]
pub(super) async fn counts(tx: &mut Tx) -> Result<(i64, i64, i64), Fault> {
    Ok(sqlx::query_as(
        "select (select count(*) from platform.org), (select count(*) from platform.site),
                (select count(*) from platform.app_user)",
    )
    .fetch_one(tx.conn())
    .await?)
}

/// Removes everything, if and only if this is a demo whose life was interrupted while it was loaded.
pub(super) async fn forget_interrupted(tx: &mut Tx) -> Result<(), Fault> {
    sqlx::query(
        r"do $$
        declare name text;
        begin
            if to_regclass('platform.setting') is null then
                return;
            end if;
            if exists (select from platform.setting s where s.name = 'demo' and s.value = 'true')
               and not exists (select from platform.setting s where s.name = 'demo_lived') then
                for name in select nspname from pg_namespace
                            where nspname not like 'pg\_%' and nspname not in ('information_schema', 'public') loop
                    execute format('drop schema %I cascade', name);
                end loop;
                drop table if exists public._sqlx_migrations;
            end if;
        end $$",
    )
    .execute(tx.conn())
    .await?;
    Ok(())
}
