//! Drawing documents with typst.

use std::{collections::BTreeSet, sync::Arc};

use vena_kernel::{clock::Day, refusal::Refusal, say, text::Text};
use vena_platform::documents::{
    Draft, DrawFault, Drawn, Form, LabelDraft, LabelOutput, LabelSize, PageBox, Press, Slot,
};
use vena_render::{
    Head, Manifest, RenderFault, Sheet, Template,
    label::{Density, Size},
};

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

    fn draw(&self, draft: &Draft<'_>) -> Result<Drawn, DrawFault> {
        let head = Head {
            organisation: draft.organisation.clone(),
            number: draft.number.to_owned(),
            made_at: draft.at,
            verify_url: draft.check_url.map(str::to_owned),
        };
        let sheet = Sheet { form: draft.form, version: draft.version, lang: draft.lang, head: &head, data: draft.data };
        let document = self.0.renderer()?.render(&sheet).map_err(fault)?;
        Ok(Drawn {
            pdf: document.pdf,
            boxes: document.boxes.into_iter().map(place).collect(),
            template: document.template_digest,
        })
    }

    fn label(&self, draft: &LabelDraft<'_>) -> Result<Vec<u8>, Refusal> {
        let LabelDraft { size, output, lang, printed_at, facts } = *draft;
        let size = match size {
            LabelSize::Quadrants => Size::Quadrants,
            LabelSize::Small => Size::Small,
        };
        let renderer = self.0.renderer()?;
        match output {
            LabelOutput::Pdf => Ok(renderer.label_pdf(size, facts, lang, printed_at)?.pdf),
            LabelOutput::Zpl { dots_per_mm } => {
                let density = density(dots_per_mm)?;
                Ok(renderer.label_zpl(size, facts, lang, printed_at, density)?.into_bytes())
            }
        }
    }
}

fn fault(fault: RenderFault) -> DrawFault {
    DrawFault { field: fault.field.map(|field| field.path), refusal: fault.refusal }
}

fn density(dots_per_mm: u8) -> Result<Density, Refusal> {
    let known = [Density::Dots8, Density::Dots12, Density::Dots24];
    known.into_iter().find(|density| density.dots_per_mm() == u32::from(dots_per_mm)).ok_or_else(|| {
        Refusal::new(
            "label.density",
            say!("没有每毫米 {dots_per_mm} 点的打印机", "no printer has {dots_per_mm} dots a millimetre"),
        )
    })
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
        codes: manifest.codes.values().map(|code| code.field.clone()).collect(),
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

#[cfg(test)]
mod tests {
    use super::density;

    #[test]
    fn print_heads_have_one_of_three_densities() {
        for dots in [8, 12, 24] {
            assert_eq!(density(dots).expect("a print head").dots_per_mm(), u32::from(dots));
        }
        assert_eq!(density(11).expect_err("no such head").rule, "label.density");
    }
}
