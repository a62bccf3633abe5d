/** Words of look-backs and recalls. */
export const recallZh = {
  recall: {
    no: '编号', cause: '起因', kind: '范围', state: '进度', opened: '发起', donations: '献血', units: '血液', answered: '机构确认', left: '待办', words: '说明', conclusion: '结论', confirmedBy: '确认期限', closedBy: '结案期限',
    causes: { reactive: '检出反应性', post_donation: '献血后报告', patient: '受血者感染', reagent: '试剂', instrument: '检验仪器', consumable: '采血耗材', collection: '采集', other: '其他' },
    kinds: { donations: '献血编号', reagent: '试剂批号', instrument: '检验仪器与时段', consumable: '耗材批号', site: '采血点与时段' },
    items: { kit: '血袋', needle: '穿刺针', tube: '试管', pouch: '留样袋' },
    lives: { collected: '待接收', in_process: '制备中', stock: '在库', issued: '已发到病区', transfused: '已输注', discarded: '已报废', consumed: '已制备成其他成分', exported: '已调出', lost: '下落不明' },
    opens: { settled: '已处置', judge: '待处置', follow: '待随访', search: '待查找' },
    lot: '试剂批号', instrument: '仪器', item: '耗材', lotNo: '批号', site: '采血点', from: '自', to: '至（不含）', numbersHow: '可填多个，以空格或换行分开', sameDonor: '献血者', sameDonorYes: '同一献血者的全部献血', sameDonorNo: '只是这些献血', drill: '性质', drillNo: '正式', drillYes: '演练',
    new: '发起回溯或召回', newHow: '先看涉及多少；确认后，所有相关血液（含已送到医院的）同时停用，并通知各机构。演练不停用血液。', ask: '查看涉及范围', do: '立即停用并发起', askAgain: '重新填写', reached: '涉及 {{donations}} 份献血、{{units}} 袋血液、{{holders}} 家机构',
    openOnes: '进行中', closed: '已结案', confirmUntil: '{{silent}} 家待确认，{{until}} 前', closeUntil: '{{until}} 前结案', none: '没有回溯或召回', noneHow: '检出反应性时自动发起；也可由质量人员发起。',
    bags: '血液 {{count}} 袋', bagsN: '{{count}} 袋', leftN: '{{count}} 袋待办', donationsN: '献血 {{count}} 份', nobodyHas: '没有医院持有或使用过这些血液。', confirmed: '{{name}} {{at}} 确认', silent: '待确认',
    follow: '登记随访', followHow: '受血者是否已告知、是否检测、结果如何。不写姓名。', acknowledge: '确认收到', acknowledgeHow: '找到的血液已隔离；已输注的逐袋登记随访。', close: '结案', closeHow: '写明调查结果与处置。结案后不再更改。', drillHow: '这是演练：没有停用任何血液，请照正式程序确认。',
  },
}
