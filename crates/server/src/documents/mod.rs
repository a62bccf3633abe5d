//! The press and the notary of the installation: what `vena-render` and `vena-sign` do, behind the traits that scenes know.

mod notary;
mod press;
mod report;
#[cfg(test)]
mod tests;

use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

use vena_kernel::refusal::Refusal;
use vena_platform::{
    config::Config,
    documents::{SharedNotary, SharedPress},
};
use vena_render::{Fonts, Renderer, Templates};

pub use report::check_file;

/// Templates, and the renderer once somebody needs it: reading fonts takes longer than everything else at start-up, and
/// a server without fonts still serves everything that is not drawn.
struct Workshop {
    templates: Templates,
    fonts: PathBuf,
    renderer: OnceLock<Result<Renderer, Refusal>>,
}

impl Workshop {
    /// The renderer; refuses by `fonts.absent` for as long as the program runs without fonts.
    fn renderer(&self) -> Result<&Renderer, Refusal> {
        let named = (!self.fonts.as_os_str().is_empty()).then_some(self.fonts.as_path());
        let open = || Renderer::new(self.templates.clone(), Fonts::search(named)?);
        self.renderer.get_or_init(open).as_ref().map_err(Clone::clone)
    }
}

/// Both, sharing one renderer: the mark that a signature leaves on a page is drawn like any other page. The settings say
/// where fonts and trusted certificates are, and who stamps times and holds keys outside.
///
/// # Errors
/// A template or a trusted certificate that does not read.
pub fn desk(config: &Config) -> Result<(SharedPress, SharedNotary), Refusal> {
    let (templates, fonts) = (Templates::shipped()?, config.fonts.clone());
    let workshop = Arc::new(Workshop { templates, fonts, renderer: OnceLock::new() });
    let notary = notary::RealNotary::new(workshop.clone(), config)?;
    Ok((Arc::new(press::RealPress::new(workshop)), Arc::new(notary)))
}
