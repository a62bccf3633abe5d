//! Templates at work: `samples FOLDER` writes every example as PDF (labels also as ZPL), `digests` prints the lines of
//! `published.txt`, `bench DOCUMENTS` measures speed and memory. The first two take a station's own folder of templates.
//!
//! `cargo run -p vena-render --example papers -- samples FOLDER`
#![allow(clippy::print_stdout, reason = "a command answers on its standard output")]

use std::{collections::BTreeMap, env, error::Error, fs, path::Path, path::PathBuf};

use vena_kernel::{
    abo::BloodGroup,
    clock::Instant,
    division::Division,
    label::LabelFacts,
    text::{Lang, Text},
    zone,
};
use vena_render::{
    Fonts, Head, Renderer, Sheet, Template, Templates,
    label::{Density, Size},
};

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["digests"] => digests(&root().join("templates")),
        ["digests", templates] => digests(Path::new(templates)),
        ["samples", folder] => samples(Path::new(folder), &root().join("templates")),
        ["samples", folder, templates] => samples(Path::new(folder), Path::new(templates)),
        ["bench", documents] => bench(documents.parse()?),
        _ => Err("papers samples FOLDER [TEMPLATES] | digests [TEMPLATES] | bench DOCUMENTS".into()),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// From the folder, not from the program: a template is seen as soon as it is saved.
fn templates(folder: &Path) -> Result<Templates, Box<dyn Error>> {
    let mut templates = Templates::default();
    templates.add_folder(folder)?;
    Ok(templates)
}

fn renderer(folder: &Path) -> Result<Renderer, Box<dyn Error>> {
    let fetched = root().join(".tools/fonts");
    let fonts = Fonts::search(fetched.exists().then_some(fetched.as_path()))?;
    Ok(Renderer::new(templates(folder)?, fonts)?)
}

/// For a version whose files are final: its line goes to `published.txt`.
fn digests(folder: &Path) -> Result<(), Box<dyn Error>> {
    for template in templates(folder)?.iter() {
        println!("{}  {}/{}", template.digest, template.manifest.form, template.manifest.version);
    }
    Ok(())
}

fn head(number: &str) -> Result<Head, Box<dyn Error>> {
    Ok(Head {
        organisation: Text::new("青岛市中心血站", "Qingdao Blood Center"),
        number: number.to_owned(),
        made_at: "2026-03-16T12:10:00Z".parse()?,
        verify_url: Some(format!("https://blood.example/v/{number}")),
    })
}

fn samples(folder: &Path, of: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder)?;
    let renderer = renderer(of)?;
    for (template, data) in examples(&renderer) {
        for (lang, end) in [(Lang::Zh, ""), (Lang::En, "-en")] {
            let head = head("202603180")?;
            let (form, version) = (template.manifest.form.as_str(), template.manifest.version);
            let document = renderer.render(&Sheet { form, version, lang, head: &head, data: &data })?;
            fs::write(folder.join(format!("{form}{end}.pdf")), &document.pdf)?;
            println!("{form}{end}: {} pages, {} bytes", document.pages, document.pdf.len());
            for place in &document.boxes {
                let (page, left, bottom) = (place.page, place.left_pt, place.bottom_pt);
                println!(
                    "  {} page {page} {left:.1},{bottom:.1} {:.1}×{:.1} pt",
                    place.name, place.width_pt, place.height_pt
                );
            }
        }
    }
    labels(&renderer, folder)
}

fn examples(renderer: &Renderer) -> impl Iterator<Item = (&Template, serde_json::Value)> {
    renderer.templates().iter().filter_map(|template| Some((template.as_ref(), template.example()?)))
}

