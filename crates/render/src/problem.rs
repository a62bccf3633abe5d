//! What the compiler found wrong, in a sentence with file and line.

use typst::{
    World, WorldExt,
    diag::SourceDiagnostic,
    syntax::{DiagSpan, FileId},
};
use vena_kernel::{refusal::Refusal, say};

/// The first fault as a refusal by `template.broken`: file, line, message and what may help. The library says
/// `overflow: …` when words do not fit their place: then the data is too long, and the rule is `document.overflow`.
pub(crate) fn refusal(world: &dyn World, faults: &[SourceDiagnostic]) -> Refusal {
    let Some(fault) = faults.first() else {
        return Refusal::new("template.broken", say!("模板有错误", "the template is broken"));
    };
    if let Some((_, words)) = fault.message.split_once("overflow: ") {
        return overflow(words.trim_end_matches('"'));
    }
    // A fault inside the library is reported at the line of the template that called it: that is what was edited.
    let calls = fault.trace.iter().map(|call| DiagSpan::from(call.span));
    let own = std::iter::once(fault.span).chain(calls).find(|span| span.id().is_some_and(|id| is_own(world, id)));
    let (file, line) = place(world, own.unwrap_or(fault.span));
    let hints: String = fault.hints.iter().map(|hint| format!("; {}", hint.v)).collect();
    let inside = place(world, fault.span);
    let deeper = if inside.0 == file { String::new() } else { format!(" ({} {})", inside.0, inside.1) };
    let message = format!("{}{deeper}", fault.message);
    Refusal::new(
        "template.broken",
        say!("模板 {file} 第 {line} 行：{message}{hints}", "template {file} line {line}: {message}{hints}"),
    )
}

fn overflow(words: &str) -> Refusal {
    let words: String = words.chars().take(40).collect();
    Refusal::new("document.overflow", say!("“{words}”放不进它的位置", "'{words}' does not fit its place"))
}

fn is_own(world: &dyn World, id: FileId) -> bool {
    id.vpath().parent() == world.main().vpath().parent()
}

fn place(world: &dyn World, span: DiagSpan) -> (String, usize) {
    let Some(id) = span.id() else { return ("?".to_owned(), 0) };
    let file = id.vpath().get_without_slash().to_owned();
    let start = world.range(span).map(|range| range.start);
    let line = start.and_then(|start| world.source(id).ok()?.lines().byte_to_line(start));
    (file, line.map_or(0, |line| line + 1))
}
