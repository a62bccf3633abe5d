//! Why the agent refuses, in both languages.

use std::path::Path;

use axum::http::StatusCode;
use vena_kernel::{say, text::Text};
use vena_platform::fault::{self, Problem};
use vena_sign::Fault;

/// A refusal on its way to the page.
pub(super) type Refused = fault::Fault;
/// What the agent does, or why not.
pub(super) type Done<T> = Result<T, Refused>;

/// What a key or its device says.
pub(super) fn of_key(fault: &Fault) -> Refused {
    let (status, title) = match fault {
        Fault::NoSuchKey { .. } => (StatusCode::NOT_FOUND, say!("没有这把密钥", "No such key")),
        Fault::Removed => (StatusCode::CONFLICT, say!("密钥已拔出", "Pulled out")),
        Fault::PinRefused | Fault::WrongPin { .. } => (StatusCode::CONFLICT, say!("PIN 错误", "Wrong PIN")),
        Fault::Locked => (StatusCode::CONFLICT, say!("密钥已锁定", "Locked")),
        Fault::TwoTokens { .. } => (StatusCode::CONFLICT, say!("密钥不止一把", "More than one")),
        Fault::Device { .. } => (StatusCode::SERVICE_UNAVAILABLE, say!("密钥设备出错", "The device failed")),
        _ => (StatusCode::CONFLICT, say!("密钥不能这样使用", "Not with this key")),
    };
    Problem::new(status, "key", title, fault.text()).with_rule(fault.rule()).into()
}

/// The maker's library cannot be loaded.
pub(super) fn of_module(path: &Path, fault: &Fault) -> Refused {
    let (path, why) = (path.display(), fault.text());
    let (zh, en) = (why.zh, why.en);
    let detail = say!(
        "无法加载密钥驱动 {path}，请检查驱动是否已安装：{zh}",
        "the library {path} of the key cannot be loaded; check that it is installed: {en}"
    );
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "key", say!("驱动无法加载", "The library failed"), detail)
        .with_rule("agent.module")
        .into()
}

/// Not from the one page that may ask, or not by the agent's own name.
pub(super) fn stranger(rule: &'static str, detail: Text) -> Refused {
    Problem::new(StatusCode::FORBIDDEN, "forbidden", say!("来源不受信任", "Not from here"), detail)
        .with_rule(rule)
        .into()
}

/// The agent is occupied, or the device does not answer.
pub(super) fn waiting(rule: &'static str, detail: Text) -> Refused {
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", say!("请稍候", "One moment"), detail).with_rule(rule).into()
}

/// The journal cannot be written, so nothing is handed out.
pub(super) fn unwritten(error: &std::io::Error) -> Refused {
    let detail = say!(
        "签名日志无法写入，签名没有交出：{error}",
        "the journal cannot be written, so the signature was not handed out: {error}"
    );
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, "journal", say!("日志无法写入", "No journal"), detail)
        .with_rule("agent.journal")
        .into()
}
