/** Words of pools: several bags of one group in one bag. */
export const poolsZh = {
  make: '汇集一袋', count: '{{n}} 袋（{{min}}–{{max}}）', scanHow: '逐袋扫献血编号或标签，只汇集同型、检验合格的血小板', made: '已汇集，去打印标签：', do: '汇集',
  sum: '{{group}}，{{n}} 袋，共 {{ml}} mL', number: '汇集编号', numberHow: '扫一张没有用过的编号标签；不能是献血编号', volume: '汇集后容量', loss: '损耗',
  candidates: '可汇集', none: '没有可汇集的血袋', noneHow: '制备好的浓缩血小板检验合格后出现在这里。', until: '{{at}} 失效', add: '加入', taken: '已加入', more: '只显示最早到期的 200 袋。',
  why: { unknown: '不在可汇集的血袋中', twice: '已扫过', group: '与已扫的血袋不同型', full: '已到最多袋数' },
  list: '汇集记录', members: '来源', find: '汇集或献血编号', noList: '还没有汇集记录。',
}
