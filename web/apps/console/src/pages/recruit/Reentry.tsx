import { post, type Reentry } from '@vena/api'
import { day, EmptyState, Facts, moment, Page, Panel, StateWord, useNow, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh } from '../../app/queries.ts'
import { ReentryWord } from './Reentries.tsx'
import { CaseActions, Compare, EnterResult, TakeSample } from './ReentrySteps.tsx'
import './eligibility.css'

const LINE = ['asked', 'wait', 'sample', 'test', 'propose', 'decide'] as const
type Place = (typeof LINE)[number] | 'done'

/** The step at which a case stands. */
function standing(found: Reentry, today: string): Place {
  if (['lifted', 'kept', 'withdrawn'].includes(found.state)) return 'done'
  if (found.state === 'proposed') return 'decide'
  if (today < found.wait_until) return 'wait'
  if (found.samples.length < found.samples_needed) return 'sample'
  return found.results.filter((result) => result.compared_at).length < found.samples_needed * found.retests.length ? 'test' : 'propose'
}

function Line({ found }: { found: Reentry }) {
  const { t } = useTranslation()
  const place = standing(found, day(useNow(60_000)))
  const line = LINE.filter((step) => found.samples_needed > 0 || (step !== 'sample' && step !== 'test'))
  const behind = place === 'done' ? line.length : line.indexOf(place)
  const under: Record<string, string> = { wait: found.wait_until, sample: `${found.samples.length}/${found.samples_needed}`, test: `${found.results.filter((one) => one.compared_at).length}/${found.samples_needed * found.retests.length}` }
  return (
    <ol className="reentry-line">
      {line.map((step, at) => (
        <li key={step} className={at < behind ? 'done' : at === behind ? 'now' : ''} aria-current={at === behind ? 'step' : undefined}>
          {t(`reentry.line.${step}`)}
          <small>{under[step]}</small>
        </li>
      ))}
    </ol>
  )
}

function Results({ found, onDone }: { found: Reentry; onDone: (found: Reentry) => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const name = (code: string) => pick(found.retests.find((one) => one.code === code)?.name) || code
  return (
    <Panel title={t('reentry.results')} aside={found.samples_needed > 0 && <div className="row"><TakeSample found={found} onDone={onDone} /><EnterResult found={found} onDone={onDone} /></div>}>
      {found.samples_needed === 0 && <p className="muted">{t('reentry.noSamples')}</p>}
      <ul className="plain-list">
        {found.samples.map((sample) => (
          <li key={sample.donation_number}>
            <p className="row"><b className="number">{sample.donation_number}</b><span>{sample.taken_on}</span><span className="muted">{sample.taken_by?.display_name}</span></p>
            <ul className="plain-list">
              {found.results.filter((result) => result.donation_number === sample.donation_number).map((result) => (
                <li key={result.result_id} className="deferral">
                  <b>{name(result.retest)}</b>
                  {result.passed == null ? <span className="muted">{t('reentry.hidden')}</span> : <StateWord tone={result.passed ? 'good' : 'danger'}>{t(result.passed ? 'reentry.passed' : 'reentry.failed')}</StateWord>}
                  <span className="muted">{result.report} · {result.entered_by?.display_name}{result.compared_by && ` · ${result.compared_by.display_name}`}</span>
                  <Compare found={found} result={result} onDone={onDone} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function Case({ found, onDone }: { found: Reentry; onDone: (found: Reentry) => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Page title={t('reentry.one', { name: found.name_masked })} aside={<ReentryWord state={found.state} />} actions={<CaseActions found={found} onDone={onDone} />}>
      <p className="notice">{t('reentry.seen')}</p>
      <Panel><Line found={found} /></Panel>
      <Panel>
        <Facts
          items={[
            [t('reentry.donor'), <Link key="d" to={`/recruit/donors/${found.donor_id}`}>{found.name_masked}</Link>],
            [t('reentry.protocol'), pick(found.protocol_name)],
            [t('reentry.excluded'), found.excluded_on],
            [t('reentry.wait'), `${found.wait_until} (${t('reentry.months', { count: found.waiting_months })})`],
            [t('reentry.samples'), t('reentry.need', { have: found.samples.length, need: found.samples_needed })],
            [t('reentry.clause'), found.clause],
          ]}
        />
      </Panel>
      <Results found={found} onDone={onDone} />
      <Panel title={t('reentry.steps')}>
        <ul className="plain-list">
          {found.steps.map((step) => (
            <li key={step.at + step.what}>
              <p className="row"><b>{t(`reentry.step.${step.what}` as 'reentry.step.asked')}</b><span className="muted">{step.by?.display_name} {moment(step.at)}</span></p>
              {step.note && <p className="deferral-note">{step.note}</p>}
            </li>
          ))}
        </ul>
      </Panel>
    </Page>
  )
}

/** One case: confidential, so that a look asks for its reason first. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const [found, setFound] = useState<Reentry | null>(null)
  const done = (next: Reentry) => {
    setFound(next)
    refresh('/api/recruit')
  }
  if (found?.reentry_id === id) return <Case found={found} onDone={done} />
  return (
    <Page title={t('reentry.title')}>
      <EmptyState glyph="招" title={t('reentry.lookHow')}>
        <AskWhy label={t('reentry.look')} how={t('reentry.lookHow')} onDone={setFound} perform={(values) => post('/api/recruit/reentries/{id}/view', { path: { id }, body: { reason: values.text('reason') } })} />
      </EmptyState>
    </Page>
  )
}
