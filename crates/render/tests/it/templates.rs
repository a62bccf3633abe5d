//! Versions side by side, published ones sealed.

use std::fs;

use vena_kernel::clock::Day;
use vena_render::Templates;

use crate::desk;

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

#[test]
fn a_new_version_changes_no_old_document() {
    let (folder, templates) = desk::note(desk::NOTE);
    let before = desk::render_note(&desk::with(templates), 1, "x").expect("a document");
    desk::add_note(folder.path(), 2, &desk::NOTE.replace("#data.text", "#strong(data.text)"));
    let mut templates = Templates::default();
    templates.add_folder(folder.path()).expect("two versions");
    let renderer = desk::with(templates);
    let after = desk::render_note(&renderer, 1, "x").expect("a document");
    assert_eq!((before.pdf, before.template_digest.as_str()), (after.pdf, after.template_digest.as_str()));
    assert_ne!(desk::render_note(&renderer, 2, "x").expect("a document").template_digest, after.template_digest);
}

#[test]
fn a_published_version_cannot_be_edited() {
    let (folder, templates) = desk::note(desk::NOTE);
    let digest = templates.find("note", 1).expect("a note").digest.clone();
    fs::write(folder.path().join("published.txt"), format!("{digest}  note/1\n")).expect("published");
    let read = || {
        let mut templates = Templates::default();
        templates.add_folder(folder.path()).map(|()| templates)
    };
    assert!(read().expect("unchanged").find("note", 1).expect("a note").published);
    fs::write(folder.path().join("note/1/example.json"), "{}").expect("an example is no part of the form");
    assert!(read().is_ok());
    fs::write(folder.path().join("lib/1/lib.typ"), "#let paper(body) = body").expect("edited");
    assert_eq!(read().expect_err("altered").rule, "template.altered");
}

#[test]
fn the_current_version_is_the_newest_published_one_in_force() {
    let (folder, _) = desk::note(desk::NOTE);
    desk::add_note(folder.path(), 2, desk::NOTE);
    desk::add_note(folder.path(), 3, desk::NOTE);
    let mut drafts = Templates::default();
    drafts.add_folder(folder.path()).expect("drafts");
    assert_eq!(drafts.current("note", day("2026-05-01")).expect_err("drafts are not for use").rule, "template.unknown");
    let line = |version| format!("{}  note/{version}\n", drafts.find("note", version).expect("a version").digest);
    fs::write(folder.path().join("published.txt"), line(1) + &line(2)).expect("published");
    let mut templates = Templates::default();
    templates.add_folder(folder.path()).expect("templates");
    let current = |on| templates.current("note", day(on)).map(|template| template.manifest.version);
    assert_eq!(current("2026-05-01"), Ok(2));
    assert_eq!(current("2026-01-31"), Ok(1));
    assert_eq!(current("2025-12-31").expect_err("none yet").rule, "template.unknown");
}

#[test]
fn a_folder_cannot_replace_a_known_version() {
    let (folder, mut templates) = desk::note(desk::NOTE);
    assert!(templates.add_folder(folder.path()).is_ok(), "the same files again");
    desk::add_note(folder.path(), 1, "other");
    assert_eq!(templates.add_folder(folder.path()).expect_err("taken").rule, "template.taken");
}

#[test]
fn a_faulty_manifest_is_named() {
    let (folder, _) = desk::note(desk::NOTE);
    let path = folder.path().join("note/1/manifest.toml");
    let good = fs::read_to_string(&path).expect("a manifest");
    let fault = |text: &str| {
        fs::write(&path, text).expect("written");
        let refusal = Templates::default().add_folder(folder.path()).expect_err("faulty");
        (refusal.rule, refusal.reason.en)
    };
    let (rule, reason) = fault(&good.replace("type = \"text\"", "type = \"texd\""));
    assert_eq!(rule, "template.manifest");
    assert!(reason.contains("note/1/manifest.toml") && reason.contains("texd"), "{reason}");
    assert_eq!(fault(&good.replace("max = 400", "maximum = 400")).0, "template.manifest");
    assert_eq!(fault(&good.replace("form = \"note\"", "form = \"other\"")).0, "template.place");
    assert_eq!(fault("").0, "template.manifest");
    let nowhere = folder.path().join("nowhere");
    assert_eq!(Templates::default().add_folder(&nowhere).expect_err("absent").rule, "template.folder");
}
