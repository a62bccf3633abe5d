/** Words of quality control: months, samples, results, deviations. */
export const qualityZh = {
  quality: {
    month: '月份', product: '品种', made: '本月制备', due: '应抽', drawn: '已抽', taken: '已取样', state: '状态', outside: '不合格', indicator: '指标', results: '结果', share: '合格率', unit: '献血编号', where: '位置', drawnAt: '抽取时间', by: '取样人', samples: '样品',
    none: '本月还没有制备可质控的血液成分', noneHow: '制备出成分后，按当月产量计算应抽数量。', noSamples: '还没有抽取样品', noSamplesHow: '点“抽取到期样品”，由程序随机抽取。', draw: '抽取到期样品', drew: '抽取了 {{n}} 袋',
    ended: '已结束', running: '本月未结束', waitingN: '待复核结果单 {{n}} 份', conclude: '下结论', concludeHow: '结果不足以判定是否受控时，写明原因和后续安排；结论不能修改。', conclusion: '结论', concludedBy: '{{name}} {{at}}', needed: '要求', monthOf: '质控月报',
    states: { in_control: '受控', open: '进行中', out: '失控' }, steps: { drawn: '待取样', taken: '待检测', tested: '已检测', replaced: '已替换' },
    take: '取样', takeHow: '到 {{where}} 取出抽中的血袋，扫描标签核对。不能取别的袋代替。', scan: '扫描血袋标签', takenAs: '取什么', bag: '整袋（随后报废）', segment: '小辫或小样', replace: '取不到，另抽一袋', replaceHow: '只有已发出、已过期或已报废的单位才能替换，原因由系统记录。', why: '替换原因',
    type: '录入结果', typeHow: '可分次录入；每项由另一人复核后才算数。', waits: '待复核', confirm: '与原始记录一致，确认', return: '退回', returnWhy: '退回原因', confirmed: '已确认', returned: '已退回', typedBy: '录入', limits: '限值', value: '测得值', basis: '依据', inside: '合格', out: '超限', chart: '质控图', rules: '规则', picture: '质控图，{{n}} 个值', noValues: '还没有确认过的结果。', tooFew: '前 {{needed}} 个合格值确定中心线，目前 {{have}} 个，暂不判断趋势。', noSize: '规格未知，不能判定', ml: '采血量 {{n}} mL',
  },
  deviation: {
    none: '没有偏差', noneHow: '质控月失控时自动立案；也可在这里登记。', number: '编号', title: '事由', opened: '立案', due: '关闭期限', state: '状态', open: '未关闭', closed: '已关闭', overdue: '已逾期', actions: '措施', new: '登记偏差', what: '发生了什么', place: '地点', lots: '批号', create: '登记', origin: '来源', origins: { equipment: '制备设备', quality_control: '成分质控', environment: '环境监测', person: '人员登记' }, units: '涉及血液', unitsHow: '扫描血袋标签或献血编号，每行一个；献血编号表示由它制成的全部血液',
    step: '步骤', steps: { immediate: '应急处置', investigation: '调查经过', root_cause: '根本原因', effectiveness: '效果评价' }, said: '内容', write: '写入', written: '调查记录', nothing: '还没有记录', kinds: { corrective: '纠正', preventive: '预防' }, kind: '类别', action: '措施内容', owner: '责任人（用户名）', dueOn: '完成期限', add: '增加措施', note: '完成情况', finish: '报完成', verify: '验证', verified: '已验证', done: '已完成，待验证', pending: '未完成', close: '关闭偏差',
  },
  environment: {
    scan: '扫描监测点或平皿标签', notFound: '没有这个监测点或平皿', point: '监测点', kind: '项目', class: '场所', last: '最近结果', due: '下次', state: '状态', add: '设置监测点', code: '编号', codeHow: '与现场标签一致', name: '位置', none: '还没有监测点', noneHow: '设置监测点后，系统按标准规定的周期提醒。',
    counts: { overdue: '逾期', due: '应测', waiting: '待处理平皿', raised: '最近结果异常' },
    standings: { overdue: '逾期未测', due: '应测', running: '进行中', repeat: '待复测', fine: '正常', closed: '已停用' },
    states: { exposed: '暴露中', forgotten: '暴露超时', incubating: '培养中', readable: '待判读', overgrown: '超过判读时限', unconfirmed: '待复核', confirmed: '已复核', void: '已作废' },
    levels: { within: '合格', alert: '警戒', outside: '超标' },
    every: '每 {{n}} 天', exposure: '暴露 {{min}}–{{max}} 分钟', incubate: '培养 {{n}} 小时后判读', limits: '标准', alertAt: '警戒 > {{n}}', rule: '监测要求', basis: '依据',
    put: '布皿', measure: '记录读数', label: '平皿编号', lot: '培养基批号', value: '结果', reading: '仪器读数', take: '收皿', read: '判读', organism: '菌落特征或鉴定', confirm: '复核一致', return: '退回', returnWhy: '退回原因', void: '作废', voidHow: '破损、干裂或超时的平皿作废后重新监测，原因留存。', close: '停用', closeHow: '停用后不再提醒，历史结果保留。',
    now: '当前平皿', nothing: '当前没有平皿', takeFrom: '{{at}} 起可收皿', readFrom: '{{at}} 起可判读', readUntil: '{{at}} 前判读', history: '监测记录', noHistory: '还没有监测记录', trend: '趋势', picture: '{{n}} 次结果的趋势', by: '{{name}} {{at}}', putBy: '布皿', takenBy: '收皿', readBy: '判读', decidedBy: '复核', deviation: '偏差记录', at: '时间', steps: '经过',
  },
}
