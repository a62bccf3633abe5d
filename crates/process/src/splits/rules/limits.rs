//! The limits of a preparation: size of the donation, filling time, time since collection, volumes. Pure.

use vena_kernel::{
    clock::Instant,
    collection::chair::Makes,
    division::Division,
    preparation::ChildVolume,
    product::{ComponentClass, MediumCode, Product, ProductCode, VolumeFacts},
    quantity::VolumeMl,
    refusal::Refusal,
    say,
};

use super::{Bench, Wanted};

/// A volume that no bag has becomes the largest, which every rule refuses.
pub(super) fn volume(ml: u32) -> VolumeMl {
    i32::try_from(ml).ok().and_then(VolumeMl::new).unwrap_or(VolumeMl::MAX)
}

impl Bench<'_> {
    /// The nominal size of the donation; a unit of whole blood speaks for itself when the donation does not.
    pub(crate) fn nominal(&self) -> Option<VolumeMl> {
        // A bag that is not full is still the bag that was agreed: its anticoagulant is made for that size.
        if let Some(agreed) = self.donated.agreed_ml.and_then(VolumeMl::new) {
            return self.rules.nominal(agreed);
        }
        let own = || Some(volume(self.parent.volume_ml)).filter(|_| self.is_whole_blood());
        let drawn = self.donated.volume_ml.and_then(VolumeMl::new).or_else(own)?;
        self.rules.nominal(drawn)
    }

    /// Whether the parent is whole blood: the only thing that plans divide.
    pub(super) fn is_whole_blood(&self) -> bool {
        self.product(self.parent.product).is_ok_and(|product| product.class == ComponentClass::WholeBlood)
    }

    /// Refuses what no plan for whole blood of this size makes, or makes only instead of another wanted product.
    pub(super) fn check_plan(&self, wanted: &[ProductCode]) -> Result<(), Refusal> {
        let Some(nominal) = self.nominal() else { return Err(self.odd_size()) };
        self.rules.plan(self.parent.product, nominal)?.check(wanted)
    }

    fn odd_size(&self) -> Refusal {
        let own = i32::try_from(self.parent.volume_ml).unwrap_or(i32::MAX);
        let ml = self.donated.volume_ml.unwrap_or(own);
        Refusal::new(
            "preparation.collected-volume",
            say!(
                "采血量 {ml} mL 不在任何标准规格的允差内，不能制备成分血",
                "a donation of {ml} mL is not within the tolerance of any nominal size; no components are made of it"
            ),
        )
    }

    /// Refuses by `preparation.donation-makes` what the donation may not become by its volume: all but red cells of a bag
    /// that is not full enough, everything of one far out of its range.
    pub(crate) fn check_makes(&self, product: &Product) -> Result<(), Refusal> {
        let allowed = match self.donated.makes {
            None | Some(Makes::Everything) => true,
            Some(Makes::RedCells) => product.class == ComponentClass::RedCells,
            Some(Makes::Nothing) => false,
        };
        if allowed {
            return Ok(());
        }
        let (zh, en) = (&product.name.zh, &product.name.en);
        let said = |of: fn(&vena_contracts::collect::MakesWhy) -> &str| self.donated.why.map_or("", of);
        let (why_zh, why_en) = (said(|why| &why.reason.zh), said(|why| &why.reason.en));
        let clause = said(|why| &why.clause);
        let reason = say!(
            "本次献血不得制备{zh}：{why_zh}（{clause}）",
            "{en} is not made of this donation: {why_en} ({clause})"
        );
        Err(Refusal::new("preparation.donation-makes", reason))
    }

    /// Refuses a preparation after its deadline. When the parent met the same deadline, its own making counts.
    pub(super) fn check_time(&self, product: &Product) -> Result<(), Refusal> {
        let deadline = self.rules.deadline(product.code);
        let met = deadline.filter(|deadline| deadline.products.contains(&self.parent.product));
        let begun = met.and(self.parent.prepared_at).unwrap_or(self.at);
        self.rules.in_time(product.code, self.parent.collected_at, begun)
    }

    /// The latest instant at which `product` may be made of this parent, where there is one.
    pub(crate) fn latest(&self, product: &Product) -> Option<Instant> {
        let deadline = self.rules.deadline(product.code)?;
        let met = deadline.products.contains(&self.parent.product);
        (!met).then(|| self.parent.collected_at.plus_seconds(deadline.hours * 3600))
    }

    /// Refuses whole blood that filled its bag too slowly, or whose filling time nobody knows.
    pub(super) fn check_filling(&self, product: &Product) -> Result<(), Refusal> {
        let Some(nominal) = self.nominal().filter(|_| self.is_whole_blood()) else { return Ok(()) };
        let seconds = self.donated.filling_seconds;
        let answer = self.rules.collection_allows(product.code, nominal, seconds.unwrap_or(i64::MAX));
        if answer.is_err() && seconds.is_none() {
            let (zh, en) = (&product.name.zh, &product.name.en);
            return Err(Refusal::new(
                "preparation.slow-collection",
                say!(
                    "采血时长不明，不能制备{zh}",
                    "how long the bag took to fill is not known; {en} cannot be made of it"
                ),
            ));
        }
        answer
    }

    /// Whole units keep the volume rule of their product; parts of a unit have none of their own.
    pub(super) fn check_volume(
        &self,
        product: &Product,
        ml: u32,
        medium: Option<MediumCode>,
        division: Division,
    ) -> Result<(), Refusal> {
        if division != Division::WHOLE {
            return Ok(());
        }
        let (actual, whole_blood) = (volume(ml), self.nominal());
        product.volume.check(&VolumeFacts { actual, labelled: Some(actual), whole_blood, medium })
    }

    /// Refuses volumes that do not balance.
    pub(super) fn check_balance(&self, wanted: &[Wanted], loss_ml: u32) -> Result<(), Refusal> {
        let child = |bag: &Wanted| ChildVolume { volume: volume(bag.volume_ml), additive: volume(bag.additive_ml) };
        let children: Vec<ChildVolume> = wanted.iter().map(child).collect();
        self.rules.mass_balance.check(volume(self.parent.volume_ml), &children, volume(loss_ml))
    }

    /// Refuses more parts of one product than its class may be divided into.
    pub(super) fn check_parts(&self, wanted: &[Wanted]) -> Result<(), Refusal> {
        for bag in wanted {
            let count = wanted.iter().filter(|other| other.product == bag.product).count();
            let most = if count > 1 { self.parts_max(self.product(bag.product)?)? } else { 1 };
            if count > most {
                return Err(Refusal::new(
                    "preparation.division",
                    say!("分装为 {count} 份，最多 {most} 份", "{count} parts; at most {most} are allowed"),
                ));
            }
        }
        Ok(())
    }
}
