/** Words of quality control: months, samples, results, deviations. */
export const qualityZh = {
  quality: {
    month: '月份', product: '品种', made: '本月制备', due: '应抽', drawn: '已抽', taken: '已取样', state: '状态', outside: '不合格', indicator: '指标', results: '结果', share: '合格率', unit: '献血编号', where: '位置', drawnAt: '抽取时间', by: '取样人', samples: '样品',
    none: '本月还没有制备可质控的血液成分', noneHow: '制备出成分后，按当月产量计算应抽数量。', noSamples: '还没有抽取样品', noSamplesHow: '点“抽取到期样品”，由程序随机抽取。', draw: '抽取到期样品', drew: '抽取了 {{n}} 袋',
    states: { in_control: '受控', open: '进行中', out: '失控' }, steps: { drawn: '待取样', taken: '待检测', tested: '已检测', replaced: '已替换' },
    take: '取样', takeHow: '到 {{where}} 取出抽中的血袋，扫描标签核对。不能取别的袋代替。', scan: '扫描血袋标签', takenAs: '取什么', bag: '整袋（随后报废）', segment: '小辫或小样', replace: '取不到，另抽一袋', replaceHow: '只有已发出、已过期或已报废的单位才能替换，原因由系统记录。', why: '替换原因',
    type: '录入结果', typeHow: '可分次录入；每项由另一人复核后才算数。', waits: '待复核', confirm: '与原始记录一致，确认', return: '退回', returnWhy: '退回原因', confirmed: '已确认', returned: '已退回', typedBy: '录入', limits: '限值', value: '测得值', basis: '依据', inside: '合格', out: '超限', chart: '质控图', rules: '规则', picture: '质控图，{{n}} 个值', noValues: '还没有确认过的结果。', tooFew: '前 {{needed}} 个合格值确定中心线，目前 {{have}} 个，暂不判断趋势。', noSize: '规格未知，不能判定', ml: '采血量 {{n}} mL',
  },
  deviation: {
    none: '没有偏差', noneHow: '质控月失控时自动立案；也可在这里登记。', number: '编号', title: '事由', opened: '立案', due: '关闭期限', state: '状态', open: '未关闭', closed: '已关闭', overdue: '已逾期', actions: '措施', new: '登记偏差', what: '发生了什么', place: '地点', lots: '批号', create: '登记', origin: '来源', origins: { equipment: '制备设备', quality_control: '成分质控', person: '人员登记' }, units: '涉及血液',
    step: '步骤', steps: { immediate: '应急处置', investigation: '调查经过', root_cause: '根本原因', effectiveness: '效果评价' }, said: '内容', write: '写入', written: '调查记录', nothing: '还没有记录', kinds: { corrective: '纠正', preventive: '预防' }, kind: '类别', action: '措施内容', owner: '责任人（用户名）', dueOn: '完成期限', add: '增加措施', note: '完成情况', finish: '报完成', verify: '验证', verified: '已验证', done: '已完成，待验证', pending: '未完成', close: '关闭偏差',
  },
}
