//! What became of the bags of a batch: what the machine told and what people read, against the windows of its programme. Pure.

use vena_kernel::{clock::Instant, refusal::Refusal, say};

use crate::plans::{Deviation, Readings, Step, Told, Window};

/// The name of the machine's own word for its programme.
const PROGRAMME: &str = "programme";
/// What the clock can tell when the machine does not.
const SECONDS: &str = "seconds";

/// Everything that was told of a batch.
#[derive(Debug)]
pub(crate) struct Course<'a> {
    pub(crate) windows: &'a [Window],
    /// The number of the programme.
    pub(crate) programme: &'a str,
    /// For the whole batch.
    pub(crate) readings: &'a Readings,
    /// What the machine reported on the way.
    pub(crate) samples: &'a [Readings],
}

/// Puts what people read beside what the machine told. Refuses by `batch.machine-told` a figure that differs from the machine's.
pub(crate) fn together(machine: &Readings, typed: &Readings) -> Result<Readings, (String, Refusal)> {
    let differs = |(name, told): &(&String, &Told)| machine.get(*name).is_some_and(|own| own != *told);
    if let Some((name, _)) = typed.iter().find(differs) {
        let reason = say!("设备已报告此项读数，不能改写", "the machine has told this itself; nobody writes over it");
        return Err((name.clone(), Refusal::new("batch.machine-told", reason)));
    }
    Ok(typed.iter().chain(machine).map(|(name, told)| (name.clone(), told.clone())).collect())
}

/// What the clock adds: how long the step took, when nobody told it.
pub(crate) fn timed(mut readings: Readings, began_at: Instant, ended_at: Instant) -> Readings {
    #[allow(clippy::cast_precision_loss, reason = "a step lasts for hours, not for ages")]
    let seconds = ended_at.seconds_since(began_at) as f64;
    readings.entry(SECONDS.to_owned()).or_insert(Told::Number(seconds));
    readings
}

/// Refuses by `batch.reading-missing` the first value of the whole batch, or of one bag, that nobody has told.
pub(crate) fn complete(windows: &[Window], readings: &Readings, of_bag: bool) -> Result<(), (String, Refusal)> {
    let lacking = windows.iter().find(|window| window.per_bag == of_bag && !readings.contains_key(&window.value));
    lacking.map_or(Ok(()), |window| {
        let (zh, en) = (&window.title.zh, &window.title.en);
        let reason = say!("缺少读数：{zh}", "not read yet: {en}");
        Err((window.value.clone(), Refusal::new("batch.reading-missing", reason)))
    })
}

impl Course<'_> {
    /// What was not as it should be for every bag of the batch.
    pub(crate) fn of_all(&self) -> Vec<Deviation> {
        let ended = self.windows.iter().filter(|window| !window.per_bag);
        let ended = ended.filter_map(|window| window.judge(self.readings.get(&window.value)?));
        let watched = self.windows.iter().filter(|window| window.watched);
        let sampled =
            watched.filter_map(|window| self.samples.iter().find_map(|one| window.judge(one.get(&window.value)?)));
        let mut found: Vec<Deviation> = self.wrong_programme().into_iter().chain(ended).chain(sampled).collect();
        found.dedup();
        found
    }

    fn wrong_programme(&self) -> Option<Deviation> {
        let told = self.readings.get(PROGRAMME)?;
        let ran = match told {
            Told::Word(word) => word.clone(),
            Told::Number(number) => number.to_string(),
        };
        let wanted = self.programme;
        let other = ran.trim() != wanted;
        other.then(|| {
            let reason = say!("设备运行的是程序 {ran}，应为 {wanted}", "the machine ran programme {ran}, not {wanted}");
            Deviation::new(PROGRAMME, reason)
        })
    }

    /// What was not as it should be for one bag.
    pub(crate) fn of_bag(&self, readings: &Readings) -> Vec<Deviation> {
        let own = self.windows.iter().filter(|window| window.per_bag);
        own.filter_map(|window| window.judge(readings.get(&window.value)?)).collect()
    }
}

/// Whether the step followed the one before in time.
pub(crate) fn followed(step: &Step, before: Option<Instant>, began_at: Instant) -> Option<Deviation> {
    let most = step.after.as_ref()?.minutes_max;
    let minutes = began_at.seconds_since(before?).div_euclid(60);
    let late = began_at.seconds_since(before?) > most * 60;
    late.then(|| {
        let reason = say!(
            "距上一工序 {minutes} 分钟，应不超过 {most} 分钟",
            "{minutes} minutes after the step before; {most} were allowed"
        );
        Deviation::new("time-limit", reason)
    })
}
