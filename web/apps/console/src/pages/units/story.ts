import type { Trace, TraceEvent, TraceUnit } from '@vena/api'
import { useWords } from '@vena/ui'
import type { LifeEvent, LifeUnit } from '@vena/ui/lifeline'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Facts of an event that a reader of the life line wants, in this order. */
const TOLD = ['volume_ml', 'marker', 'outcome', 'product', 'position', 'cause', 'temp_c', 'box', 'hold', 'appearance', 'sample', 'purpose'] as const

function told(detail: unknown): [(typeof TOLD)[number], string][] {
  if (typeof detail !== 'object' || detail === null) return []
  const all = Object.entries(detail)
  return TOLD.flatMap((key): [(typeof TOLD)[number], string][] => {
    const value = all.find(([name]) => name === key)?.[1]
    return typeof value === 'string' || typeof value === 'number' ? [[key, String(value)]] : []
  })
}

/** The trace of the ledger as the life line draws it, worded in the language of the page. */
export function useLife(trace: Trace): LifeUnit[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(() => {
    const event = (e: TraceEvent): LifeEvent => ({
      event_id: e.event_id, kind: e.kind, title: e.title, at: e.at, recorded_at: e.recorded_at, actor_name: e.actor_name, second_name: e.second_name,
      org_name: pick(e.org_name), site_name: pick(e.site_name), device: e.device, reason: e.reason, hash: e.hash, sealed: e.sealed,
      facts: told(e.detail).map(([key, value]) => ({ term: t(`fact.${key}`), value: key === 'hold' ? t(`hold.${value}` as 'hold.recall', { defaultValue: value }) : value })),
    })
    const unit = ({ unit: u, parents, events }: TraceUnit): LifeUnit => ({
      unit_id: u.unit_id, product_name: u.product_name, volume_ml: u.volume_ml, life: u.life, parents, events: events.map(event),
    })
    return trace.units.map(unit)
  }, [trace, pick, t])
}
