// 试剂盒: what their instructions say; entered by one person, approved by another.
import { post, type LabAssay, type LabKit } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, type Column } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { KitNew } from './KitNew.tsx'
import './lab.css'

type Range = LabAssay['controls'][number]['each']

/** `≥ 0.5`, `≤ 0.1`, `0.2 – 0.8`, or nothing. */
export function rangeWord(range: Range | undefined): string {
  if (range?.min != null && range.max != null) return `${range.min} – ${range.max}`
  if (range?.min != null) return `≥ ${range.min}`
  return range?.max != null ? `≤ ${range.max}` : ''
}

/** Control by control, what the leaflet wants. */
function Controls({ kit }: { kit: LabKit }) {
  const { t } = useTranslation()
  const cut = kit.assay.cut_off
  return (
    <div className="kit-says">
      <p>{t(`kit.gives.${kit.assay.gives}`)} · {t('kit.plate', { rows: kit.assay.plate.rows, columns: kit.assay.plate.columns })}{(kit.assay.pool_max ?? 1) > 1 && ` · ${t('kit.pool', { n: kit.assay.pool_max })}`}</p>
      {cut && <p>{t('kit.cutOff', { factor: cut.factor, plus: cut.plus })}{cut.least != null && ` · ${t('kit.least', { least: cut.least })}`}</p>}
      <ul className="plain-list">
        {kit.assay.controls.map((control) => (
          <li key={`${control.code}${control.marker ?? ''}`}>
            <b>{control.code}</b> {t(`kit.roles.${control.role}`)} ×{control.count}{control.marker && ` · ${control.marker}`}
            {rangeWord(control.each) && ` · ${t('kit.each')} ${rangeWord(control.each)}`}{rangeWord(control.mean) && ` · ${t('kit.mean')} ${rangeWord(control.mean)}`}
            {control.expects && ` · ${control.expects.kind === 'abo' ? control.expects.abo : control.expects.kind === 'rhd' ? control.expects.rhd : t(`kit.expects.${control.expects.kind}`)}`}
          </li>
        ))}
      </ul>
      <p className="muted">{t('kit.source')}：{kit.source}</p>
    </div>
  )
}

/** What the leaflet says, and under it the approval of whoever has read it. */
function Says({ kit }: { kit: LabKit }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((_: null, key) => post('/api/lab/kits/{id}/approve', { path: { id: kit.kit_id } }, key), () => {
    setOpen(false)
    refresh('/api/lab')
  })
  const title = `${kit.code} · ${t('kit.versionN', { n: kit.version })}`
  return (
    <>
      <Button kind={kit.can.approve.ok ? 'primary' : undefined} onClick={() => setOpen(true)}>{t(kit.approved_at ? 'kit.says' : 'kit.read')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${title} · ${kit.name}`}>
        <Controls kit={kit} />
        {action.problem && <ProblemBox problem={action.problem} />}
        {!kit.approved_at && <p className="row"><Button kind="primary" can={kit.can.approve} busy={action.pending} onClick={() => void action.run(null)}>{t('kit.approve')}</Button><Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button></p>}
      </Dialog>
    </>
  )
}

function useColumns(): Column<LabKit>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'code', title: t('kit.code'), cell: (k) => <b className="number">{k.code}</b>, text: (k) => k.code },
      { key: 'name', title: t('kit.name'), cell: (k) => k.name, text: (k) => k.name },
      { key: 'version', title: t('lab.version'), cell: (k) => k.version, text: (k) => k.version, align: 'end' as const },
      { key: 'state', title: t('lab.state'), cell: (k) => <StateWord tone={k.approved_at ? 'good' : 'notice'}>{t(k.approved_at ? 'kit.approved' : 'kit.waiting')}</StateWord>, text: (k) => (k.approved_at ? 'approved' : 'waiting') },
      { key: 'maker', title: t('lab.maker'), cell: (k) => k.maker, text: (k) => k.maker },
      { key: 'markers', title: t('lab.marker'), cell: (k) => `${k.markers.join(' ')} · ${t('lab.roundN', { round: k.round })}`, text: (k) => k.markers.join(' ') },
      { key: 'by', title: t('kit.by'), cell: (k) => `${k.entered_by_name} · ${moment(k.entered_at)}${k.approved_by_name ? ` / ${k.approved_by_name}` : ''}`, text: (k) => k.entered_by_name },
      { key: 'says', title: t('kit.says'), cell: (k) => <Says kit={k} />, block: true },
    ],
    [t],
  )
}

/** The kits of the laboratory, every version of their instructions. */
export function Component() {
  const { t } = useTranslation()
  const [entering, setEntering] = useState(false)
  const may = useMay('lab.kit.enter')
  const list = useGet('/api/lab/kits')
  return (
    <Page title={t('job.kits')} aside={<AsOf at={list.data?.as_of} />} actions={may && !entering && <Button kind="primary" onClick={() => setEntering(true)}>{t('kit.new')}</Button>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {entering && <Panel title={t('kit.new')}><KitNew onClose={() => setEntering(false)} /></Panel>}
      <Table id="lab-kits" caption={t('job.kits')} columns={useColumns()} rows={list.data ? list.data.items : list.problem ? null : undefined} rowKey={(k) => k.kit_id} empty={<EmptyState glyph="检" title={t('kit.none')}><p>{t('kit.noneHow')}</p></EmptyState>} />
    </Page>
  )
}
