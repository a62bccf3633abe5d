/** Words of the shared components in Chinese; the English file has the same shape by type. */
export const zh = {
  grade: { good: '充足', notice: '关注', warning: '偏紧', danger: '告急', unknown: '未知' },
  group: { positive: 'RhD 阳性', negative: 'RhD 阴性' },
  event: {
    collected: '采集', divided: '分离', pooled: '汇集', modified: '加工', tested: '检验', label_verified: '核签', released: '放行', rejected: '不合格', held: '锁定', lifted: '解除锁定', put_away: '入库',
    moved: '移位', seen: '盘见', promised: '预留', freed: '取消预留', issued: '发放', dispatched: '出发', handed_over: '交接',
    received: '接收', matched: '配血', dispensed: '发血', returned: '退回', transfusion_started: '开始输注',
    transfusion_ended: '结束输注', discarded: '报废', recalled: '召回', corrected: '更正', found: '找回', lost: '遗失',
    exported: '外供', prepared: '制备', taken_over: '接管', treated: '处理',
  },
  life: {
    collected: '已采集', in_process: '制备中', stock: '在库', issued: '已发放', transfused: '已输注', discarded: '已报废',
    consumed: '已分离', exported: '已外供', lost: '遗失',
  },
  safety: { pending: '未放行', rejected: '不合格' },
  mode: { transit: '在途' },
  line: {
    title: '血液生命线',
    describe: '从献血者手臂到患者手臂，共 {{count}} 件事。用方向键在事件之间移动。',
    donor: '献血者', patient: '患者', waiting: '等待受血者', masked: '信息已遮蔽',
    legend: '图例', pending: '未放行', transit: '运送途中', loose: '不受控时段', hold: '锁定', seal: '双人签名', unsealed: '尚未封存',
    list: '以文字阅读（{{count}} 件事）', fork: '分出 {{name}}', goOn: '查看这一支',
    by: '执行人', and: '复核人', place: '地点', happened: '发生时间', recorded: '记录时间', late: '晚 {{time}}记录', prompt: '当时记录',
    why: '原因', device: '设备', proof: '存证', sealedYes: '已封存', sealedNo: '等待封存', empty: '这袋血还没有任何记录。',
    now: '此刻', expires: '{{at}} 失效', left: '还剩 {{time}}', past: '已过期 {{time}}', allowed: '允许 {{min}}–{{max}} ℃',
    previous: '上一件', following: '下一件',
  },
  time: { day: '{{count}} 天', hour: '{{count}} 小时', minute: '{{count}} 分钟', second: '{{count}} 秒' },
  asOf: { at: '截至 {{at}}', stale: '数据已旧 · 截至 {{at}}', live: '刚刚更新' },
  live: { on: '实时', off: '已断开，正在重连', connecting: '正在连接' },
  problem: {
    rule: '依据', do: '怎么办', field: '位置', value: '收到的值', code: '代码',
    offline: '连不上服务器', offlineDo: '请检查网络或稍后重试；您填写的内容还在。',
    '401': '请重新登录后再试。', '403': '您的角色没有这项权限，请联系本单位管理员。', '404': '请核对编号，或从列表中重新打开。',
    '409': '请按上面的依据处理后重试；若页面已旧，先刷新。', '422': '请改正标出的内容后重新提交。', '429': '操作过于频繁，请稍候再试。',
    '5': '系统出错，未做任何改动。请稍后重试；若反复出现，把代码告诉管理员。', other: '请稍后重试。', retry: '重试',
  },
  table: {
    export: '导出 CSV', print: '打印', columns: '列', more: '再取一页', loading: '正在读取…', count: '{{count}} 行', countMore: '{{count}} 行，后面还有',
    noMatch: '没有符合条件的记录', clear: '清除筛选', find: '查找', chooseAll: '全选',
  },
  scan: {
    label: '扫码或输入：献血编号、血袋、订单、箱、腕带', saw: '识别为', nothing: '库中没有找到对应的记录。',
    refused: '无法识别', close: '关闭',
    kind: {
      donation_number: '献血编号', unit_label: '血袋标签', unit: '血袋', product: '产品码', blood_group: '血型', expires_at: '失效时间', structure: 'ISBT 128 数据', compound: 'ISBT 128 组合码',
      order: '订单', shipment: '运单', slip_number: '搬运单号', transport_box: '运输箱', badge: '工牌', citizen_id: '身份证号', text: '文字', donor: '献血者', donation: '献血记录', patient: '患者', match: '配血', slip: '搬运单', user: '人员', lab_donation: '检验',
    },
  },
  shell: {
    skip: '跳到正文', main: '场景', jobs: '工作', language: 'English', theme: '外观', light: '浅色', dark: '深色', system: '跟随系统',
    signOut: '退出登录', help: '键盘', close: '关闭', menu: '我的', home: '首页',
    keys: { scan: '回到扫码框', down: '下一行', up: '上一行', open: '打开所选', choose: '勾选这一行', help: '显示这张表', leave: '离开输入框' },
  },
  form: { optional: '选填' },
  confirm: {
    back: '返回', type: '请输入“{{name}}”以确认', wrong: '与“{{name}}”不一致',
  },
  signs: { title: '双人签名', first: '第一人', second: '第二人', waiting: '待另一位同事签名' },
}
