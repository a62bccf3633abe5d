//! Reports as a person reads them in a terminal.

use std::fmt::Write;

use vena_kernel::{unit_state::Fact, zone::shown};
use vena_ledger::{Finding, OfflineReport, Report, Trace, TracedEvent, TracedUnit};

/// A unit's or a donation's life, a line an event.
pub(super) fn trace(trace: &Trace) -> String {
    let mut text = String::from("时间为 UTC+8；⛨ 已封存 / times are UTC+8; ⛨ sealed\n\n");
    for unit in &trace.units {
        text.push_str(&head(unit));
        unit.events.iter().for_each(|event| text.push_str(&line(event)));
        text.push('\n');
    }
    if trace.truncated {
        text.push_str("… 内容过多，未全部列出 / too much to list, cut here\n");
    }
    text
}

fn head(unit: &TracedUnit) -> String {
    let (facts, state) = (&unit.record.facts, &unit.record.state);
    let group = facts.group.map_or_else(|| "—".to_owned(), |group| group.to_string());
    let (life, safety) = (state.life.text(), state.safety.text());
    format!(
        "{} {} {} {} mL   {} / {}   {} / {}   {}\n  {}\n",
        facts.donation_number,
        facts.product,
        group,
        facts.volume_ml,
        life.zh,
        life.en,
        safety.zh,
        safety.en,
        unit.custodian.name,
        unit.unit_id,
    )
}

fn line(event: &TracedEvent) -> String {
    let second = event.second.as_ref().map_or_else(String::new, |second| format!(" + {}", second.name));
    let reason = event.reason.as_ref().map_or_else(String::new, |reason| format!("  “{reason}”"));
    let sealed = if event.leaf_index.is_some() { "⛨" } else { " " };
    let title = &event.title;
    let mut line = format!("  {sealed} {}  {} / {}{}", shown(event.at), title.zh, title.en, found(event));
    let _ = write!(line, "  {}{second} · {} · {}{reason}", event.actor.name, event.org.name, event.site.name);
    if event.recorded_at != event.at {
        let _ = write!(line, "  (记录于 / recorded {})", shown(event.recorded_at));
    }
    line.push('\n');
    line
}

/// Which test came out how; a life has a dozen of them and they would look all the same.
fn found(event: &TracedEvent) -> String {
    let Some(Fact::Tested(test)) = &event.fact else { return String::new() };
    let (outcome, group) = (test.outcome.text(), test.group.map_or_else(String::new, |group| format!(" {group}")));
    format!("  {}{group} {} / {}", test.marker, outcome.zh, outcome.en)
}

/// What the verification of the whole ledger found.
pub(super) fn report(report: &Report) -> String {
    let (events, units, sealed, seals) = (report.events, report.units, report.sealed, report.seals);
    let counted = format!(
        "{events} 个事件，{units} 袋，{sealed} 个已封存，{seals} 次封存 / {events} events, {units} units, {sealed} sealed, {seals} seals"
    );
    if report.intact {
        return format!("✓ 完好 / intact: {counted}\n");
    }
    let more = report.finding_count - report.findings.len() as u64;
    let more = if more > 0 { format!("… {more} 处未列出 / {more} more\n") } else { String::new() };
    format!("✗ 已被改动 / altered: {counted}\n{}{more}", findings(&report.findings))
}

/// What the verification of a proof file found.
pub(super) fn offline_report(report: &OfflineReport) -> String {
    let (unit, events) = (report.unit, report.events);
    if !report.intact {
        return format!("✗ 证明不成立 / not proven: {unit}\n{}", findings(&report.findings));
    }
    let trusted = if report.key_trusted {
        "密钥可信 / the key is the trusted one"
    } else {
        "文件自身一致；请用 --key 核对血站公布的公钥 / consistent in itself; check the station's published key with --key"
    };
    format!("✓ 成立 / proven: {unit}，{events} 个事件 / {events} events; {trusted}\n")
}

fn findings(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let event = finding.event.map_or_else(String::new, |event| format!("{event} "));
        let unit = finding.unit.map_or_else(String::new, |unit| format!("{unit} "));
        let _ = writeln!(text, "  {event}{unit}{} / {}", finding.says.zh, finding.says.en);
    }
    text
}
