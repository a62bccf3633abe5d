/** Words of the laboratory's bench: runs, reagents, instruments, kits. */
export const labWorkZh = {
  signing: {
    as: '签名身份', issued: '已签发', judged: '两人已签，待签发', signers: { tester: '检测人', checker: '复核人', issuer: '签发人' }, group: '血型', infectious: '传染病标志物', allNonReactive: '{{count}} 项无反应性', by: '已签', alone: '单独核对',
    count: '可一并签名 {{ready}} 份；{{alone}} 份有异常，须逐份打开核对。', do: { tester: '检测人签名（{{count}} 份）', checker: '复核签名（{{count}} 份）', issuer: '签发（{{count}} 份）' }, done: '已签 {{count}} 份', none: '没有待签的报告', noneHow: '结果齐全的报告会出现在这里。',
  },
  run: {
    due: '待检', noKits: '还没有批准的试剂盒。先在“试剂盒”里录入说明书，由另一人批准。', waits: '份待检', again: '复检 {{n}}', nobody: '没有待检标本', oldest: '最早一份已等 {{time}}', plannedN: '{{n}} 份已排板',
    plan: '排板', planDo: '排板并编号', noLot: '没有可用的试剂批号：先收货、比对，由另一人放行。', noInstrument: '没有可用的仪器：都已停用或校准过期。', lotUntil: '{{lot}}（{{day}} 到期）', pool: '每孔份数', poolHow: '混样份数；1 为单人份',
    fill: '自动补入', fillHow: '等得最久的先排，到满板为止', tubes: '扫描试管', tubesHow: '一行一个献血编号，按管架顺序；扫描的排在最前', no: '检测批', kit: '试剂盒', samples: '份数', planned: '排板', none: '还没有检测批', noneHow: '在上面选一种试剂盒排板。',
    states: { planned: '进行中', accepted: '有效', void: '作废', cancelled: '已取消' },
    controls: '质控', controlsLater: '质控孔都有读数后，这里显示本批是否有效。', control: '质控', read: '读数', mean: '均值', verdict: '判断', good: '符合', valid: '质控符合', invalid: '质控不符：本批无效', cutOff: '{{marker}} 临界值 {{value}}',
    well: '{{name}} 孔', repeat: '第 {{n}} 次复检', plate: '板位', donations: '{{n}} 份标本', closed: '结束', close: '结束本批', cancel: '取消排板', void: '作废本批', voidHow: '停电、加错样、洒板等。作废不说明任何标本，标本重新待检。',
    cells: { empty: '未读', once: '一人已录，等另一人', differs: '两人不一致', read: '已读' },
    tones: { control: '质控', empty: '未读', once: '一人已录', differs: '不一致', read: '已读', reactive: '反应性或灰区', negative: '无反应性', spoilt: '无效孔' },
    signs: { control: '控', empty: '·', once: '½', differs: '≠', read: '✓', reactive: '＋', negative: '−', spoilt: '✗' },
    byRun: '有批准的试剂盒的项目，结果由检测批得出，不在这里录入。', typed: '已录', type: '录入读数', asPool: '混样', asOne: '联检', typeCombined: '每孔一个读数，代表 {{markers}}；有反应性者须再做鉴别。另一人须独立再录一遍。', typeHow: '两人各录一遍，互相看不到对方的数；两遍相同才算数。孔无法读数时录“/”，并写明原因。', noNumber: '不是数字', spoilt: '无效孔', spoiltWhy: '无效孔的原因', spoiltHow: '凝块、气泡、量不足、仪器报错', notDetected: '未检出', detected: '检出', mute: '内标未出',
    paste: '从酶标仪表格粘贴', pasteHow: '整板数据：一行为板的一行，列以空格或制表符分开；表头和行号会自动略去', pasteDo: '填入',
  },
  arrival: {
    at: '收到', lines: '结果行', line: '行', taken: '已入孔', way: '方式', ways: { astm: 'ASTM', hl7: 'HL7', table: '文件' }, no: '消息号', by: '经手', show: '显示', onlyKept: '有待处理的', keptN: '{{n}} 行待处理', allTaken: '全部已处理', none: '还没有仪器结果', noneHow: '仪器联机后自动到达；也可以导入仪器导出的表格。',
    import: '导入结果文件', importDo: '导入', importHow: '第一行为列名：样本号、项目、结果；可另有单位、检测批、孔位、标志。读不懂或对不上的行原样保留，等人处理。', file: '文件（CSV）', specimen: '样本', outcome: '去向', inRun: '已入检测批', settled: '已处理', settle: '处理', settleHow: '说明这一行为什么不进入检测批。', again: '重新匹配',
  },
  chart: {
    runs: '批数', last: '最近', none: '还没有质控数据', noneHow: '有质控读数的检测批结束后，自动出现在这里。', mean: '均值', sd: '标准差', baseline: '基线批数', basis: '依据', points: '逐批数据', value: '读数', z: '偏离（s）', rules: 'Westgard 规则', inside: '在控', picture: '质控图，{{n}} 批',
    tooFew: '前 {{needed}} 个有效批确定均值与标准差，目前 {{have}} 批，暂不判断。',
  },
  reagent: {
    states: { received: '待比对', compared: '待放行', open: '使用中', refused: '不合格', finished: '已停用' },
    all: '含已停用', none: '没有试剂', noneHow: '收货后先与在用批号比对，由另一人放行才能使用。', receive: '试剂收货', receiveDo: '登记', expires: '有效期至', tests: '人份数', used: '已用', comparison: '比对', decided: '放行人', expired: '已过期',
    compare: '批间比对', compareDo: '保存比对', compareHow: '同一组标本用新旧两批各测一次：含阴性、弱阳性和阳性。', samples: '标本数', agreed: '结果一致', accept: '放行', refuse: '不合格', finish: '停止使用',
  },
  bench: {
    code: '编号', name: '名称', maker: '厂家', model: '型号', serial: '序列号', until: '校准有效至', since: '停用', ready: '可用', out: '停用', calibrate: '登记校准', calibrateDo: '保存校准', certificate: '证书编号与结论', stop: '停用', resume: '恢复使用',
    codes: '项目代码', codesHow: '一行一个：仪器代码=项目，例如 HBs=HBSAG；与项目同名的不用写', codesDo: '保存代码', codesN: '{{n}} 个', register: '登记仪器', registerDo: '登记', none: '没有仪器', noneHow: '登记后才能排板；停用或校准过期的仪器不能排板。',
  },
  kit: {
    code: '代码', codeHow: '已有的代码即为新版本', name: '名称', source: '说明书', sourceHow: '版本和日期', roundHow: '给出第几轮独立结果', reading: '读数', rows: '板行数', columns: '板列数', factor: '系数', factorHow: '临界值＝系数×阴性均值＋常数', plus: '常数', leastLabel: '临界值下限', poolMax: '最多混样份数', confirms: '仅作确认（如弱 D、核酸鉴别）', combined: '一个读数代表全部项目（核酸联检，不能区分）',
    gives: { signal: '信号值（OD、发光值）', ratio: 'S/CO', detected: '检出 / 未检出（带内标）', number: '数值', group: '血型' }, roles: { blank: '空白', negative: '阴性对照', positive: '阳性对照', quality: '室内质控' }, expects: { detected: '检出', not_detected: '未检出' },
    controlN: '质控 {{n}}', controlCode: '标签', role: '类别', count: '孔数', controlMarker: '只用于项目', controlMarkerHow: '空白为全部', expected: '应得结果', each_min: '每孔下限', each_max: '每孔上限', mean_min: '均值下限', mean_max: '均值上限', addControl: '再加一个质控', dropControl: '去掉最后一个',
    versionN: '第 {{n}} 版', read: '核对并批准', enter: '录入', new: '录入试剂盒', none: '没有试剂盒', noneHow: '按说明书录入，由另一人对照说明书批准后生效。', approve: '对照说明书无误，批准', approved: '已批准', waiting: '待批准', by: '录入 / 批准', says: '说明书内容', plate: '{{rows}} × {{columns}} 板', pool: '混样至 {{n}} 份', cutOff: '临界值＝{{factor}} × 阴性均值 ＋ {{plus}}', least: '不低于 {{least}}', each: '每孔', mean: '均值',
  },
}
