//! What runs mean by the rules of a day. Pure.
//!
//! Nothing reactive is ever overlooked: a first serology run that is reactive or in the gray zone needs its retests in
//! duplicate, and one reactive retest decides. What nucleic acids mean stands in `nucleic`, and the group in `group`.

mod group;
mod nucleic;

pub(crate) use group::RHD;

use vena_kernel::{
    abo::BloodGroup,
    clock::Day,
    refusal::Refusal,
    rulebook, say,
    testing::{LookBackRule, Marker, MarkerKind},
    text::Text,
    unit_state::Outcome,
};

use crate::words::{Run, Value, VerdictWord};

/// The rules of one day, complete.
#[derive(Debug)]
pub(crate) struct Book {
    /// The markers in force, in the order of the rulebook.
    pub(crate) markers: Vec<&'static Marker>,
    /// From here on S/CO is retested.
    pub(crate) gray_from: f64,
    /// Retests after a reactive first serology run.
    pub(crate) serology_repeats: i16,
    /// Single tests after a reactive pool.
    pub(crate) single_tests: i16,
    /// Allowed numbers of donations in one pool; 1 is single testing.
    pub(crate) pool_sizes: &'static [u32],
    /// Of which day these rules are.
    pub(crate) day: Day,
}

impl Book {
    /// The rules of `day`.
    ///
    /// # Errors
    /// `lab.no-rules` when the rulebook has none for that day: nothing is judged then.
    pub(crate) fn on(day: Day) -> Result<Self, Refusal> {
        let rules = rulebook::testing().effective_on(day);
        let markers = rules.markers();
        let (Some(serology), Some(nucleic), true) =
            (rules.serology(), rules.nucleic_acid(), markers.iter().any(|marker| marker.mandatory))
        else {
            let reason =
                say!("规则库中没有 {day} 生效的检验规则", "the rulebook has no testing rules in force on {day}");
            return Err(Refusal::new("lab.no-rules", reason));
        };
        let count = |number: u32| i16::try_from(number).unwrap_or(i16::MAX);
        Ok(Self {
            markers,
            gray_from: serology.gray_zone_from,
            serology_repeats: count(serology.repeats_after_reactive),
            single_tests: count(nucleic.repeats_after_unresolved_pool).saturating_add(1),
            pool_sizes: &nucleic.pool_sizes,
            day,
        })
    }

    /// The number of the test that tells apart what one tube has said of several agents: it follows the single tests.
    pub(crate) const fn telling_apart(&self) -> i16 {
        self.single_tests.saturating_add(1)
    }

    /// The marker with this code.
    pub(crate) fn marker(&self, code: &str) -> Option<&'static Marker> {
        self.markers.iter().find(|marker| marker.code == code).copied()
    }

    /// How far is looked back for each agent that `reading` has found; `None` for one without a window in the rulebook.
    pub(crate) fn agents<'a>(
        &'a self,
        reading: &'a Reading,
    ) -> impl Iterator<Item = Option<&'static LookBackRule>> + 'a {
        reading.reactive().map(|found| {
            let agent = self.marker(&found.marker)?.agent.as_deref()?;
            rulebook::testing().effective_on(self.day).look_back(agent)
        })
    }

    /// The agents that `reading` has found, each once.
    pub(crate) fn found(&self, reading: &Reading) -> Vec<&'static str> {
        let mut found: Vec<&'static str> =
            reading.reactive().filter_map(|one| self.marker(&one.marker)?.agent.as_deref()).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether `value` asks for another look, the gray zone among it.
    pub(crate) fn is_reactive(&self, value: Value) -> bool {
        match value {
            Value::Reactive => true,
            Value::Ratio { s_co } => s_co >= self.gray_from,
            _ => false,
        }
    }
}

/// The final result of one marker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Final {
    /// Code of the marker.
    pub(crate) marker: String,
    /// What kind of marker.
    pub(crate) kind: MarkerKind,
    /// What it came out as.
    pub(crate) outcome: Outcome,
}

/// A test that has to be made before anybody can sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Need {
    /// Code of the marker.
    pub(crate) marker: String,
    /// Which of the independent results, from 1.
    pub(crate) round: i16,
    /// 0 the first test, then retests.
    pub(crate) repeat: i16,
    /// Only with a reagent of this maker.
    pub(crate) maker: Option<String>,
    /// Only with a reagent that reads this marker apart from others.
    pub(crate) apart: bool,
}

/// What has to be done before anybody can sign.
#[derive(Debug, Clone)]
pub(crate) struct Lack {
    /// In words.
    pub(crate) text: Text,
    /// The tests that would mend it; none where a person has to look.
    pub(crate) needs: Vec<Need>,
}

