//! Mass balance: nothing appears and nothing disappears when a unit is divided.

use serde::Deserialize;

use crate::{quantity::VolumeMl, refusal::Refusal, rulebook::Basis, say};

/// How far the volumes of children and parent may differ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MassBalance {
    /// How much more than the parent may be found, percent.
    pub gain_percent: i64,
    /// How much of the parent may be neither in a child nor in the recorded loss, percent.
    pub unaccounted_percent: i64,
    /// Where this entry comes from.
    pub basis: Basis,
}

/// The volume of one child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChildVolume {
    /// Net volume of the bag.
    pub volume: VolumeMl,
    /// The additive solution in it that did not come from the parent.
    pub additive: VolumeMl,
}

impl MassBalance {
    /// Compares `parent` with its `children` and the recorded `loss` (tubing, filter, samples).
    ///
    /// Refuses by `mass-balance.additive` a child with more additive than volume, by `mass-balance.gain` and by
    /// `mass-balance.unaccounted`.
    pub fn check(&self, parent: VolumeMl, children: &[ChildVolume], loss: VolumeMl) -> Result<(), Refusal> {
        if let Some(child) = children.iter().find(|child| child.additive > child.volume) {
            return Err(too_much_additive(*child));
        }
        let from_parent: i64 = children.iter().map(|child| i64::from(child.volume.ml() - child.additive.ml())).sum();
        let (found, parent_ml) = (from_parent + i64::from(loss.ml()), i64::from(parent.ml()));
        if found * 100 > parent_ml * (100 + self.gain_percent) {
            return Err(gain(parent_ml, found, self.gain_percent));
        }
        if found * 100 < parent_ml * (100 - self.unaccounted_percent) {
            return Err(unaccounted(parent_ml, found, self.unaccounted_percent));
        }
        Ok(())
    }
}

/// [`MassBalance::check`] with the rulebook's limits.
pub fn mass_balance(parent: VolumeMl, children: &[ChildVolume], loss: VolumeMl) -> Result<(), Refusal> {
    crate::rulebook::preparation().mass_balance.check(parent, children, loss)
}

fn too_much_additive(child: ChildVolume) -> Refusal {
    let ChildVolume { volume, additive } = child;
    Refusal::new(
        "mass-balance.additive",
        say!("添加液 {additive} 多于成品血量 {volume}", "{additive} of additive is more than the bag holds, {volume}"),
    )
}

fn gain(parent: i64, found: i64, percent: i64) -> Refusal {
    Refusal::new(
        "mass-balance.gain",
        say!(
            "分出 {found} mL（含损耗，不含添加液），多于原血 {parent} mL 的 {percent}% 允差：请复核称量",
            "{found} mL were found (with loss, without additive), more than {percent} % above the {parent} mL of the parent: weigh again"
        ),
    )
}

fn unaccounted(parent: i64, found: i64, percent: i64) -> Refusal {
    Refusal::new(
        "mass-balance.unaccounted",
        say!(
            "原血 {parent} mL 只有 {found} mL 有去向（含损耗，不含添加液），缺口超过 {percent}%：请登记损耗或复核称量",
            "only {found} mL of {parent} mL are accounted for (with loss, without additive), more than {percent} % are missing: record the loss or weigh again"
        ),
    )
}
