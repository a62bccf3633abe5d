//! Whether two files may become one, by whom, what the surviving one says, and what undoing gives back. Pure.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vena_kernel::{
    abo::BloodGroup,
    clock::Day,
    id::{DonorId, UserId},
    refusal::Refusal,
    say,
};

/// A value of a file that may be taken from the file that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Field {
    /// 姓名
    Name,
    /// 出生日期
    BornOn,
    /// 性别
    Sex,
    /// 手机
    Phone,
    /// 主证件
    MainDocument,
    /// 地区
    District,
    /// 职业
    Occupation,
    /// 语言
    Language,
    /// 紧急联系人
    Emergency,
}

/// What a file says of its person; sealed fields stay sealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, sqlx::FromRow)]
pub(crate) struct Values {
    pub(crate) name: String,
    pub(crate) pinyin: String,
    pub(crate) initials: String,
    pub(crate) born_on: Day,
    pub(crate) sex: String,
    pub(crate) phone_sealed: Vec<u8>,
    pub(crate) phone_fingerprint: Vec<u8>,
    pub(crate) main_document: Uuid,
    pub(crate) district: Option<String>,
    pub(crate) occupation: Option<String>,
    pub(crate) language: String,
    pub(crate) emergency_sealed: Option<Vec<u8>>,
}

impl Values {
    /// These values with the fields `taken` from `other`.
    pub(crate) fn with(&self, other: &Self, taken: &[Field]) -> Self {
        let mut values = self.clone();
        for field in taken {
            values.take(other, *field);
        }
        values
    }

    fn take(&mut self, other: &Self, field: Field) {
        let other = other.clone();
        match field {
            Field::Name => (self.name, self.pinyin, self.initials) = (other.name, other.pinyin, other.initials),
            Field::BornOn => self.born_on = other.born_on,
            Field::Sex => self.sex = other.sex,
            Field::Phone => {
                (self.phone_sealed, self.phone_fingerprint) = (other.phone_sealed, other.phone_fingerprint);
            }
            Field::MainDocument => self.main_document = other.main_document,
            Field::District => self.district = other.district,
            Field::Occupation => self.occupation = other.occupation,
            Field::Language => self.language = other.language,
            Field::Emergency => self.emergency_sealed = other.emergency_sealed,
        }
    }

    fn says_as(&self, other: &Self, field: Field) -> bool {
        match field {
            Field::Name => self.name == other.name,
            Field::BornOn => self.born_on == other.born_on,
            Field::Sex => self.sex == other.sex,
            Field::Phone => self.phone_fingerprint == other.phone_fingerprint,
            Field::MainDocument => self.main_document == other.main_document,
            Field::District => self.district == other.district,
            Field::Occupation => self.occupation == other.occupation,
            Field::Language => self.language == other.language,
            Field::Emergency => self.emergency_sealed == other.emergency_sealed,
        }
    }

    /// What the surviving file says once the merge is undone: what the merge gave is taken back, what was changed since stays.
    pub(crate) fn restored(&self, before: &Self, given: &Self, taken: &[Field]) -> Self {
        let untouched: Vec<Field> = taken.iter().copied().filter(|field| self.says_as(given, *field)).collect();
        self.with(before, &untouched)
    }
}

/// A file as far as merging depends on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    /// The file.
    pub(crate) donor: DonorId,
    /// The file that stands for its person.
    pub(crate) person: DonorId,
    /// The confirmed group of the person.
    pub(crate) group: Option<BloodGroup>,
}

/// Whether two files may become one.
pub(crate) fn may_merge(loser: Side, survivor: Side) -> Result<(), Refusal> {
    if loser.person == survivor.person {
        let reason = say!("两份档案已属于同一人", "the two files are of one person already");
        return Err(Refusal::new("merge.same-person", reason));
    }
    if let Some(side) = [loser, survivor].into_iter().find(|side| side.donor != side.person) {
        let (donor, person) = (side.donor, side.person);
        let reason = say!(
            "档案 {donor} 已并入 {person}，请用后者重新提出",
            "file {donor} was merged into {person}; propose it again with that one"
        );
        return Err(Refusal::new("merge.not-standing", reason));
    }
    if let Some((one, other)) = loser.group.zip(survivor.group).filter(|(one, other)| one != other) {
        let reason = say!(
            "两份档案经确认的血型不同（{one} 与 {other}），不可能是同一人：不得合并，请查明血型或身份差错",
            "the confirmed groups differ ({one} and {other}): these are two people; do not merge, find the error in group or identity"
        );
        return Err(Refusal::new("merge.group-differs", reason));
    }
    Ok(())
}

/// Whether `who` may decide about a proposal.
pub(crate) fn may_decide(state: &str, proposed_by: UserId, who: UserId) -> Result<(), Refusal> {
    if state != "proposed" {
        let reason = say!("该合并已有结论，请刷新", "this merge was decided already; refresh");
        return Err(Refusal::new("merge.state", reason));
    }
    if proposed_by == who {
        let reason = say!(
            "合并须由另一人复核，提出人不能自己确认",
            "another person confirms a merge, not the one who proposed it"
        );
        return Err(Refusal::new("merge.second-person", reason));
    }
    Ok(())
}

/// Whether a proposal may be sent back; the one who made it may do so too.
pub(crate) fn may_reject(state: &str) -> Result<(), Refusal> {
    if state == "proposed" {
        return Ok(());
    }
    let reason = say!("该合并已有结论，请刷新", "this merge was decided already; refresh");
    Err(Refusal::new("merge.state", reason))
}

/// A second proposal about a file that goes.
pub(crate) fn open_already() -> Refusal {
    let reason = say!(
        "该档案已有待复核的合并，请先处理",
        "a merge of this file waits for its second person already; deal with that one first"
    );
    Refusal::new("merge.open", reason)
}

/// Whether a merge may be undone: the latest of the person first.
pub(crate) fn may_undo(state: &str, later: Option<Uuid>) -> Result<(), Refusal> {
    if state != "confirmed" {
        let reason = say!("只有已确认的合并可以撤销", "only a confirmed merge can be undone");
        return Err(Refusal::new("merge.state", reason));
    }
    match later {
        Some(later) => {
            let reason = say!(
                "此后还有一次合并（{later}），请先撤销后一次",
                "there was a later merge ({later}); undo that one first"
            );
            Err(Refusal::new("merge.later-first", reason))
        }
        None => Ok(()),
    }
}
