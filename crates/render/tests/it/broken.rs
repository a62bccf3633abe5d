//! A broken template gives a refusal with file, line and message, and never more than that.

use crate::desk;

fn fault(main: &str) -> (String, String) {
    let (_folder, templates) = desk::note(main);
    let refusal = desk::render_note(&desk::with(templates), 1, "x").expect_err("broken").refusal;
    (refusal.rule, refusal.reason.en)
}

#[test]
fn the_line_is_named() {
    let begin = "#import \"/lib/1/lib.typ\": *\n#show: paper\n";
    let table = [
        ("#data.txet", 3, "txet"),
        ("\n\n#unknown-function()", 5, "unknown"),
        ("text\n#let x = (1, 2", 4, "delimiter"),
        ("#fields(pairs: \"three\")", 3, ""),
        ("#image(\"/etc/passwd\")", 3, "not found"),
        ("#read(\"../../other/1/main.typ\")", 3, ""),
        ("#import \"@preview/cetz:0.3.0\": *", 3, ""),
        ("#datetime.today()", 3, "date"),
        ("#while true {}", 3, "always true"),
        ("#let f(x) = f(x + 1)\n#f(1)", 3, ""),
        ("#panic(\"stop\")", 3, "stop"),
    ];
    for (line, number, word) in table {
        let (rule, reason) = fault(&format!("{begin}{line}"));
        assert_eq!(rule, "template.broken", "{line}: {reason}");
        assert!(reason.contains("note/1/main.typ"), "{line}: {reason}");
        assert!(reason.contains(&format!("line {number}")), "{line}: {reason}");
        assert!(reason.contains(word), "{line}: {reason}");
    }
}

#[test]
fn a_box_that_is_asked_for_must_be_there_once() {
    let without = desk::NOTE.replace("#signature(\"writer\", \"W\")", "");
    assert_eq!(fault(&without).0, "template.box-missing");
    let twice = format!("{}#signature(\"writer\", \"W\")", desk::NOTE);
    assert_eq!(fault(&twice).0, "template.box-missing");
}

#[test]
fn what_leaves_the_paper_is_refused() {
    let wide = desk::NOTE.replace("#data.text", "#box(width: 400mm, align(right, data.text))");
    let (rule, reason) = fault(&wide);
    assert_eq!(rule, "document.overflow", "{reason}");
    let moved = desk::NOTE.replace("#data.text", "#place(top, dx: 200mm, data.text)");
    assert_eq!(fault(&moved).0, "document.overflow");
}

#[test]
fn what_an_archive_cannot_hold_is_refused() {
    let attached = format!("{}#pdf.attach(\"/data.json\")", desk::NOTE);
    let (rule, reason) = fault(&attached);
    assert_eq!(rule, "document.not-archivable", "{reason}");
    assert!(reason.contains("PDF/A"), "{reason}");
}
