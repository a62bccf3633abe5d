/** Words of the confirmation laboratory. */
export const confirmZh = {
  agent: '病原体', donation: '献血编号', stage: '进度', stages: { to_sample: '待再次采样', to_send: '待送检', sent: '已送检', typed: '待复核', to_notify: '待报告', done: '完成' }, due: '期限', overdue: '已超期', outcome: '结论', outcomes: { positive: '阳性', negative: '阴性', indeterminate: '不确定' }, hidden: '已录入，复核时另行读取', known: '经过', round: '第 {{n}} 次采样',
  onlyOpen: '只看未完成', none: '没有待办的确认实验', noneHow: '有反应性的报告经两人签名后，这里自动开立确认。', find: '献血编号',
  chosen: '已选 {{n}} 份待送检', send: '送检', list: '送检单号', laboratory: '接收实验室', carrier: '送检人', choose: '选入送检', usual: '{{method}} · {{laboratory}}',
  enter: '录入结果', enterHow: '照报告原件录入；由另一人不看你的录入再读一遍。', report: '报告编号', reportedOn: '报告日期', note: '条带、滴度等', confirm: '复核', confirmHow: '照报告原件填写；两人一致才生效。', giveBack: '退回重录', giveBackHow: '首次录入有误时退回，原录入保留在案。', returnedN: '退回 {{n}} 次',
  sample: '登记再次采样', sampledOn: '采样日期', sampleFrom: '{{day}} 起可采样', notify: '登记传染病报告', card: '报告卡编号', sentBy: '{{list}} · {{carrier}}', by: '{{typed}} 录入 · {{confirmed}} 复核', notified: '报告卡 {{card}}',
}
