//! A station whose donors are told what becomes of their blood.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;
use vena_contracts::{care::DonorMessages, collect::DonationCompleted, transfuse::UnitTransfused};
use vena_kernel::{
    clock::Instant,
    eligibility::DonationKind,
    event::Event,
    id::{DonationId, DonorId, UnitId},
};
use vena_platform::vault::Vault;
use vena_testkit::town::{Bag, Org, PICKER, Town};

use crate::desk::Agreed;

pub(crate) const MESSAGES: &str = "/api/care/messages";

/// A station with this one scene.
pub(crate) struct House {
    pub(crate) town: Town,
    pub(crate) agreed: Agreed,
    pub(crate) desk: Arc<dyn DonorMessages>,
}

impl House {
    pub(crate) async fn new() -> Self {
        let agreed = Agreed::default();
        let vault = Vault::ephemeral().expect("random keys");
        let module = vena_care::module(Arc::new(agreed.clone()), vault.clone());
        let desk = vena_care::desk(Arc::new(agreed.clone()), vault.clone());
        Self { town: Town::with_vault(vec![module], vault).await, agreed, desk }
    }

    pub(crate) async fn tell<E: Event>(&self, event: &E) {
        let mut tx = self.town.db().begin().await.expect("a transaction");
        tx.tell(event).await.expect("told");
        tx.commit().await.expect("a commit");
        self.town.settle().await;
    }

    pub(crate) async fn given(&self, serial: u32, donor: DonorId) {
        let ended_at = self.town.now().plus_seconds(-7 * 86_400);
        self.tell(&completed(serial, donor, ended_at)).await;
    }

    /// How often news of this name was told.
    pub(crate) async fn told(&self, event: &str) -> i64 {
        let mut tx = self.town.db().begin_read().await.expect("a transaction");
        let sql = "select count(*) from platform.outbox where name = $1";
        sqlx::query_scalar(sql).bind(event).fetch_one(tx.conn()).await.expect("the outbox is read")
    }

    pub(crate) async fn used(&self, serial: u32) {
        let donation_number = Bag::red_cells(serial, "A+").number();
        let (org_id, ended_at) = (Org::Harbour.id(), self.town.now());
        self.tell(&UnitTransfused { unit_id: unit(serial), donation_number, org_id, ended_at }).await;
    }

    /// What was told but for the thanks of the day, which every donation brings.
    pub(crate) async fn messages(&self) -> Vec<Value> {
        self.of_kind(|kind| kind != "thanks").await
    }

    pub(crate) async fn of_kind(&self, which: impl Fn(&str) -> bool) -> Vec<Value> {
        let page = self.town.get(PICKER, MESSAGES).await;
        let items = page["items"].as_array().expect("items").iter();
        items.filter(|message| which(message["kind"].as_str().expect("a kind"))).cloned().collect()
    }

    pub(crate) fn spooled(&self) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["kind"] != "thanks").collect()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        let Ok(folder) = std::fs::read_dir(self.town.data().join("messages")) else { return Vec::new() };
        let texts = folder.map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("a text"));
        texts
            .flat_map(|text| text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect::<Vec<_>>())
            .collect()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        // Best effort: a test that wrote nothing has no folder.
        let _ = std::fs::remove_dir_all(self.town.data());
    }
}

pub(crate) fn donor(number: u128) -> DonorId {
    DonorId::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn completed(serial: u32, donor: DonorId, ended_at: Instant) -> DonationCompleted {
    DonationCompleted {
        donation_id: DonationId::from_uuid(Uuid::from_u128(u128::from(serial))),
        donation_number: Bag::red_cells(serial, "A+").number(),
        donor_id: donor,
        kind: DonationKind::WholeBlood,
        unit_id: unit(serial),
        unit_ids: Vec::new(),
        site_id: Org::Station.store(),
        ended_at,
        volume_ml: 400,
        reaction: false,
        news_unwanted: false,
    }
}

pub(crate) fn unit(serial: u32) -> UnitId {
    UnitId::from_uuid(Uuid::from_u128(u128::from(serial) << 8))
}
