//! What people call the events.

use super::Fact;
use crate::text::Text;

impl Fact {
    /// What people call this event.
    pub fn title(&self) -> Text {
        let (zh, en) = match self {
            Self::Collected(_) => ("采集", "collected"),
            Self::Prepared(_) => ("制备成", "prepared"),
            Self::TakenOver(_) => ("从旧系统接管", "taken over"),
            Self::Divided(_) => ("分离/分装", "divided"),
            Self::Pooled(_) => ("汇集", "pooled"),
            Self::Modified(_) => ("加工", "modified"),
            Self::Treated { .. } => ("处理", "treated"),
            Self::Tested(_) => ("检验", "tested"),
            Self::LabelVerified(_) => ("标签复核", "label verified"),
            Self::Released { .. } => ("放行", "released"),
            Self::Rejected => ("判定不合格", "rejected"),
            Self::Held { .. } => ("锁定", "held"),
            Self::Lifted { .. } => ("解除锁定", "hold lifted"),
            Self::PutAway(_) => ("入库", "put away"),
            Self::Moved(_) => ("移位", "moved"),
            Self::Seen(_) => ("识读", "seen"),
            Self::Promised { .. } => ("预留", "promised"),
            Self::Freed => ("取消预留", "freed"),
            Self::Issued { .. } => ("发放", "issued"),
            Self::Dispatched(_) => ("出发", "dispatched"),
            Self::HandedOver { .. } => ("交接", "handed over"),
            Self::Received { .. } => ("接收", "received"),
            Self::Matched { .. } => ("配血", "matched"),
            Self::Dispensed { .. } => ("发血到科室", "dispensed"),
            Self::Returned(_) => ("科室退回", "returned"),
            Self::TransfusionStarted { .. } => ("开始输注", "transfusion started"),
            Self::TransfusionEnded { .. } => ("结束输注", "transfusion ended"),
            Self::Discarded { .. } => ("报废", "discarded"),
            Self::Exported { .. } => ("外供", "exported"),
            Self::Recalled { .. } => ("召回", "recalled"),
            Self::Lost => ("丢失", "lost"),
            Self::Found(_) => ("找回", "found"),
            Self::Corrected(_) => ("更正", "corrected"),
        };
        Text::new(zh, en)
    }
}