/// What the runs of a donation say.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// What has to be done before anybody can sign.
    pub(crate) lacks: Vec<Lack>,
    /// The markers that are final.
    pub(crate) finals: Vec<Final>,
    /// The group, when it is clear.
    pub(crate) group: Option<BloodGroup>,
    /// What stands out, for people of the laboratory.
    pub(crate) findings: Vec<Text>,
}

impl Reading {
    /// What has to be done before anybody can sign, in words.
    pub(crate) fn missing(&self) -> Vec<Text> {
        self.lacks.iter().map(|lack| lack.text.clone()).collect()
    }

    /// The tests that have to be made, each once.
    pub(crate) fn needs(&self) -> Vec<Need> {
        let mut needs: Vec<Need> = Vec::new();
        for need in self.lacks.iter().flat_map(|lack| &lack.needs) {
            if !needs.contains(need) {
                needs.push(need.clone());
            }
        }
        needs
    }

    fn lack(&mut self, text: Text, needs: Vec<Need>) {
        self.lacks.push(Lack { text, needs });
    }

    /// The infectious markers that were found.
    fn reactive(&self) -> impl Iterator<Item = &Final> {
        let infectious = |kind| matches!(kind, MarkerKind::Serology | MarkerKind::NucleicAcid);
        self.finals.iter().filter(move |marker| marker.outcome == Outcome::Reactive && infectious(marker.kind))
    }

    /// Something infectious was found.
    pub(crate) fn infectious(&self) -> bool {
        self.reactive().next().is_some()
    }

    /// Something rejects the donation.
    pub(crate) fn rejects(&self) -> bool {
        self.finals.iter().any(|marker| marker.outcome == Outcome::Reactive)
    }

    fn close(&mut self, marker: &Marker, outcome: Outcome) {
        self.finals.push(Final { marker: marker.code.clone(), kind: marker.kind, outcome });
    }
}

/// Reads `runs`, of which none is superseded.
pub(crate) fn read(book: &Book, runs: &[&Run]) -> Reading {
    let mut reading = Reading::default();
    for marker in &book.markers {
        let own: Vec<&Run> = runs.iter().filter(|run| run.marker == marker.code).copied().collect();
        if own.is_empty() && !marker.mandatory {
            continue;
        }
        let bench = Bench { book, marker, runs: own };
        match marker.kind {
            MarkerKind::Serology => bench.rounds(&mut reading, Bench::serology_round),
            MarkerKind::NucleicAcid => bench.rounds(&mut reading, Bench::nucleic_round),
            MarkerKind::Measured => bench.measured(&mut reading),
            MarkerKind::Group => bench.group(&mut reading),
        }
    }
    nucleic::settle(book, runs, &mut reading);
    group::read(runs, &mut reading);
    reading
}

/// One marker with its runs.
struct Bench<'a> {
    book: &'a Book,
    marker: &'a Marker,
    runs: Vec<&'a Run>,
}

/// The rounds of a marker, its name in both languages.
type Words<'a> = (&'a str, &'a str);

