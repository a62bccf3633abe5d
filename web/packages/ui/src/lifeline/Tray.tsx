import { exactMoment } from '../format.ts'
import { useWords } from '../words.ts'
import { Seal } from './marks.tsx'
import type { LifeEvent, LifeUnit } from './model.ts'

/** What one event tells: what, who, where, both times, why, and its proof. */
export function Tray({ event, unit, caret }: { event: LifeEvent; unit: LifeUnit; caret?: number }) {
  const { t, pick } = useWords()
  return (
    <section className="tray" style={caret === undefined ? undefined : { '--caret': `${caret}px` } as React.CSSProperties} aria-live="polite">
      <header className="tray-head">
        <strong>{pick(event.title)}{event.count ? ` ×${event.count}` : ''}</strong>
        <span className="tray-unit">{pick(unit.product_name)}</span>
        {event.second_name && (
          <svg className="tray-seals" width="38" height="20" aria-hidden="true">
            {[event.actor_name, event.second_name].map((name, i) => <Seal key={name} x={9 + i * 18} y={10} sign={[...name][0] ?? ''} />)}
          </svg>
        )}
      </header>
      <dl className="tray-facts">
        <Fact term={t('line.by')}>{event.actor_name}</Fact>
        {event.second_name && <Fact term={t('line.and')}>{event.second_name}</Fact>}
        <Fact term={t('line.place')}>{placeOf(event)}</Fact>
        <Fact term={t('line.happened')}><time dateTime={event.at}>{exactMoment(event.at)}</time></Fact>
        <Fact term={t('line.recorded')}><time dateTime={event.recorded_at}>{exactMoment(event.recorded_at)}</time> <Delay event={event} /></Fact>
        {event.reason && <Fact term={t('line.why')}>{event.reason}</Fact>}
        {event.device && <Fact term={t('line.device')}>{event.device}</Fact>}
        {event.facts.map((fact) => <Fact key={fact.term} term={fact.term}>{fact.value}</Fact>)}
        {event.sealed != null && (
          <Fact term={t('line.proof')}>
            <span className={event.sealed ? 'tray-sealed' : 'tray-unsealed'}>{event.sealed ? t('line.sealedYes') : t('line.sealedNo')}</span>{' '}
            {event.hash && <code title={event.hash}>{event.hash.slice(0, 12)}</code>}
          </Fact>
        )}
      </dl>
    </section>
  )
}

/** A place that carries its organisation's name says it once. */
function placeOf({ org_name, site_name }: LifeEvent): string {
  return site_name.startsWith(org_name) ? site_name : [org_name, site_name].filter(Boolean).join(' · ')
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return <div><dt>{term}</dt><dd>{children}</dd></div>
}

function Delay({ event }: { event: LifeEvent }) {
  const { t, duration } = useWords()
  const late = Date.parse(event.recorded_at) - Date.parse(event.at)
  return <span className={late > 60_000 ? 'tray-late' : 'tray-prompt'}>{late > 60_000 ? t('line.late', { time: duration(late) }) : t('line.prompt')}</span>
}
