//! Pages drawn a second, without a server.

use vena_kernel::text::{Lang, Text};
use vena_platform::clock::Clock;
use vena_render::{Fonts, Head, Renderer, Sheet, Templates};

use crate::{
    say,
    timing::{Watch, percentile},
};

/// So many rounds over the examples of all forms.
const ROUNDS: usize = 20;

/// Draws the example of every form, each time with another number.
pub(super) fn run() -> anyhow::Result<()> {
    let renderer = Renderer::new(Templates::shipped()?, Fonts::search(None)?)?;
    let forms = renderer.templates().iter().filter(|template| !template.manifest.signatures.is_empty());
    let examples: Vec<_> = forms.filter_map(|template| Some((template.clone(), template.example()?))).collect();
    let (mut pages, mut times) = (0, Vec::new());
    let whole = Watch::start();
    for round in 0..ROUNDS {
        for (template, data) in &examples {
            let head = Head {
                organisation: Text::new("青岛市中心血站", "Qingdao Blood Center"),
                number: format!("2026{round:06}"),
                made_at: Clock::System.now(),
                verify_url: Some("https://vena.example/check".to_owned()),
            };
            let (form, version) = (template.manifest.form.as_str(), template.manifest.version);
            let watch = Watch::start();
            pages += renderer.render(&Sheet { form, version, lang: Lang::Zh, head: &head, data })?.pages;
            times.push(watch.passed());
        }
    }
    let (rate, forms) = (pages as f64 / whole.passed().as_secs_f64(), examples.len());
    let (median, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
    say(&format!(
        "pages: {rate:.0} a second on one core ({forms} forms in turn)   a document: median {median:.1} ms, p99 {p99:.1} ms"
    ));
    Ok(())
}
