//! 服 What care does for other scenes: it tells donors something, by the ways they agreed to.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vena_kernel::{
    clock::{Day, Instant},
    donation_number::DonationNumber,
    eligibility::DonationKind,
    event::Event,
    id::{DonorId, MessageId},
    text::Text,
};
use vena_platform::db::Tx;

use crate::Answer;

/// What a message is for: each purpose has consents of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = MessagePurpose)]
pub enum Purpose {
    /// 服务: about something that the donor does or did: a booking, a visit, a donation.
    Service,
    /// 招募: an invitation.
    Marketing,
}

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, sqlx::Type, ToSchema)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
#[schema(as = MessageChannel)]
pub enum Channel {
    /// 短信
    Sms,
    /// 电话
    Call,
    /// 微信
    Wechat,
    /// 邮件
    Mail,
    /// The inbox of the donor's own app.
    App,
}

/// How a donor may be reached for one purpose.
#[derive(Debug, Clone)]
pub struct Reach {
    /// Name for the salutation.
    pub name: String,
    /// Phone number, for the sending channel only; never shown.
    pub phone: String,
    /// The ways the donor agreed to for this purpose; may be none.
    pub channels: Vec<Channel>,
}

/// Something to be told to a donor, once for each (donor, kind, about).
#[derive(Debug, Clone)]
pub struct Message {
    /// To whom.
    pub donor: DonorId,
    /// One of `crates/care/src/messages/kinds.toml`.
    pub kind: &'static str,
    /// What it is about, for example the id of a booking and its version: what was told about it is not told again.
    pub about: String,
    /// The words; `{name}` becomes the name of the donor, in full for the donor and masked for everybody else.
    pub text: Text,
    /// Not sent and not shown before; at once when absent.
    pub not_before: Option<Instant>,
    /// Pointless after: what was not sent by then is withheld.
    pub not_after: Option<Instant>,
    /// What it is for.
    pub purpose: Purpose,
}

/// A word for the holder of a phone, who may have no file yet: proof that the phone is theirs.
#[derive(Clone)]
pub struct PhoneCode {
    /// The phone, in full.
    pub phone: String,
    /// The words, with `{code}` in them.
    pub text: Text,
    /// The code: kept sealed until it is sent and nowhere afterwards.
    pub code: String,
    /// Until when it is good.
    pub not_after: Instant,
}

/// A word for somebody who speaks for a group of donors and has no file.
#[derive(Clone)]
pub struct PhoneNote {
    /// The phone, in full.
    pub phone: String,
    /// One of `crates/care/src/messages/kinds.toml`.
    pub kind: &'static str,
    /// What it is about.
    pub about: String,
    /// The words.
    pub text: Text,
    /// Pointless after.
    pub not_after: Option<Instant>,
}

/// What became of a message that was handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way, by at least one of the ways that the donor agreed to.
    Queued(MessageId),
    /// It is kept and not sent; the reason is for staff.
    Withheld(MessageId, Text),
    /// This donor was told this before; nothing new was kept.
    Before(MessageId),
}

/// A message as its donor reads it in the app.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct InboxMessage {
    /// Identity.
    pub message_id: MessageId,
    /// Which kind.
    pub kind: String,
    /// What people call this kind.
    pub title: Text,
    /// The words, addressed by name.
    pub text: Text,
    /// Since when it can be read.
    pub at: Instant,
    /// Whether the donor has opened it.
    pub read: bool,
}

/// A donation has earned points of honour.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PointsEarned {
    /// By which donation; it earns once.
    pub donation_number: DonationNumber,
    /// Whose.
    pub donor_id: DonorId,
    /// What was given.
    pub kind: DonationKind,
    /// How many.
    pub points: i32,
    /// The day of the donation.
    pub on: Day,
    /// The rule, as the rulebook names its source.
    pub clause: String,
}

impl Event for PointsEarned {
    const NAME: &'static str = "care.points_earned";
}

/// What followed a donation, for its donor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The donation.
    pub donation_number: DonationNumber,
    /// Points of honour.
    pub points: Option<i32>,
    /// The small gift that was handed out.
    pub gift: Option<Text>,
}

/// Tells donors things, by the ways they agreed to, and remembers what was told.
pub trait DonorMessages: Send + Sync {
    /// Hands a message over in this transaction; it is sent after the commit.
    ///
    /// # Errors
    /// An internal fault when the kind is none of the catalogue.
    fn send<'a>(&'a self, tx: &'a mut Tx, message: Message) -> Answer<'a, Sent>;

    /// Sends a code to a phone, whosever it is.
    fn send_code<'a>(&'a self, tx: &'a mut Tx, code: PhoneCode) -> Answer<'a, MessageId>;

    /// Sends a note to a phone that no file knows: its holder has given it for this.
    ///
    /// # Errors
    /// An internal fault when the kind is none of the catalogue.
    fn send_note<'a>(&'a self, tx: &'a mut Tx, note: PhoneNote) -> Answer<'a, MessageId>;

    /// What the person behind these files can read in the app, newest first, before the message `before`; at most `limit`.
    fn inbox<'a>(
        &'a self,
        tx: &'a mut Tx,
        donors: &'a [DonorId],
        before: Option<MessageId>,
        limit: i64,
    ) -> Answer<'a, Vec<InboxMessage>>;

    /// How many of them are not opened yet.
    fn unread<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, i64>;

    /// Which donations of these files were used, and when first.
    fn used<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, Vec<(DonationNumber, Instant)>>;

    /// What followed each donation of these files.
    fn followed<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId]) -> Answer<'a, Vec<Followed>>;

    /// Notes that the donor has opened a message; `false` when it is none of theirs.
    fn opened<'a>(&'a self, tx: &'a mut Tx, donors: &'a [DonorId], message: MessageId) -> Answer<'a, bool>;
}
