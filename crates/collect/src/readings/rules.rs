//! Whether an instrument needs somebody, and whether a reading may be used. Pure.

use uuid::Uuid;
use vena_kernel::{
    clock::{Day, Instant},
    collection::reading::{self, Mark, ReadingKind},
    refusal::Refusal,
    say, zone,
};

use super::words::{DeviceLink, DeviceState};

/// An instrument, as far as it decides.
#[derive(Debug, Clone)]
pub(crate) struct Watched<'a> {
    pub(crate) serial: &'a str,
    pub(crate) kind: ReadingKind,
    pub(crate) state: DeviceState,
    pub(crate) calibrated_until: Option<Day>,
    pub(crate) link: DeviceLink,
    pub(crate) link_detail: &'a str,
    /// When the agent of its site was last heard.
    pub(crate) agent_heard_at: Option<Instant>,
}

/// What is wrong with an instrument in use; silence is an alarm. The most pressing first.
pub(crate) fn alarms(device: &Watched<'_>, now: Instant) -> Vec<Refusal> {
    if device.state != DeviceState::InUse {
        return Vec::new();
    }
    [quiet(device, now), uncalibrated(device, now)].into_iter().flatten().collect()
}

fn quiet(device: &Watched<'_>, now: Instant) -> Option<Refusal> {
    let (serial, detail) = (device.serial, device.link_detail);
    let limit = reading::limits(now.day_in(&zone::china())).agent_silence_seconds;
    let Some(heard_at) = device.agent_heard_at else {
        let reason = say!(
            "本采血点的采集代理从未连上服务器，设备读数不会自动到达",
            "the agent of this site has never reached the server; no reading arrives by itself"
        );
        return Some(Refusal::new("device.agent-unheard", reason));
    };
    let silent_for = now.seconds_since(heard_at);
    if silent_for > limit {
        let minutes = silent_for / 60;
        let reason = say!(
            "采集代理已 {minutes} 分钟没有消息，请检查采血点的电脑和网络",
            "the agent of this site has been silent for {minutes} minutes; check its computer and network"
        );
        return Some(Refusal::new("device.agent-silent", reason));
    }
    match device.link {
        DeviceLink::Connected => None,
        DeviceLink::Unheard => {
            let reason = say!("采集代理没有配置设备 {serial}", "the agent of this site does not know {serial}");
            Some(Refusal::new("device.not-configured", reason))
        }
        DeviceLink::Silent => {
            let reason = say!("设备 {serial} 无响应：{detail}", "{serial} is silent: {detail}");
            Some(Refusal::new("device.silent", reason))
        }
        DeviceLink::Disconnected => {
            let reason = say!("设备 {serial} 未连接：{detail}", "{serial} is not connected: {detail}");
            Some(Refusal::new("device.disconnected", reason))
        }
        DeviceLink::Faulty => {
            let reason = say!("设备 {serial} 的数据无法识别：{detail}", "what {serial} sends cannot be read: {detail}");
            Some(Refusal::new("device.faulty", reason))
        }
    }
}

fn uncalibrated(device: &Watched<'_>, now: Instant) -> Option<Refusal> {
    let (serial, today) = (device.serial, now.day_in(&zone::china()));
    if !reading::kind(device.kind, today).calibrated {
        return None;
    }
    match device.calibrated_until {
        Some(until) if today > until => {
            let reason = say!("设备 {serial} 校准已于 {until} 到期", "the calibration of {serial} ended on {until}");
            Some(Refusal::new("device.calibration-over", reason))
        }
        Some(_) => None,
        None => {
            let reason = say!("设备 {serial} 没有校准有效期", "nothing is known of the calibration of {serial}");
            Some(Refusal::new("device.calibration-unknown", reason))
        }
    }
}

/// A reading that somebody wants to use.
#[derive(Debug)]
pub(crate) struct Wanted<'a> {
    pub(crate) marks: &'a [Mark],
    /// Who uses it already.
    pub(crate) taken_for: Option<Uuid>,
}

/// Whether a reading may be used for `user`, a visit or a donation: each for one of them only, or one person's blood
/// pressure would stand in two files.
pub(crate) fn may_take(wanted: &Wanted<'_>, user: Uuid) -> Result<(), Refusal> {
    if let Some(mark) = wanted.marks.iter().find(|mark| mark.blocking) {
        return Err(Refusal::new(mark.rule.clone(), mark.reason.clone()));
    }
    match wanted.taken_for {
        Some(other) if other != user => {
            let reason = say!(
                "这条设备读数已用于另一次献血，请重新测量",
                "this reading is used for somebody else already; measure again"
            );
            Err(Refusal::new("reading.taken", reason))
        }
        _ => Ok(()),
    }
}

/// An instrument that is brought into use says when its calibration ends, where its kind needs one.
pub(crate) fn calibration_named(kind: ReadingKind, until: Option<Day>, today: Day) -> Result<(), Refusal> {
    if !reading::kind(kind, today).calibrated {
        return Ok(());
    }
    match until {
        Some(until) if until < today => {
            let reason = say!("校准有效期 {until} 已过", "this calibration ended on {until}");
            Err(Refusal::new("device.calibration-over", reason))
        }
        Some(_) => Ok(()),
        None => {
            let reason = say!("请填写校准有效期", "say until when it is calibrated");
            Err(Refusal::new("device.calibration-needed", reason))
        }
    }
}

