import { boxesZh, sessionsZh } from './sessions.zh.ts'
import { aftercareZh } from './aftercare.zh.ts'
import { bookingsZh } from './bookings.zh.ts'
import { confirmZh } from './confirm.zh.ts'
import { donorFileZh } from './donorfile.zh.ts'
import { stationZh } from './station.zh.ts'
import { visitsZh } from './visits.zh.ts'
import { devicesZh } from './devices.zh.ts'
import { tripsZh } from './trips.zh.ts'
import { flowZh, lotZh, reactionZh } from './room.zh.ts'
import { padZh } from './pad.zh.ts'
import { standingZh } from './standing.zh.ts'
import { hallZh } from './hall.zh.ts'
import { recallZh } from './recall.zh.ts'
import { labWorkZh } from './labwork.zh.ts'
import { poolsZh } from './pools.zh.ts'
import { qualityZh } from './quality.zh.ts'
import { samplesZh } from './samples.zh.ts'

/** Words of the console in Chinese; the English file has the same shape by type. */
export const zh = {
  brand: '城市智慧血液网', all: '全部', choose: '请选择', loading: '正在读取…', remove: '移除', cancel: '取消', reason: '原因', note: '备注', yes: '是', no: '否', bags: '袋',
  visit: visitsZh,
  hall: hallZh,
  pools: poolsZh,
  samples: samplesZh,
  confirm: confirmZh,
  station: stationZh,
  booking: bookingsZh,
  device: devicesZh,
  trip: tripsZh,
  reaction: reactionZh,
  lot: lotZh,
  flow: flowZh,
  ...aftercareZh,
  session: sessionsZh,
  box: boxesZh,
  scene: {
    records: '文书',
    recruit: '招募', collect: '采集', lab: '检验', process: '制备', store: '储存', transport: '运输', issue: '发放', transfuse: '临床用血', care: '服务', govern: '管理',
    platform: '平台', sense: '物联', ledger: '账本',
  },
  job: {
    documents: '文书', keeping: '保管与销毁', certificates: '我的证书', toSign: '待我签名',
    duplicates: '重复档案', reentries: '归队', blocks: '屏蔽交换', rules: '献血规则',
    donors: '献血者', bookings: '预约', sites: '采血点', groups: '团体预约', plan: '采集计划', coverage: '半小时献血圈', showModel: '到场率模型', chairs: '采血位', donations: '献血', queue: '排队', trips: '外采', devices: '设备', sessions: '场次', boxes: '交接箱', boxCases: '交接缺失', leavings: '注销申请', reactions: '不良反应', lots: '批号', judge: '检验判定', samples: '标本接收', racks: '标本位置', disposals: '标本销毁', confirmations: '确认实验', signOff: '报告签发', runs: '检测批', arrivals: '仪器结果', charts: '质控图', reagents: '试剂', bench: '检验仪器', kits: '试剂盒', receive: '接收', hall: '制备看板', batches: '工序批次', shifts: '交接班', equipment: '制备设备', programmes: '程序与方案', supplies: '制备耗材', prepare: '分离贴签', pools: '汇集', release: '放行', units: '库存', putAway: '入库', storeDiscard: '报废',
    quality: '成分质控', environment: '环境监测', deviations: '偏差',
    handOver: '交接', shipments: '送血', cases: '缺失追查', slips: '搬运单', orders: '订单', hospitalStock: '院内库存', patients: '患者', match: '配血输血', hospitalDiscard: '院内报废', messages: '消息', gifts: '纪念品', donorReports: '献血者反馈',
    cityStock: '全市库存', ownStock: '本院存量', holds: '锁定', recalls: '回溯召回', imports: '导入', users: '用户', roles: '角色', audit: '审计',
  },
  jobHow: {
    queue: '谁在等、等什么、等了多久；叫号',
    trips: '安排采血车外采，取行程包，核对回传',
    devices: '设备是否连通、校准是否有效；静默即报警',
    documents: '拟制、签名、归档、查找文书', keeping: '到期的文书：留还是销毁，两人办理', certificates: '签名用的证书：申请、挂失、导出', toSign: '轮到您可以签名的文书',
    duplicates: '可能属于同一人的两份档案：并排核对、两人合并', reentries: '被屏蔽的献血者：等待、复检、两人决定', blocks: '与其他血站交换不宜献血名单（散列）', rules: '谁、多久、能献多少：每条有出处',
    reactions: '谁有反应、该做什么、何时随访', lots: '血袋、针、试管批号：到货、启用、召回',
    sessions: '当日清点：血袋、试管、表单，说明差异，关闭', boxCases: '箱里没有扫到的血袋：找到，或签字确认丢失', leavings: '谁要注销：移除什么、依法保留什么、答复', boxes: '扫码装箱、封签交出、开箱接收',
    donors: '登记献血者，查询何时可再献', bookings: '当日时段、签到、代为预约、候补', sites: '开放时间、特殊日、采血椅、单采机、停靠', groups: '单位预留名额，名单后报', plan: '一周的人员、目标与冲突', coverage: '多少居民半小时内能到', showModel: '谁会来、估得准不准', chairs: '核对身份、扫描绑定、进针、拔针、休息', donations: '征询、体检、绑定献血编号、采血', judge: '逐份查看结果、复检与判定', samples: '对照送检清单逐支扫描，缺、多、不合格各有说法', racks: '哪支试管在哪个架的哪个位置', disposals: '保存期满的标本：装入、确认、交出', confirmations: '反应性标本送检、结果双人读取、依法报告', signOff: '检测、复核、签发，正常的一并签名', runs: '待检标本排板、双人录入读数、质控判断', arrivals: '联机和文件来的结果，对不上的等人处理', charts: '各批质控的走势与 Westgard 规则', reagents: '收货、批间比对、放行、停用', bench: '校准有效期、停用与恢复', kits: '说明书、质控界限、临界值', receive: '扫码接收新采的血',
    hall: '每袋还能做什么、最晚何时、卡在哪里', batches: '扫设备、扫血袋，启动与结束', shifts: '未完成的交给下一班，两人签认', equipment: '校准、停用、恢复使用', programmes: '设备程序双人批准，制备方案与依据', supplies: '滤器、刀片、溶液：接收与准入',
    quality: '每月抽样、结果双人复核、是否受控', environment: '制备与储血场所的菌落、温湿度，逾期与超标', deviations: '偏差调查、纠正预防措施、关闭',
    prepare: '分离成分，打印并复扫标签', pools: '同型血小板并成一袋', release: '过放行门，双人签名', units: '按血型、品种、效期找血', putAway: '扫码，放到位', storeDiscard: '说明原因，双人确认',
    handOver: '扫箱码、记温度、接过运输箱', shipments: '装箱、交接、接收', cases: '箱里少了血，查到去向为止', slips: '站内搬运单据', orders: '按先到期先出调配，说明每一袋的取舍', hospitalStock: '本院有什么血、还有多久', patients: '患者、标本与血型',
    match: '交叉配血、发血、床旁双人核对', hospitalDiscard: '一人提出，一人确认', gifts: '各点有多少：入库、发放、清点', messages: '告诉献血者：预约、结果、血已用上', donorReports: '不适、回告、投诉，等候最久的在前', cityStock: '各血型、各品种够用几天', ownStock: '本院各血型、各品种够用几天',
    holds: '被锁定的血与原因', recalls: '停用、通知、随访到底，两人结案', imports: '读入旧表，改正被拒的行', audit: '谁做了什么、看了谁', users: '谁能登录，能做什么', roles: '每个角色的权限',
  },
  signIn: {
    title: '登录', username: '账号', password: '密码', enter: '登录', demo: '演示账号', demoHow: '这是虚构的城市。点一个角色即可登录。', offline: '连不上服务器，重试',
    or: '或者', key: '用安全密钥登录', token: '用 USB Key 登录', tokenOther: '使用本机的 USB Key', tokenNone: '没有找到可以登录的 USB Key：请插好，并确认其中已有证书。', tokenKey: 'USB Key', tokenPin: 'USB Key 的 PIN', servicePin: '签名服务的授权码',
    motto: '一袋血，从一只手臂到另一只手臂，每一步都有人负责、有据可查。', art: '十个字——招、采、检、制、储、运、发、用、服、管——沿一条血脉，从献血者手臂流向患者手臂',
  },
  home: { hello: '{{name}}，您好', usual: '常用工作' },
  lost: { title: '迷路了', what: '没有这个页面', how: '地址可能输错了，或页面已经移走。', home: '回到首页', broken: '页面出错了' },
  stock: {
    now: '此刻可用', grid: '血型与品种库存表', sum: '合计', legend: '等级', sites: '{{reporting}}/{{total}} 个站点已上报', days: '够用 {{count}} 天',
    soon: '72 小时内到期 {{count}} 袋', cell: '{{product}} {{group}}：{{units}} 袋，{{grade}}', onDemand: '按需制备', goal: '目标 {{days}} 天 · {{source}}',
  },
  productClass: { whole_blood: '全血', red_cells: '红细胞', platelets: '血小板', plasma: '血浆', cryoprecipitate: '冷沉淀', granulocytes: '粒细胞' },
  unit: {
    number: '献血编号', group: '血型', product: '品种', volume: '血量', state: '状态', place: '地点', expires: '失效', collected: '采集时间', code: '品种代码',
    custody: '保管', promise: '占用', donation: '整份献血', whole: '看整份献血', about: '这袋血', family: '同一次献血', proof: '记录与存证',
    events: '记录', eventsOf: '{{count}} 条', signed: '双人签名', late: '事后补记', sealed: '已封存', sealedOf: '{{sealed}} / {{all}} 条', proofFile: '下载可离线验证的证明文件', truncated: '这个家族太大，只显示一部分。', notYours: '您的角色不看血液的一生', notYoursHow: '需要时请联系质量管理或血库同事。',
  },
  promise: { free: '未占用', promised: '已为订单预留', committed: '已发往订单', matched: '已配血', dispensed: '已发给患者' },
  hold: {
    excursion: '温度异常', recall: '召回', look_back: '回溯', investigation: '调查', found: '找回待查', damaged: '破损', group_conflict: '血型不符', patient_report: '临床报告',
  },
  fact: {
    volume_ml: '血量 mL', group: '血型', marker: '项目', outcome: '结果', position: '位置', hold: '锁定类别', sample: '标本', until: '有效至', to: '交给', ward: '病区', added_ml: '加入 mL', loss_ml: '损耗 mL',
    purpose: '用途', recipient: '接收方', recall: '召回编号',
  },
  outcome: { non_reactive: '无反应性', reactive: '有反应性', neutral: '不适用' },
  purpose: { fractionation: '血浆制品', research: '科研', delivery: '送血', internal: '内部转运', quarantine: '隔离退回' },
  holds: { open: '锁定', openHow: '连同由它制成的全部血液一起锁定。', kind: '类别', lift: '解除锁定', one: '锁定', recall: '按献血编号召回或锁定', numbersHow: '可一次填多个，用空格或换行隔开', done: '已锁定 {{count}} 袋', empty: '没有被锁定的血', emptyHow: '因温度异常、召回、调查等锁定的血会列在这里。' },
  step: {
    accepted: '可以献血', bound: '已绑定', started: '采集中', completed: '已采完', refused: '不宜献血', cancelled: '已取消', waiting: '待检', typed: '已录入', signed: '一人已签', judged: '待签发',
    qualified: '合格', rejected: '不合格', group_conflict: '血型不符', expected: '待接收', received: '已接收', split: '待贴签', labelled: '待放行', proposed: '待第二人', confirmed: '已确认',
    released: '已放行', submitted: '已提交', part_allocated: '部分调配', allocated: '已调配', part_issued: '部分发放', issued: '已发放', promised: '已预留', damaged: '破损', missing: '缺失',
    packed: '已装箱', good: '完好', handed_over: '在途', matched: '已配血', lapsed: '已失效', incompatible: '不相合', emergency: '紧急待签', emergency_signed: '紧急已签', dispensed: '已发血', starting: '待第二人核对',
    running: '输注中', finished: '已输完', returned: '已退回', pending: '待第二人', done: '已报废', withdrawn: '已撤回', queued: '待发送', delivered: '已送达', withheld: '不发送',
    active: '启用', disabled: '已停用', discarded: '已报废', done_case: '已结案',
  },
  sex: { male: '男', female: '女' },
  documentKind: { citizen_id: '居民身份证', passport: '护照' },
  orgKind: { station: '血站', hospital: '医院', commission: '卫健委' },
  donor: {
    name: '姓名', person: '性别年龄', age: '{{count}} 岁', document: '证件号码', documentKind: '证件', phone: '手机', last: '上次献血', lastOn: '上次 {{day}}', eligible: '能否献血', born: '出生日期', sex: '性别',
    may: '可以献血', mayNot: '不宜献血', from: '{{day}} 起可献', until: '至 {{day}}', forever: '永久', find: '找人', findHow: '姓名或拼音的任一部分、首字母、手机或证件号（含后四位），或扫码', new: '登记献血者', register: '登记',
    none: '没有找到这个人', empty: '还没有献血者', emptyHow: '从“登记献血者”开始；有身份证的，读号码即可。', unmask: '查看真实信息', unmaskDo: '记录原因并查看', unmaskHow: '您的姓名、时间和原因会记入审计。',
    unmasked: '正在显示真实信息；离开此页后重新遮蔽。', donations: '献血次数', times: '{{count}} 次', groupUnknown: '待两次检验确认', told: '愿意收到用血通知', registered: '登记时间', deferrals: '暂缓与屏蔽', noDeferral: '没有暂缓或屏蔽',
    arrive: '登记到访', consent: '本人愿意在血液被使用后收到通知', same: '有高度相似的档案', sameHow: '请当面核对。确认不是同一人后，再点“不是同一人，继续登记”。', notSame: '不是同一人，继续登记',
  },
  deferral: {
    new: '登记暂缓或屏蔽', enter: '登记', code: '原因', temporary: '暂缓', permanent: '永久屏蔽', until: '截止日期', untilHow: '已按规则填好，可以改。这一天之后可以再献。', permanentHow: '永久屏蔽没有截止日期，只能经归队程序解除；没有归队方案的代码不解除。', keep: '对一般人员隐藏原因', alwaysConfidential: '此原因一律保密。',
    note: '医学备注', noteHow: '加密保存，只有查看原因的人能看到。', lift: '解除', liftHow: '解除后立即按规则重新计算能否献血。', reveal: '查看原因', sealed: '原因保密，点“查看原因”并说明理由', physician: '原因由医师查看', history: '全部记录与原因', hide: '收起', stands: '有效', over: '已到期', lifted: '已解除',
    made: '{{by}} {{at}} 登记', liftedBy: '{{by}} {{at}} 解除：{{why}}', byLab: '检验判定', byStaff: '工作人员', confidential: '保密',
  },
  donation: {
    atChair: '去采血位', next: '下一步', nextHow: { accepted: '在采血位再次核对身份，扫描绑定血袋和试管，进针。停电后补录也走同样的步骤，每步填写发生时间。', bound: '血袋和试管已绑定，在采血位核对身份并进针。', started: '采集中，在采血位记录拔针。' },
    donor: '献血者', state: '状态', registered: '登记', empty: '今天还没有献血', emptyHow: '医师在“排队”里判定后，献血就出现在这里。', inquiry: '健康征询（{{version}}）', check: '献血前检查', volume: '献血量',
    refusedWhy: '不宜献血的依据', lot: '血袋批号', bagExpires: '血袋有效期', typed: '厂家标签手工录入的原因',
    started: '开始采血', ended: '结束采血', collected: '实际采血量', reaction: '献血反应', noReaction: '无', selfExcluded: '献血者私下要求不使用这袋血（保密）',
    bag: '血袋', boundAt: '绑定', line: '看生命线', cancelled: '取消', cancel: '取消献血', cancelHow: '没有采到血时取消；已绑定的献血编号不再使用。针在臂内时，先在采血位登记拔针或穿刺失败。', needle: '进针时间',
  },
  chair: {
    empty: '现在没有人候采', emptyHow: '医师判定通过后，献血者会出现在这里。', minutes: '{{count}} 分钟', paused: '已暂停', needsSecond: '待第二人核对', mayLeave: '可以离开', chair: '采血位', again: '重新扫描', wrong: '不对，停', file: '献血记录', steps: '经过',
    stage: { accepted: '候采', bound: '待进针', started: '采集中', completed: '休息' }, step: { seat: '再次核对身份', bind: '扫描绑定', second: '第二人核对', start: '进针', run: '采集中', rest: '休息观察' },
    scanChair: '扫采血位', scanDocument: '扫身份证', byName: '没有证件：询问姓名和生日', byDocument: '改为扫证件', says: '献血者自报姓名', born: '献血者自报生日', same: '核对', scanRecord: '扫记录单条码', scanBag: '扫血袋条码', scanKit: '扫血袋厂家标签', scanTube: '扫{{name}}条码', scanArticle: '扫{{name}}厂家标签',
    unreadable: '厂家标签扫不出', unreadableHow: '手工录入后，须由另一位同事登录，自行读取批号核对，才能进针。', kit: '血袋种类', typedWhy: '为什么扫不出', typedDo: '按录入的继续', typedKept: '手工录入：{{kit}} · 批号 {{lot}} · 有效期 {{day}}', scanAfterAll: '改为扫描', typedHow: '厂家标签为手工录入（{{why}}）：请看实物，自行读出批号。', readLot: '读血袋标签上的批号', needleLot: '扫或录入穿刺针批号',
    later: '补录已发生的步骤', laterAt: '这一步的发生时间', laterHow: '停电、断网后按顺序补录：每一步不早于上一步。', laterNot: '现在发生，不补录',
    secondHow: '请另一位同事登录后扫描：{{clause}}', otherArm: '今天已穿刺一次，换另一侧手臂。', unsigned: '进针前还有文书未签', waitsFor: '待签：{{who}}', atPad: '{{who}}（签名板）', and: '、', notDrawn: '尚未生成', toPaper: '去签名', toDraw: '去生成', left: '左臂', right: '右臂', pause: '暂停', resume: '继续采集', fail: '穿刺失败', failHow: '该编号和血袋作废；可换另一侧手臂再穿刺一次。', end: '拔针', endDo: '拔针并记录', machine: '采血秤 / 单采机读数', count: '血小板总数', why: '结束原因', looked: '已复核，录入的血量无误', bag: '第 {{n}} 袋', bagMl: '第 {{n}} 袋血量',
    whys: { full: '采足', slow: '流速过慢', unwell: '献血者不适', haematoma: '血肿', machine: '设备故障', stopped: '献血者要求停止' }, gift: '纪念品', noGift: '未领取', leave: '可以离开', early: '本人坚持提前离开', earlyHow: '休息时间未满。请再劝一次；坚持离开的，写明情况。', gone: '已离开 {{at}}',
    did: { seated: '核对身份并就座', bound: '绑定编号', confirmed: '第二人核对', started: '进针', paused: '暂停', resumed: '继续', failed: '穿刺失败', completed: '拔针', cancelled: '取消', left: '离开', checked: '体检', decided: '判定' },
  },
  donationKind: { whole_blood: '全血', apheresis_platelets: '单采血小板', apheresis_plasma: '单采血浆' },
  answers: {
    all: '查看全部答案', shown: '正在显示全部答案，包括保密的问题；离开此页后重新遮蔽。', masked: '不含保密问题的答案。', usual: '所列答案都符合献血要求', unknown: '{{count}} 个问题不在现行征询表中，只列出代码', count: '全部 {{count}} 个问题与答案',
  },
  check: { weight_kg: '体重', systolic_mmhg: '收缩压', diastolic_mmhg: '舒张压', pulse_per_min: '脉搏', temperature_c: '体温', hb_g_l: '血红蛋白', endurance_athlete: '长期耐力运动者' },
  severity: { mild: '轻度', moderate: '中度', severe: '重度' },
  lab: {
    state: '状态', missing: '还缺', missingOf: '{{first}} 等 {{count}} 项', empty: '没有待检标本', emptyHow: '采血结束后，标本会自动出现在这里。', non_reactive: '无反应性', reactive: '有反应性',
    results: '检验结果', marker: '项目', round: '轮次', value: '结果', reagent: '试剂', typed: '录入人', sign_tester: '检验者签名', sign_checker: '复核者签名', issue: '签发', signs: ['检测人', '复核人', '签发人'], findings: '判定说明', version: '版本', judged: '判定时间',
    enter: '录入结果', correct: '更正结果（产生新版本）', correctWhy: '更正原因', save: '保存结果', roundN: '第 {{round}} 轮', maker: '试剂厂家', lot: '试剂批号', instrument: '仪器',
    pooled: '核酸为混样检验', retest: '复检与确认', retestHow: '首次有反应性的项目须用同一试剂双孔复检；混样有反应性须做单人份；RhD 阴性须做弱 D 确认。', repeat: '第几次复检',
  },
  receive: { scans: '血袋', how: '每行一袋：献血编号、标签或编号；扫完一起提交。', do: '接收', done: '刚才接收', none: '还没有接收' },
  process: { state: '环节', find: '献血编号或品种', empty: '制备间里没有血', emptyHow: '先在“接收”里扫码；接收后在这里分离。' },
  split: {
    title: '分离', do: '确认分离', add: '再加一个成分', additive: '其中添加液', medium: '保存液', sum: '{{have}} + {{added}} mL → {{out}} mL', loss: '损耗 {{ml}} mL', over: '多出 {{ml}} mL，对不上', barred: '现在不能制备的品种（{{count}}）',
  },
  label: {
    title: '贴签与核签', codes: '标签上的条码', print: '打印标签', check: '核对标签', scan: '扫描贴好的标签', scanHow: '把标签上的每个条码各扫一次，每行一个。', appearance: '外观', normal: '正常', abnormal: '异常', noteHow: '外观异常时必填', storage: '保存',
  },
  release: {
    everything: '全部可放行的', everythingHow: '所有已贴签、放行条件全部符合的血液，逐袋核算后一次提出；由另一人确认时再逐袋核算。', everythingDo: '提出全部可放行的血液', openOnes: '条件符合的 {{count}} 袋', closedOnes: '不能放行的 {{count}} 袋', proposed: '提出时间', bags: '袋数', state: '状态', first: '第一人', second: '第二人', result: '结果', outcome: '放行 {{released}} 袋，拦下 {{refused}} 袋', ready: '{{ready}} / {{units}} 袋可放行', new: '提出放行', empty: '没有放行记录',
    emptyHow: '核签后的血袋在“提出放行”里选择；第二人确认后才会入合格库。', choose: '待放行的血袋', noneWaiting: '没有核签完成的血袋', chooseFirst: '请先选择血袋', gate: '放行门', propose: '签名并提出（{{count}} 袋）', title: '放行 {{count}} 袋', confirm: '复核并签名',
    open: '可放行', closed: '{{count}} 项未过', all: '全部 {{count}} 项', supply: '（由{{who}}补齐）',
  },
  store: { empty: '库里没有血', emptyHow: '放行并入库后，血袋按失效先后列在这里。' },
  stockState: { available: '可用', promised: '已预留', quarantine: '未放行', held: '锁定', rejected: '不合格', expired: '过期', in_transit: '在途' },
  putAway: { unit: '血袋', unitHow: '扫标签，或输入献血编号', position: '位置', positionHow: '例如 3 架 2 层', do: '入库', done: '刚才入库', none: '还没有入库' },
  discard: {
    at: '提出时间', cause: '报废原因', state: '状态', new: '提出报废', empty: '没有报废记录', emptyHow: '报废须说明原因，并由另一位同事确认。', units: '血袋', unitsHow: '血袋编号，每行一个', propose: '签名并提出', confirm: '确认报废', withdraw: '撤回', withdrawHow: '撤回后这袋血仍在库中，可以继续使用。',
  },
  urgency: { routine: '常规', urgent: '加急', emergency: '紧急' },
  order: {
    number: '订单号', hospital: '医院', lines: '申请', state: '状态', neededBy: '需用时间', created: '提交', new: '新订单', empty: '没有订单', emptyHow: '医院提交订单后在这里调配；调配会说明每一袋的取舍。', urgency: '缓急', deliverTo: '送到',
    bags: '袋数', substitution: '可用相容血型', substitutionYes: '可用相容血型', addLine: '再加一行', send: '提交订单', allocate: '调配', issue: '发放 {{count}} 袋', cancel: '取消订单', cancelled: '取消原因', withdraw: '撤回一袋',
    progress: '预留 {{promised}} · 已发 {{issued}} · 已收 {{received}}', told: '看了 {{considered}} 袋，选中 {{taken}} 袋 · {{by}} {{at}}', short: '还差 {{count}} 袋', left: '未选中的 {{count}} 袋及依据', until: '{{at}} 失效', units: '血袋（{{count}}）',
  },
  shipment: {
    number: '运单号', from: '发出', to: '送往', bags: '袋数', state: '状态', packed: '装箱', box: '运输箱', vehicle: '车辆', driver: '司机', new: '装箱送血', empty: '没有运单', emptyHow: '订单发放后，在这里装箱、交接、接收。', order: '订单', orderHow: '已发放的血全部装入一箱',
    pack: '装箱', handOver: '交接', receive: '接收', temp: '箱内温度', tempOut: '交接温度', tempIn: '接收温度', range: '允许温度', condition: '情况', gave: '交出', took: '接收', notYet: '还没有签名', cancel: '拆箱取消', cancelHow: '交出之前可以取消：箱里的血等待重新装箱。', cancelled: '取消', units: '箱内血袋（{{count}}）',
  },
  handOver: {
    title: '待交接 {{count}} 箱', waiting: '待交接的运输箱', scan: '扫箱上的编码', find: '找这一箱', compare: '核对箱码', notWaiting: '这一箱不在待交接之列', notThis: '不是这一箱，应为 {{box}}', right: '箱码相符', take: '接过这一箱', taken: '已接过', next: '接下一箱', back: '待交接', sign: '正负号',
    range: '允许 {{range}}；箱上没有温度计就不填', load: '{{bags}} 袋', since: '已等 {{time}}', sinceTaken: '已走 {{time}}', mine: '在我手上 {{count}} 箱', empty: '没有等着交接的箱', emptyHow: '发血员装好箱后，会立刻出现在这里。',
  },
  slip: {
    title: '搬运单', number: '单号', bags: '袋数', sent: '发出', received: '接收', way: '部门', how: '方式', byGroup: '各血型袋数', lines: '血袋（{{count}}）', positive: 'RhD 阳性合计', negative: 'RhD 阴性合计',
    empty: '没有搬运单', emptyHow: '在“导入”中读入搬运单表格后，单据列在这里。',
  },
  case: { open: '追查中', closed: '已结案', close: '结案', outcome: '去向', arrived: '后来收到', came_back: '退回血站', lost: '遗失', empty: '没有缺失的血', emptyHow: '接收时标为“缺失”的血袋会在这里追查到底。' },
  audit: { at: '时间', who: '人员', operation: '操作', outcome: '结果', path: '对象', find: '人员或对象', done: '完成', refused: '被规则拒绝', denied: '无权', viewed: '查看隐私' },
  condition: { good: '完好', damaged: '破损', missing: '缺失' },
  hospital: { now: '本院库存', split: '可用 {{free}} · 已配 {{matched}} · 锁定 {{held}}', empty: '本院没有库存', emptyHow: '提交订单，接收后血袋会出现在这里。' },
  patient: {
    record: '病历号', recordHow: '与腕带一致', name: '姓名', ward: '病区', new: '登记患者', create: '登记', find: '找患者', findHow: '病历号、姓名或拼音', none: '没有找到这位患者', empty: '还没有患者', emptyHow: '登记患者，再登记标本，即可配血。', unconfirmed: '血型未确认', groups: '血型记录', noGroup: '还没有血型结果',
    historic: '既往血型', historicHow: '有效记录算两次结果之一', sample: '标本', history: '既往记录',
  },
  sample: { title: '标本', number: '标本号', drawn: '采样时间', group: '血型结果', create: '登记标本', until: '有效至 {{at}}', lapsed: '已失效' },
  match: {
    cancel: '取消配血', cancelHow: '取消后这袋血可以配给别的患者。', cancelled: '取消',
    title: '配血 {{number}}', patient: '患者', patientGroup: '患者血型', state: '状态', until: '有效至', new: '配血', create: '记录配血', empty: '没有配血记录', emptyHow: '选一位患者、扫一袋血，开始配血。', crossmatch: '交叉配血', emergencyWhy: '紧急理由',
    emergencyHow: '须由另一位医师签名，事后补做配血。', approval: '异型输注批准', approvalHow: '血浆、血小板异型时填写', dispense: '发血', look: '外观', lookOk: '正常', lookNot: '异常', dispensed: '发血', bedside: '床旁核对', firstCheck: '第一人核对',
    secondCheck: '第二人核对', wristband: '扫腕带', bag: '扫血袋', started: '开始输注', finish: '输注完毕', given: '输注量', reaction: '输血反应', severity: '程度（1–4）', ended: '输完', return: '退回血库', minutesOut: '离库分钟', sealIntact: '封签完好',
    spiked: '已穿刺', returned: '退回', later: '补做配血', signEmergency: '医师签名同意紧急用血',
  },
  crossmatch: { compatible: '相合', incompatible: '不相合', not_required: '无需配血', emergency: '紧急未配' },
  donorReport: { one: '反馈', read: '查看并答复', answer: '答复', send: '发送答复', later: '稍后再答', hint: '献血者在应用中看到；勿写检验结果', callBack: '希望回电', yes: '是', urgent: '健康', waiting: '等候答复', answered: '已答复', empty: '没有等候的反馈', emptyHow: '献血者在手机应用中提交的不适、回告、投诉和感谢会列在这里。' },
  message: { kind: '种类', at: '时间', to: '收信人', text: '内容', state: '状态', empty: '还没有消息', emptyHow: '血液输注完毕后，愿意接收的献血者会收到一条消息。' },
  import: {
    file: '文件', kind: '类别', rows: '行', accepted: '接受', rejected: '拒绝', duplicate: '重复', at: '导入时间', by: '导入人', new: '导入文件', read: '读入', fileHow: 'CSV 或制表符文本，原样上传即可。', columns: '需要的列：', empty: '还没有导入',
    emptyHow: '选择旧系统导出的表格；每一行都会给出接受或拒绝的理由。', already: '这个文件以前读过：没有任何改动。', encoding: '编码', outcome: '结果', row: '第 {{row}} 行', correct: '改正', resubmit: '重新提交', history: '改过 {{count}} 次，最近 {{by}}', moreRows: '只显示前 200 行，请用上面的结果筛选。',
  },
  user: {
    name: '姓名', username: '账号', roles: '角色', org: '机构', site: '地点', state: '状态', find: '姓名、拼音或账号', new: '新用户', create: '创建', none: '没有找到用户', password: '密码', setPassword: '重设密码', saveRoles: '保存角色', disable: '停用账号', enable: '重新启用', disabledAt: '停用',
  },
  documentState: { open: '待签名', complete: '已完成', refused: '已拒签', withdrawn: '已撤回', superseded: '已被替代' },
  placeState: { waiting: '未签', signed: '已签', refused: '拒签' },
  documentStep: { drawn: '拟制', signed: '签名', refused: '拒绝签名', withdrawn: '撤回', completed: '全部签完，归档', viewed: '查看', printed: '打印', sent_to_pad: '送到签名板', signed_by_hand: '手写签名', witnessed: '见证手写', superseded: '已被替代', given_to_donor: '献血者已取阅', evidence_viewed: '查看签名证据', held: '冻结', hold_lifted: '解除冻结', destruction_proposed: '提出销毁', destruction_rejected: '不予销毁', destroyed: '已销毁' },
  document: {
    named: '须由{{name}}本人签名', superseded: '这份文书已被新的版本替代：原样保存，不再作为依据。',
    number: '编号', title: '文书', code: '表单编号', state: '状态', signatures: '签名', by: '拟制人', at: '拟制时间', kept: '保存至', forever: '永久', closed: '归档', form: '表单', waitsFor: '签名人', from: '拟制自', to: '拟制至', about: '只看同一对象的文书', more: '更多条件', mine: '等我签名', mineWord: '待签名', version: '第 {{version}} 版',
    empty: '还没有文书', emptyHow: '点“新文书”，选一张表单填写；随后由表上的人依次签名。', new: '新文书', noForm: '没有可填写的表单', noFormHow: '表单随角色开放，需要时请联系管理员。', draw: '生成文书', example: '填入示例', signers: '签名顺序：{{names}}',
    textsHow: '每行一个，最多 {{count}} 个', row: '{{name}}第 {{row}} 行', addRow: '加一行', removeRow: '移除第 {{row}} 行', choose: '选择 {{number}}',
    sign: '签名', sealed: '盖机构印章', witness: '见证人 {{name}}', signDo: '确认签名', signKey: '用安全密钥签名', signWith: '用哪把密钥', signKeyHow: '按下后触摸安全密钥；您签的就是本页显示的这份文书，一字不差。', signAs: '签名 · {{name}}', meaning: '签名含义', meaningUsual: '核对无误', device: '工作站', refuse: '拒绝签名', refuseHow: '拒签后文书立即关闭，原因随文书保存，不能再签。', withdraw: '撤回', withdrawHow: '撤回后不能再签名；文书和原因仍然保留。',
    life: '经过', looks: '查看与打印 {{count}} 次', download: '下载', paper: '文书 {{number}}', openPaper: '在新窗口打开文书', noFrames: '这里不能在页面内显示 PDF。',
    signMany: '批量签名（{{count}}）', signManyTitle: '批量签名', signManyHow: '每份文书单独签名，依次进行。中途停下时，没签的仍保持选中，可以接着签。', progress: '{{done}} / {{total}}', batchSigned: '已签 {{count}} 份', batchRefused: '{{count}} 份未签', batchLeft: '还有 {{count}} 份没有签名，仍保持选中。', batchDone: '完成', resume: '上次批量签名停下时，还有 {{count}} 份没有签。', resumeDo: '接着签', resumeNot: '不用了', resumeNone: '这些文书都已签好或已关闭，没有要签的了。', manyTouch: '安全密钥每份都要触摸，不能批量签名；请用软件证书或 USB Key，或逐份签名。', pause: '签完这一批后停下',
  },
  destructionState: { proposed: '待另一人确认', done: '已销毁', rejected: '已否决' },
  keeping: {
    due: '到期文书', destructions: '销毁申请与记录', waiting: '{{count}} 件待确认', views: '保管与销毁的两个页面', before: '到期日早于', standing: '能否销毁', free: '可以销毁', proposed: '已提出销毁，等另一人确认', choose: '选择 {{number}}',
    empty: '没有到期的文书', emptyHow: '保存期满的文书列在这里。要看以后到期的，在“到期日早于”里选一个日子。', emptyBefore: '这一天之前没有文书到期',
    propose: '提出销毁（{{count}}）', proposeDo: '提出销毁', proposeHow: '另一人确认后，文件、填写的内容和签名时采集的笔迹、指纹即被抹去，不能恢复；编号、表单、文件摘要和经过仍保留。',
    reason: '销毁原因', count: '份数', state: '状态', proposer: '提出人', proposedAt: '提出时间', confirmer: '确认人', rejecter: '否决人', decider: '处理人', decidedAt: '处理时间', rejected: '否决原因',
    none: '没有销毁申请', noneHow: '在“到期文书”里选出要销毁的，说明原因；另一人确认后才会销毁。', one: '销毁文书 {{count}} 份', documents: '文书', erased: '销毁于 {{at}}',
    confirm: '确认销毁', confirmHow: '确认前请逐份核对下列文书。确认后立即销毁，不能恢复。', reject: '否决', rejectHow: '这些文书不销毁，继续保管；以后可以重新提出。',
    hold: '冻结', holdHow: '冻结期间不能销毁，到期也保留，直到解除。请写明依据，例如哪个法院、哪个案件。', lift: '解除冻结', liftHow: '解除后，保存期满即可提出销毁。该文书的 {{count}} 项冻结一并解除。',
    title: '保管', held: '已冻结', destroyed: '已销毁', destroyedAt: '已于 {{at}} 销毁', destroyedHow: '文件和内容已抹去，不能恢复。编号、表单、签名情况和经过仍保留。',
  },
  certificate: {
    profile: '算法', sm2: '国密 SM2', p256: '国际 P-256', pin: '证书 PIN', newPin: '设置 PIN', pinAgain: '再输一次 PIN', pinHow: '只有您自己知道，忘记后无法找回，只能重新申请。', pinDiffers: '两次输入的 PIN 不一致', owner: '持有人', issuer: '签发机构', valid: '有效期', validity: '{{from}} 至 {{until}}', medium: '介质', serial: '证书序列号', fingerprint: '指纹（{{digest}}）',
    good: '可以签名', endsSoon: '{{day}} 到期，请及时更新', revoked: '注销时间', lost: '挂失', lostHow: '立即注销这张证书，从此不能再用它签名；之前的签名仍然有效。此操作不能撤销。', export: '导出证书', get: '申请证书', getDo: '申请', getHow: '证书只签发给您本人；PIN 保护您的密钥，每次签名时输入。', replaces: '同一算法、同一介质的旧证书会随即停用。',
    none: '您还没有可用的证书，请先申请', empty: '您还没有证书', emptyHow: '选一种密钥，登记后即可签名。', old: '已停用的证书（{{count}}）',
    add: '登记新的密钥', name: '名称', nameHow: '便于您自己辨认，例如“蓝色，挂在工牌上”', notRelease: '不用于放行类文书', left: '还有 {{count}} 天到期', until: '{{day}} 到期', expired: '已过期',
    kind: {
      webauthn: '插入或靠近，验证本人后触摸一下。私钥不能离开密钥，推荐使用。', token: '国密或 PKCS#11 的 USB Key，经本机的密钥代理使用，每次签名输入它的 PIN。', software: '密钥加密保存在服务器上，每次签名输入 PIN。没有硬件密钥时使用。',
      service: '密钥由本单位接入的签名服务保管，每次签名输入授权码。单位没有接入时用不上。',
    },
    addKey: '登记安全密钥', addToken: '登记 USB Key', addSoftware: '申请软件证书', addService: '导入服务证书', addServiceHow: '选择签名服务发给您的证书；系统请服务用它签一段随机数，证明密钥归您使用。', serviceFile: '证书文件（.cer 或 .pem）', brought: '使用 Key 中已有的证书', number: '序列号 {{serial}}', addKeyHow: '登记时请触摸一次。以后可用它登录和签名。', addTokenHow: '密钥代理用这把 Key 签一次，证明它在您手上；随后证书写入 Key 中。', addDo: '登记', chooseKey: '密钥', agentOff: '本机没有运行密钥代理。启动后这里会自动出现 USB Key。', agentNone: '没有插入 USB Key。插好后这里会自动出现。', agentAll: '插入的 USB Key 都已登记。', kept: '已登记。证书没有写入 USB Key，但不影响签名。',
    picture: '签章图', pictureHow: 'PNG，不超过 200 kB，最好是透明底。它只是图样，不代替签名。', pictureSet: '选择图片', pictureChange: '更换图片', pictureOf: '{{name}} 的签章图',
    endingDo: '去更新',
    check: '验证', checkTitle: '验证密钥', checkDone: '验证通过：密钥在手，证书有效。', checkHow: '用这把密钥签一段随机数，确认密钥在手、证书有效。不产生任何签名文书。',
  },
  medium: { software: '软件证书', webauthn: '安全密钥', pkcs11: 'USB Key', skf: '国密 USB Key', service: '签名服务' },
  keys: {
    touch: '请触摸安全密钥', touchHow: '插入密钥，或把它靠近读卡处；按提示验证本人后，触摸密钥上的标记。', stop: '取消', working: '正在签名…',
    fault: {
      cancelled: '没有完成：已取消，或这把密钥没有在这里登记。可以再试一次。', late: '等候太久，这次请求已失效。请再试一次。', known: '这把安全密钥已经登记在您名下，不用再登记。',
      address: '安全密钥只在 {{address}} 这个地址下有效，请从该地址打开本页。', unverified: '这把安全密钥没有设 PIN 或指纹，不能确认是您本人。请先在系统设置中为它设置 PIN。',
      unsupported: '这个浏览器不能使用安全密钥，请换用新版浏览器，并从安全的地址打开。', failed: '密钥没有回应，可能已拔出。请插好后再试。', noAgent: '本机没有运行密钥代理，不能使用 USB Key。请先启动密钥代理。', noKey: '没有找到这张证书的 USB Key。请插好后再试。',
    },
  },
  hand: { key: '本人密钥', security_key: '安全密钥，触摸确认', pad: '手写签名板' },
  revocation: { key_compromise: '已挂失', superseded: '已被新证书替换', cessation: '已停用' },
  verify: {
    title: '验证文书', drop: '选择或拖入一份 PDF', how: '文件只送到本服务器验证，验完即弃，不保存，也不转给别处。', busy: '正在验证…', result: '验证结果', genuine: '真实有效', not: '不可信', whole: '整份文件', signature: '第 {{number}} 个签名', holds: '有效', fails: '无效', nobody: '签名人不明', reason: '签名含义', at: '签名时间', stamped: '时间戳证明', checks: '逐项核验（{{count}}）', hand: '签名方式', sealedBy: '机构印章', witness: '见证人', scanned: '您扫的是文书 {{number}} 的验证码', scannedHow: '选择这份文书的 PDF 文件，即可知道它是否真实、签名后有没有改动。',
  },
  ...padZh,
  ...standingZh,
  ...labWorkZh,
  ...recallZh,
  ...qualityZh,
  ...donorFileZh,
}
