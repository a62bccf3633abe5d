//! Whose turn it is, and which step is possible now.

use vena_kernel::{
    clock::{Day, Instant},
    refusal::Refusal,
    say,
};

use super::{
    policy::{HomePolicy, KioskPolicy, VisitPolicy},
    words::{FaceVerdict, LeftReason, VisitState},
};

/// What decides whose turn it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Waiting {
    /// When the person came.
    pub(crate) arrived_at: Instant,
    /// When the reserved slot begins.
    pub(crate) slot_at: Option<Instant>,
    /// When the person was put back for not coming when called.
    pub(crate) put_back_at: Option<Instant>,
}

/// When somebody's turn comes; who comes due earlier is called earlier.
///
/// A reservation that was kept within grace is due a little before its slot. Everybody else is due once they have been
/// patient: late ones and those without a reservation alike. Who did not come when called waits a little from then on.
pub(crate) fn due(waiting: &Waiting, policy: &VisitPolicy) -> Instant {
    if let Some(back) = waiting.put_back_at {
        return back.plus_seconds(policy.back_minutes * 60);
    }
    let patient = waiting.arrived_at.plus_seconds(policy.patience_minutes * 60);
    match waiting.slot_at {
        Some(slot) if waiting.arrived_at <= slot.plus_seconds(policy.grace_minutes * 60) => {
            slot.plus_seconds(-policy.early_minutes * 60)
        }
        _ => patient,
    }
}

/// What decides about a step.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stand {
    /// How far the visit has come.
    pub(crate) state: VisitState,
    /// Somebody knows who it is.
    pub(crate) identified: bool,
    /// The questions are answered.
    pub(crate) answered: bool,
    /// The person is called right now.
    pub(crate) called: bool,
    /// The decision was a no.
    pub(crate) refused: bool,
}

/// Whether the visit may go on to `to`: only forward, known by name, and past the questions only when they are answered.
///
/// # Errors
/// `visit.over`, `visit.state`, `visit.unidentified`, `visit.unanswered`
pub(crate) fn may_go(stand: &Stand, to: VisitState) -> Result<(), Refusal> {
    not_over(stand.state)?;
    if to == VisitState::Left {
        return Ok(());
    }
    if to <= stand.state {
        let ((zh, en), (wanted_zh, wanted_en)) = (stand.state.words(), to.words());
        let reason = say!("到访{zh}，不能回到“{wanted_zh}”", "this visit is {en} and does not go back to {wanted_en}");
        return Err(Refusal::new("visit.state", reason));
    }
    if !stand.identified {
        let reason = say!("还没有核对身份，请先核对证件", "nobody knows yet who this is: check the document first");
        return Err(Refusal::new("visit.unidentified", reason));
    }
    if to > VisitState::Asked && !stand.answered {
        let reason = say!("还没有完成健康征询", "the health questions are not answered yet");
        return Err(Refusal::new("visit.unanswered", reason));
    }
    Ok(())
}

/// Whether the person may be called. Who is not fit to give is not called to a chair.
///
/// # Errors
/// `visit.over`, `visit.not-fit`, `visit.not-waiting`
pub(crate) fn may_call(stand: &Stand) -> Result<(), Refusal> {
    not_over(stand.state)?;
    if stand.refused {
        let reason = say!(
            "医师已判定本次不宜献血，不再叫号；请转告并登记离开",
            "the physician decided against it: this person is not called any more; tell them and let them go"
        );
        return Err(Refusal::new("visit.not-fit", reason));
    }
    if stand.state.waits() {
        return Ok(());
    }
    let (zh, en) = stand.state.words();
    let reason = say!("{zh}，不在等候中", "this person is {en} and does not wait");
    Err(Refusal::new("visit.not-waiting", reason))
}

/// Whether the person may be put back for not having come.
///
/// # Errors
/// `visit.over`, `visit.not-called`
pub(crate) fn may_pass(stand: &Stand) -> Result<(), Refusal> {
    not_over(stand.state)?;
    if stand.called {
        return Ok(());
    }
    Err(Refusal::new("visit.not-called", say!("还没有叫过这个号", "this number has not been called")))
}

/// What stands at the end of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// No donation came of it, or one that was refused or broken off.
    Nothing,
    /// Accepted, and nothing bound yet.
    Accepted,
    /// Bag and tubes carry the number, or the needle is in.
    AtNeedle,
    /// The bag is full, and the donor rests.
    Resting,
}

/// Whether a visit may be ended at the door: nobody leaves a needle, nobody skips the rest, and only a donation is one.
///
/// # Errors
/// `visit.over`, `visit.needle`, `visit.rest`, `visit.not-donated`
pub(crate) fn may_end(stand: &Stand, ending: Ending, reason: LeftReason) -> Result<(), Refusal> {
    may_go(stand, VisitState::Left)?;
    match ending {
        Ending::AtNeedle => {
            let reason = say!(
                "血袋已绑定或针在臂内，请先在采血位完成、登记失败或取消",
                "bag and tubes are bound or the needle is in: complete, fail or cancel at the chair first"
            );
            Err(Refusal::new("visit.needle", reason))
        }
        Ending::Resting => {
            let reason = say!("献血者在休息，请在休息区登记离开", "the donor rests: let them go from the rest area");
            Err(Refusal::new("visit.rest", reason))
        }
        Ending::Nothing | Ending::Accepted if reason == LeftReason::Donated => {
            let reason = say!("这次到访没有完成的献血", "no donation was completed in this visit");
            Err(Refusal::new("visit.not-donated", reason))
        }
        Ending::Nothing | Ending::Accepted => Ok(()),
    }
}

