//! What stands before anything happens: the station with its rooms, houses and vehicles, 96 hospitals, the commission,
//! and the people who sign in.

mod db;
mod opening;
mod past;
mod people;
mod places;

use uuid::Uuid;
use vena_kernel::say;
use vena_platform::{
    auth::hash_password,
    db::Db,
    fault::{Fault, Problem},
    setting,
};

pub(crate) use opening::LOTS;
pub use past::seed_past;
pub use people::demo_accounts;
pub(crate) use people::{HospitalPeople, StationPeople, collecting_site};
use places::HOSPITALS;
pub(crate) use places::{HOUSES, VEHICLES, hospital_code, site_id as site};

/// The password of every account of the invented city. It is shown at sign-in, so it protects nothing.
pub const PASSWORD: &str = "vena-demo-2026";

/// All ids of the city are derived from this and a name, so that they are the same in every installation.
const NAMESPACE: Uuid = Uuid::from_u128(0x7665_6e61_0000_5000_8000_6369_7479_0001);

/// The id of the thing called `name`, for example `org/station`.
pub(crate) fn id(name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, name.as_bytes())
}

/// Whether the database has no organisation yet, so that a city may be loaded.
pub async fn is_empty(db: &Db) -> Result<bool, Fault> {
    let mut tx = db.begin().await?;
    db::is_empty(&mut tx).await
}

/// Clears a demo database whose loading was interrupted half-way; leaves every other database alone. Migrate afterwards.
pub async fn forget_interrupted(db: &Db) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    db::forget_interrupted(&mut tx).await?;
    tx.commit().await
}

/// Marks the demo city as lived to its end: from now on a start keeps it.
pub async fn mark_lived(db: &Db) -> Result<(), Fault> {
    let mut tx = db.begin().await?;
    setting::put(&mut tx, "demo_lived", "true").await?;
    tx.commit().await
}

/// Writes organisations, sites and users of the invented city and marks the database as a demo.
///
/// # Errors
/// Refuses by `demo.empty-database` a database that already has an organisation: a demo never mixes with real records.
pub async fn seed_ground(db: &Db) -> Result<(), Fault> {
    let password_hash = hash_password(PASSWORD.to_owned()).await?;
    let mut tx = db.begin().await?;
    if !db::is_empty(&mut tx).await? {
        let detail = say!(
            "数据库里已有机构；演示城市只能装入空数据库",
            "the database already has organisations; the demo city is only loaded into an empty one"
        );
        return Err(Problem::conflict("demo.empty-database", detail).into());
    }
    db::insert_orgs(&mut tx, &places::orgs()).await?;
    db::insert_sites(&mut tx, &places::sites()).await?;
    db::insert_users(&mut tx, &people::accounts(), &password_hash).await?;
    opening::seed(&mut tx, places::org_id("STATION")).await?;
    setting::put(&mut tx, "demo", "true").await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use vena_testkit::TestDb;

    use super::{db, people, places, seed_ground};

    #[tokio::test]
    async fn the_ground_is_laid_once_and_never_over_something_else() {
        let test = TestDb::new().await;
        seed_ground(test.db()).await.expect("an empty database");
        let mut tx = test.db().begin().await.expect("a transaction");
        let counts = db::counts(&mut tx).await.expect("counts");
        assert_eq!(counts, (98, places::sites().len() as i64, people::accounts().len() as i64));
        assert_eq!(vena_platform::setting::get(&mut tx, "demo").await.expect("a setting").as_deref(), Some("true"));
        drop(tx);
        let refused = seed_ground(test.db()).await.expect_err("it has organisations");
        assert_eq!(refused.problem().and_then(|problem| problem.rule.as_deref()), Some("demo.empty-database"));
    }
}