impl Bench<'_> {
    fn run(&self, round: i16, repeat: i16) -> Option<&Run> {
        self.runs.iter().find(|run| (run.round, run.repeat) == (round, repeat)).copied()
    }

    fn name(&self) -> Words<'_> {
        (&self.marker.name.zh, &self.marker.name.en)
    }

    fn round_count(&self) -> i16 {
        i16::try_from(self.marker.rounds).unwrap_or(i16::MAX)
    }

    /// The test `repeat` of `round`.
    fn need(&self, round: i16, repeat: i16) -> Need {
        Need { marker: self.marker.code.clone(), round, repeat, maker: None, apart: false }
    }

    /// All rounds by `judge`, which says whether a round is reactive; `None` when it is not final.
    fn rounds(&self, reading: &mut Reading, judge: fn(&Self, i16, &mut Reading) -> Option<bool>) {
        let lacking_before = reading.lacks.len();
        let judged: Vec<_> = (1..=self.round_count()).map(|round| judge(self, round, reading)).collect();
        self.makers(reading);
        if reading.lacks.len() > lacking_before {
            return;
        }
        let (zh, en) = self.name();
        let reactive = judged.contains(&Some(true));
        if reactive {
            reading.findings.push(say!("{zh}：有反应性", "{en}: reactive"));
        }
        reading.close(self.marker, if reactive { Outcome::Reactive } else { Outcome::NonReactive });
    }

    fn first(&self, round: i16, reading: &mut Reading) -> Option<&Run> {
        let found = self.run(round, 0);
        if found.is_none() {
            let (zh, en) = self.name();
            let text = say!("缺 {zh} 第 {round} 轮", "{en}: round {round} is missing");
            reading.lack(text, vec![self.need(round, 0)]);
        }
        found
    }

    fn any_reactive(&self, round: i16) -> bool {
        self.runs.iter().any(|run| run.round == round && run.repeat > 0 && self.book.is_reactive(run.value))
    }

    fn serology_round(&self, round: i16, reading: &mut Reading) -> Option<bool> {
        let first = self.first(round, reading)?;
        let (zh, en) = self.name();
        if self.book.is_reactive(first.value) {
            for repeat in 1..=self.book.serology_repeats {
                let text = match self.run(round, repeat) {
                    None => say!(
                        "{zh} 第 {round} 轮初次反应性或灰区：缺复检 {repeat}",
                        "{en}: round {round} was reactive or in the gray zone, retest {repeat} is missing"
                    ),
                    Some(again) if !same(&again.reagent_maker, &first.reagent_maker) => say!(
                        "{zh} 第 {round} 轮复检 {repeat} 须用同一试剂",
                        "{en}: retest {repeat} of round {round} has to use the same reagent"
                    ),
                    Some(_) => continue,
                };
                let need = Need { maker: Some(first.reagent_maker.clone()), ..self.need(round, repeat) };
                reading.lack(text, vec![need]);
            }
        }
        Some(self.any_reactive(round))
    }

    /// Two rounds of one maker's reagent are not independent.
    fn makers(&self, reading: &mut Reading) {
        let mut makers: Vec<String> = (1..=self.round_count())
            .filter_map(|round| self.run(round, 0))
            .map(|run| plain(&run.reagent_maker))
            .collect();
        let all = makers.len();
        makers.sort();
        makers.dedup();
        if self.marker.distinct_maker && makers.len() < all {
            let (zh, en) = self.name();
            let text = say!("{zh} 各轮须用不同厂家的试剂", "{en}: the rounds need reagents of different makers");
            reading.lack(text, Vec::new());
        }
    }

    /// Above the limit the donation is not used; the donor is not infectious for that.
    fn measured(&self, reading: &mut Reading) {
        let (zh, en) = self.name();
        let mut over = false;
        for round in 1..=self.round_count() {
            let Some(run) = self.first(round, reading) else { return };
            let Value::Number { number } = run.value else { return };
            if let Some(max) = self.marker.max.filter(|max| number > *max) {
                let unit = self.marker.unit.as_deref().unwrap_or_default();
                reading.findings.push(say!(
                    "{zh} {number} {unit}，超过上限 {max} {unit}",
                    "{en}: {number} {unit} is above the limit of {max} {unit}"
                ));
                over = true;
            }
        }
        reading.close(self.marker, if over { Outcome::Reactive } else { Outcome::NonReactive });
    }

    fn group(&self, reading: &mut Reading) {
        let whole = (1..=self.round_count()).all(|round| self.first(round, reading).is_some());
        if whole {
            reading.close(self.marker, Outcome::Neutral);
        }
    }
}

/// Makers are compared as people read them: without case and spaces.
fn plain(maker: &str) -> String {
    maker.split_whitespace().collect::<String>().to_lowercase()
}

pub(crate) fn same(one: &str, other: &str) -> bool {
    plain(one) == plain(other)
}

/// What was judged before.
#[derive(Debug, Default)]
pub(crate) struct Past {
    /// The group of this donation in an earlier version.
    pub(crate) own_group: Option<BloodGroup>,
    /// This donation was rejected by an earlier version.
    pub(crate) rejected: bool,
    /// The groups of the donor's other donations and of the donor's file.
    pub(crate) donor_groups: Vec<BloodGroup>,
}

/// A verdict with what led to it.
#[derive(Debug)]
pub(crate) struct Judgement {
    /// The verdict.
    pub(crate) verdict: VerdictWord,
    /// The group contradicts what was judged before: blood of two people may have been exchanged.
    pub(crate) conflict: bool,
    /// What stands out, for people of the laboratory.
    pub(crate) findings: Vec<Text>,
}

/// Judges complete results: rejected stays rejected, a contradicting group comes second, the rest is qualified.
pub(crate) fn judge(reading: &Reading, past: &Past) -> Judgement {
    let mut findings = reading.findings.clone();
    let other = |known: &&BloodGroup| reading.group.is_some_and(|group| group != **known);
    let contradicted = past.own_group.iter().chain(&past.donor_groups).find(other);
    if let (Some(known), Some(group)) = (contradicted, reading.group) {
        findings.push(say!(
            "血型 {group} 与既往 {known} 不符：可能涉及两名献血者，均已锁定",
            "group {group} contradicts {known} as known before: two donors may be exchanged, both are held"
        ));
    }
    if past.rejected && !reading.rejects() {
        findings.push(say!("此前版本已判不合格，不可撤销", "an earlier version rejected it; that is final"));
    }
    let verdict = match (past.rejected || reading.rejects(), contradicted) {
        (true, _) => VerdictWord::Rejected,
        (false, Some(_)) => VerdictWord::GroupConflict,
        (false, None) => VerdictWord::Qualified,
    };
    Judgement { verdict, conflict: contradicted.is_some(), findings }
}
