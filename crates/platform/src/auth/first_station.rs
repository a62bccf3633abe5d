//! The very first step of a real installation: a station and one administrator, so that somebody can sign in.

use vena_kernel::id::{OrgId, SiteId, UserId};

use super::{db, hash_password};
use crate::{db::Db, fault::Fault, pinyin};

/// The station to create.
#[derive(Debug, Clone)]
pub struct FirstStation {
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
    /// Sign-in name of its administrator.
    pub admin: String,
}

/// Creates the station and its administrator; `false` when the database has an organisation already.
pub async fn create_first_station(database: &Db, station: &FirstStation, password: String) -> Result<bool, Fault> {
    let password_hash = hash_password(password).await?;
    let mut tx = database.begin().await?;
    if db::has_organisations(&mut tx).await? {
        return Ok(false);
    }
    let (org_id, site_id) = (OrgId::from_uuid(tx.new_id()), SiteId::from_uuid(tx.new_id()));
    let pinyin = pinyin::sortable(&station.name);
    db::insert_station(&mut tx, org_id, site_id, &station.code, &station.name, &pinyin).await?;
    let admin = db::NewUser {
        user_id: UserId::from_uuid(tx.new_id()),
        org_id,
        site_id,
        username: &station.admin,
        display_name: &station.admin,
        pinyin: &station.admin,
        password_hash: &password_hash,
        roles: &["admin".to_owned()],
    };
    db::insert_user(&mut tx, &admin).await?;
    super::donor::create_account(&mut tx).await?;
    tx.commit().await?;
    Ok(true)
}
