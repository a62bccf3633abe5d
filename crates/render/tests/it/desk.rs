//! A renderer with the shipped templates, and templates made up for one test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::{Value, json};
use vena_kernel::{
    refusal::Refusal,
    text::{Lang, Text},
};
use vena_render::{Document, Fonts, Head, Renderer, Sheet, Templates};

pub(crate) static SHIPPED: LazyLock<Renderer> =
    LazyLock::new(|| with(Templates::shipped().expect("shipped templates")));

pub(crate) fn with(templates: Templates) -> Renderer {
    let fetched = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.tools/fonts");
    let fonts = Fonts::search(fetched.exists().then_some(fetched.as_path())).expect("fonts; ./x fonts fetches them");
    Renderer::new(templates, fonts).expect("a renderer")
}

pub(crate) fn head() -> Head {
    Head {
        organisation: Text::new("青岛市中心血站", "Qingdao Blood Center"),
        number: "202603180".to_owned(),
        made_at: "2026-03-16T12:10:00Z".parse().expect("an instant"),
        verify_url: Some("https://blood.example/v/202603180".to_owned()),
    }
}

pub(crate) fn example(form: &str) -> Value {
    SHIPPED.templates().find(form, 1).expect("a form").example().expect("an example")
}

pub(crate) fn render(form: &str, data: &Value) -> Result<Document, Refusal> {
    SHIPPED.render(&Sheet { form, version: 1, lang: Lang::Zh, head: &head(), data })
}

/// A folder with the shared library and one form `note` of one field `text`, drawn by `main`.
pub(crate) fn note(main: &str) -> (tempfile::TempDir, Templates) {
    let folder = tempfile::tempdir().expect("a folder");
    add_note(folder.path(), 1, main);
    let mut templates = Templates::default();
    templates.add_folder(folder.path()).expect("a template");
    (folder, templates)
}

pub(crate) fn add_note(folder: &Path, version: u32, main: &str) -> PathBuf {
    let lib = folder.join("lib/1");
    fs::create_dir_all(&lib).expect("a folder");
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/lib/1/lib.typ");
    fs::copy(shipped, lib.join("lib.typ")).expect("the library");
    let own = folder.join(format!("note/{version}"));
    fs::create_dir_all(&own).expect("a folder");
    fs::write(own.join("main.typ"), main).expect("a template");
    fs::write(own.join("manifest.toml"), manifest(version)).expect("a manifest");
    own
}

fn manifest(version: u32) -> String {
    format!(
        r#"
        form = "note"
        version = {version}
        lib = 1
        code = "M00-P00-S00-R00"
        title = {{ zh = "便笺", en = "Note" }}
        effective_from = "2026-0{version}-01"
        retention = {{ years = 1, source = "test", confidence = "high" }}
        signatures = [{{ name = "writer", zh = "书写人", en = "Writer" }}]
        [fields]
        text = {{ type = "text", zh = "文字", en = "Text", max = 400 }}
        "#
    )
}

pub(crate) const NOTE: &str =
    "#import \"/lib/1/lib.typ\": *\n#show: paper\n#data.text\n#signature(\"writer\", \"W\")\n";

pub(crate) fn render_note(renderer: &Renderer, version: u32, text: &str) -> Result<Document, Refusal> {
    let data = json!({ "text": text });
    renderer.render(&Sheet { form: "note", version, lang: Lang::Zh, head: &head(), data: &data })
}

/// The words of a PDF, by a program that did not write it, without spaces.
pub(crate) fn words(pdf: &[u8]) -> String {
    use std::{io::Write, process};
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(pdf).expect("written");
    let output = process::Command::new("pdftotext").arg(file.path()).arg("-").output();
    let output = output.expect("pdftotext of poppler-utils");
    assert!(output.status.success());
    String::from_utf8_lossy(&output.stdout).chars().filter(|c| !c.is_whitespace()).collect()
}
