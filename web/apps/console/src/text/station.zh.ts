/** Words of the check station and the physician in Chinese; the English file has the same shape by type. */
export const stationZh = {
  check: '献血前检查', decide: '医师判定', toQueue: '返回排队', toCheck: '去检查', toDecide: '去判定', keep: '保存检查结果', again: '检查后又测，以最后一次为准', kind: '献血种类',
  byHand: '手工录入原因', byHandHow: '没有取自仪器的数值须说明原因，如：秤未联机', device: '仪器读数', take: '取用', taken: '已取用', noReadings: '最近十五分钟没有可用的仪器读数', from: '取自 {{device}}',
  pressures: '血压测量', pressureAgain: '记下这次血压，休息后复测', pressureN: '第 {{n}} 次 {{at}}', group: '快速血型', groupNone: '未测',
  live: '即时判定', fine: '所测数值符合要求', unmeasured: '填完体重、血压、脉搏、体温后即时判定', sexUnknown: '先核对证件，才能按性别判定', outside: '{{n}} 项不符合要求', kept: '已保存的检查', by: '{{name}} {{at}}', noCheck: '尚未做献血前检查', noAnswers: '尚未征询', notNow: '这位献血者现在不在这一步',
  history: '能献什么', accept: '同意献血', refuse: '不同意', reason: '不同意的理由', reasonHow: '会告诉献血者，请写得清楚、得体', deferral: '同时登记暂缓', deferralNone: '不登记', eventOn: '从哪天算起', volume: '献血量', act: '判定', already: '已有判定', signNow: '请出具健康检查表和知情同意书：献血者在签名板上手写签名，医师用自己的密钥签名。', open: '看献血记录', donor: '献血者', answers: '征询', answersLater: '逐题答案随献血记录显示', decidedNo: '不宜献血',
}
