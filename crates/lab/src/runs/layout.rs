//! Which test a kit can make, and where on the plate it stands. Pure.

use vena_kernel::{donation_number::DonationNumber, refusal::Refusal, say, testing::MarkerKind};

use crate::{
    judging::rules::{Book, Need, same},
    kits::assay::Assay,
};

/// What decides whether a kit makes a test.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kit<'a> {
    /// Codes of the markers it tests.
    pub(crate) markers: &'a [String],
    /// Which of the independent results it gives.
    pub(crate) round: i16,
    /// Who makes it.
    pub(crate) maker: &'a str,
    /// It confirms what another kit has left open.
    pub(crate) confirms: bool,
    /// One reading of it stands for all its markers.
    pub(crate) combined: bool,
}

impl Kit<'_> {
    /// Whether it makes this test: its marker, its round, the same maker where a retest asks for that; what is left open by a
    /// group test is confirmed by a kit for that purpose alone, and what was read together is told apart by a kit that reads each alone.
    pub(crate) fn makes(&self, book: &Book, need: &Need) -> bool {
        let group = book.marker(&need.marker).is_some_and(|marker| marker.kind == MarkerKind::Group);
        self.markers.contains(&need.marker)
            && self.round == need.round
            && need.maker.as_deref().is_none_or(|maker| same(maker, self.maker))
            && if need.apart { !self.combined } else { self.confirms == (group && need.repeat > 0) }
    }
}

/// A test of a donation in a well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sample {
    /// The donation.
    pub(crate) number: DonationNumber,
    /// The test.
    pub(crate) need: Need,
}

/// What is in a well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Well {
    /// The control with this code.
    Control(String),
    /// One donation, or a pool.
    Samples(Vec<Sample>),
}

/// A donation with the tests that the kit can make of it.
pub(crate) type Wanted = (DonationNumber, Vec<Need>);

/// The wells of a run in their order: controls, then first tests, in pools of `pool_size`, then retests, each in a well of its
/// own. Refuses by `run.pool-size`, `run.nothing` and `run.full`.
pub(crate) fn lay_out(assay: &Assay, allowed: &[u32], wanted: &[Wanted], pool_size: u16) -> Result<Vec<Well>, Refusal> {
    if pool_size > assay.pool_max || !allowed.contains(&u32::from(pool_size)) {
        let reason = say!("不允许 {pool_size} 人份混样", "pools of {pool_size} are not allowed");
        return Err(Refusal::new("run.pool-size", reason));
    }
    let controls = assay.controls_placed();
    let controls = controls
        .iter()
        .flat_map(|(code, count)| std::iter::repeat_n(Well::Control((*code).to_owned()), usize::from(*count)));
    let mut wells: Vec<Well> = controls.collect();
    let before = wells.len();
    let firsts: Vec<Vec<Sample>> = wanted.iter().map(|wanted| tests(wanted, 0)).filter(|own| !own.is_empty()).collect();
    wells.extend(firsts.chunks(usize::from(pool_size)).map(|pool| Well::Samples(pool.concat())));
    for donation in wanted {
        wells.extend(repeats(&donation.1).into_iter().map(|repeat| Well::Samples(tests(donation, repeat))));
    }
    if wells.len() == before {
        return Err(Refusal::new(
            "run.nothing",
            say!("没有可用此试剂盒检测的样本", "there is nothing that this kit tests"),
        ));
    }
    let (room, taken) = (assay.plate.wells(), wells.len());
    if taken > usize::from(room) {
        let reason = say!("需要 {taken} 孔，整板只有 {room} 孔", "{taken} wells are needed, the plate has {room}");
        return Err(Refusal::new("run.full", reason));
    }
    Ok(wells)
}

/// The retests among these tests, each once.
fn repeats(needs: &[Need]) -> Vec<i16> {
    let mut repeats: Vec<i16> = needs.iter().map(|need| need.repeat).filter(|repeat| *repeat > 0).collect();
    repeats.sort_unstable();
    repeats.dedup();
    repeats
}

fn tests((number, needs): &Wanted, repeat: i16) -> Vec<Sample> {
    let own = needs.iter().filter(|need| need.repeat == repeat);
    own.map(|need| Sample { number: *number, need: need.clone() }).collect()
}

/// How many wells these tests take, controls apart.
pub(crate) fn wells_of(wanted: &[Wanted], pool_size: u16) -> usize {
    let firsts = wanted.iter().filter(|(_, needs)| needs.iter().any(|need| need.repeat == 0)).count();
    let again: usize = wanted.iter().map(|(_, needs)| repeats(needs).len()).sum();
    firsts.div_ceil(usize::from(pool_size.max(1))) + again
}
