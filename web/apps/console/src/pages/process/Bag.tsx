// 血袋工序: a bag is scanned; what is behind it, which ways are open, and a big button for what comes next.
import type { HallBag } from '@vena/api'
import { AsOf, donationNumber, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './hall.css'

function Find() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <form className="hall-scan" onSubmit={(event) => {
      event.preventDefault()
      const text = new FormData(event.currentTarget).get('scan')
      if (typeof text === 'string' && text.trim()) void navigate(`/process/bags/${encodeURIComponent(text.trim())}`)
      event.currentTarget.reset()
    }}>
      <label htmlFor="find" className="muted">{t('hall.findHow')}</label>
      <input id="find" name="scan" autoComplete="off" autoFocus aria-label={t('hall.find')} />
    </form>
  )
}

function Next({ bag }: { bag: HallBag }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('process.batch.open')
  return (
    <Panel title={t('hall.next')}>
      {bag.next.length === 0 && <p className="muted">{t('hall.noNext')}</p>}
      <div className="hall-steps">
        {bag.next.map((step) => (step.ok && may
          ? <Link key={step.step} className="hall-big" to={`/process/batches/new?step=${step.step}`}>{pick(step.title)}<small>{pick(step.kind_title)}</small></Link>
          : <span key={step.step} className="hall-big">{pick(step.title)}<small>{pick(step.reason?.reason) || pick(step.kind_title)}</small></span>))}
      </div>
    </Panel>
  )
}

function Detail({ bag }: { bag: HallBag }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <>
      <Panel title={donationNumber(bag.unit.donation_number)} aside={<><span>{pick(bag.unit.product_name)} · {bag.unit.volume_ml} mL</span><AsOf at={bag.as_of} /></>}>
        {bag.unit.holds.map((hold) => <p key={hold.hold_id} className="problem">{hold.reason}</p>)}
        <p><Link to={`/process/units/${bag.unit.unit_id}`}>{t('hall.asPart')}</Link></p>
      </Panel>
      <Next bag={bag} />
      <Panel title={t('hall.ways')}>
        <ul className="hall-ways">
          {bag.ways.map((way) => (
            <li key={way.plan}>
              <b>{pick(way.title)}</b> <small className="muted">{way.makes.length > 0 ? t('hall.makes', { products: way.makes.join(' ') }) : t('hall.finish')}</small>
              <ol className="hall-way">{way.steps.map((step) => <li key={step.step} className={step.done ? 'hall-done' : ''}>{step.done ? '✓ ' : ''}{pick(step.title)}</li>)}</ol>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('hall.done')}>
        {bag.done.length === 0 && <p className="muted">{t('hall.noDone')}</p>}
        <ol className="hall-scanned">
          {bag.done.map((step) => (
            <li key={step.batch_id} className={step.outcome === 'deviated' ? 'hall-refused' : ''}>
              <b>{pick(step.title)}</b>
              <Link className="number" to={`/process/batches/${step.batch_id}`}>{step.batch_no}</Link>
              <span>{step.equipment_code} · {step.programme_name}</span>
              <span>{step.ended_at ? moment(step.ended_at) : step.began_at ? moment(step.began_at) : '—'} · {step.by_name}</span>
              {step.ended_at && <StateWord tone={step.counts ? 'good' : 'danger'}>{step.counts ? t('hall.counts') : t('hall.countsNot')}</StateWord>}
              {step.deviations.map((one) => <span key={one.rule}>{pick(one.reason)}</span>)}
            </li>
          ))}
        </ol>
      </Panel>
    </>
  )
}

function Found({ text }: { text: string }) {
  const bag = useGet('/api/process/bags/{text}', { path: { text } })
  return <Opened from={bag}>{(data) => <Detail key={data.unit.unit_id} bag={data} />}</Opened>
}

/** One bag and its steps. */
export function Component() {
  const { t } = useTranslation()
  const { text } = useParams()
  return (
    <Page title={t('hall.bagSteps')}>
      <Panel><Find /></Panel>
      {text && <Found key={text} text={text} />}
    </Page>
  )
}
