import type { Trace, TracedEvent, TracedUnit, Unit } from '@vena/api'
import { moment, useWords } from '@vena/ui'
import type { LifeEvent, LifeUnit } from '@vena/ui/lifeline'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useCatalogue } from '../../app/lists.ts'

/** Facts of an event that a reader of the life line wants, in this order. */
const TOLD = ['volume_ml', 'group', 'marker', 'outcome', 'position', 'hold', 'sample', 'until', 'to', 'ward', 'added_ml', 'loss_ml', 'purpose', 'recipient', 'recall'] as const
type Told = (typeof TOLD)[number]
type Named = TracedEvent['site']

/** A fact as a bag of words and numbers: its kinds differ, the reader asks for what is there. */
type Facts = Readonly<Record<string, unknown>> | null | undefined

/** `site_0192…` as the plain UUID by which the trace's names are kept. */
function plain(id: string): string {
  const hex = id.slice(id.indexOf('_') + 1)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function told(fact: Facts, names: Trace['names']): [Told, string][] {
  return TOLD.flatMap((key): [Told, string][] => {
    const value = fact?.[key]
    if (key === 'until' && typeof value === 'string') return [[key, moment(value)]]
    if ((key === 'to' || key === 'ward') && typeof value === 'string') return [[key, names[plain(value)] ?? value]]
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
  })
}

/** Where it happened: the place that the fact names, else the place of work of who did it. */
function placeOf(event: TracedEvent, names: Trace['names'], worded: (named: Named) => string): string {
  const place = (event.fact as Facts)?.place
  return (typeof place === 'string' && names[plain(place)]) || worded(event.site)
}

/** Words of the field for coded values. */
function useFactWord(): (key: Told, value: string) => string {
  const { t } = useTranslation()
  return (key, value) => {
    if (key === 'hold') return t(`hold.${value}` as 'hold.recall', { defaultValue: value })
    if (key === 'outcome') return t(`outcome.${value}` as 'outcome.reactive', { defaultValue: value })
    if (key === 'purpose') return t(`purpose.${value}` as 'purpose.delivery', { defaultValue: value })
    return value
  }
}

/** How much a bag held when it was made: what was later divided from it does not make its river thinner. */
function born(events: TracedEvent[]): number | undefined {
  const volume = (events[0]?.fact as Facts)?.volume_ml
  return typeof volume === 'number' ? volume : undefined
}

/** The trace of the ledger as the life line draws it, worded in the language of the page. */
export function useLife(trace: Trace): LifeUnit[] {
  const { t } = useTranslation()
  const { lang } = useWords()
  const products = useCatalogue()
  const word = useFactWord()
  return useMemo(() => {
    const worded = ({ name, name_en }: Named) => (lang === 'en' && name_en) || name
    const event = (e: TracedEvent): LifeEvent => ({
      event_id: e.event_id, kind: e.kind, title: e.title, at: e.at, recorded_at: e.recorded_at, actor_name: worded(e.actor), second_name: e.second && worded(e.second),
      org_name: worded(e.org), site_name: placeOf(e, trace.names, worded), device: e.device, reason: e.reason, hash: e.hash, sealed: e.leaf_index != null,
      facts: told(e.fact as Facts, trace.names).map(([key, value]) => ({ term: t(`fact.${key}`), value: word(key, value) })),
    })
    const unit = ({ unit_id, record, parents, events }: TracedUnit): LifeUnit => ({
      unit_id, volume_ml: born(events) ?? record.facts.volume_ml, life: record.state.life, parents: parents.map((parent) => parent.unit), events: events.map(event),
      product_name: products.find((p) => p.product === record.facts.product)?.name ?? { zh: record.facts.product, en: record.facts.product },
    })
    return trace.units.map(unit)
    // `word` follows the language, which is named.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [trace, products, lang, t])
}

/** A bag of the trace as every list shows it. */
export function useUnits(trace: Trace): (Unit & { child: boolean })[] {
  const products = useCatalogue()
  return useMemo(
    () =>
      trace.units.map(({ unit_id, record: { state, facts }, custodian, place, parents, events }) => ({
        unit_id, ...facts, volume_ml: facts.volume_ml || (born(events) ?? 0), life: state.life, safety: state.safety, holds: state.holds, promise: state.promise, mode: state.custody.mode.kind, custodian_org: custodian.id,
        custodian_name: custodian.name, site_id: place?.id ?? null, site_name: place?.name ?? null, position: state.custody.position, child: parents.length > 0,
        product_name: products.find((p) => p.product === facts.product)?.name ?? { zh: facts.product, en: facts.product },
      })),
    [trace, products],
  )
}