/// What only an instrument in use needs.
pub(crate) fn in_use(state: DeviceState) -> Result<(), Refusal> {
    if state == DeviceState::InUse {
        return Ok(());
    }
    let reason = say!("设备不在使用中，请先认领", "this instrument is not in use; adopt it first");
    Err(Refusal::new("device.not-in-use", reason))
}

/// What is retired stays so until it is adopted again.
pub(crate) fn not_retired(state: DeviceState) -> Result<(), Refusal> {
    if state != DeviceState::Retired {
        return Ok(());
    }
    Err(Refusal::new("device.retired", say!("设备已停用", "this instrument is retired already")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        format!("2026-11-16T{text}Z").parse().expect("an instant")
    }

    fn ids(found: &[Refusal]) -> Vec<&str> {
        found.iter().map(|refusal| refusal.rule.as_str()).collect()
    }

    fn watched() -> Watched<'static> {
        Watched {
            serial: "BP-0017",
            kind: ReadingKind::BloodPressure,
            state: DeviceState::InUse,
            calibrated_until: Some("2026-11-16".parse().expect("a day")),
            link: DeviceLink::Connected,
            link_detail: "",
            agent_heard_at: Some(at("01:00:00")),
        }
    }

    #[test]
    fn silence_is_an_alarm_on_both_sides_of_its_limit() {
        let alarms_at = |now: &str, device: Watched<'_>| ids(&alarms(&device, at(now))).join(" ");
        assert_eq!(alarms_at("01:03:00", watched()), "");
        assert_eq!(alarms_at("01:03:01", watched()), "device.agent-silent");
        let unheard = Watched { agent_heard_at: None, ..watched() };
        assert_eq!(alarms_at("01:00:00", unheard), "device.agent-unheard");
        for (link, rule) in [
            (DeviceLink::Unheard, "device.not-configured"),
            (DeviceLink::Silent, "device.silent"),
            (DeviceLink::Disconnected, "device.disconnected"),
            (DeviceLink::Faulty, "device.faulty"),
        ] {
            assert_eq!(alarms_at("01:00:00", Watched { link, ..watched() }), rule);
        }
        for state in [DeviceState::Unknown, DeviceState::Retired] {
            assert_eq!(alarms_at("09:00:00", Watched { state, ..watched() }), "", "not in use: nobody waits for it");
        }
    }

    #[test]
    fn a_calibration_counts_through_its_last_day_in_china() {
        let heard = |now: &str| Watched { agent_heard_at: Some(at(now)), ..watched() };
        assert!(alarms(&heard("15:59:59"), at("15:59:59")).is_empty());
        assert_eq!(ids(&alarms(&heard("16:00:00"), at("16:00:00"))), ["device.calibration-over"]);
        let unknown = Watched { calibrated_until: None, ..watched() };
        assert_eq!(ids(&alarms(&unknown, at("01:00:00"))), ["device.calibration-unknown"]);
        let group = Watched { kind: ReadingKind::BloodGroup, calibrated_until: None, ..watched() };
        assert!(alarms(&group, at("01:00:00")).is_empty());
        let today: Day = "2026-11-16".parse().expect("a day");
        let named = |until: Option<&str>| {
            let until = until.map(|day| day.parse().expect("a day"));
            calibration_named(ReadingKind::Mixer, until, today).map_err(|refusal| refusal.rule)
        };
        assert_eq!(named(Some("2026-11-16")), Ok(()));
        assert_eq!(named(Some("2026-11-15")), Err("device.calibration-over".to_owned()));
        assert_eq!(named(None), Err("device.calibration-needed".to_owned()));
        assert_eq!(calibration_named(ReadingKind::BloodGroup, None, today), Ok(()));
    }

    #[test]
    fn what_may_be_done_in_which_state() {
        for (state, calibrate, retire) in [
            (DeviceState::Unknown, "device.not-in-use", "yes"),
            (DeviceState::InUse, "yes", "yes"),
            (DeviceState::Retired, "device.not-in-use", "device.retired"),
        ] {
            let rule =
                |outcome: Result<(), Refusal>| outcome.map_or_else(|refusal| refusal.rule, |()| "yes".to_owned());
            assert_eq!([rule(in_use(state)), rule(not_retired(state))], [calibrate, retire], "{state:?}");
        }
    }

    #[test]
    fn a_reading_serves_one_person() {
        let (mine, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let take =
            |marks: &[Mark], taken_for| may_take(&Wanted { marks, taken_for }, mine).map_err(|refusal| refusal.rule);
        assert_eq!(take(&[], None), Ok(()));
        assert_eq!(take(&[], Some(mine)), Ok(()));
        assert_eq!(take(&[], Some(other)), Err("reading.taken".to_owned()));
        let mark = |rule: &str, blocking| Mark {
            rule: rule.to_owned(),
            field: None,
            reason: say!("校准到期", "calibration over"),
            blocking,
        };
        assert_eq!(take(&[mark("reading.late", false)], None), Ok(()));
        let over = [mark("reading.late", false), mark("reading.calibration-over", true)];
        assert_eq!(take(&over, None), Err("reading.calibration-over".to_owned()));
    }
}
