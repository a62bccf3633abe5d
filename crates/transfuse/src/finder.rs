//! Finds patients by the record number on the wristband, for the scan field of their own hospital.

use futures::future::BoxFuture;
use vena_kernel::{masking::mask_name, say};
use vena_platform::{
    auth::{Permission, Scope},
    db::Tx,
    fault::Fault,
    module::{Asked, Finder, Hit},
};

use crate::patients::{PatientView, db};

/// The finder of patients.
pub(crate) struct Patients;

impl Finder for Patients {
    fn find<'a>(
        &'a self,
        tx: &'a mut Tx,
        scope: &'a Scope,
        asked: &'a Asked,
    ) -> BoxFuture<'a, Result<Vec<Hit>, Fault>> {
        Box::pin(async move {
            if !scope.may(PatientView::INFO.name) {
                return Ok(Vec::new());
            }
            let found = db::by_record_no(tx, scope, asked.text.trim()).await?;
            Ok(found.into_iter().map(hit).collect())
        })
    }
}

fn hit(patient: db::PatientRow) -> Hit {
    let (record_no, name, id) = (patient.record_no, mask_name(&patient.name), patient.patient_id);
    Hit {
        kind: "patient".into(),
        id: id.to_string(),
        title: say!("患者 {name}", "Patient {name}"),
        detail: say!("病案号 {record_no}", "record {record_no}"),
        path: format!("/transfuse/patients/{id}"),
    }
}
