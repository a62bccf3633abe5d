//! Everything that can be wrong with a signature: one name for one reason.

use vena_kernel::{clock::Instant, refusal::Refusal, say, text::Text};

/// What this crate answers with.
pub type Result<T> = std::result::Result<T, Fault>;

macro_rules! faults {
    ($($(#[$doc:meta])* $name:ident $({ $($field:ident: $type:ty),* })? => $rule:literal, $zh:literal, $en:literal;)*) => {
        /// Why bytes, a certificate, a key or a signature is refused. Each variant is one reason with its own rule.
        #[derive(Debug, Clone, PartialEq, Eq)]
        #[allow(missing_docs, reason = "the fields are named in the sentence of their variant")]
        pub enum Fault {
            $($(#[$doc])* $name $({ $($field: $type),* })?,)*
        }

        impl Fault {
            /// The stable name of the rule that decided.
            pub fn rule(&self) -> &'static str {
                match self { $(Self::$name { .. } => $rule,)* }
            }

            /// The reason for people.
            pub fn text(&self) -> Text {
                match self { $(Self::$name $({ $($field),* })? => say!($zh, $en),)* }
            }

            /// Every rule of this crate, for the test that each has its case.
            pub const RULES: &'static [&'static str] = &[$($rule),*];
        }
    };
}

faults! {
    /// The bytes do not follow the format.
    Malformed { what: &'static str } => "sign.malformed", "{what} 格式错误", "{what} is malformed";
    /// More than this program accepts.
    TooLarge { what: &'static str } => "sign.too-large", "{what} 过大", "{what} is too large";
    /// An algorithm of neither profile.
    UnknownAlgorithm { oid: String } => "sign.algorithm", "不支持的算法 {oid}", "algorithm {oid} is not supported";
    /// Keys or digests of two profiles in one signature.
    MixedProfiles => "sign.mixed-profiles", "混用了两种算法体系", "two signature profiles are mixed";
    /// A point that is not on the curve, or a scalar out of range.
    BadKey => "sign.bad-key", "密钥无效", "the key is invalid";
    /// The mathematics of the signature does not hold.
    BadSignature => "sign.signature", "签名值与内容或公钥不符", "the signature does not fit content and key";

    /// Wrong PIN, on a medium that does not tell how often it may be tried.
    PinRefused => "key.pin-refused", "PIN 错误", "wrong PIN";
    /// Wrong PIN, on a medium that counts.
    WrongPin { left: u32 } => "key.wrong-pin", "PIN 错误，还可尝试 {left} 次", "wrong PIN, {left} attempts left";
    /// The key is locked after too many attempts.
    Locked => "key.locked", "密钥已锁定，请管理员解锁", "the key is locked; an administrator must unlock it";
    /// Signing was asked before the PIN was verified.
    NotUnlocked => "key.not-unlocked", "尚未验证 PIN", "the PIN has not been verified";
    /// There is no such device, container or object.
    NoSuchKey { name: String } => "key.absent", "找不到密钥 {name}", "there is no key {name}";
    /// The device was pulled out.
    Removed => "key.removed", "密钥已拔出，请重新插入后再试", "the key was pulled out; plug it in and try again";
    /// Two devices answer to one name; the PIN must not go to the wrong one.
    TwoTokens { name: String } => "key.two-tokens", "有两个密钥设备都叫 {name}，请只插一个", "two devices answer to {name}; leave only one plugged in";
    /// The medium has no place for certificates.
    KeepsNoCertificate => "key.keeps-no-certificate", "此介质不能保存证书", "this medium cannot keep a certificate";
    /// The certificate belongs to another key.
    KeyMismatch => "key.mismatch", "证书与私钥不匹配", "certificate and private key do not belong together";
    /// The token answered with an error of its own.
    Device { code: String } => "key.device", "密钥设备返回错误 {code}", "the key device answered with error {code}";
    /// The outside service refused or could not be reached.
    Service { why: String } => "key.service", "签名服务错误：{why}", "signature service: {why}";
    /// The outside service answered a question that was not asked.
    WrongAnswer => "key.wrong-answer", "签名服务的应答与请求不符", "the answer does not belong to the request";
    /// No random numbers.
    NoRandom => "key.random", "无法取得随机数", "no random numbers can be had";

    /// The certificate was not valid yet.
    NotYetValid { from: Instant } => "cert.not-yet-valid", "证书自 {from} 起生效，签名时尚未生效", "the certificate is valid from {from}, after this instant";
    /// The certificate had expired.
    Expired { until: Instant } => "cert.expired", "证书已于 {until} 到期", "the certificate expired at {until}";
    /// The certificate had been revoked.
    Revoked { at: Instant, why: &'static str } => "cert.revoked", "证书已于 {at} 吊销（{why}）", "the certificate was revoked at {at} ({why})";
    /// Nobody says whether it was revoked.
    RevocationUnknown { issuer: String } => "cert.revocation-unknown", "没有 {issuer} 在该时刻有效的吊销列表", "there is no revocation list of {issuer} that covers the instant";
    /// A revocation list that nobody signed.
    BadCrl { issuer: String } => "cert.crl-signature", "{issuer} 的吊销列表签名无效", "the signature of the revocation list of {issuer} does not hold";
    /// No path to an anchor.
    Untrusted { issuer: String } => "cert.untrusted", "无法追溯到受信任的根证书：缺少 {issuer}", "no path to a trusted root: {issuer} is missing or unknown";
    /// The issuer's signature does not hold.
    BadCertificate { subject: String } => "cert.signature", "证书 {subject} 的签发签名无效", "the issuer's signature on the certificate of {subject} does not hold";
    /// It may not issue certificates.
    NotAnAuthority { subject: String } => "cert.not-authority", "{subject} 无权签发证书", "{subject} may not issue certificates";
    /// Too many authorities below it.
    PathTooLong { subject: String } => "cert.path-length", "{subject} 之下的证书层级过多", "too many authorities stand below {subject}";
    /// Its key is for something else.
    WrongUsage { needed: &'static str } => "cert.usage", "证书用途不符，需要 {needed}", "the certificate is not for {needed}";
    /// A critical extension that nobody here understands.
    CriticalExtension { oid: String } => "cert.critical-extension", "证书含有无法识别的关键扩展 {oid}", "the certificate has an unknown critical extension {oid}";
    /// Certificates in the signature that belong to nobody in it.
    StrayCertificate { subject: String } => "cert.stray", "签名中夹带了无关证书 {subject}", "the signature carries a certificate that nothing needs: {subject}";

    /// The content is not what was signed.
    DigestMismatch => "sign.digest", "内容摘要不符：文件在签名后被改动", "the content is not what was signed: its digest differs";
    /// The signed attributes lack something or repeat it.
    BadAttributes { what: &'static str } => "sign.attributes", "签名属性 {what} 缺失、重复或无效", "the signed attribute {what} is missing, repeated or invalid";
    /// An attribute outside the signature that nobody here understands.
    UnknownAttribute { oid: String } => "sign.unknown-attribute", "签名含有无法识别的附加属性 {oid}", "the signature carries an unknown attribute {oid}";
    /// The signature names another certificate.
    SwappedCertificate => "sign.swapped-certificate", "证书被调换：签名绑定的不是这张证书", "the certificate was swapped: the signature is bound to another one";
    /// No certificate of the signer.
    NoCertificate => "sign.no-certificate", "找不到签名人的证书", "the signer's certificate is missing";
    /// No signature at all.
    NotSigned => "sign.none", "文件没有签名", "there is no signature";
    /// Signed after now.
    FutureDated { at: Instant } => "sign.future", "签名时间 {at} 晚于当前时间", "the signing time {at} lies in the future";
    /// Claimed time and proven time differ.
    TimesDiffer { claimed: Instant, proven: Instant } => "sign.times-differ", "声称的签名时间 {claimed} 与时间戳 {proven} 不符", "the claimed signing time {claimed} does not fit the time-stamp {proven}";
    /// The same person twice.
    SamePerson => "sign.same-person", "复核人与签名人是同一人", "the one who did may not be the one who checks";

    /// The time-stamp is over other bytes.
    StampImprint => "stamp.imprint", "时间戳不属于此签名：摘要不符", "the time-stamp is over other bytes";
    /// The time-stamp answers another question.
    StampNonce => "stamp.nonce", "时间戳应答的随机数不符", "the time-stamp answers another request: its nonce differs";
    /// The time-stamp follows another policy.
    StampPolicy { oid: String } => "stamp.policy", "时间戳策略 {oid} 不是所要求的", "the time-stamp follows the policy {oid}, which was not asked for";
    /// The authority refused.
    StampRefused { status: u32 } => "stamp.refused", "时间戳服务拒绝了请求（状态 {status}）", "the time-stamp authority refused (status {status})";
    /// The authority did not answer.
    StampUnreachable { why: String } => "stamp.unreachable", "时间戳服务无法连接：{why}", "the time-stamp authority cannot be reached: {why}";
    /// No time-stamp where one is required.
    StampMissing => "stamp.missing", "缺少时间戳", "the time-stamp is missing";
    /// Stamped after now.
    StampFuture { at: Instant } => "stamp.future", "时间戳时间 {at} 晚于当前时间", "the time-stamp {at} lies in the future";
    /// Not a certificate for time-stamps only.
    StampUsage => "stamp.usage", "时间戳证书的用途必须仅为时间戳且为关键扩展", "a time-stamp certificate must be for time-stamps only, and critically so";
    /// The token of the stamp is itself wrong.
    StampSignature { why: String } => "stamp.signature", "时间戳自身无效：{why}", "the time-stamp itself is invalid: {why}";

    /// The envelope is about another document.
    EnvelopeDocument => "envelope.document", "签署的是另一份文件", "another document was signed";
    /// Another template or version.
    EnvelopeTemplate => "envelope.template", "模板或版本不符", "template or version differs";
    /// Another person.
    EnvelopeSigner => "envelope.signer", "签名人不符", "not the right signer";
    /// Another certificate.
    EnvelopeCertificate => "envelope.certificate", "签名所用证书不是信封中写明的证书", "the certificate is not the one the envelope names";
    /// Another role.
    EnvelopeRole => "envelope.role", "签名角色不符", "the role differs";
    /// Another reason.
    EnvelopeReason => "envelope.reason", "签名事由不符", "the reason differs";
    /// Another time.
    EnvelopeTime => "envelope.time", "签名时间不符", "the time differs";
    /// Another device.
    EnvelopeDevice => "envelope.device", "签名设备不符", "the device differs";
    /// Another event of the ledger.
    EnvelopeEvent => "envelope.event", "台账事件不符", "the ledger event differs";
    /// Another form.
    EnvelopeForm => "envelope.form", "表单代码不符", "the form code differs";
    /// Another number.
    EnvelopeNumber => "envelope.number", "文件编号不符", "the document number differs";

    /// The security key signed another challenge.
    Challenge => "webauthn.challenge", "安全密钥签署的不是此文件", "the security key signed another challenge";
    /// The challenge was used before.
    ChallengeReused => "webauthn.reused", "质询已被使用", "this challenge was used before";
    /// Another web page.
    Origin { seen: String } => "webauthn.origin", "来源 {seen} 不受信任", "the origin {seen} is not ours";
    /// Embedded in another web page.
    CrossOrigin => "webauthn.cross-origin", "签名来自嵌入的页面", "the signature was asked for by an embedded page";
    /// Another site.
    RpId => "webauthn.rp-id", "安全密钥用于另一站点", "the security key answered for another site";
    /// Not a registration or not an assertion.
    CeremonyType => "webauthn.type", "操作类型不符", "this is the answer to another ceremony";
    /// Nobody touched it.
    UserAbsent => "webauthn.absent", "没有人触碰安全密钥", "nobody touched the security key";
    /// Nobody proved who they are to it.
    UserUnverified => "webauthn.unverified", "安全密钥没有核实使用者", "the security key did not verify its user";
    /// A passkey that may be copied.
    SyncedKey => "webauthn.synced", "可同步的通行密钥不得用于此签名", "a passkey that can be synced may not be used for this";
    /// A clone of the key exists.
    CounterBack { known: u32, seen: u32 } => "webauthn.counter", "签名计数从 {known} 退到 {seen}：密钥可能被复制", "the counter went from {known} back to {seen}: the key may have been cloned";
    /// Another key.
    UnknownCredential => "webauthn.credential", "未登记的安全密钥", "this security key is not registered";
    /// The statement about the key does not hold.
    Attestation => "webauthn.attestation", "安全密钥的证明无效或不受支持", "the attestation of the security key does not hold or is not supported";

    /// The assertion was not made with the key of the person's certificate.
    AssertionSignature => "webauthn.signature", "安全密钥的签名与签名人的证书不符", "the answer of the security key does not fit the signer's certificate";

    /// A person's certificate where the seal of an organisation belongs.
    NotASeal { subject: String } => "seal.person", "{subject} 的证书不是机构印章", "the certificate of {subject} is not the seal of an organisation";
    /// A signature on a pad whose envelope names an account, or nobody.
    HandwritingName => "handwriting.name", "手写签名的签名人不符", "the signature on the pad names no person, or one with an account";
    /// Neither a fingerprint nor a witness.
    HandwritingWitness => "handwriting.witness", "手写签名既没有指纹，也没有写明见证人", "the signature on the pad has no fingerprint and does not say who saw it";

    /// A key elsewhere has to be asked first.
    KeyElsewhere => "key.elsewhere", "此密钥不在服务器上，须由其所在设备签名", "this key is not on the server: its own device has to sign";
    /// The answer belongs to another document or another question than was prepared.
    OtherDocument => "key.other-document", "应答不属于此次签署：文件或签署内容已变化", "the answer does not belong to what was prepared: document or content differ";

    /// The PDF cannot be read.
    Pdf { why: &'static str } => "pdf.malformed", "PDF 无法读取：{why}", "the PDF cannot be read: {why}";
    /// Signed bytes are not those a signature must cover.
    PdfCoverage => "pdf.coverage", "签名没有覆盖整个版本", "the signature does not cover its whole revision";
    /// Changed after signing.
    PdfChanged { object: u32 } => "pdf.changed", "签名后内容被改动（对象 {object}）", "the content was changed after signing (object {object})";
    /// More bytes after the last signature.
    PdfTrailing => "pdf.trailing", "最后一个签名之后有未签名的内容", "unsigned content follows the last signature";
    /// The signature needs more room.
    PdfRoom { bytes: usize } => "pdf.room", "签名需要 {bytes} 字节，预留空间不足", "the signature needs {bytes} bytes, more than was reserved";
    /// No such page.
    PdfPage { page: usize } => "pdf.page", "没有第 {page} 页", "there is no page {page}";
    /// The name is taken.
    PdfField { name: String } => "pdf.field", "签名域 {name} 已存在", "there is a field {name} already";
}

impl Fault {
    /// The same as a refusal for the caller's answer.
    pub fn refusal(&self) -> Refusal {
        Refusal { rule: self.rule().to_owned(), reason: self.text() }
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        fault.refusal()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.rule(), self.text().en)
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Fault;

    #[test]
    fn every_reason_has_a_rule_of_its_own_and_speaks_both_languages() {
        let rules: BTreeSet<&str> = Fault::RULES.iter().copied().collect();
        assert_eq!(rules.len(), Fault::RULES.len());
        let fault = Fault::WrongPin { left: 2 };
        assert_eq!(fault.text().zh, "PIN 错误，还可尝试 2 次");
        assert_eq!(fault.to_string(), "key.wrong-pin: wrong PIN, 2 attempts left");
        assert_eq!(fault.refusal().rule, "key.wrong-pin");
    }
}
