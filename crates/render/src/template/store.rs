//! Reading templates and finding one.

use std::{
    collections::{BTreeMap, HashMap},
    fs,
    path::Path,
    sync::Arc,
};

use sha2::{Digest, Sha256};
use typst::{
    foundations::Bytes,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
};
use vena_kernel::{refusal::Refusal, say};

use super::manifest::{Manifest, number};

const SHIPPED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
const PUBLISHED: &str = "published.txt";
const EXAMPLE: &str = "example.json";
/// Largest file of a template, bytes.
const FILE_MAX: u64 = 4 << 20;

type Files = BTreeMap<String, Vec<u8>>;

/// One version of a form, read and ready.
#[derive(Debug)]
pub struct Template {
    /// What it says about itself.
    pub manifest: Manifest,
    /// SHA-256 over all its files and the shared ones it uses, hexadecimal: what a signature binds.
    pub digest: String,
    /// Published versions are for use; any other is a draft and says so across its pages.
    pub published: bool,
    pub(crate) main: FileId,
    pub(crate) files: HashMap<FileId, File>,
}

impl Template {
    /// The invented example data that stands beside the template, for previews and tests.
    pub fn example(&self) -> Option<serde_json::Value> {
        let file = self.files.iter().find(|(id, _)| id.vpath().file_name() == Some(EXAMPLE))?.1;
        serde_json::from_slice(&file.bytes).ok()
    }
}

#[derive(Debug)]
pub(crate) struct File {
    pub(crate) bytes: Bytes,
    pub(crate) source: Option<Source>,
}

/// All templates by form and version.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeMap<(String, u32), Arc<Template>>);

impl Templates {
    /// The templates that the program brings along.
    ///
    /// Refuses like [`Templates::add_folder`].
    pub fn shipped() -> Result<Self, Refusal> {
        let files = SHIPPED.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
        let mut templates = Self::default();
        templates.add(&files)?;
        Ok(templates)
    }

    /// Adds the versions that stand in `folder`; `lib/` must be there too.
    ///
    /// Refuses by `template.folder`, `.manifest`, `.place`, `.altered` (a published version was changed) and `.taken` (the
    /// version is known with other contents).
    pub fn add_folder(&mut self, folder: &Path) -> Result<(), Refusal> {
        let mut files = Files::new();
        collect(folder, folder, &mut files).map_err(|error| {
            let folder = folder.display();
            refuse("folder", say!("读不到模板目录 {folder}：{error}", "cannot read the templates in {folder}: {error}"))
        })?;
        self.add(&files)
    }

    /// The version `version` of `form`. Refuses by `template.unknown`.
    pub fn find(&self, form: &str, version: u32) -> Result<&Arc<Template>, Refusal> {
        self.0.get(&(form.to_owned(), version)).ok_or_else(|| {
            refuse("unknown", say!("没有模板 {form} 第 {version} 版", "there is no template {form} version {version}"))
        })
    }

    /// The newest published version of `form` that holds on `day`. Refuses by `template.unknown`.
    pub fn current(&self, form: &str, day: vena_kernel::clock::Day) -> Result<&Arc<Template>, Refusal> {
        let holds = |template: &&Arc<Template>| {
            let manifest = &template.manifest;
            template.published && manifest.form == form && manifest.effective_from <= day
        };
        self.0
            .values()
            .filter(holds)
            .max_by_key(|template| template.manifest.version)
            .ok_or_else(|| refuse("unknown", say!("{day} 没有生效的模板 {form}", "no template {form} holds on {day}")))
    }

    /// All versions, by form and version.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Template>> {
        self.0.values()
    }

    fn add(&mut self, files: &Files) -> Result<(), Refusal> {
        let published = files.get(PUBLISHED).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        for path in files.keys().filter(|path| path.ends_with("/manifest.toml")) {
            let template = read(path, files, &published)?;
            let key = (template.manifest.form.clone(), template.manifest.version);
            if let Some(known) = self.0.get(&key)
                && known.digest != template.digest
            {
                return Err(refuse(
                    "taken",
                    say!(
                        "{path}：这一版已存在且内容不同，请另立新版",
                        "{path}: this version exists with other contents; make a new version"
                    ),
                ));
            }
            self.0.insert(key, Arc::new(template));
        }
        Ok(())
    }
}

