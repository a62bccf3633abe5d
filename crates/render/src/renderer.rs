//! From template and data to the finished document.

use std::{collections::BTreeMap, sync::Arc};

use serde::Serialize;
use serde_json::{Value, json};
use typst::{
    Library, LibraryExt,
    foundations::{Bytes, Datetime, Smart},
    syntax::FileId,
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use vena_kernel::{
    clock::Instant,
    refusal::Refusal,
    say,
    text::{Lang, Text},
    zone,
};

use crate::{
    RenderFault,
    codes::{Code, Drawing},
    fonts::Fonts,
    page::{self, PageBox},
    problem,
    template::{self, CodeKind, Template, Templates, schema},
    world::Desk,
};

/// After how many further documents a remembered piece of layout is forgotten. What belongs to one document is never used
/// again; what templates share is used by the next one.
const REMEMBERED_DOCUMENTS: usize = 4;

/// What a document is to be made of.
#[derive(Debug, Clone)]
pub struct Sheet<'a> {
    /// Name of the form.
    pub form: &'a str,
    /// Version of the form.
    pub version: u32,
    /// Language of the page.
    pub lang: Lang,
    /// Who issues it, its number and its time.
    pub head: &'a Head,
    /// The data that the manifest of the form describes.
    pub data: &'a Value,
}

/// What stands at the head of every document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Head {
    /// The organisation that issues it.
    pub organisation: Text,
    /// Number of the document.
    pub number: String,
    /// When it was made: the time in the document information, and the only time that a page knows.
    pub made_at: Instant,
    /// Address of the page on which anybody can check it; printed as QR code.
    pub verify_url: Option<String>,
}

/// A finished document.
#[derive(Debug, Clone)]
pub struct Document {
    /// PDF/A-2b.
    pub pdf: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
    /// Where signatures belong, in the order of signing.
    pub boxes: Vec<PageBox>,
    /// The title as printed.
    pub title: String,
    /// Form code, for example `M14-P01-S38-R02`.
    pub form_code: String,
    /// Digest of the template's files.
    pub template_digest: String,
}

/// Draws documents. One serves all threads; drawing is work for the processor and does not wait.
pub struct Renderer {
    library: LazyHash<Library>,
    fonts: Fonts,
    templates: Templates,
    data: FileId,
    standards: PdfStandards,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("templates", &self.templates).finish_non_exhaustive()
    }
}

/// A laid-out document, before it becomes a file.
pub(crate) struct LaidOut {
    pub(crate) document: PagedDocument,
    pub(crate) template: Arc<Template>,
    pub(crate) codes: BTreeMap<String, Code>,
}

impl Renderer {
    /// A renderer for `templates` in `fonts`. Refuses only when the compiler itself is unfit.
    pub fn new(templates: Templates, fonts: Fonts) -> Result<Self, Refusal> {
        let standards =
            PdfStandards::new(&[PdfStandard::A_2b]).map_err(|error| not_a_file(error.message().as_str()))?;
        let library = LazyHash::new(<Library as LibraryExt>::default());
        Ok(Self { library, fonts, templates, data: template::id("data.json")?, standards })
    }

    /// The templates it knows.
    pub fn templates(&self) -> &Templates {
        &self.templates
    }

    /// Digest of the fonts: with the template's digest and the data it decides every byte.
    pub fn fonts_digest(&self) -> &str {
        self.fonts.digest()
    }

    /// Draws one document.
    ///
    /// Refuses by `template.unknown`, `template.not-in-force` (the document is older than the version), the rules of the
    /// data `document.field-…` with the field at fault, `code.text`, `template.broken` (with file, line and message), `template.box-missing`,
    /// `document.glyph-missing`, `document.overflow` and `document.not-archivable`.
    pub fn render(&self, sheet: &Sheet) -> Result<Document, RenderFault> {
        let document = self.lay_out(sheet).and_then(|laid_out| Ok(self.file(sheet, &laid_out)?));
        self.forget();
        document
    }

    /// Layouts are remembered by the compiler for the whole process; without this its memory only grows.
    pub(crate) fn forget(&self) {
        typst::comemo::evict(REMEMBERED_DOCUMENTS);
    }

