// What the physician reads before deciding, on top: what was said, what the rules say of it, what was changed, what was refused.
import { type VisitFindings } from '@vena/api'
import { moment, Panel, StateWord, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Lines } from './Check.tsx'
import { WHERE } from './checks.ts'
import './collect.css'

type Told = VisitFindings['answers'][number]

function Said({ answers }: { answers: Told[] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <ul className="answers">
      {answers.map((answer) => (
        <li key={answer.code}>
          <span>{pick(answer.text)}{answer.confidential && <small className="muted"> {t('station.secret')}</small>}</span>
          {answer.free ? <q>{pick(answer.said)}</q> : answer.deviates ? <StateWord tone="danger">{pick(answer.said)}</StateWord> : <StateWord tone="notice">{pick(answer.said)}</StateWord>}
        </li>
      ))}
    </ul>
  )
}

function Changes({ changes }: { changes: VisitFindings['changes'] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <ol className="plain-list station-lines">
      {changes.map((change) => (
        <li key={`${change.at} ${change.by_name}`}>
          <p><StateWord tone="warning">{t('station.changed')}</StateWord> <span className="muted">{t('station.changedBy', { at: moment(change.at), place: t(`visit.${WHERE[change.place]}`), name: change.by_name })}</span></p>
          {change.reason && <p>{t('station.changedWhy', { reason: change.reason })}</p>}
          <ul className="answers">
            {change.changed.map((one) => <li key={pick(one.text)}><span>{pick(one.text)}</span><span><s>{one.before ? pick(one.before) : '—'}</s> → <b>{one.now ? pick(one.now) : '—'}</b></span></li>)}
          </ul>
        </li>
      ))}
    </ol>
  )
}

/** What speaks against the donation first, then what was said. */
export function Findings({ found }: { found: VisitFindings }) {
  const { t } = useTranslation()
  const quiet = found.inquiry_version != null && found.answers.length === 0
  return (
    <Panel title={t('station.findings')} aside={<span className="muted">{t('station.findingsNoted')}</span>}>
      <div className="stack">
        {found.lines.length > 0 ? <Lines lines={found.lines} fine="" /> : found.inquiry_version != null && <p><StateWord tone="good">{t('station.noLines')}</StateWord></p>}
        {found.earlier.map((one) => (
          <div key={one.donation_id} className="notice">
            <p><b>{t('station.refusedToday', { at: moment(one.at), site: one.site_name })}</b> <Link to={`/collect/donations/${one.donation_id}`}>{t('station.open')}</Link></p>
            <Lines lines={one.lines} fine="" />
          </div>
        ))}
        {found.changes.length > 0 && <Changes changes={found.changes} />}
        <h3>{t('station.saidHere')}</h3>
        {found.inquiry_version == null && <p className="notice">{t('station.noAnswers')}</p>}
        {found.answers.length > 0 && <Said answers={found.answers} />}
        {quiet && <p><StateWord tone="good">{t('station.allUsual', { n: found.answered })}</StateWord></p>}
        {!quiet && found.inquiry_version != null && <p className="muted">{t('station.restUsual', { n: found.answered - found.answers.length })}</p>}
      </div>
    </Panel>
  )
}
