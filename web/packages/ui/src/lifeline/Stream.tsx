import { clock, day } from '../format.ts'
import { useWords } from '../words.ts'
import { custodians } from './layout.ts'
import type { People } from './River.tsx'
import type { Branch, Standing, Story } from './story.ts'
import { layoutStream, type StreamRow } from './stream.ts'
import { Tray } from './Tray.tsx'

interface StreamProps {
  story: Story
  chosen: string
  onChoose: (id: string) => void
  people: People
  hrefOf: (unitId: string) => string
  onOpen?: ((unitId: string) => void) | undefined
}

function band(standing: Standing | null, orgs: string[]): { className: string; style: React.CSSProperties } {
  if (!standing) return { className: 'stream-band stream-source', style: { '--tone': 'var(--river-0)', '--soft': 'var(--river-soft-0)' } as React.CSSProperties }
  const org = Math.max(0, orgs.indexOf(standing.org)) % 5
  const style = { '--tone': `var(--river-${org})`, '--soft': `var(--river-soft-${org})` } as React.CSSProperties
  return { className: `stream-band stream-${standing.mode} stream-${standing.safety}${standing.holds > 0 ? ' stream-held' : ''}`, style }
}

function Fork({ branch, href, onOpen }: { branch: Branch; href: string; onOpen: StreamProps['onOpen'] }) {
  const { t, pick } = useWords()
  const { unit } = branch
  return (
    <a className="stream-fork" href={href} onClick={(event) => { if (onOpen && !event.metaKey && !event.ctrlKey) { event.preventDefault(); onOpen(unit.unit_id) } }}>
      <span aria-hidden="true">↳</span> {t('line.fork', { name: pick(unit.product_name) })}
      <small>{unit.volume_ml} mL · {t(`life.${unit.life}` as 'life.stock')}</small>
    </a>
  )
}

function Row({ row, orgs, chosen, onChoose, hrefOf, onOpen }: { row: StreamRow; orgs: string[]; chosen: boolean } & Pick<StreamProps, 'onChoose' | 'hrefOf' | 'onOpen'>) {
  const { pick, duration } = useWords()
  const { event } = row.step
  return (
    <li className="stream-row">
      {row.calm > 0 && <div className="stream-calm"><i {...band(row.before, orgs)} /><span>{duration(row.calm)}</span></div>}
      {row.newDay && <div className="stream-day"><i {...band(row.before, orgs)} /><span>{day(row.step.at)}</span></div>}
      <button type="button" className={`stream-event stream-kind-${event.kind}`} aria-expanded={chosen} onClick={() => onChoose(chosen ? '' : event.event_id)}>
        <i {...band(row.step.after, orgs)}><b className={event.sealed === false ? 'stream-dot stream-dot-open' : 'stream-dot'} /></i>
        <span className="stream-text">
          <span className="stream-title">{pick(event.title)}{event.count ? ` ×${event.count}` : ''}{event.second_name && <em className="stream-seal">{[...event.actor_name][0]}</em>}{event.second_name && <em className="stream-seal">{[...event.second_name][0]}</em>}</span>
          <span className="stream-where">{event.site_name} · {event.actor_name}</span>
        </span>
        <time dateTime={event.at}>{clock(row.step.at)}</time>
      </button>
      {chosen && <div className="stream-open"><i {...band(row.step.after, orgs)} /><Tray event={event} unit={row.branch.unit} /></div>}
      {row.forks.map((fork) => <div key={fork.unit.unit_id} className="stream-open"><i {...band(row.step.after, orgs)} /><Fork branch={fork} href={hrefOf(fork.unit.unit_id)} onOpen={onOpen} /></div>)}
    </li>
  )
}

/** The life line standing upright, for phones: the donor above, the patient below. */
export function Stream({ story, chosen, onChoose, people, hrefOf, onOpen }: StreamProps) {
  const { t } = useWords()
  const rows = layoutStream(story, day)
  const orgs = custodians(story)
  const last = rows.at(-1)
  const life = last?.branch.unit.life ?? 'stock'
  const reached = life === 'transfused'
  return (
    <div className="stream">
      <p className="stream-arm"><i className="stream-arm-mark" aria-hidden="true" />{t('line.donor')} <small>{people.donor ?? t('line.masked')}</small></p>
      <ol>
        {rows.map((row) => (
          <Row key={row.step.event.event_id} row={row} orgs={orgs} chosen={row.step.event.event_id === chosen} onChoose={onChoose} hrefOf={hrefOf} onOpen={onOpen} />
        ))}
      </ol>
      <p className={reached ? 'stream-arm stream-arm-end' : 'stream-arm stream-arm-end stream-arm-quiet'}>
        <i className="stream-arm-mark" aria-hidden="true" />
        {reached ? t('line.patient') : t(`life.${life}` as 'life.stock')} <small>{reached ? (people.patient ?? t('line.masked')) : t('line.waiting')}</small>
      </p>
    </div>
  )
}
