/** Words of the donor's file: documents, consents, history, possible duplicates and merges. */
export const donorFileZh = {
  file: {
    documents: '证件', add: '增加证件', addDo: '保存证件', number: '证件号码', kindOf: '证件种类', naming: '证件名称', namingHow: '例如 学生证', until: '有效期至', main: '主证件', makeMain: '设为主证件', expired: '已过期', replaced: '已换证', corrected: '已更正（输错）', replaces: '替换哪一份', replacesNone: '不替换，增加一份',
    how: '为什么替换', howReplaced: '换证或过期：旧号码仍能找到本人', howCorrected: '当时输错：旧号码不再属于本人', held: '另一份档案已有这个证件', toReview: '去核对重复档案', edit: '更改资料', district: '地区', occupation: '职业', language: '消息语言', emergency: '紧急联系人', emergencyRelation: '与本人关系', emergencyPhone: '联系人手机', emergencyName: '联系人姓名', editHow: '只填要改的；出生日期和性别由证件决定，输错时请更正证件。', files: '同一人的档案', filesHow: '{{count}} 份档案已合并', duplicatesOpen: '有 {{count}} 份相似档案待核对', unsaid: '未填', other: '其他',
    consents: '联系同意', channel: '方式', consentAsk: '登记“{{channel}} · {{purpose}}”', grant: '同意', withdraw: '撤回', none: '未表示', source: '在哪里说的', said: '{{at}} {{source}}', consentHow: '每次表示都会保留，以最近一次为准。', invitations: '本人愿意收到献血邀请短信',
    history: '献血履历', elsewhere: '登记外地献血', station: '采血机构', given: '献血日期', outcome: '结果', volume: '献血量', evidence: '依据', elsewhereDo: '登记', withdrawIt: '撤回', withdrawHow: '撤回后不再计入间隔，记录仍可查看。', withdrawn: '已撤回：{{why}}', donation: '献血 {{ml}} mL', reaction: '有献血反应', needle: '进针未成功', at: '{{station}}', historyEmpty: '还没有献血记录', otherFile: '来自合并前的另一份档案',
    views: '谁查看过真实信息', viewsShow: '查看记录', viewsHide: '收起', viewsEmpty: '还没有人查看过', viewer: '查看人',
  },
  fileEvent: { registered: '建档', deferred: '暂缓', excluded: '屏蔽', deferral_lifted: '解除暂缓或屏蔽', merged: '档案合并', merge_undone: '撤销合并', booking_offered: '候补名额', booking_booked: '预约', booking_arrived: '到场', booking_fulfilled: '预约完成', booking_missed: '未到', booking_cancelled: '取消预约', booking_moved: '改约' },
  channel: { sms: '短信', call: '电话', wechat: '微信', mail: '邮件', app: '应用消息' },
  consentPurpose: { service: '服务（结果、用血、预约）', marketing: '招募邀请' },
  consentSource: { registration: '建档时', desk: '窗口', phone: '电话', paper: '书面', app: '本人应用' },
  occupation: { student: '学生', teacher: '教师', health: '医务人员', civil_service: '公务员', soldier: '军人', worker: '工人', farmer: '农民', service: '服务业', office: '职员', self_employed: '个体', retired: '退休', other: '其他' },
  documentName: { citizen_id: '居民身份证', passport: '护照', home_return_permit: '港澳居民来往内地通行证', taiwan_permit: '台湾居民来往大陆通行证', residence_permit: '外国人永久居留身份证', officer_card: '军官证', other: '其他证件' },
  evidenceKind: { certificate: '见献血证', province: '省级查询', own_word: '本人陈述' },
  elsewhereOutcome: { completed: '完成', failed: '未成功' },
  alike: {
    title: '重复档案', empty: '没有待核对的相似档案', emptyHow: '建档和更改资料后，系统自动比对；两份可能属于同一人的档案列在这里。', points: '相似度', grounds: '相同之处', found: '发现', compare: '并排核对', one: '档案一', other: '档案二', open: '待核对', not_same: '不是同一人', merged: '已合并', state: '状态', dismiss: '不是同一人', dismissHow: '记住结论，以后不再提示。', hint: '可能已有档案', hintHow: '先核对，能用原档案就不要新建。', stop: '血型不同：不是同一人', decided: '{{by}} {{at}}：{{why}}',
  },
  merging: {
    title: '并排核对', merges: '合并记录', keep: '保留哪一份', keepThis: '保留这份', goes: '并入另一份', field: '项目', take: '以这边为准', propose: '提出合并', proposeHow: '另一位同事复核后才生效；献血、暂缓、证件和同意都保留，随时可以撤销。', waits: '待复核', confirmed: '已合并', rejected: '已退回', undone: '已撤销', confirm: '复核并合并', confirmHow: '请对照两份档案与证件原件。确认后两份档案合为一人。', reject: '退回', undo: '撤销合并', undoHow: '两份档案恢复原样；此后新增的内容留在登记时的那一份。', proposed: '提出', decided: '复核', taken: '取自并入的档案', nothing: '全部以保留的档案为准', empty: '没有合并记录', emptyHow: '在“重复档案”里并排核对后提出合并。', survivor: '保留的档案', loser: '并入的档案', pick: '选择并列的两份档案', differs: '不同',
  },
  mergeField: { name: '姓名', born_on: '出生日期', sex: '性别', phone: '手机', main_document: '主证件', district: '地区', occupation: '职业', language: '语言', emergency: '紧急联系人' },
}
