//! Typed identifiers. Two kinds of id can never be mixed up, and each shows its kind when printed.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// An id text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an id of the form {prefix}_<32 hexadecimal digits>: {text}")]
pub struct IdError {
    /// The prefix that was expected.
    pub prefix: &'static str,
    /// The text that was given.
    pub text: String,
}

/// Reads `prefix_<hex>`; the bare UUID is accepted too, so that a database tool's output can be pasted.
fn parse(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let bare = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).unwrap_or(text);
    Uuid::try_parse(bare).map_err(|_| IdError { prefix, text: text.chars().take(80).collect() })
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What stands before the underscore when this id is printed.
            pub const PREFIX: &'static str = $prefix;

            /// Names an existing UUID as an id of this kind.
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID behind the id.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                parse($prefix, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        #[cfg(feature = "sqlx")]
        impl sqlx::Type<sqlx::Postgres> for $name {
            fn type_info() -> sqlx::postgres::PgTypeInfo {
                <Uuid as sqlx::Type<sqlx::Postgres>>::type_info()
            }
        }

        #[cfg(feature = "sqlx")]
        impl sqlx::postgres::PgHasArrayType for $name {
            fn array_type_info() -> sqlx::postgres::PgTypeInfo {
                <Uuid as sqlx::postgres::PgHasArrayType>::array_type_info()
            }
        }

        #[cfg(feature = "sqlx")]
        impl<'q> sqlx::Encode<'q, sqlx::Postgres> for $name {
            fn encode_by_ref(&self, buf: &mut sqlx::postgres::PgArgumentBuffer) -> Result<sqlx::encode::IsNull, sqlx::error::BoxDynError> {
                <Uuid as sqlx::Encode<'q, sqlx::Postgres>>::encode_by_ref(&self.0, buf)
            }
        }

        #[cfg(feature = "sqlx")]
        impl<'r> sqlx::Decode<'r, sqlx::Postgres> for $name {
            fn decode(value: sqlx::postgres::PgValueRef<'r>) -> Result<Self, sqlx::error::BoxDynError> {
                <Uuid as sqlx::Decode<'r, sqlx::Postgres>>::decode(value).map(Self)
            }
        }

        #[cfg(feature = "utoipa")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-9a-f]{32}$")))
                    .into()
            }
        }

        #[cfg(feature = "utoipa")]
        impl utoipa::ToSchema for $name {}
    )+};
}

typed_ids! {
    /// One bag of blood with its own label: donation number + product code + division. 血液单位
    UnitId = "unit";
    /// One event in the life of a unit, chosen by whoever reports it. 事件
    EventId = "event";
    /// A donor's file. 献血者
    DonorId = "donor";
    /// What a donor told us: how it went, or what went wrong. 献血者反馈
    ReportId = "report";
    /// A place at the chair kept for a donor. 预约
    BookingId = "booking";
    /// One person, one day, one place, from the door to the way out. 到访
    VisitId = "visit";
    /// One donation: one needle, one number. 献血
    DonationId = "donation";
    /// What a donor felt during or after a donation. 献血反应
    ReactionId = "reaction";
    /// A lot of kits, needles or tubes. 批号
    LotId = "lot";
    /// A version of a test kit's instructions. 检测试剂盒
    KitId = "kit";
    /// An instrument of the laboratory. 检验仪器
    InstrumentId = "instrument";
    /// A run of samples between controls. 检测批
    RunId = "run";
    /// A look-back or recall. 回溯与召回
    RecallId = "recall";
    /// The receipt of the tubes of a day at a place. 标本接收
    ReceiptId = "receipt";
    /// A sample tube that was received. 标本管
    TubeId = "tube";
    /// What confirms that a donation is reactive. 确认实验
    ConfirmationId = "confirmation";
    /// A rack or box in which tubes stand. 标本架
    RackId = "rack";
    /// Tubes that are destroyed together. 标本销毁
    SampleDisposalId = "sdisposal";
    /// What an analyser has sent at once. 仪器结果
    DeliveryId = "delivery";
    /// One vehicle, one day, away from the city's network. 外采任务
    TripId = "trip";
    /// Something that came back from a trip and a person has to decide. 外采核对事项
    TripCaseId = "trip_case";
    /// An organisation: the station, a hospital, the commission. 机构
    OrgId = "org";
    /// A place where work is done: house, vehicle, laboratory, cold room, ward. 站点
    SiteId = "site";
    /// A person who signs in. 用户
    UserId = "user";
    /// An order of a hospital. 用血订单
    OrderId = "order";
    /// A journey of sealed boxes from one organisation to another. 运输任务
    ShipmentId = "shipment";
    /// A patient of a hospital. 患者
    PatientId = "patient";
    /// A match of one unit to one patient. 配血
    MatchId = "match";
    /// A request to release units, waiting for its second person. 放行单
    ReleaseId = "release";
    /// A message to a donor. 消息
    MessageId = "message";
    /// An imported file with the fate of each of its rows. 导入报告
    ImportId = "import";
    /// A document: a filled-in form with its signatures.
    DocumentId = "document";
    /// A certificate of a person.
    CertificateId = "certificate";
    /// Random bytes that a key is asked to sign once.
    ChallengeId = "challenge";
    /// A signature that waits for the answer of a key outside the server.
    CeremonyId = "ceremony";
    /// A measuring instrument at a site. 设备
    DeviceId = "device";
    /// What an instrument reported once, named by whoever reported it first. 设备读数
    ReadingId = "reading";
    /// A machine of the component hall. 制备设备
    EquipmentId = "equipment";
    /// What a machine of the component hall is set to. 设备程序
    ProgrammeId = "programme";
    /// A lot of what is used up in the component hall. 制备耗材批
    SupplyId = "supply";
    /// Bags that go through one step at one machine together. 制备批
    BatchId = "batch";
    /// What one shift of the component hall hands over to the next. 交接班
    ShiftId = "shift";
    /// A place where the cleanliness of a room is measured. 监测点
    PointId = "point";
    /// A dish put out at such a place, or a look at an instrument there. 平皿
    PlateId = "plate";
    /// A form before a person who signs it by hand. 签名板
    PadId = "pad";
    /// Units that were drawn at random for quality control. 质控抽取
    DrawId = "draw";
    /// A unit drawn for quality control. 质控样品
    SampleId = "sample";
    /// Results of a sample as one person typed them. 质控结果单
    SheetId = "sheet";
    /// Something that was not as it should be, until it is closed. 偏差
    DeviationId = "deviation";
    /// What shall correct a deviation or prevent another. 纠正预防措施
    ActionId = "action";
    /// One sealed batch of ledger events. 封存
    SealId = "seal";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_prints_its_kind_and_reads_itself_back() {
        let id = UnitId::from_uuid(Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001));
        assert_eq!(id.to_string(), "unit_01920000000070008000000000000001");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("01920000-0000-7000-8000-000000000001".parse(), Ok(id));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        assert!("order_01920000000070008000000000000001".parse::<UnitId>().is_err());
        assert!("unit_".parse::<UnitId>().is_err());
        assert!("".parse::<UnitId>().is_err());
    }
}
