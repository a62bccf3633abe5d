export const tripsZh = {
  title: '外采任务', new: '安排外采', newTitle: '安排外采任务', none: '还没有外采任务', noneHow: '为采血车安排日期、条码和人员，出车前取行程包。',
  vehicle: '采血车', day: '日期', expected: '预计人数', first: '首个献血编号', firstHow: '扫描条码卷的第一枚', count: '条码数量', crew: '随车人员', physician: '医师', nurses: '护士', nursesHow: '按住 Ctrl 可多选',
  state: '状态', planned: '已安排', out: '外出中', back: '待结束', closed: '已结束', contact: '最近联络', never: '未联络', waiting: '车上待回传 {{n}} 条', entries: '已回传 {{n}} 条', clock: '车载时钟慢 {{time}}', clockFast: '车载时钟快 {{time}}', broken: '校验链从第 {{n}} 条起不连续',
  counts: '核对', visits: '人数', collected: '已采集', tubes: '试管', refused: '不宜献血', failed: '采集失败', gone: '未献血离开', numbers: '编号', used: '已用', void: '作废', unused: '未用', packageMade: '行程包', packageNone: '尚未取包', vehicleClosed: '车上结束',
  pin: '设置我的 PIN', pinTitle: '本次外采的 PIN', pinHow: '6–12 位数字，只在本次外采的车上有效。', pinSet: 'PIN 已设', pinMissing: 'PIN 未设', pinNew: 'PIN',
  code: '查看行程码', codeTitle: '行程码', codeHow: '抄写到外采单上，不要与车载机放在一起。查看会被记录。', codeIs: '行程码', key: '本站公钥', why: '查看原因',
  close: '结束任务', closeTitle: '结束外采任务', closeHow: '未使用的编号随即作废，没有到场的预约记为未到；之后迟到的献血反应仍可回传。', cases: '核对事项', casesNone: '没有待核对的事项', caseHold: '血液已锁定', propose: '处理', proposeTitle: '处理核对事项', decision: '处理方式', reason: '理由', newNumber: '新编号', confirm: '确认', proposedBy: '{{name}} 提出：{{what}}', decidedBy: '{{name}} 已处理：{{what}}',
  ready: '好', lift: '解除锁定', discard: '不予使用', keep: '保持锁定', renumber: '换编号登记', secondHow: '解除锁定和换编号须由另一人确认。',
  gave_elsewhere: '另有献血', deferred: '档案不允许', judged_otherwise: '重新判定不符', not_deferred: '暂缓未登记', no_consent: '无知情同意', rules_changed: '规则版本不同', package_old: '行程包过旧', number_used: '编号已被使用', number_foreign: '编号不属本次', identity_differs: '身份信息不符', identity_unusable: '无法建档', duplicate: '可能重复建档', staff_revoked: '人员无权', chain_broken: '校验链不连续', forked: '记录有两份', unreadable: '记录无法解密', reaction_apart: '未献血者不适', decision_unqualified: '判定人无权限', steps_missing: '步骤缺失', not_asked_again: '进针前未核对', unsigned: '未签名', lot_refused: '耗材不得使用', kit_used: '血袋已用过', wish_unclear: '意愿贴纸不明',
  mayDecide: '只列出有判定权限的医师',
  signed: '车上知情同意与签名', signature: '查看签名', signedHow: '献血者在采血车上阅读、同意并手写签名；查看须写明原因，查看会被记录。', consent: '告知文本', noConsent: '没有同意的记录', signedAt: '签名时间', notice: '血液使用通知', research: '剩余样本用于研究', noStrokes: '没有手写签名',
}
