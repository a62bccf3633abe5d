import type { Trace, Unit } from '@vena/api'
import { AsOf, donationNumber, EmptyState, Facts, GroupBadge, moment, Page, Panel, StateWord, useNow, useWords } from '@vena/ui'
import { LifeLine } from '@vena/ui/lifeline'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { UnitState, useHoldWord } from '../../app/states.tsx'
import { Expiry } from '../../app/units.tsx'
import { Holds } from './Holds.tsx'
import { useLife, useUnits } from './story.ts'
import './unit.css'

function About({ unit }: { unit: Unit }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const holdWord = useHoldWord()
  const { kind, until } = unit.promise
  const where = [unit.custodian_name, unit.site_name, unit.position].filter(Boolean).join(' · ')
  const items: [string, ReactNode][] = [
    [t('unit.group'), <GroupBadge key="g" group={unit.group} />],
    [t('unit.product'), `${pick(unit.product_name)} (${unit.product})`],
    [t('unit.volume'), `${unit.volume_ml} mL`],
    [t('unit.state'), <UnitState key="s" unit={unit} />],
    [t('unit.custody'), where],
    [t('unit.promise'), [t(`promise.${kind}` as 'promise.free', { defaultValue: kind }), until && t('sample.until', { at: moment(until) })].filter(Boolean).join(' · ')],
    [t('unit.collected'), moment(unit.collected_at)],
    [t('unit.expires'), <Expiry key="e" at={unit.expires_at} />],
  ]
  for (const hold of unit.holds) items.push([`${t('holds.one')} · ${holdWord(hold.kind)}`, <StateWord key={hold.hold_id} tone="danger">{hold.reason}</StateWord>])
  return <Facts items={items} />
}

function Family({ units, current }: { units: ReturnType<typeof useUnits>; current: string | undefined }) {
  const { pick } = useWords()
  return (
    <ul className="family">
      {units.map((unit) => (
        <li key={unit.unit_id} className={unit.child ? 'family-child' : ''} aria-current={unit.unit_id === current ? 'true' : undefined}>
          <Link to={`/units/${unit.unit_id}`}>{pick(unit.product_name)}</Link>
          <span className="muted">{unit.volume_ml} mL</span>
          <UnitState unit={unit} />
        </li>
      ))}
    </ul>
  )
}

/** How far the record of this family is under seal, and the file by which others can check it without us. */
function Proof({ trace, unit }: { trace: Trace; unit: Unit | undefined }) {
  const { t } = useTranslation()
  const may = useMay('ledger.proof.view')
  const events = trace.units.flatMap((other) => other.events)
  const count = (is: (event: (typeof events)[number]) => boolean) => t('unit.eventsOf', { count: events.filter(is).length })
  const lateBy = 10 * 60_000
  return (
    <>
      <Facts
        items={[
          [t('unit.events'), count(() => true)],
          [t('unit.signed'), count((event) => event.second != null)],
          [t('unit.late'), count((event) => Date.parse(event.recorded_at) - Date.parse(event.at) > lateBy)],
          [t('unit.sealed'), t('unit.sealedOf', { sealed: events.filter((event) => event.leaf_index != null).length, all: events.length })],
        ]}
      />
      {may && unit && <p className="proof-file"><a href={`/api/ledger/units/${unit.unit_id}/proof`} download={`vena-proof-${unit.donation_number}-${unit.product}.json`}>{t('unit.proofFile')}</a></p>}
    </>
  )
}

const addressOf = (unitId: string) => `/units/${unitId}`

function Life({ trace, id }: { trace: Trace; id: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const now = useNow(60_000)
  const life = useLife(trace)
  const units = useUnits(trace)
  const unit = units.find((other) => other.unit_id === id)
  const number = units[0]?.donation_number ?? id
  return (
    <Page
      title={unit ? pick(unit.product_name) : t('unit.donation')}
      aside={<><span className="number life-number">{donationNumber(number)}</span>{unit && <><GroupBadge group={unit.group} /><UnitState unit={unit} /></>}<AsOf at={trace.as_of} /></>}
      actions={unit && <>{units.length > 1 && <Link className="button-link button-link-plain" to={`/donations/${number}`}>{t('unit.whole')}</Link>}<Holds unit={unit} /></>}
    >
      <Panel className="life-panel">
        <LifeLine units={life} subject={unit?.unit_id ?? number} now={now} hrefOf={addressOf} onOpen={(unitId) => void navigate(addressOf(unitId))} />
      </Panel>
      {trace.truncated && <p className="notice notice-warning">{t('unit.truncated')}</p>}
      <div className="split split-side">
        {unit && <Panel title={t('unit.about')}><About unit={unit} /></Panel>}
        <Panel title={t('unit.family')}><Family units={units} current={unit?.unit_id} /></Panel>
        <Panel title={t('unit.proof')}><Proof trace={trace} unit={unit} /></Panel>
        {unit && <Papers kind="unit" id={unit.unit_id} />}
      </div>
    </Page>
  )
}

/** One bag's life from arm to arm, or a whole donation with all its branches. */
export function Component() {
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const may = useMay('ledger.trace.view')
  const trace = useGet('/api/ledger/traces/{text}', { path: { text: id } }, may)
  if (!may) return <Page title={t('unit.donation')}><EmptyState glyph="遮" title={t('unit.notYours')}><p>{t('unit.notYoursHow')}</p></EmptyState></Page>
  return <Opened from={trace}>{(data) => <Life trace={data} id={id} />}</Opened>
}
