import { type EligibilityVerdict, type ForeignBlock, post } from '@vena/api'
import { day, Field, moment, Panel, StateWord, useNow, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { EligibilityPermits } from './EligibilityPermits.tsx'
import './eligibility.css'

/** One kind of donation: the answer in a word, every rule that says no below it. */
function Kind({ verdict }: { verdict: EligibilityVerdict }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { kind, may, from, lines, by_permit, rest_ml } = verdict
  return (
    <li className="verdict-kind">
      <span className="verdict-name">{t(`standing.kind.${kind}`)}</span>
      <div>
        <p className="row">
          <StateWord tone={may ? 'good' : from ? 'notice' : 'danger'}>{may ? t('standing.may') : from ? t('standing.from', { day: from }) : t('standing.never')}</StateWord>
          {by_permit.length > 0 && <span className="muted">{t('standing.byPermit')}</span>}
          {may && rest_ml != null && <span className="muted">{t('standing.rest', { ml: rest_ml })}</span>}
        </p>
        {lines.map((line) => (
          <p key={line.rule + (line.until ?? '')} className="verdict-line">
            {pick(line.reason)}
            <small className="muted">{line.clause} <code>{line.rule}</code></small>
          </p>
        ))}
      </div>
    </li>
  )
}

function Foreign({ donor, block }: { donor: string; block: ForeignBlock }) {
  const { t } = useTranslation()
  const clear = useMay('recruit.block.clear')
  const path = { id: donor, block: block.foreign_block_id }
  return (
    <li className="deferral">
      <StateWord tone={block.cleared_at ? 'quiet' : 'danger'}>{t(`deferral.${block.kind}`)}</StateWord>
      <span>{t('foreign.since', { day: block.since })}{block.until && ` ${t('standing.until', { day: block.until })}`} · {t(block.by_document ? 'foreign.byDocument' : 'foreign.byPerson')}</span>
      <b>{t('foreign.ask', { station: block.station, at: block.ask_at })}</b>
      {block.cleared_at && <span className="muted">{t('foreign.cleared', { by: block.cleared_by ?? '—', at: moment(block.cleared_at), why: block.cleared_reason ?? '' })}</span>}
      {!block.cleared_at && clear && (
        <AskWhy
          label={t('foreign.clear')} how={t('foreign.clearHow')} onDone={() => refresh('/api/recruit')}
          perform={(values, key) => post('/api/recruit/donors/{id}/foreign-blocks/{block}/clear', { path, body: { reason: values.text('reason') } }, key)}
        />
      )}
    </li>
  )
}

function OtherStations({ donor }: { donor: string }) {
  const { t } = useTranslation()
  const blocks = useGet('/api/recruit/donors/{id}/foreign-blocks', { path: { id: donor } })
  if (!blocks.data?.length) return null
  return (
    <Panel title={t('foreign.title')}>
      <ul className="plain-list">{blocks.data.map((block) => <Foreign key={block.foreign_block_id} donor={donor} block={block} />)}</ul>
    </Panel>
  )
}

/** From when on a person may give what, by the same rule as at the chair, today or on a day to come. */
export function EligibilityPanel({ donor }: { donor: string }) {
  const { t } = useTranslation()
  const today = day(useNow(60_000))
  const [on, setOn] = useState('')
  const may = { blocks: useMay('recruit.block.view'), permits: useMay('recruit.permit.list'), rules: useMay('recruit.rules.view') }
  const found = useGet('/api/recruit/donors/{id}/eligibility', { path: { id: donor }, query: on ? { on } : {} })
  return (
    <>
      <Panel
        title={t('standing.title')}
        aside={
          <div className="row verdict-day">
            {may.rules && <Link to="/recruit/rules">{t('standing.rules')}</Link>}
            <Field name="on" label={t('standing.on')} type="date" required value={on || today} onChange={(event) => setOn(event.currentTarget.value)} />
          </div>
        }
      >
        <Loaded from={found}>{(shown) => <ul className="plain-list verdicts">{shown.verdicts.map((verdict) => <Kind key={verdict.kind} verdict={verdict} />)}</ul>}</Loaded>
      </Panel>
      {may.blocks && <OtherStations donor={donor} />}
      {may.permits && <EligibilityPermits donor={donor} />}
    </>
  )
}
