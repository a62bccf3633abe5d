//! The file of a label, as a printer takes it.

use axum::{
    Extension,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use vena_kernel::{id::UnitId, text::Lang};
use vena_platform::{
    auth::Allowed,
    documents::{LabelDraft, LabelOutput, LabelSize},
    fault::{Fault, Problem},
    http::{Path, Query},
};

use super::{
    db::{self, HandedFile, Print},
    http::{LabelFile, own},
    rules,
};
use crate::Ports;

/// For which kind of printer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum LabelFormat {
    /// A page in the size of the label.
    #[default]
    Pdf,
    /// The language of ZPL II printers.
    Zpl,
}

/// Dots an inch of a print head, as it is sold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
enum LabelDpi {
    /// 8 dots a millimetre.
    #[default]
    #[serde(rename = "203")]
    Dpi203,
    /// 12 dots a millimetre.
    #[serde(rename = "300")]
    Dpi300,
}

/// Which file.
#[derive(Debug, Deserialize, IntoParams, garde::Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelFileQuery {
    /// Which label; when absent the one that was printed.
    #[garde(skip)]
    #[param(inline)]
    size: Option<LabelSize>,
    /// For which kind of printer; PDF when absent.
    #[garde(skip)]
    #[param(inline)]
    #[serde(default)]
    format: LabelFormat,
    /// Dots an inch of the print head, 203 when absent; for ZPL only.
    #[garde(skip)]
    #[param(inline)]
    #[serde(default)]
    dpi: LabelDpi,
}

impl LabelFileQuery {
    fn output(&self) -> LabelOutput {
        match (self.format, self.dpi) {
            (LabelFormat::Pdf, _) => LabelOutput::Pdf,
            (LabelFormat::Zpl, LabelDpi::Dpi203) => LabelOutput::Zpl { dots_per_mm: 8 },
            (LabelFormat::Zpl, LabelDpi::Dpi300) => LabelOutput::Zpl { dots_per_mm: 12 },
        }
    }
}

/// The newest print of a unit as a file: what was recorded, byte for byte the same each time. That it was handed out is noted.
/// Refused when the record has changed since.
#[utoipa::path(get, path = "/api/process/units/{id}/labels/file", tag = "process", operation_id = "process.label.file",
    params(("id" = UnitId, Path), LabelFileQuery),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>)))]
pub(super) async fn file(
    auth: Allowed<LabelFile>,
    Extension(ports): Extension<Ports>,
    Path(id): Path<UnitId>,
    Query(query): Query<LabelFileQuery>,
) -> Result<Response, Fault> {
    let mut tx = auth.app.db.begin().await?;
    let record = own(&mut tx, &auth.scope, id).await?;
    let print = db::newest(&mut tx, &auth.scope, id).await?;
    rules::current(&record.facts, print.as_ref().map(|print| &print.label))?;
    let print = print.ok_or_else(|| Problem::not_found("label", id))?;
    let (size, output) = (query.size.unwrap_or(print.size), query.output());
    let handed = handed(&print, size, output);
    let name = format!("{}-{}.{}", print.label.donation_number, print.label.product, handed.format);
    let bytes = draw(&ports, print, size, output).await?;
    db::insert_file(&mut tx, &auth.scope, &handed).await?;
    tx.commit().await?;
    let content_type = if output == LabelOutput::Pdf { "application/pdf" } else { "application/vnd.zebra-zpl" };
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

fn handed(print: &Print, size: LabelSize, output: LabelOutput) -> HandedFile {
    let (format, dots_per_mm) = match output {
        LabelOutput::Pdf => ("pdf", None),
        LabelOutput::Zpl { dots_per_mm } => ("zpl", Some(i32::from(dots_per_mm))),
    };
    HandedFile { print: print.print_id, size, format, dots_per_mm }
}

async fn draw(ports: &Ports, print: Print, size: LabelSize, output: LabelOutput) -> Result<Vec<u8>, Fault> {
    let press = ports.press.clone();
    let drawn = tokio::task::spawn_blocking(move || {
        let facts = print.label.facts(u32::try_from(print.copy).unwrap_or(u32::MAX));
        // What hangs on a bag in this country is read in its language, whoever prints it.
        press.label(&LabelDraft { size, output, lang: Lang::Zh, printed_at: print.printed_at, facts: &facts })
    });
    Ok(drawn.await.map_err(anyhow::Error::from)??)
}