fn read(path: &str, files: &Files, published: &str) -> Result<Template, Refusal> {
    let manifest = manifest(path, &files[path])?;
    let (own, lib) = (format!("{}/{}/", manifest.form, manifest.version), format!("lib/{}/", manifest.lib));
    if path != format!("{own}manifest.toml") {
        return Err(refuse(
            "place",
            say!("{path} 应放在 {own} 中", "{path} must stand in {own}, the form and version it names"),
        ));
    }
    let used = |name: &&String| name.starts_with(&own) || name.starts_with(&lib);
    let names: Vec<&String> = files.keys().filter(used).collect();
    let digest = digest(&names, files);
    let listed = listed(published, &own);
    if listed.is_some_and(|listed| listed != digest) {
        return Err(refuse(
            "altered",
            say!(
                "{own} 已发布，但文件被改动；请恢复原样或另立新版",
                "{own} is published, but a file of it or of {lib} was changed; restore it or make a new version"
            ),
        ));
    }
    Ok(Template {
        digest,
        published: listed.is_some(),
        main: id(&format!("{own}main.typ"))?,
        files: names
            .into_iter()
            .map(|name| Ok((id(name)?, file(name, &files[name])?)))
            .collect::<Result<_, Refusal>>()?,
        manifest,
    })
}

fn manifest(path: &str, bytes: &[u8]) -> Result<Manifest, Refusal> {
    let mut manifest: Manifest = toml::from_slice(bytes).map_err(|error| {
        let error = error.to_string();
        refuse("manifest", say!("{path}：{error}", "{path}: {error}"))
    })?;
    number(&mut manifest.fields);
    Ok(manifest)
}

/// Name and contents of every file, each with its length, so that no two sets of files give the same digest.
fn digest(names: &[&String], files: &Files) -> String {
    let mut hash = Sha256::new();
    for name in names.iter().filter(|name| !name.ends_with(EXAMPLE)) {
        let bytes = &files[*name];
        hash.update(format!("{} {} {}\n", name.len(), name, bytes.len()));
        hash.update(bytes);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The digest that `published.txt` has for `transport-slip/1/`.
fn listed<'a>(published: &'a str, own: &str) -> Option<&'a str> {
    let pairs = published.lines().filter_map(|line| line.split_once("  "));
    pairs
        .map(|(digest, name)| (digest.trim(), name.trim()))
        .find(|(_, name)| *name == own.trim_end_matches('/'))
        .map(|(digest, _)| digest)
}

fn file(name: &str, bytes: &[u8]) -> Result<File, Refusal> {
    let source = name.ends_with(".typ").then(|| String::from_utf8_lossy(bytes).into_owned());
    let source = source.map(|text| Ok::<_, Refusal>(Source::new(id(name)?, text))).transpose()?;
    Ok(File { bytes: Bytes::new(bytes.to_vec()), source })
}

/// The number that the compiler gives to a path. Paths are few: one for each file of each template.
pub(crate) fn id(path: &str) -> Result<FileId, Refusal> {
    let path = VirtualPath::new(format!("/{path}"))
        .map_err(|error| refuse("place", say!("{path}：{error}", "{path}: {error}")))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

fn collect(root: &Path, folder: &Path, files: &mut Files) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if let Ok(name) = path.strip_prefix(root)
            && entry.metadata()?.len() <= FILE_MAX
        {
            files.insert(name.to_string_lossy().replace('\\', "/"), fs::read(&path)?);
        }
    }
    Ok(())
}

fn refuse(rule: &str, reason: vena_kernel::text::Text) -> Refusal {
    Refusal::new(format!("template.{rule}"), reason)
}
