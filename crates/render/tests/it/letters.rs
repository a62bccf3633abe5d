//! Words of people are data, never markup; a character without a picture is a named problem.

use serde_json::json;

use crate::desk;

#[test]
fn markup_in_words_is_printed_as_it_is() {
    let (_folder, templates) = desk::note(desk::NOTE);
    let renderer = desk::with(templates);
    for text in [
        "#panic(\"x\")",
        "#import\"/data.json\"",
        "$x^2$*bold*_it_",
        "\\u{41}\\\\",
        "//comment/*",
        "=Heading",
        "@label<label>",
        "`raw`",
        "#{sys}",
        "~---...",
        "[content]",
        "#set page(width:1pt)",
        "'quoted\"",
    ] {
        let document = desk::render_note(&renderer, 1, text).unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        assert!(desk::words(&document.pdf).contains(&plain), "{text} in {}", desk::words(&document.pdf));
        assert_eq!(document.pages, 1);
    }
}

#[test]
fn line_breaks_of_people_are_kept() {
    let (_folder, templates) = desk::note(desk::NOTE);
    let document = desk::render_note(&desk::with(templates), 1, "第一行\n第二行").expect("a document");
    assert!(desk::words(&document.pdf).contains("第一行第二行"));
}

#[test]
fn a_very_long_name_breaks_inside_its_field() {
    let mut data = desk::example("donor-registration");
    data["name"] = json!("阿卜杜热西提·买买提艾力·伊斯马伊力·吐尔逊·".repeat(3).chars().take(60).collect::<String>());
    let document = desk::render("donor-registration", &data).expect("a document");
    assert_eq!(document.pages, 1);
    data["name"] = json!("W".repeat(60));
    assert!(desk::render("donor-registration", &data).is_ok());
    data["employer"] = json!("https://".to_owned() + &"a1/".repeat(37));
    assert!(desk::render("donor-registration", &data).is_ok());
}

#[test]
fn rare_characters_are_printed_or_named() {
    let mut data = desk::example("donor-registration");
    data["name"] = json!("李㛃犇堃");
    let document = desk::render("donor-registration", &data).expect("㛃 is in the font");
    assert!(desk::words(&document.pdf).contains("李㛃犇堃"));
    data["name"] = json!("𠮷野");
    data["employer"] = json!("\u{e000}");
    let fault = desk::render("donor-registration", &data).expect_err("no picture");
    assert_eq!((fault.refusal.rule.as_str(), fault.path()), ("document.glyph-missing", None), "two fields");
    for part in ["𠮷 U+20BB7", "U+E000", "Name", "Employer"] {
        assert!(fault.refusal.reason.en.contains(part), "{part} in {}", fault.refusal.reason.en);
    }
    data["employer"] = json!("李沧区");
    let fault = desk::render("donor-registration", &data).expect_err("no picture");
    assert_eq!(fault.path(), Some("name"));
}
