//! Runs that are being read, cell by cell, for what comes from analysers.

use vena_kernel::{donation_number::DonationNumber, id::RunId};
use vena_platform::{auth::Scope, db::Tx, fault::Fault};

use super::{
    cells::{Cell, Source},
    db,
    validity::Raw,
    view,
};
use crate::kits::assay::Gives;

/// A cell of a run that is being read.
#[derive(Debug, Clone)]
pub(crate) struct OpenCell {
    /// The run.
    pub(crate) run: RunId,
    /// As people call it.
    pub(crate) run_no: String,
    /// Where the well stands.
    pub(crate) position: i16,
    /// As it is labelled.
    pub(crate) well: String,
    /// The marker.
    pub(crate) marker: String,
    /// What the kit gives.
    pub(crate) gives: Gives,
    /// One reading stands for all markers of the well.
    pub(crate) combined: bool,
    /// The control in the well.
    pub(crate) control: Option<String>,
    /// The donations in it.
    pub(crate) donations: Vec<DonationNumber>,
    /// What stands in it already.
    pub(crate) read: Option<Raw>,
}

impl OpenCell {
    /// Whether a tube with this label is in the well.
    pub(crate) fn holds(&self, specimen: &str) -> bool {
        match &self.control {
            Some(control) => control.eq_ignore_ascii_case(specimen),
            None => specimen.parse::<DonationNumber>().is_ok_and(|number| self.donations.contains(&number)),
        }
    }
}

/// The cells of a run, in the order of its wells.
pub(crate) async fn cells(tx: &mut Tx, scope: &Scope, id: RunId) -> Result<Vec<OpenCell>, Fault> {
    let loaded = view::load(tx, scope, id).await?;
    let donations = |position: i16, marker: &str| {
        let here = loaded.samples.iter().filter(|sample| sample.position == position && sample.marker == marker);
        here.map(|sample| sample.donation_number).collect()
    };
    let cell = |(well, name, marker, known): (&db::WellRecord, String, &str, Cell)| OpenCell {
        run: id,
        run_no: loaded.run.run_no.clone(),
        position: well.position,
        well: name,
        marker: marker.to_owned(),
        gives: loaded.kit.assay.gives,
        combined: loaded.kit.assay.combined,
        control: well.control.clone(),
        donations: donations(well.position, marker),
        read: match known {
            Cell::Read(raw) => Some(raw),
            Cell::Empty | Cell::Once(_) | Cell::Differs => None,
        },
    };
    Ok(loaded.cells().into_iter().map(cell).collect())
}

/// A reading for a cell.
#[derive(Debug)]
pub(crate) struct Entered {
    /// Where the well stands.
    pub(crate) position: i16,
    /// The marker.
    pub(crate) marker: String,
    /// What was read.
    pub(crate) raw: Raw,
}

/// Writes what an analyser has read in a run.
pub(crate) async fn enter(
    tx: &mut Tx,
    scope: &Scope,
    id: RunId,
    source: Source,
    readings: &[Entered],
) -> Result<(), Fault> {
    let new: Vec<db::NewReading<'_>> = readings
        .iter()
        .map(|one| db::NewReading { position: one.position, marker: &one.marker, raw: &one.raw })
        .collect();
    db::enter(tx, scope, id, source, &new).await
}
