// 标本销毁: tubes whose time is over are chosen into a container, another person confirms, and the container is handed over.
import { post, type DisposalBatch, type DisposalTube } from '@vena/api'
import { AsOf, Button, donationNumber, EmptyState, Field, Form, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './lab.css'
import './samples.css'

const reload = () => refresh('/api/lab')

function Candidates({ tubes, asOf }: { tubes: DisposalTube[], asOf: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('lab.disposal.propose')
  const [marked, setMarked] = useState<string[]>([])
  const ready = tubes.filter((tube) => tube.ok).map((tube) => tube.tube_id)
  const chosen = marked.filter((id) => ready.includes(id))
  const action = useAction((values: Values, key) => post('/api/lab/disposals', { body: { tubes: chosen, container: values.text('container'), weight_g: values.number('weight_g') } }, key), () => {
    setMarked([])
    reload()
  })
  const turn = (id: string) => setMarked((before) => (before.includes(id) ? before.filter((one) => one !== id) : [...before, id]))
  return (
    <div className="split split-even">
      <Panel title={t('samples.over')} aside={<><b>{t('samples.mayN', { n: ready.length })}</b><AsOf at={asOf} /></>}>
        {tubes.length === 0 && <EmptyState glyph="检" title={t('samples.nothingOver')}><p>{t('samples.nothingOverHow')}</p></EmptyState>}
        {may && ready.length > 0 && <p><Button onClick={() => setMarked(ready)}>{t('samples.chooseAll')}</Button></p>}
        <ol className="sample-lines">
          {tubes.map((tube) => (
            <li key={tube.tube_id}>
              {may && <label className="hall-tick"><input type="checkbox" disabled={!tube.ok} checked={chosen.includes(tube.tube_id)} onChange={() => turn(tube.tube_id)} /><span className="unseen">{t('samples.choose')} {tube.donation_number} {tube.role}</span></label>}
              <b className="number">{donationNumber(tube.donation_number)}</b>
              <span>{t(`samples.roles.${tube.role}`)}{tube.position && <small className="muted">{tube.position}</small>}<small className="muted">{pick(tube.reason?.reason)}</small></span>
            </li>
          ))}
        </ol>
      </Panel>
      {may && (
        <Panel title={t('samples.propose')}>
          <p>{t('samples.proposeHow', { n: chosen.length })}</p>
          {chosen.length > 0 && (
            <Form action={action} submit={t('samples.propose')} resetOnDone>
              <Field name="container" label={t('samples.container')} required maxLength={60} />
              <Field name="weight_g" label={t('samples.weight')} unit="g" type="number" min={1} required />
            </Form>
          )}
        </Panel>
      )}
    </div>
  )
}

function Acts({ batch }: { batch: DisposalBatch }) {
  const { t } = useTranslation()
  const may = { confirm: useMay('lab.disposal.confirm'), handOver: useMay('lab.disposal.hand_over') }
  const path = { id: batch.disposal_id }
  const confirm = useAction((_: null, key) => post('/api/lab/disposals/{id}/confirm', { path }, key), reload)
  if (!batch.confirmed_at) {
    return may.confirm && (
      <>
        <Button kind="primary" can={batch.can.confirm} busy={confirm.pending} onClick={() => void confirm.run(null)}>{t('samples.confirmDispose')}</Button>
        {confirm.problem && <ProblemBox problem={confirm.problem} />}
      </>
    )
  }
  if (!batch.handed_at) return may.handOver && <AskWhy label={t('samples.handOver')} how={t('samples.carrier')} can={batch.can.hand_over} perform={(values, key) => post('/api/lab/disposals/{id}/hand-over', { path, body: { carrier: values.text('reason') } }, key)} onDone={reload} />
  return null
}

function useColumns(): Column<DisposalBatch>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'container', title: t('samples.container'), cell: (b) => <b className="number">{b.container}</b>, text: (b) => b.container },
      { key: 'tubes', title: t('samples.tubesOf'), cell: (b) => b.tubes, text: (b) => b.tubes, align: 'end' as const },
      { key: 'weight', title: t('samples.weight'), cell: (b) => `${b.weight_g} g`, text: (b) => b.weight_g, align: 'end' as const },
      { key: 'state', title: t('samples.state'), cell: (b) => <StateWord tone={b.handed_at ? 'good' : 'notice'}>{t(`samples.batchStates.${b.handed_at ? 'handed' : b.confirmed_at ? 'confirmed' : 'proposed'}`)}</StateWord>, text: (b) => b.confirmed_at ?? '' },
      { key: 'proposed', title: t('samples.proposedBy'), cell: (b) => `${moment(b.proposed_at)} · ${b.proposed_by_name}`, text: (b) => b.proposed_at },
      { key: 'confirmed', title: t('samples.confirmDispose'), cell: (b) => (b.confirmed_at ? `${moment(b.confirmed_at)} · ${b.confirmed_by_name}` : '—'), text: (b) => b.confirmed_at ?? '' },
      { key: 'handed', title: t('samples.handOver'), cell: (b) => (b.handed_at ? `${b.carrier} · ${moment(b.handed_at)}` : '—'), text: (b) => b.carrier ?? '', wide: true },
      { key: 'acts', title: '', cell: (b) => <Acts batch={b} />, block: true },
    ],
    [t],
  )
}

/** What may be destroyed, and what was. */
export function Component() {
  const { t } = useTranslation()
  const candidates = useGet('/api/lab/disposal-candidates')
  const list = usePages('/api/lab/disposals')
  return (
    <Page title={t('job.disposals')}>
      <Opened from={candidates}>{(data) => <Candidates tubes={data.items} asOf={data.as_of} />}</Opened>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table id="disposals" caption={t('samples.batches')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(b) => b.disposal_id} empty={<p className="table-none">{t('samples.noBatches')}</p>} />
    </Page>
  )
}
