export const devicesZh = {
  site: '采血点', kind: '类型', name: '名称', serial: '序列号', place: '位置', state: '状态', last: '最近读数', calibrated: '校准有效期至', never: '从未', ago: '{{time}}前', line: '连接',
  none: '还没有采集设备', noneHow: '设备接上采集代理后会自动出现在这里，等待认领；也可以先登记序列号。', new: '登记设备', newTitle: '登记采集设备',
  unknown: '待认领', in_use: '使用中', retired: '已停用', good: '正常', alarm: '报警', byHand: '未联机，手工录入', noAlarm: '没有报警', alarms: '{{n}} 台设备需要处理', allGood: '全部设备正常',
  unheard: '未上报', connected: '已连接', silent: '无响应', disconnected: '未连接', faulty: '数据异常',
  agent: '采集代理', agentHeard: '{{time}}前有消息', agentNever: '从未连上', agentSilent: '采集代理没有消息', ahead: '时钟快 {{time}}', behind: '时钟慢 {{time}}', waiting: '现场待传 {{n}} 条', version: '版本 {{version}}',
  adopt: '认领', adoptTitle: '认领设备 {{serial}}', adoptHow: '认领后读数才可用于登记和判定。停用或从别处搬来的设备也这样启用。', adoptDo: '认领并启用',
  nameHow: '大家怎么称呼它，例如“2 号采血秤”', placeHow: '在哪里，例如“采血位 3”', untilHow: '校准证书上的最后一天；过期后读数只保存不可用', serialHow: '设备铭牌或采集代理配置中的序列号',
  calibrate: '登记校准', calibrateTitle: '{{name}} 的校准', certificate: '证书编号或校准人', calibrateDo: '保存校准',
  retire: '停用', retireTitle: '停用 {{name}}', retireDo: '停用', retireHow: '已有读数保留；停用后的读数只保存不可用。',
  readings: '最近读数', noReadings: '还没有读数', at: '测量时间', value: '读数', about: '扫描', marks: '标记', blocked: '不可用', taken: '已使用', dropped: '因过快未保存 {{n}} 条', back: '设备', facts: '设备信息', enteredBy: '登记人', since: '自 {{at}}', firstSeen: '首次出现', why: '停用原因', noCalibration: '不需要校准',
}