fn labels(renderer: &Renderer, folder: &Path) -> Result<(), Box<dyn Error>> {
    let printed_at: Instant = "2026-03-07T09:20:00Z".parse()?;
    if renderer.templates().current(Size::Quadrants.form(), printed_at.day_in(&zone::china())).is_err() {
        println!("no published version of the labels: none drawn");
        return Ok(());
    }
    let mut texts = BTreeMap::new();
    for (name, facts) in [("national", unit("01602-26004085", None)?), ("isbt", unit("A999926004085", Some("E5445V"))?)]
    {
        for (size, end) in [(Size::Quadrants, "100"), (Size::Small, "70")] {
            let name = format!("label-{name}-{end}");
            fs::write(folder.join(format!("{name}.pdf")), renderer.label_pdf(size, &facts, Lang::Zh, printed_at)?.pdf)?;
            for (density, dots) in [(Density::Dots8, 8), (Density::Dots12, 12)] {
                let zpl = renderer.label_zpl(size, &facts, Lang::Zh, printed_at, density)?;
                println!("{name}-{dots}.zpl: {} bytes", zpl.len());
                fs::write(folder.join(format!("{name}-{dots}.zpl")), zpl)?;
            }
            let codes = vena_kernel::label::codes(&facts)?;
            let mut all = vec![codes.donation, codes.matrix];
            match size {
                Size::Quadrants => {
                    all.extend([codes.group, codes.product, codes.expiry]);
                    all.extend(facts.trace_url.clone());
                }
                Size::Small => all.extend(codes.details),
            }
            texts.insert(name, all);
        }
    }
    fs::write(folder.join("labels.json"), serde_json::to_string_pretty(&texts)?)?;
    Ok(())
}

fn unit(number: &str, isbt_product: Option<&str>) -> Result<LabelFacts, Box<dyn Error>> {
    Ok(LabelFacts {
        station: Text::new("青岛市中心血站", "Qingdao Blood Center"),
        licence: Some("鲁卫血站字〔2024〕第 02 号".to_owned()),
        number: number.parse()?,
        product: "RBC-S-LR".parse()?,
        product_name: Text::new("去白细胞悬浮红细胞", "Red cells in additive, leukocytes reduced"),
        isbt_product: isbt_product.map(str::to_owned),
        division: Division::WHOLE,
        group: if isbt_product.is_some() { "AB-".parse::<BloodGroup>()? } else { "A+".parse()? },
        volume_ml: 280,
        amount: Some("2 单位".to_owned()),
        collected_at: "2026-03-06T01:49:00Z".parse()?,
        prepared_at: Some("2026-03-06T08:40:00Z".parse()?),
        expires_at: "2026-04-10T15:59:00Z".parse()?,
        storage: "2–6 ℃".to_owned(),
        remarks: vec!["保存液 MAP，已去除白细胞".to_owned()],
        copy: 1,
        trace_url: Some(format!("https://blood.example/t/{}", number.replace('-', ""))),
    })
}

/// Renders the examples in turn, each with its own number, and says pages per second and memory on the way.
fn bench(documents: usize) -> Result<(), Box<dyn Error>> {
    let renderer = renderer(&root().join("templates"))?;
    let examples: Vec<_> = examples(&renderer).collect();
    let (mut pages, mut bytes, mut times) = (0, 0, Vec::new());
    #[allow(clippy::disallowed_methods, reason = "measures")]
    let begun = std::time::Instant::now();
    for count in 0..documents {
        let (template, data) = &examples[count % examples.len()];
        let head = head(&format!("2026{count:06}"))?;
        let (form, version) = (template.manifest.form.as_str(), template.manifest.version);
        let sheet = Sheet { form, version, lang: Lang::Zh, head: &head, data };
        let from = begun.elapsed();
        let document = renderer.render(&sheet)?;
        times.push((begun.elapsed() - from).as_secs_f64() * 1_000.0);
        pages += document.pages;
        bytes += document.pdf.len();
        if count % 97 == 0 && renderer.render(&sheet)?.pdf != document.pdf {
            return Err(format!("{form} {count}: a second rendering gives other bytes").into());
        }
        if (count + 1) % (documents / 10).max(1) == 0 {
            println!("{:6} documents {:7.1} MB resident", count + 1, resident_mb()?);
        }
    }
    let seconds = begun.elapsed().as_secs_f64();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!(
        "{documents} documents, {pages} pages, {bytes} bytes in {seconds:.1} s: {:.1} pages/s",
        pages as f64 / seconds
    );
    println!("a document: median {:.1} ms, 95 % {:.1} ms, longest {:.1} ms", at(0.5), at(0.95), at(0.999_999));
    Ok(())
}

fn resident_mb() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<f64>()? / 1_024.0)
}
