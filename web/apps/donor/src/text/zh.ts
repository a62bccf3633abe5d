export const zh = {
  app: '献血',
  tabs: { book: '预约', card: '献血证', history: '历史', messages: '消息', me: '我的' },
  common: {
    back: '返回', next: '下一步', done: '完成', again: '重试', loading: '正在读取…', cancel: '不，返回', close: '关闭', other: 'English', rule: '规则',
    offline: '没有网络，显示的是上次的内容', asOf: '更新于', language: '语言', optional: '可不填', show: '查看', hide: '隐藏',
  },
  problem: { title: '没有成功' },
  signIn: {
    title: '登录', why: '输入手机号，我们发送一次性验证码。没有献血过也可以登录。', phone: '手机号', send: '获取验证码', sent: '验证码已发送到',
    code: '验证码', enter: '登录', resend: '重新获取', wait: (s: number) => `${s} 秒后可重新获取`, change: '换一个手机号',
    demo: '演示', demoCode: '演示城市不发短信，验证码是', who: '这个手机号登记了几位献血者。请输入您证件号码的后四位。', tail: '证件后四位',
    welcome: '预约献血、看自己的献血证和记录，血液用到病人身上时告诉您。',
  },
  register: {
    title: '第一次来', found: '这个手机号还没有献血档案。登记只要一分钟，也可以直接到献血屋办理。', name: '您的姓名', nameHint: '与证件一致',
    document: '您的证件', kind: '证件种类', number: '证件号码', born: '出生日期', sex: '性别', male: '男', female: '女', naming: '证件名称',
    told: '短信提醒我', toldHint: '预约提醒、检验结果、血液使用情况。可随时关闭。', invited: '邀请我献血', invitedHint: '血液紧张时给我发邀请。可随时关闭。',
    privacy: '姓名、证件号码和电话加密保存，只用于献血安全和与您联系。谁查看过，您随时能看到。', submit: '完成登记', step: (n: number, of: number) => `第 ${n} 步，共 ${of} 步`,
    kinds: { citizen_id: '居民身份证', passport: '护照', home_return_permit: '港澳居民来往内地通行证', taiwan_permit: '台湾居民来往大陆通行证', residence_permit: '外国人永久居留身份证', officer_card: '军官证', other: '其他证件' },
    agree: '消息', summary: '核对并完成',
  },
  kinds: { whole_blood: '全血', apheresis_platelets: '单采血小板', apheresis_plasma: '单采血浆' },
  kindHint: { whole_blood: '约 30 分钟', apheresis_platelets: '约 2 小时，专机专时，不排队', apheresis_plasma: '约 1 小时，专机专时，不排队' },
  book: {
    title: '预约献血', what: '想献什么？', may: '现在可以献', from: (day: string) => `${day} 起可献`, never: '不能献', why: '为什么', yours: '您的预约', another: '已有预约时不能再约，可以改约或取消。',
    where: '在哪里献？', near: '按距离排序', locating: '正在定位…', noPosition: '没有得到位置，按最早可约时间排序', km: (n: string) => `约 ${n} 公里`, position: '位置只留在手机里',
    next: '最早', full: '两周内已约满', openNow: '现在开放', house: '献血屋', vehicle: '献血车', when: '什么时候？', left: (n: number) => `余 ${n}`, none: '约满', closed: '当天不开放或已约满',
    moreDays: '看后面一周', confirm: '确认预约', check: '请核对', at: '时间', place: '地点', kind: '献血种类', do: '确认预约', booked: '预约成功', moved: '改约成功',
    wait: '候补这几天', waitHint: '有人退出时按顺序通知您，请在时限内确认。', waits: '候补中', leave: '退出候补', accept: '确认这个名额',
    bring: '请带上证件；前一晚睡好，饭后来，不喝酒。', taken: '这个时段刚被约走，请另选一个。', chooseOther: '选其他时段',
  },
  booking: {
    showAtDoor: '到场时出示', code: '预约码', route: '导航', calendar: '加入日历', rebook: '改约', cancel: '取消预约', cancelTitle: '取消这次预约？', cancelDo: '取消预约', cancelled: '已取消，随时可以再约。',
    offered: (until: string) => `为您保留到 ${until}，请确认`, mapGeo: '用手机地图打开', mapAmap: '高德地图', takenBack: '很抱歉，我们取消了您的预约', nearby: '附近还可以约，点一下就换好：', mapBaidu: '百度地图', mapTencent: '腾讯地图', day: '日期',
  },
  inquiry: {
    begin: '在家先答健康征询', title: '健康征询', consent: '献血前告知', read: '我已读完，开始回答', at: (n: number, of: number) => `第 ${n} 题，约共 ${of} 题`, yes: '是', no: '否', unsure: '不确定', next: '下一题', some: '有几种选几种', back: '上一题', confidential: '只有医师能看到',
    why: '在家先看告知、答好征询，到场只需确认，身体状况、发热、用药等当天再问。加密保存，只用于这次献血。', before: (at: string) => `您已在 ${at} 答过；再答一次以新的为准。`, done: '答好了', doneHow: '到场后在自助机或服务台确认。当天的身体状况会再问一次。', home: '回到预约',
  },
  card: {
    title: '电子献血证', donations: '次', times: '献血', ml: '全血 mL', apheresis: '单采', group: '血型', noGroup: '两次检验一致后显示', last: '最近一次', first: '还没有献过血。第一次献血后，这里就是您的献血证。', code: '到场出示',
  },
  history: {
    title: '献血记录', none: '还没有记录', noneHint: '献血后在这里看到：献了多少、检验是否合格、什么时候用到病人身上。', waiting: '检测中', good: '合格', call_us: '请联系我们', used: '已用于救治', elsewhere: '外地', number: '献血编号',
    papers: '文书副本', papersNone: '这次的文书在纸上签署，原件保存在血站。', papersHint: '有印章和签名的 PDF，可以保存或打印。', paperWaits: '还没有全部签完', paperOpen: '打开',
    more: '关于这次献血', exclude: '请不要使用这次的血液', excludeHint: '如果您觉得这次的血不适合给别人用，请告诉我们。不问原因，严格保密。', excludeTitle: '请我们不要使用这袋血？', excludeDo: '不要使用', unwell: '献血后不舒服', illness: '献血后生病或想起什么', points: '荣誉积分', gift: '纪念品', next: '下次可献', from: (day: string) => `${day} 起`, callUs: '有一项结果需要当面说明，请拨打服务电话或到献血屋，我们会为您保密。',
  },
  messages: { title: '消息', none: '没有消息', noneHint: '预约、检验结果和血液使用的消息都在这里。', unread: '未读' },
  me: {
    title: '我的', identity: '我的信息', identityHint: '显示完整信息，会留下记录', name: '姓名', document: '证件', phone: '手机', born: '出生日期', consents: '通知与同意', looked: '谁看过我的档案', lookedNone: '没有人查看过您的完整信息', lookedHint: '工作人员查看完整信息必须写明理由。',
    reports: '反馈与求助', sessions: '登录的设备', thisOne: '这部手机', signOut: '退出登录', signOutAll: '退出所有设备', leave: '注销账号', rules: '献血条件', service: '服务', privacy: '隐私',
  },
  consents: {
    title: '通知与同意', service: '服务通知', serviceHint: '预约、结果、血液使用', marketing: '献血邀请', marketingHint: '血液紧张时邀请您', sms: '短信', call: '电话', wechat: '微信', mail: '邮件', app: '应用内消息', note: '您自己预约、反馈的结果总会出现在“消息”里。',
  },
  reports: {
    title: '反馈与求助', what: '发生了什么？', unwell: '献血后不舒服', illness: '献血后生病、用药或想起风险', complaint: '投诉或建议', thanks: '感谢', other: '其他', words: '请告诉我们', callBack: '请给我打电话', send: '提交', sent: '已提交，我们会尽快答复。', mine: '我的反馈', answer: '答复', open: '处理中', emergency: '如果头晕加重、出血不止或胸闷，请立即拨打 120。', left: (n: number) => `还可输入 ${n} 字`,
  },
  leave: {
    title: '注销账号', intro: '您随时可以停止使用。请先了解哪些会删除，哪些按规定必须保留。', goes: '会停止或删除', stays: '按规定必须保留', why: '这些记录用于追溯每一袋血，不能提前删除；期满后按规定销毁。', do: '申请注销', open: (day: string) => `已收到您的申请，我们会在 ${day} 前办理并答复。`, stay: '不注销了',
  },
}