/// Whether answers may still be changed.
///
/// # Errors
/// `visit.over`, `visit.unidentified`, `visit.checked`
pub(crate) fn may_answer(stand: &Stand) -> Result<(), Refusal> {
    not_over(stand.state)?;
    if !stand.identified {
        let reason = say!("还没有核对身份，请先到服务台", "nobody knows yet who this is: go to the desk first");
        return Err(Refusal::new("visit.unidentified", reason));
    }
    if stand.state > VisitState::Asked {
        let reason = say!(
            "检查已开始，回答不能再改；有补充请告诉医师",
            "the check has begun and the answers stand; tell the physician what is to be added"
        );
        return Err(Refusal::new("visit.checked", reason));
    }
    Ok(())
}

fn not_over(state: VisitState) -> Result<(), Refusal> {
    if state == VisitState::Left {
        return Err(Refusal::new("visit.over", say!("这次到访已经结束", "this visit is over")));
    }
    Ok(())
}

/// Whether a temperature at the door can be a person's.
///
/// # Errors
/// `visit.temperature`
pub(crate) fn temperature(celsius: f64) -> Result<(), Refusal> {
    if (30.0..=45.0).contains(&celsius) {
        return Ok(());
    }
    let reason = say!("体温应在 30 到 45 °C 之间", "a temperature lies between 30 and 45 °C");
    Err(Refusal::new("visit.temperature", reason))
}

/// Whether the consent may be given now, and is the one in force; `first` when it comes before the questions.
///
/// # Errors
/// `visit.over`, `visit.unidentified`, `visit.unanswered`, `visit.consent-version`
pub(crate) fn may_consent(stand: &Stand, version: &str, current: &str, first: bool) -> Result<(), Refusal> {
    not_over(stand.state)?;
    // What it takes to be asked or to be checked: a name, and the answers.
    let step = if first { VisitState::Asked } else { VisitState::Checked };
    may_go(&Stand { state: VisitState::Arrived, ..*stand }, step)?;
    same_text(version, current)
}

/// Whether the kiosk may ask: where the consent comes first, after it.
///
/// # Errors
/// `visit.consent-first`
pub(crate) fn may_be_asked(consented: bool, first: bool) -> Result<(), Refusal> {
    if consented || !first {
        return Ok(());
    }
    let reason = say!(
        "请先阅读并同意知情同意书，再回答健康征询（GB 18467-2011 献血前告知）",
        "read and give the consent first, then answer the questions (GB 18467-2011)"
    );
    Err(Refusal::new("visit.consent-first", reason))
}

fn same_text(version: &str, current: &str) -> Result<(), Refusal> {
    if version == current {
        return Ok(());
    }
    let reason = say!("文本已更新为 {current}，请重新阅读", "the text is now {current}: read it again");
    Err(Refusal::new("visit.consent-version", reason))
}

/// Whether the camera was agreed to, separately and with the text in force.
///
/// # Errors
/// `visit.camera-consent`, `visit.consent-version`
pub(crate) fn camera_consent(version: Option<&str>, current: &str) -> Result<(), Refusal> {
    let Some(version) = version else {
        let reason = say!(
            "没有单独同意使用摄像头（个人信息保护法第二十九条）",
            "the camera was not agreed to separately (Personal Information Protection Law, art. 29)"
        );
        return Err(Refusal::new("visit.camera-consent", reason));
    };
    same_text(version, current)
}

/// The verdict that a likeness stands for. The kiosk's own word is not taken for it.
///
/// # Errors
/// `visit.face-score` when a comparison says no likeness.
pub(crate) fn face(said: FaceVerdict, score: Option<f64>, limits: &KioskPolicy) -> Result<FaceVerdict, Refusal> {
    match (said, score) {
        (FaceVerdict::NotWanted, _) => Ok(FaceVerdict::NotWanted),
        // No face was found, or no picture of the document was there to compare with.
        (FaceVerdict::Unsure, None) => Ok(FaceVerdict::Unsure),
        (_, Some(score)) if score >= limits.face_same_min => Ok(FaceVerdict::Same),
        (_, Some(score)) if score <= limits.face_different_max => Ok(FaceVerdict::Different),
        (_, Some(_)) => Ok(FaceVerdict::Unsure),
        (_, None) => {
            let reason = say!("比对结果没有相似度", "a comparison says how alike the faces are");
            Err(Refusal::new("visit.face-score", reason))
        }
    }
}

/// Whether the questions may be answered at home on `today` for a reservation on `on`.
///
/// # Errors
/// `visit.home-day`
pub(crate) fn may_answer_at_home(on: Day, today: Day, days_ahead: i64) -> Result<(), Refusal> {
    let ahead = on.date().duration_since(today.date()).as_hours() / 24;
    if (0..=days_ahead).contains(&ahead) {
        return Ok(());
    }
    let reason = say!(
        "只能在预约当天或前 {days_ahead} 天内在家填写",
        "the questions may be answered at home on the day of the reservation or {days_ahead} day(s) before"
    );
    Err(Refusal::new("visit.home-day", reason))
}

/// Whether answers of `answered_at` to the sheet `version` still count at `now`, when `current` is asked.
pub(crate) fn home_counts(
    (answered_at, version): (Instant, &str),
    (now, current): (Instant, &str),
    home: &HomePolicy,
) -> bool {
    version == current && now.seconds_since(answered_at) <= home.hours * 3600
}

/// Whether somebody may end the visit by themselves: before the chair.
///
/// # Errors
/// `visit.over`, `visit.state`
pub(crate) fn may_go_home(stand: &Stand) -> Result<(), Refusal> {
    may_call(stand).map_err(|refusal| match refusal.rule.as_str() {
        "visit.not-waiting" => {
            let reason = say!("采血已开始，请告诉工作人员", "the donation has begun: tell the staff");
            Refusal::new("visit.state", reason)
        }
        _ => refusal,
    })
}
