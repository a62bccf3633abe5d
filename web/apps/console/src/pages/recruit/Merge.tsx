import { post, type Merge } from '@vena/api'
import { Facts, moment, Page, Panel, type Values } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { Side } from './Duplicates.tsx'
import { MergeWord } from './Merges.tsx'

const done = () => refresh('/api/recruit')
const body = (values: Values) => ({ reason: values.text('reason') })

function Acts({ merge }: { merge: Merge }) {
  const { t } = useTranslation()
  const path = { id: merge.merge_id }
  if (merge.state === 'proposed') {
    return (
      <>
        <AskWhy label={t('merging.confirm')} how={t('merging.confirmHow')} can={merge.can.confirm} onDone={done} perform={(values, key) => post('/api/recruit/merges/{id}/confirm', { path, body: body(values) }, key)} />
        <AskWhy label={t('merging.reject')} can={merge.can.reject} onDone={done} perform={(values, key) => post('/api/recruit/merges/{id}/reject', { path, body: body(values) }, key)} />
      </>
    )
  }
  if (merge.state !== 'confirmed') return null
  return <AskWhy label={t('merging.undo')} how={t('merging.undoHow')} kind="danger" can={merge.can.undo} onDone={done} perform={(values, key) => post('/api/recruit/merges/{id}/undo', { path, body: body(values) }, key)} />
}

const said = (by: string | undefined, at: string, why: string | null | undefined) => `${by ?? '—'} ${moment(at)}：${why ?? ''}`

function Detail({ merge }: { merge: Merge }) {
  const { t } = useTranslation()
  const taken = merge.taken.length ? merge.taken.map((field) => t(`mergeField.${field}`)).join('、') : t('merging.nothing')
  const facts: [string, ReactNode][] = [
    [t('merging.survivor'), <Side key="s" of={merge.survivor} />],
    [t('merging.loser'), merge.state === 'confirmed' ? <code key="l">{merge.loser.donor_id}</code> : <Side key="l" of={merge.loser} />],
    [t('merging.taken'), taken],
    [t('merging.proposed'), said(merge.proposed_by?.display_name, merge.proposed_at, merge.proposed_reason)],
  ]
  if (merge.decided_at) facts.push([t(merge.state === 'rejected' ? 'merging.rejected' : 'merging.decided'), said(merge.decided_by?.display_name, merge.decided_at, merge.decided_reason)])
  if (merge.undone_at) facts.push([t('merging.undone'), said(merge.undone_by?.display_name, merge.undone_at, merge.undone_reason)])
  return (
    <Page title={merge.survivor.name_masked} aside={<MergeWord state={merge.state} />} actions={<Acts merge={merge} />}>
      <Panel><Facts items={facts} /></Panel>
      {merge.state === 'proposed' && <p><Link to={`/recruit/duplicates/compare?one=${merge.survivor.donor_id}&other=${merge.loser.donor_id}`}>{t('alike.compare')}</Link></p>}
    </Page>
  )
}

/** One merge: what was proposed, by whom, and what became of it. */
export function Component() {
  const { id = '' } = useParams()
  const merge = useGet('/api/recruit/merges/{id}', { path: { id } })
  return <Opened from={merge}>{(data) => <Detail key={data.merge_id} merge={data} />}</Opened>
}
