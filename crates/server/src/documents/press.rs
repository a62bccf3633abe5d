//! Drawing documents with typst.

use std::{collections::BTreeSet, sync::Arc};

use vena_kernel::{clock::Day, refusal::Refusal, text::Text};
use vena_platform::documents::{Draft, Drawn, Form, PageBox, Press, Slot};
use vena_render::{Head, Manifest, Sheet, Template};

use super::Workshop;

pub(super) struct RealPress(Arc<Workshop>);

impl RealPress {
    pub(super) fn new(workshop: Arc<Workshop>) -> Self {
        Self(workshop)
    }
}

impl Press for RealPress {
    fn forms(&self, day: Day) -> Vec<Form> {
        let templates = &self.0.templates;
        let names: BTreeSet<&str> = templates.iter().map(|template| template.manifest.form.as_str()).collect();
        let current = names.into_iter().filter_map(|name| templates.current(name, day).ok());
        // Labels and marks are drawn with templates too, but nobody fills them in and signs them.
        current
            .filter(|template| !template.manifest.signatures.is_empty())
            .filter_map(|template| form(template))
            .collect()
    }

    fn draw(&self, draft: &Draft<'_>) -> Result<Drawn, Refusal> {
        let head = Head {
            organisation: draft.organisation.clone(),
            number: draft.number.to_owned(),
            made_at: draft.at,
            verify_url: draft.check_url.map(str::to_owned),
        };
        let sheet = Sheet { form: draft.form, version: draft.version, lang: draft.lang, head: &head, data: draft.data };
        let document = self.0.renderer()?.render(&sheet)?;
        Ok(Drawn {
            pdf: document.pdf,
            boxes: document.boxes.into_iter().map(place).collect(),
            template: document.template_digest,
        })
    }
}

fn form(template: &Template) -> Option<Form> {
    let manifest = &template.manifest;
    Some(Form {
        form: manifest.form.clone(),
        version: manifest.version,
        code: manifest.code.clone(),
        title: manifest.title.clone(),
        effective_from: manifest.effective_from,
        retention_years: manifest.retention.years,
        seen_with: manifest.seen_with.clone()?,
        slots: slots(manifest),
        fields: serde_json::to_value(&manifest.fields).ok()?,
        example: template.example(),
    })
}

fn slots(manifest: &Manifest) -> Vec<Slot> {
    manifest
        .signatures
        .iter()
        .map(|place| Slot { name: place.name.clone(), title: Text::new(&place.zh, &place.en) })
        .collect()
}

fn place(place: vena_render::PageBox) -> PageBox {
    PageBox {
        name: place.name,
        page: place.page,
        left_pt: place.left_pt,
        bottom_pt: place.bottom_pt,
        width_pt: place.width_pt,
        height_pt: place.height_pt,
    }
}