    pub(crate) fn lay_out(&self, sheet: &Sheet) -> Result<LaidOut, RenderFault> {
        let template = Arc::clone(self.templates.find(sheet.form, sheet.version)?);
        let manifest = &template.manifest;
        let made_on = sheet.head.made_at.day_in(&zone::china());
        if made_on < manifest.effective_from {
            return Err(not_in_force(&template, made_on).into());
        }
        let data = schema::prepare(&manifest.fields, sheet.data, sheet.lang)?;
        let codes = codes(&template, sheet.head, &data)?;
        let mut input = json!({ "doc": doc(sheet, &template), "codes": drawings(&codes) });
        input["data"] = data;
        let desk = Desk {
            library: &self.library,
            fonts: &self.fonts,
            template: &template,
            data: (self.data, Bytes::new(input.to_string().into_bytes())),
        };
        let mut document: PagedDocument =
            typst::compile(&desk).output.map_err(|faults| problem::refusal(&desk, &faults))?;
        page::check(&document, &manifest.fields, &input["data"])?;
        inform(&mut document, sheet, &template);
        Ok(LaidOut { document, template, codes })
    }

    fn file(&self, sheet: &Sheet, laid_out: &LaidOut) -> Result<Document, Refusal> {
        let LaidOut { document, template, .. } = laid_out;
        let manifest = &template.manifest;
        let options = PdfOptions {
            ident: Smart::Custom(format!("vena:{}/{}:{}", manifest.form, manifest.version, sheet.head.number)),
            creator: Smart::Custom(Some("Vena".to_owned())),
            timestamp: made_at(sheet.head.made_at),
            standards: self.standards.clone(),
            ..PdfOptions::default()
        };
        let pdf = typst_pdf::pdf(document, &options)
            .map_err(|faults| not_a_file(faults.first().map_or("?", |fault| fault.message.as_str())))?;
        Ok(Document {
            pdf,
            pages: document.pages().len(),
            boxes: page::signatures(document, &manifest.signatures)?,
            title: manifest.title.get(sheet.lang).to_owned(),
            form_code: manifest.code.clone(),
            template_digest: template.digest.clone(),
        })
    }
}

/// What a template finds in `doc`.
fn doc(sheet: &Sheet, template: &Template) -> Value {
    let (head, manifest) = (sheet.head, &template.manifest);
    let organisation = &head.organisation;
    json!({
        "lang": sheet.lang,
        "organisation": organisation.get(sheet.lang),
        "organisation_en": organisation.en,
        "number": head.number,
        "made_at": schema::minute(head.made_at),
        "form_code": manifest.code,
        "version": manifest.version,
        "title": manifest.title.get(sheet.lang),
        "title_en": manifest.title.en,
        "draft": !template.published,
    })
}

fn codes(template: &Template, head: &Head, data: &Value) -> Result<BTreeMap<String, Code>, Refusal> {
    let mut codes = BTreeMap::new();
    if let Some(url) = &head.verify_url {
        codes.insert("verify".to_owned(), Code::new(CodeKind::Qr, url)?);
    }
    for (name, code) in &template.manifest.codes {
        if let Some(text) = data.get(&code.field).and_then(Value::as_str) {
            codes.insert(name.clone(), Code::new(code.kind, text)?);
        }
    }
    Ok(codes)
}

fn drawings(codes: &BTreeMap<String, Code>) -> BTreeMap<&String, Drawing> {
    codes.iter().map(|(name, code)| (name, code.drawing())).collect()
}

fn inform(document: &mut PagedDocument, sheet: &Sheet, template: &Template) {
    let (head, manifest) = (sheet.head, &template.manifest);
    let info = document.info_mut();
    info.title = Some(format!("{} {}", manifest.title.get(sheet.lang), head.number).into());
    info.author = vec![head.organisation.get(sheet.lang).into()];
    let version = manifest.version;
    info.description = Some(format!("{} v{version}, {}", manifest.code, template.digest).into());
    info.keywords = [&manifest.code, &manifest.form, &head.number].map(|word| word.as_str().into()).to_vec();
    info.date = Smart::Auto;
}

/// On Chinese clocks, as the page shows it.
fn made_at(at: Instant) -> Option<Timestamp> {
    let local = jiff::Timestamp::from(at).to_zoned(zone::china()).datetime();
    let small = |part: i8| u8::try_from(part).ok();
    let datetime = Datetime::from_ymd_hms(
        local.year().into(),
        small(local.month())?,
        small(local.day())?,
        small(local.hour())?,
        small(local.minute())?,
        small(local.second())?,
    )?;
    Timestamp::new_local(datetime, 8 * 60)
}

fn not_in_force(template: &Template, on: vena_kernel::clock::Day) -> Refusal {
    let (form, version, from) = (&template.manifest.form, template.manifest.version, template.manifest.effective_from);
    Refusal::new(
        "template.not-in-force",
        say!(
            "模板 {form} 第 {version} 版自 {from} 起生效，不能用于 {on} 的文件",
            "template {form} version {version} holds from {from}, not for a document of {on}"
        ),
    )
}

fn not_a_file(message: &str) -> Refusal {
    Refusal::new(
        "document.not-archivable",
        say!("不能生成 PDF/A：{message}", "this cannot be written as PDF/A: {message}"),
    )
}
