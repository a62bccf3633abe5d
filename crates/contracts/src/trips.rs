//! 招 What recruit does with people whom a vehicle met while it was out of reach.

use vena_kernel::{citizen_id::Sex, clock::Day, id::DonorId, refusal::Refusal};
use vena_platform::{auth::Scope, db::Tx};

use crate::Answer;

/// A person as a vehicle saw them.
#[derive(Clone)]
pub struct Seen {
    /// Kind of the document, in the words of the donor's file.
    pub document_kind: String,
    /// Its number.
    pub document_number: String,
    /// Name; absent when neither a card was read nor a file made.
    pub name: Option<String>,
    /// Mobile phone, of somebody new.
    pub phone: Option<String>,
    /// Birthday.
    pub born_on: Day,
    /// Sex.
    pub sex: Sex,
    /// Agrees to be told what became of the blood.
    pub consent_to_be_told: bool,
}

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Met {
    /// The document belongs to this file.
    Known {
        /// The file.
        donor: DonorId,
        /// What the file says otherwise: name, birthday or sex.
        differs: bool,
    },
    /// A new file was made.
    New {
        /// The file.
        donor: DonorId,
        /// Files that may be the same person.
        alike: Vec<DonorId>,
    },
    /// No file can be made of this.
    Unusable(Refusal),
}

/// Finds or registers people.
pub trait TripDonors: Send + Sync {
    /// The file of `seen`, found by the document or made now.
    fn meet<'a>(&'a self, tx: &'a mut Tx, scope: &'a Scope, seen: &'a Seen) -> Answer<'a, Met>;
}
