// Words of the pad on which people without a key sign, of what it keeps, and of papers and labels. People who sign are no
// staff: one thought a sentence, no words of the trade.

export const padZh = {
  pad: {
    waiting: '签名板已就绪', staff: '工作人员', staffHow: '签名板一直以本机账号登录。退出后需重新登录才能使用。', leave: '退出登录', steps: '步骤',
    read: '阅读', choose: '选择方式', finger: '指纹', write: '签名',
    page: '第 {{number}} 页，共 {{count}} 页', file: '要签的文书', further: '往下看', back: '往上看', readDone: '我已读完', readHow: '请从头到尾看一遍，有不明白的请问工作人员。', broken: '文书在这里无法显示，请找工作人员。',
    forPerson: '{{name}}，请您签署', slotOf: '签名处：{{slot}}',
    chooseTitle: '除了手写签名，请选一种证明方式', chooseHow: '两种方式效力相同，都可以，由您决定。',
    byFinger: '同意采集指纹', byFingerHow: '采一枚指纹，只用来证明这份文书是您本人签的，加密保存，不作别用。', byWitness: '请工作人员见证', byWitnessHow: '不采指纹，由在场的工作人员看着您签名；对您没有任何影响。',
    fingerTitle: '请把一根手指平放在指纹仪上', fingerHow: '保持不动，直到听到提示。', fingerDo: '开始采集', fingerBusy: '正在采集…', fingerAgain: '再试一次', fingerDone: '指纹已采集', goOn: '继续', toWitness: '不采指纹，改由工作人员见证',
    writeTitle: '请在框内签名', writeField: '签名框', clear: '重写', confirm: '确认签名', sending: '正在提交…', offline: '网络断了，请稍候或找工作人员。', lineCut: '网络断了。您的签名还在，网络恢复后自动提交。', sendAgain: '现在重试', writeHow: '用手指或触控笔书写',
    witnessTitle: '请稍候，工作人员正在确认', witnessHow: '确认由在场的工作人员在自己的电脑上完成。',
    doneTitle: '签好了，谢谢您', doneHow: '文书已带上您的签名保存。', refusedTitle: '您没有签名', refusedHow: '这份文书不会生效。需要时请找工作人员。', endedTitle: '这次签名已结束', endedHow: '请找工作人员。', toWaiting: '轻触结束',
    refuse: '不签名', refuseTitle: '不签名', refuseHow: '您可以不签。愿意的话，请选一个原因。', refuseDo: '确定不签', refuseBack: '返回',
    covered: '内容已隐藏', coveredHow: '为保护您的隐私，一段时间没有操作后会隐藏内容。', wake: '轻触继续', locked: '已锁定', lockedHow: '请工作人员重新开始。',
  },
  padRefusal: { think: '想再考虑一下', wrong: '内容有误', unclear: '没有看明白', disagree: '不同意其中内容', other: '其他原因', none: '未说明原因' },
  padState: { waiting: '等待签名板', shown: '正在阅读', consented: '已选择方式', captured: '指纹已采集', written: '已手写，待见证', signed: '已签名', refused: '本人不签', cancelled: '已取消', expired: '已过期' },
  padWay: { agreed: '指纹', witness: '工作人员见证' },
  slotPad: {
    send: '送到签名板', sendTitle: '送到签名板 · {{name}}', name: '签名人姓名', nameHow: '当面核对证件后填写，会写进签名。', identity: '出示的证件', identityHow: '例如：身份证', do: '发送', again: '重新送到签名板',
    live: '签名板', way: '证明方式', at: '送出', until: '{{at}} 前有效', cancel: '取消', witness: '我看着本人签名', witnessTitle: '见证签名', witnessHow: '确认您亲眼看到 {{name}} 在签名板上签名。您的姓名会作为见证人写进签名。', witnessDo: '确认见证', none: '—', fingerTaken: '已采集',
  },
  evidence: {
    open: '查看签名证据', title: '签名证据', why: '为什么查看', whyHow: '笔迹和指纹是敏感个人信息。这次查看连同您的姓名、时间和原因都会记录在案，文书的经过里也看得到。', do: '记录原因并查看', recorded: '这次查看已记录。关闭后要再看须重新说明原因。',
    strokes: '手写笔迹', play: '按书写过程重放', stop: '停止', time: '{{seconds}} 秒', strokesOf: '{{strokes}} 笔，{{points}} 个点，用时 {{seconds}} 秒', finger: '指纹', noFinger: '没有采集指纹，由工作人员见证。', quality: '质量', reader: '设备', witness: '见证人', person: '签名人', at: '签名时间', taken: '采集时间', identity: '出示的证件', digest: 'SHA-256', none: '没有签名板留下的证据', pad: '签名板', template: '指纹模板（{{format}}），没有图像', intact: '与采集时一致', altered: '与采集时不一致，不可作为证据',
  },
  papers: {
    print: '打印 {{number}}', title: '文书', draw: '生成{{form}}', drawn: '{{signed}}/{{wanted}} 已签', make: '由系统数据生成，无需抄写', fill: '补充后生成', fillHow: '其余内容取自系统数据，不必抄写，也不能改。', nothing: '没有需要补充的内容。',
  },
  labelFile: {
    preview: '标签样张', size: '规格', quadrants: '标准四格 100 × 100 mm', small: '小标签（分装袋）', printPdf: '打印 PDF', zpl: '下载 ZPL', dpi: '打印机分辨率', copy: '第 {{copy}} 次打印', rescan: '贴好后扫描新标签；旧标签随即作废。', broken: '标签在这里无法显示，请下载后打印。', download: '下载 PDF',
  },
}
