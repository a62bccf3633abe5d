/** Words of the collection room: reactions, lots, the machine's curve. */
export const reactionZh = {
  report: '登记不良反应', reportTitle: '登记献血不良反应', reportDo: '登记', late: '登记献血后的反应', kind: '反应类型', grade: '分级', phase: '发生在', onset: '发生时间', onsetHow: '不填即为现在', seen: '表现', seenHow: '如：面色苍白、出汗、心率 48', measures: '已做的处置', measuresHow: '如：停止采集，平卧抬高下肢', way: '如何得知',
  ways: { seen: '现场看到', phone: '献血者来电', visit: '献血者返回' }, phases: { before: '献血前', during: '采血中', after: '献血后现场', away: '离开之后' },
  state: '状态', open: '处理中', closed: '已结案', donor: '献血者', site: '地点', at: '发生', due: '该做什么', none: '没有处理中的不良反应', noneHow: '在采血位或献血记录里登记；中度以上会提示次日随访。', all: '全部', openWord: '处理中',
  tasks: { treat: '医师处置', end: '登记缓解', call: '电话随访', defer: '处理暂缓', close: '结案' }, by: '{{at}} 前', overdue: '已超时', nothing: '无待办',
  next: '下一步', treatHow: '写明医师做了什么；可同时记录生命体征。', text: '内容', systolic: '收缩压', diastolic: '舒张压', pulse: '脉搏', keep: '记录', endDo: '已缓解', endAt: '缓解时间', callHow: '问：有无头晕、穿刺处情况、是否就医；记下回答。', callDo: '记录随访',
  deferHow: '规则库建议暂缓：{{code}}（{{clause}}）。由医师决定。', deferEnter: '登记暂缓', deferDecline: '不暂缓', until: '暂缓至', untilHow: '不填按规则库；重度须填写', reason: '理由', closeDo: '结案', outcome: '结局', outcomeHow: '如：当日恢复，次日随访无不适',
  vitals: '记录生命体征', measure: '记录处置', regrade: '重新分级', regradeDo: '改为此级', was: '现为{{grade}}', timeline: '经过', facts: '登记内容', told: '登记', over: '已缓解', ended: '结案', noteKinds: { vitals: '生命体征', measure: '处置', follow_up: '随访', grade: '重新分级', deferral: '暂缓' },
  serious: '已通报质量部门', donation: '献血记录', mine: '不良反应', has: '{{n}} 次不良反应', vitalsLine: '血压 {{bp}} mmHg，脉搏 {{pulse}}', deferred: '已登记暂缓', notDeferred: '决定不暂缓',
}
export const lotZh = {
  item: '物料', items: { kit: '血袋 / 耗材', needle: '穿刺针', tube: '试管', pouch: '留样袋' }, lot: '批号', article: '货品', expires: '有效期', pieces: '到货数', used: '已用于', donations: '{{n}} 人次', state: '状态', site: '采血点',
  states: { received: '未启用', open: '使用中', finished: '已结束', unlisted: '未登记到货' }, recalledWord: '已召回', expired: '已过期', finished: '显示已结束', yes: '是', no: '否', mine: '本人所在采血点',
  receive: '登记到货', receiveTitle: '登记到货批号', scan: '厂家标签', scanHow: '扫描 GS1 条码，批号和有效期自动读出', typed: '扫不出时手工填写', receiveDo: '登记', open: '启用', finish: '结束使用', none: '本采血点还没有批号', noneHow: '到货时扫描厂家标签登记；首次使用时自动启用。',
  recall: '召回批号', recallTitle: '召回一个批号', recallHow: '该批号立即停用；用过它的献血所得血液全部锁定，由质量人员逐一处理。', recallDo: '召回', recalls: '召回', noRecalls: '没有召回过批号', by: '召回人', at: '召回时间',
  touched: '涉及的献血', units: '涉及的血液', donors: '献血者', held: '已锁定', gone: '已离开', transfused: '已输注', heldWord: '本次召回锁定', released: '未锁定', product: '品种', life: '状态', number: '献血编号', ended: '采集时间', transfusedHow: '其中 {{n}} 袋已输注：请通知用血医院随访。', back: '全部批号',
}
export const flowZh = {
  title: '采集曲线', none: '采血秤还没有报告这个编号', noneHow: '在秤上扫描献血编号后，曲线会自动出现。', volume: '采集量', duration: '时长', flow: '流速', mean: '平均流速', target: '目标量', device: '设备', alarms: '报警', anticoagulant: '抗凝剂', processed: '处理血量', saline: '生理盐水', plasma: '血浆', platelets: '血小板', count: '血小板总数', doses: '治疗量', cycles: '循环数', began: '开始',
  phases: { start: '已开始', running: '采集中', paused: '已暂停', alarm: '报警', end: '已结束', interrupted: '记录中断' }, minutes: '分钟', full: '可制备全部成分', redCells: '红细胞下限', slow: '{{minutes}} 分钟后不得制备 {{products}}', fine: '符合要求', attached: '已作为本次献血的设备记录', differs: '录入与设备不符', typedTold: '{{figure}}：录入 {{typed}}，设备 {{told}}', figures: { volume_ml: '采集量 mL', seconds: '时长 秒', anticoagulant_ml: '抗凝剂 mL', platelets_e11: '血小板 ×10¹¹' }, explained: '说明', why: '与设备不符的原因', whyHow: '如：秤未清零，已复称', says: '设备读数 {{ml}} mL', picture: '采集曲线：{{ml}} mL，{{minutes}} 分钟', hardly: '曲线点太少',
}
