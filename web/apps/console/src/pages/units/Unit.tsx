import type { Trace, TraceUnit, Unit } from '@vena/api'
import { AsOf, donationNumber, Facts, GroupBadge, moment, Page, Panel, useNow, useWords } from '@vena/ui'
import { LifeLine } from '@vena/ui/lifeline'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { UnitState } from '../../app/states.tsx'
import { Expiry } from '../../app/units.tsx'
import { useLife } from './story.ts'
import './unit.css'

function About({ unit }: { unit: Unit }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const promise = typeof unit.promise === 'string' ? unit.promise : unit.promise.kind
  const where = [pick(unit.custodian_name), pick(unit.site_name), unit.position].filter(Boolean).join(' · ')
  return (
    <Facts
      items={[
        [t('unit.group'), <GroupBadge key="g" group={unit.group} />],
        [t('unit.product'), `${pick(unit.product_name)} (${unit.product})`],
        [t('unit.volume'), `${unit.volume_ml} mL`],
        [t('unit.state'), <UnitState key="s" unit={unit} />],
        [t('unit.custody'), where],
        [t('unit.promise'), t(`promise.${promise}` as 'promise.free', { defaultValue: promise })],
        [t('unit.collected'), moment(unit.collected_at)],
        [t('unit.expires'), <Expiry key="e" at={unit.expires_at} />],
      ]}
    />
  )
}

function Family({ units, current }: { units: TraceUnit[]; current: string | undefined }) {
  const { pick } = useWords()
  return (
    <ul className="family">
      {units.map(({ unit, parents }) => (
        <li key={unit.unit_id} className={parents.length ? 'family-child' : ''} aria-current={unit.unit_id === current ? 'true' : undefined}>
          <Link to={`/units/${unit.unit_id}`}>{pick(unit.product_name)}</Link>
          <span className="muted">{unit.volume_ml} mL</span>
          <UnitState unit={unit} />
        </li>
      ))}
    </ul>
  )
}

/** How far the record of this family is under seal. */
function Proof({ trace }: { trace: Trace }) {
  const { t } = useTranslation()
  const events = trace.units.flatMap((unit) => unit.events)
  const sealed = events.filter((event) => event.sealed).length
  const late = events.filter((event) => event.late).length
  const signed = events.filter((event) => event.second).length
  const items: [string, ReactNode][] = [
    [t('unit.events'), t('unit.eventsOf', { count: events.length })],
    [t('unit.signed'), t('unit.eventsOf', { count: signed })],
    [t('unit.late'), t('unit.eventsOf', { count: late })],
  ]
  if (events.some((event) => event.sealed != null)) items.push([t('unit.sealed'), t('unit.sealedOf', { sealed, all: events.length })])
  return <Facts items={items} />
}

function Life({ trace, id }: { trace: Trace; id: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const now = useNow(60_000)
  const life = useLife(trace)
  const unit = trace.units.find((branch) => branch.unit.unit_id === id)?.unit
  const number = donationNumber(trace.donation_number)
  const open = (unitId: string) => `/units/${unitId}`
  return (
    <Page
      title={unit ? pick(unit.product_name) : t('unit.donation')}
      aside={<><span className="number life-number">{number}</span>{unit && <><GroupBadge group={unit.group} /><UnitState unit={unit} /></>}<AsOf at={trace.as_of} /></>}
      actions={unit && trace.units.length > 1 && <Link className="button-link button-link-plain" to={`/donations/${trace.donation_number}`}>{t('unit.whole')}</Link>}
    >
      <Panel className="life-panel">
        <LifeLine units={life} subject={unit?.unit_id ?? trace.donation_number} now={now} hrefOf={open} onOpen={(unitId) => void navigate(open(unitId))} />
      </Panel>
      <div className="split split-side">
        {unit && <Panel title={t('unit.about')}><About unit={unit} /></Panel>}
        <Panel title={t('unit.family')}><Family units={trace.units} current={unit?.unit_id} /></Panel>
        <Panel title={t('unit.proof')}><Proof trace={trace} /></Panel>
      </div>
    </Page>
  )
}

/** One bag's life from arm to arm, or a whole donation with all its branches. */
export function Component() {
  const { id = '' } = useParams()
  const trace = useGet<Trace>('/api/govern/traces/{text}', { path: { text: id } })
  return <Opened from={trace}>{(data) => <Life trace={data} id={id} />}</Opened>
}
