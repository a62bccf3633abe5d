/** Words of who may give from when on: verdicts, rules, permissions, the exchange of exclusions, re-entry. */
export const standingZh = {
  standing: {
    title: '献血资格', on: '查看日期', today: '今天', may: '可以献', from: '{{day}} 起可献', never: '不能献', until: '至 {{day}}', rest: '一年内还可单采 {{ml}} mL', byPermit: '凭特殊批准', rules: '查看规则', clause: '依据',
    kind: { whole_blood: '全血', apheresis_platelets: '单采血小板', apheresis_plasma: '单采血浆' },
  },
  deferralMore: {
    shorten: '提前结束日（医师）', shortenHow: '由登记人以外的医师决定，写明依据；原来的截止日保留在历史中。', correct: '登记有误', correctHow: '登记错人或代码有误时用。提出后仍然有效，由另一位医师确认后才解除，两人的记录都保留。', mistake: '哪里有误', wrong_person: '登记错人', wrong_code: '代码有误（正确的已另行登记）', waits: '更正待确认', said: '{{by}} {{at}} 提出，{{day}} 前由另一位医师确认', confirm: '确认有误', confirmHow: '请先“查看原因”并核对原始记录。确认后立即解除，记录保留。', reject: '并无错误', rejectHow: '这条暂缓或屏蔽保持不变。',
    byReentry: '永久屏蔽只能经“归队”解除；没有归队方案的代码不解除。', neverLifted: '永久屏蔽不在这里解除，只走归队程序。', protocols: '归队方案：{{names}}', noProtocol: '这个代码没有归队方案，不予解除；登记有误请走“登记有误”。', corrected: '{{by}} {{at}} 提出更正（{{what}}）：{{why}}', confirmed: '{{by}} {{at}} 确认：{{why}}', rejected: '{{by}} {{at}} 认为无误：{{why}}', notEarlier: '不能早于规则的截止日；提前由另一位医师决定',
    event: '发生日期', end: '结束日期', cure: '治愈日期', last_dose: '末次用药或接种日期', contact: '末次接触或停留日期', caseOf: '情形', longest: '不确定（按最长）', lasts: '暂缓至 {{day}}，次日起可献', over: '按此日期计算，{{day}} 已到期，不必再登记', open: '规则没有默认期限，请填写截止日期', other: '改用其他截止日期',
    only: '仅限 {{kinds}}', move: '调整截止日', moveHow: '只调整截止日，原因和历史都保留。', moved: '{{by}} {{at}} 把截止日从 {{before}} 调到 {{after}}：{{why}}', since: '从 {{day}} 起算', physician: '医师判定', call_back: '献血后回告', reactionSource: '献血反应',
  },
  permit: {
    title: '特殊批准', new: '开具特殊批准', interval: '缩短间隔（特殊配型）', age: '超龄献血（本人书面要求）', permits: '批准内容', kind: '献血种类', from: '生效', until: '截止', why: '为谁、为什么（加密保存）', paper: '依据的文件', paperHow: '例如医院申请单号、本人书面申请', give: '签发', withdraw: '撤回', withdrawHow: '撤回后立即失效。', none: '没有特殊批准', open: '有效', used: '已使用', withdrawn: '已撤回', over: '已过期', by: '{{by}} {{at}} 签发', span: '{{from}} 至 {{until}}',
  },
  foreign: {
    title: '其他血站的登记', none: '其他血站没有登记', ask: '请向 {{station}} 核实：{{at}}', byDocument: '证件相同', byPerson: '姓名和生日相同，可能是另一人', since: '{{day}} 起', clear: '核实排除', clearHow: '写明对方答复，或为什么不是同一人。排除后此条不再影响这位献血者。', cleared: '{{by}} {{at}} 已核实排除：{{why}}',
  },
  exchange: {
    title: '屏蔽交换', key: '共享密钥', keyNone: '尚未设置。设置前不与其他血站交换。', keySet: '指纹 {{fingerprint}}，{{at}} 设置', keyNew: '设置密钥', keyText: '密钥（至少 64 位十六进制）', keyHow: '由牵头单位当面交付，加密保存，任何人都看不到。两站的指纹相同，密钥就相同。换密钥后须请各站重新发送。',
    partners: '参加交换的血站', partner: '血站', ask: '联系方式', askHow: '核实时找谁：科室和电话', entries: '有效条数', withdrawn: '已撤销', heard: '最近收到', add: '登记血站', none: '还没有参加交换的血站', noneHow: '先登记血站，再从“导入”读入它的名单，或由对方的账号发送。',
    out: '本站名单', outHow: '只有散列、类别和日期，没有姓名和原因；已解除的写明日期。', download: '导出 CSV', exporting: '已读 {{count}} 条…', in: '读入名单',
  },
  reentry: {
    title: '归队', openOnly: '进行中', one: '归队 {{name}}', empty: '没有进行中的归队', emptyHow: '在献血者的“暂缓与屏蔽”里，对一条屏蔽点“申请归队”。', donor: '献血者', state: '进度', wait: '可采样日', samples: '采样', results: '结果', asked: '申请', all: '含已结束的', ask: '申请归队', askHow: '等待期从屏蔽之日起算，不能缩短。方案与理由加密保存。', protocol: '方案', why: '申请理由', look: '查看详情', lookHow: '内容保密，查看会记录在案。', seen: '正在显示保密内容，已记录在案。',
    waiting: '等待期', testing: '检测中', proposed: '待确认', lifted: '已归队', kept: '维持屏蔽', withdrawn: '已撤回', months: '等待 {{count}} 个月', excluded: '屏蔽日', need: '采样 {{have}}/{{need}}', clause: '依据', number: '献血编号（只采样，不献血）', numberHow: '扫描试管条码；用过的编号不接受', taken: '采样日期', sample: '登记采样', retest: '检测项目', passed: '合格', failed: '不合格', outcome: '结果', report: '检验报告', reportHow: '报告编号和日期', enter: '录入结果', compare: '核对', compareHow: '请看报告原件，独立选择结果；与第一人不一致时不会保存。', compared: '已核对', first: '待第二人核对', hidden: '核对前不显示',
    propose: '提出结论', lift: '解除屏蔽', keep: '维持屏蔽', conclusion: '结论', note: '理由', decide: '确认结论', confirm: '同意', back: '退回', proposedLift: '建议解除屏蔽', proposedKeep: '建议维持屏蔽', give: '撤回申请', giveHow: '撤回后屏蔽保持不变，可以再次申请。', noSamples: '此方案不需要采样', steps: '全部步骤',
    step: { asked: '申请', sampled: '采样', entered: '录入结果', compared: '核对结果', proposed_lift: '建议解除', proposed_keep: '建议维持', put_back: '退回', lifted: '已解除屏蔽', kept: '维持屏蔽', withdrawn: '撤回' },
    line: { asked: '申请', wait: '等待', sample: '采样', test: '检测', propose: '提出结论', decide: '第二人确认' },
  },
  rulesPage: {
    title: '献血规则', on: '生效日', how: '判断献血者能否献血所用的全部数字，每条都有出处、生效日期和可信度。', item: '项目', value: '数值', source: '出处', since: '生效', confidence: '可信度', high: '高：与原文核对', medium: '中：一般知识', low: '低：本站自定', confidenceShort: { high: '高', medium: '中', low: '低' },
    ages: '年龄与次数', age: '献血年龄', ageValue: '{{min}}–{{max}} 周岁；多次献血者至 {{repeat}} 周岁', repeat: '多次献血者', repeatValue: '无反应献血 {{count}} 次以上；{{form}}', onPaper: '须有本人书面要求和医师批准', byConsent: '签署知情同意即为本人要求', intervals: '间隔', intervalOf: '{{previous}} → {{next}}', months: '{{count}} 个月', days: '{{count}} 天', approved: '医师批准可至 {{count}} 天', failed: '未成功的进针', failedValue: '间隔：{{interval}}；年度上限：{{cap}}', counts: '计入', countsNot: '不计入',
    caps: '年度上限', capTimes: '{{days}} 天内 {{count}} 次', capMl: '{{days}} 天内共 {{ml}} mL', limits: '检查限值', volumes: '献血量', permits: '特殊批准', permitValue: '最长 {{count}} 天，一次有效', clauses: '其他依据', reasons: '暂缓与屏蔽', permanent: '永久屏蔽，经归队解除', openEnd: '填写截止日期', fromDay: '自{{start}}起', confidential: '保密', onlyKinds: '仅限 {{kinds}}', forSex: { male: '男', female: '女' }, protocols: '归队方案', protocolValue: '等待 {{months}} 个月；采样 {{samples}} 次；{{tests}}', years: '{{count}} 年', sameDay: '当日', laboratory: '检验判定产生', below: '低于 {{value}}', atLeast: '不低于 {{value}}', atMost: '不高于 {{value}}',
    start: { event: '发生之日', end: '结束之日', cure: '治愈之日', last_dose: '末次用药或接种', contact: '末次接触或停留' },
  },
}
