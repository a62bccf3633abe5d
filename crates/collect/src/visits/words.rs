//! Words of a visit.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::eligibility::DonationKind;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident as $schema:ident { $($(#[$says:meta])* $word:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema, sqlx::Type)]
        #[serde(rename_all = "snake_case")]
        #[sqlx(type_name = "text", rename_all = "snake_case")]
        #[schema(as = $schema)]
        pub(crate) enum $name { $($(#[$says])* $word),+ }
    };
}

words! {
    /// How far a visit has come.
    VisitState as VisitState {
        /// 已到达: there, waiting to answer the questions.
        Arrived,
        /// 已征询: has answered, waiting for the check.
        Asked,
        /// 已检查: measured, waiting for the physician.
        Checked,
        /// 已判定: accepted by the physician, waiting for a chair.
        Decided,
        /// 已入座: in the chair.
        Seated,
        /// 休息中: the needle is out.
        Resting,
        /// 已离开: an end.
        Left,
    }
}

words! {
    /// Which line somebody waits in.
    Queue as VisitQueue {
        /// 预约成分献血
        A,
        /// 预约全血
        B,
        /// 未预约
        C,
    }
}

words! {
    /// How it is known who it is.
    IdentifiedBy as VisitIdentifiedBy {
        /// The document was read.
        Document,
        /// The code of a reservation was shown; the document still has to be.
        Booking,
        /// A member of the staff looked.
        Staff,
        /// The number of a document was typed; nobody has looked at the document.
        Claimed,
    }
}

words! {
    /// Where a consent was given.
    ConsentedWhere as VisitConsentedWhere {
        /// On the screen of a kiosk.
        Kiosk,
        /// By pen, on paper, before a witness.
        Paper,
    }
}

words! {
    /// Where the questions were answered.
    AnsweredWhere as VisitAnsweredWhere {
        /// At a kiosk.
        Kiosk,
        /// With a member of the staff.
        Staff,
        /// At home, confirmed here.
        Home,
    }
}

words! {
    /// Who measured a temperature at the door.
    GateSource as VisitGateSource {
        /// The gate.
        Device,
        /// A person.
        Hand,
    }
}

words! {
    /// What the kiosk's comparison of faces said. It knows nothing of whether the face is alive.
    FaceVerdict as VisitFaceVerdict {
        /// Like enough.
        Same,
        /// Nobody can say.
        Unsure,
        /// Not like enough.
        Different,
        /// The person chose to be checked by the staff.
        NotWanted,
    }
}

words! {
    /// Why somebody left.
    LeftReason as VisitLeftReason {
        /// 献血完成
        Donated,
        /// 不适宜献血
        Refused,
        /// 本人今天不献了: no reason is asked.
        ChangedMind,
        /// 请改天再来: our reasons, such as a machine out of order.
        SentAway,
        /// 未找到本人: gone without a word.
        Vanished,
        /// 登记有误
        Mistake,
    }
}

impl LeftReason {
    /// Kept as the reason of a donation that is called off with the visit.
    pub(crate) const fn zh(self) -> &'static str {
        match self {
            Self::Donated => "献血完成",
            Self::Refused => "不适宜献血",
            Self::ChangedMind => "本人今天不献了",
            Self::SentAway => "请改天再来",
            Self::Vanished => "未找到本人",
            Self::Mistake => "登记有误",
        }
    }
}

impl VisitState {
    /// The word that people read, Chinese and English.
    pub(crate) const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Arrived => ("已到达", "there"),
            Self::Asked => ("已征询", "asked"),
            Self::Checked => ("已检查", "checked"),
            Self::Decided => ("已判定", "decided"),
            Self::Seated => ("已入座", "in the chair"),
            Self::Resting => ("休息中", "resting"),
            Self::Left => ("已离开", "left"),
        }
    }

    /// Whether somebody in this state waits to be called.
    pub(crate) const fn waits(self) -> bool {
        matches!(self, Self::Arrived | Self::Asked | Self::Checked | Self::Decided)
    }
}

impl Queue {
    /// Where somebody with or without a reservation of this kind waits.
    pub(crate) const fn of(booked: bool, kind: DonationKind) -> Self {
        match (booked, kind) {
            (false, _) => Self::C,
            (true, DonationKind::WholeBlood) => Self::B,
            (true, _) => Self::A,
        }
    }

    /// `A012`
    pub(crate) fn ticket(self, number: i32) -> String {
        let letter = match self {
            Self::A => 'A',
            Self::B => 'B',
            Self::C => 'C',
        };
        format!("{letter}{number:03}")
    }
}

/// The word of a kind of donation as the database keeps it.
pub(crate) const fn kind_word(kind: DonationKind) -> &'static str {
    match kind {
        DonationKind::WholeBlood => "whole_blood",
        DonationKind::ApheresisPlatelets => "apheresis_platelets",
        DonationKind::ApheresisPlasma => "apheresis_plasma",
    }
}

/// And back.
pub(crate) fn kind_of(word: &str) -> DonationKind {
    match word {
        "apheresis_platelets" => DonationKind::ApheresisPlatelets,
        "apheresis_plasma" => DonationKind::ApheresisPlasma,
        _ => DonationKind::WholeBlood,
    }
}
