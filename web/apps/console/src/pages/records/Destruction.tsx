import { post, type Destruction } from '@vena/api'
import { Button, Facts, moment, Page, Panel, ProblemBox, TwoSigns, useAction, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { deciderOf } from './keeping.ts'
import { DestructionState } from './states.tsx'
import './keeping.css'

const reload = () => refresh('/api/records')

function Reject({ destruction }: { destruction: Destruction }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('keeping.reject')} how={t('keeping.rejectHow')} can={destruction.can.reject} onDone={reload}
      perform={(values, key) => post('/api/records/destructions/{id}/reject', { path: { id: destruction.destruction_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Signs({ destruction }: { destruction: Destruction }) {
  const { t } = useTranslation()
  const may = { confirm: useMay('records.destruction.confirm'), reject: useMay('records.destruction.reject') }
  const confirm = useAction((_: null, key) => post('/api/records/destructions/{id}/confirm', { path: { id: destruction.destruction_id } }, key), reload)
  const open = destruction.state === 'proposed'
  return (
    <>
      {open && may.confirm && destruction.can.confirm.ok && <p className="notice notice-warning">{t('keeping.confirmHow')}</p>}
      {confirm.problem && <ProblemBox problem={confirm.problem} />}
      <TwoSigns
        waiting={t('destructionState.proposed')}
        terms={[t('keeping.proposer'), t(`keeping.${deciderOf(destruction.state)}`)]}
        first={{ name: destruction.proposed_by, at: destruction.proposed_at }} second={destruction.decided_by ? { name: destruction.decided_by, at: destruction.decided_at } : null}
      >
        {open && may.confirm && <Button kind="danger" busy={confirm.pending} can={destruction.can.confirm} onClick={() => void confirm.run(null)}>{t('keeping.confirm')}</Button>}
        {open && may.reject && <Reject destruction={destruction} />}
      </TwoSigns>
    </>
  )
}

function Documents({ items }: { items: Destruction['items'] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Panel title={t('keeping.documents')}>
      <ul className="papers-named papers-named-all">
        {items.map((item) => (
          <li key={item.document_id}>
            <Link className="number" to={`/records/documents/${item.document_id}`}>{item.number}</Link>
            <span>{pick(item.title)}</span>
            {item.destroyed_at && <small>{t('keeping.erased', { at: moment(item.destroyed_at) })}</small>}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Detail({ destruction }: { destruction: Destruction }) {
  const { t } = useTranslation()
  const facts: [string, ReactNode][] = [[t('keeping.reason'), destruction.reason]]
  if (destruction.decision_note) facts.push([t('keeping.rejected'), destruction.decision_note])
  return (
    <Page title={t('keeping.one', { count: destruction.documents })} aside={<DestructionState state={destruction.state} />}>
      <Signs destruction={destruction} />
      <Panel><Facts items={facts} /></Panel>
      <Documents items={destruction.items} />
    </Page>
  )
}

/** One destruction, from the proposal to what another person decided. */
export function Component() {
  const { id = '' } = useParams()
  const destruction = useGet('/api/records/destructions/{id}', { path: { id } })
  return <Opened from={destruction}>{(data) => <Detail key={data.destruction_id} destruction={data} />}</Opened>
}
