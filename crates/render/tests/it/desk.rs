//! A renderer with the shipped templates, and templates made up for one test.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use serde_json::{Value, json};
use vena_kernel::text::{Lang, Text};
use vena_render::{Document, Fonts, Head, RenderFault, Renderer, Sheet, Templates};

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

pub(crate) fn render(form: &str, data: &Value) -> Result<Document, RenderFault> {
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

pub(crate) fn render_note(renderer: &Renderer, version: u32, text: &str) -> Result<Document, RenderFault> {
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

/// A part of a page in grey.
pub(crate) struct Foot {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) luma: Vec<u8>,
}

/// The foot of a page at 200 dpi, as a printer shows it, drawn by a program that did not write it.
pub(crate) fn foot(pdf: &[u8], page: usize) -> Foot {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, drawn) = (folder.path().join("document.pdf"), folder.path().join("page"));
    fs::write(&file, pdf).expect("written");
    let page = page.to_string();
    let arguments = ["-r", "200", "-gray", "-singlefile", "-f", &page, "-l", &page];
    let status = std::process::Command::new("pdftoppm").args(arguments).arg(&file).arg(&drawn).status();
    assert!(status.expect("pdftoppm of poppler-utils").success());
    let pgm = fs::read(drawn.with_extension("pgm")).expect("a page");
    let head: Vec<&[u8]> = pgm.splitn(5, |byte| byte.is_ascii_whitespace()).collect();
    let number = |at: usize| std::str::from_utf8(head[at]).expect("ASCII").parse::<usize>().expect("a number");
    let (width, height) = (number(1), number(2));
    // An inch and a half of paper holds the foot and nothing of the form.
    let rows = height.min(300);
    let luma = head[4][(height - rows) * width..].to_vec();
    Foot { width: width as u32, height: rows as u32, luma }
}
