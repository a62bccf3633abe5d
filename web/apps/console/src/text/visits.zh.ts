/** Words of visits in Chinese; the English file has the same shape by type. */
export const visitsZh = {
  arrive: '到访取号', arriveHow: '扫预约码、刷身份证或输入完整证件号；留空则发无名号，稍后登记', scan: '预约码、证件号', ticketOut: '号码 {{ticket}} 已发出', gateC: '门口体温', take: '取号',
  arrived: '候登记征询', asked: '候检查', checked: '候医师', decided: '候采血', seated: '采血中', resting: '休息中', left: '已离开',
  next: '叫下一位', placeLabel: '我的位置', placeHow: '如：体检 1 号台；叫号时显示在大屏', recall: '再叫', pass: '过号', leave: '离开', callHere: '叫到这里', open: '查看',
  waits: '等候', since: '已 {{time}}', nobody: '没有人', nameless: '未登记', called: '已叫到 {{place}}', calledTimes: '叫了 {{n}} 次', passed: '过号 {{n}} 次', notFit: '不宜献血，请转告', refusedToday: '今天已来过，未能献血，请医师看', lookFor: '多次未到，请到候叫区寻找',
  hot: '体温 {{c}} °C，偏高', gate: '体温 {{c}} °C', help: '自助机请求帮助', bookingOnly: '仅出示预约码，须核对证件', slot: '预约 {{time}}', faceSame: '人脸一致 {{score}}', faceDifferent: '人脸不一致 {{score}}', faceUnsure: '人脸无法确定', faceStaff: '选择人工核对',
  answered: '已征询（{{place}}）', consented: '已阅读并同意知情内容', atKiosk: '自助机', atStaff: '工作人员', atHome: '在家',
  kindOf: '献血种类', cameAt: '到达', dayUnknown: '日期不确定', identify: '核对证件', document: '证件号码', identifyHow: '输入证件上的完整号码，或从献血者页面打开', donorFile: '献血者档案', donation: '献血记录', total: '共 {{n}} 人', wholeBlood: '全血', platelets: '血小板', plasma: '血浆',
  whyLeave: '离开原因', donated: '献血完成', refused: '不适宜献血', changedMind: '本人今天不献了', sentAway: '请改天再来（须说明）', vanished: '找不到人', mistake: '登记有误', noteLabel: '说明', ended: '今天已离开 {{n}} 人', title: '到访 {{ticket}}', empty: '今天还没有人到访', emptyHow: '在上方取号，或由自助机取号后自动出现在这里',
  claimed: '自报身份，须核对证件', claimedHow: '证件号码或预约码是 {{name}} 自己给的，还没有人看过证件。', cardSeen: '已核对证件，是本人', wasHot: '门口曾测 {{c}} °C', onPaper: '登记纸质知情同意', onPaperHow: '献血者已读完现行知情同意书并当面用笔签名。', research: '剩余样本可用于医学研究', notice: '愿意收到血液使用通知', witness: '见证人', witnessHow: '不填则为您本人见证', consentedOnPaper: '已在纸上签署知情同意（见证：{{name}}）',
}
