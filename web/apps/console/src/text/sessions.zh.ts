export const sessionsZh = {
  none: '近两周没有采血', noneHow: '有人献血后，这里按献血点和日期列出，供清点和关闭。',
  site: '献血点', day: '日期', donors: '判定', completed: '完成', refusedCount: '不宜', open: '未结束', state: '状态', closed: '已关闭', notClosed: '待关闭',
  figures: '当日情况', arrived: '到访', cancelled: '未成功', volume: '采血量', reactions: '献血反应', closedBy: '{{name}} 于 {{at}} 关闭',
  count: '清点', countHow: '先数实物，再看系统数。', bags: '血袋', tubes: '试管', forms: '表单', counted: '清点数', expected: '应有', countedBy: '{{name}} 于 {{at}} 清点', recount: '重新清点',
  differences: '差异', fine: '没有差异', mend: '须先处理', explain: '说明', explained: '已说明', told: '已记录', why: '原因', needsWord: '待说明',
  lots: '耗材批号', lot: '批号', item: '种类', donations: '用于献血', spoil: '登记损耗', spoiled: '损耗', pieces: '数量', kit: '采血袋', needle: '针', tube: '试管', pouch: '留样袋',
  close: '关闭场次', closeHow: '关闭后，当日不能再登记献血；需要补登时由有权人员说明原因后重新打开。', reopen: '重新打开', reopened: '{{name}} 于 {{at}} 重新打开：{{reason}}', boxes: '交接箱',
}

export const boxesZh = {
  none: '没有交接箱', noneHow: '采完血，把血袋和试管扫码装箱，封签后交给运送人。', new: '开始装箱', code: '箱号', codeHow: '扫描箱上的条码', mode: '保存方式', logger: '温度记录仪', site: '献血点', from: '采集地点', day: '日期',
  bags: '血袋', tubes: '试管', due: '应在此前到达', late: '已超时', state: '状态', packing: '装箱中', sent: '在途', received: '已接收', undone: '已撤销', all: '全部',
  scanBags: '扫血袋', scanTubes: '扫试管', scanHow: '一行一个编号；扫错的会列出，不影响其他。', put: '装入', refused: '没有装入', takeOut: '取出', contents: '箱内血液', tubeCounts: '箱内试管', number: '献血编号', volume: '血量', ended: '拔针', found: '接收情况', packed: '装入', arrivedTubes: '收到',
  send: '封箱交出', seal: '封签号', carrier: '运送人', carrierHow: '姓名、车牌', temp: '箱内温度', note: '备注', undo: '撤销装箱', undoWhy: '撤销原因',
  receive: '开箱接收', sealFound: '实际封签号', receiveHow: '逐袋、逐管扫码。没有扫到的记为缺失；异常的写在编号后面，用空格隔开，血液随即锁定。', receiveBags: '血袋（编号，异常情况）', receiveTubes: '试管（逐支扫码）',
  good: '完好', damaged: '异常', missing: '缺失', openedBy: '装箱', sentBy: '交出', receivedBy: '接收', undoneWhy: '撤销原因',
}
