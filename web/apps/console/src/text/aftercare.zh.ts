export const aftercareZh = {
  donorFilter: { site: '曾在此献血', deferred: '暂缓或屏蔽', agreed: '同意短信', service: '服务通知', marketing: '献血邀请', last: { half: '半年内', year: '半年到一年', older: '一年以前' } },
  visitOutcome: { donated: '已献血', refused: '本次不宜献血', cancelled: '采集未成', left: '到访未献', open: '正在现场' },
  leaving: {
    one: '注销申请', state: '状态', who: '献血者', due: '最迟答复', asked: '提出时间', waiting: '待办', over: '已结束', late: '已超期', handle: '办理', see: '查看', none: '没有待办的注销申请', noneHow: '献血者在应用里申请注销后，出现在这里。',
    states: { open: '待办', done: '已办结', withdrawn: '已撤回' }, removes: '将移除或终止', removed: '已移除或终止', keeps: '依法保留', do: '注销账号', later: '稍后', how: '办结后，献血者不能再用本手机号登录；答复会发到手机。', answer: '给献血者的答复',
    usual: '您的账号已注销。献血登记和检测记录依法保留，到期后销毁。感谢您的信任。',
  },
  boxRecord: {
    title: '途中温度', read: '读取记录仪', again: '重新读取', do: '保存记录', points: '记录（时间，温度）', how: '从记录仪软件复制，每行一条，例如 2026-11-16 08:30,4.2', wrong: '有 {{count}} 行不是“时间，温度”，第一处：{{line}}', held: '箱内血液已锁定，等待质量判定。', curve: '途中温度曲线，阴影为允许范围', fine: '全程合格：{{cold}}–{{warm}} ℃', willHold: '接收时，箱内血液将被锁定，等待质量判定。', readBy: '记录仪 {{logger}} · {{name}} 于 {{at}} 读取',
  },
  boxCase: {
    one: '追查', box: '交接箱', owner: '负责人', due: '期限', opened: '发现缺失', state: '状态', waiting: '查找中', over: '已办结', late: '已超期', said: '说明', askedBy: '提请人', closedBy: '办结', states: { open: '查找中', loss_asked: '待确认丢失', found: '已找到', lost: '已丢失' },
    take: '由我负责', found: '已找到', where: '在哪里找到、外观如何', foundHow: '仍在途的血袋随即接收并锁定，等待判定。', lose: '提请确认丢失', why: '做了哪些查找', loseHow: '由另一人确认签字后，血袋记为丢失。', sign: '确认丢失', signHow: '与提请人不同的人确认，双方姓名记入账本。', work: '处理', see: '查看', none: '没有缺失的血袋', noneHow: '开箱时没有扫到的血袋会在这里立案，直到找到或签字确认丢失。',
  },
  after: {
    thanks: '感谢献血 · 下次可献', nextTitle: '下次可献', from: '{{day}} 起', never: '暂无可献日期，请咨询医生', points: '荣誉积分', pointsOf: '+{{count}} 分', told: '感谢的话和下次日期会发到献血者手机和应用。', gift: '纪念品', given: '已发放：{{name}}（{{at}}）',
    handOut: '发放', pick: '选一件', left: '余 {{count}}', low: '不多了', recount: '请清点', stock: '库存',
  },
  gift: {
    none: '还没有纪念品', noneHow: '收到纪念品后点“入库”；离席时发放的会自动扣减。', site: '献血点', name: '纪念品', pieces: '现有', state: '状态', last: '最近变动', low: '不多了', recount: '请清点', fine: '充足', zero: '未用',
    receive: '入库', count: '清点', howMany: '件数', note: '来源、单据', noteCount: '差异原因', countHow: '先数实物再填；与账面不同时写明原因。', moves: '收发记录', mine: '本点库存',
    moved: { received: '入库', handed_out: '发放', counted: '清点' }, change: '变动', changed: '件数', at: '时间', by: '经手', said: '说明', noMoves: '还没有收发记录', noMovesHow: '入库、发放、清点都会留在这里。', everywhere: '全部献血点',
  },
}
