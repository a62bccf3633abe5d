// 标本流转: the tubes of a donation, where each stands, and everything that happened to them, minute by minute.
import { type Custody as Timeline } from '@vena/api'
import { moment, Panel, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import './samples.css'

type Step = Timeline['steps'][number]['step']
const STEPS = ['bound', 'drawn', 'sent', 'received', 'accepted', 'refused', 'placed', 'taken', 'run', 'disposed'] as const

function Tubes({ timeline }: { timeline: Timeline }) {
  const { t } = useTranslation()
  if (timeline.tubes.length === 0) return <p className="muted">{t('samples.noTubes')}</p>
  return (
    <ul className="sample-lines">
      {timeline.tubes.map((tube) => (
        <li key={tube.tube_id}>
          <b>{t(`samples.roles.${tube.role}`)}</b>
          <span><StateWord tone={tube.outcome === 'refused' ? 'danger' : tube.outcome === 'remarked' ? 'warning' : 'good'}>{t(`samples.outcomes.${tube.outcome}`)}</StateWord>{tube.disposed_at ? t('samples.gone') : tube.position ? t('samples.position', { place: tube.position }) : t('samples.nowhere')}</span>
        </li>
      ))}
    </ul>
  )
}

const word = (step: Step) => STEPS.find((one) => one === step)

/** Where the tubes of a donation were, and where they are. */
export function Custody({ number }: { number: string }) {
  const { t } = useTranslation()
  const timeline = useGet('/api/lab/donations/{number}/custody', { path: { number } })
  if (!timeline.data) return null
  return (
    <Panel title={t('samples.custody')}>
      <Tubes timeline={timeline.data} />
      <ol className="sample-lines">
        {timeline.data.steps.map((step) => {
          const known = word(step.step)
          return (
            <li key={`${step.at}${step.step}${step.role ?? ''}${step.place}`}>
              <span className="number">{moment(step.at)}</span>
              <span><b>{known ? t(`samples.steps.${known}`) : step.step}</b>{step.role && t(`samples.roles.${step.role}`)}</span>
              <span>{step.place}</span>
              <small className="muted">{step.by_name}{step.detail && ` · ${step.detail}`}</small>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
