import { post, type Answer } from '@vena/api'
import { Button, day, Dialog, Field, FilterDay, Form, Page, ProblemBox, shortDay, StateWord, useAction, useFilters, useNow, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './bookings.css'

type Plan = Answer<'/api/recruit/plan', 'get'>
type Row = Plan['sites'][number]
type Cell = Row['days'][number]

const shift = (from: string, days: number) => new Date(new Date(`${from}T00:00:00Z`).getTime() + days * 86_400_000).toISOString().slice(0, 10)

function Tile({ row, cell, onOpen }: { row: Row; cell: Cell; onOpen: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const closed = cell.hours.length === 0
  const trouble = cell.conflicts.length > 0
  return (
    <td>
      <button type="button" className={`plan-cell${closed ? ' plan-closed' : ''}${trouble ? ' plan-trouble' : ''}`} onClick={onOpen} aria-label={`${pick(row.site.name)} ${cell.day}`}>
        {closed ? <small>{t('booking.closedDay')}</small> : (
          <>
            <b>{Math.round(cell.expected)}{cell.target > 0 && <small> / {cell.target}</small>}</b>
            <small>{t('booking.bookedShort', { n: cell.booked })} · {t('booking.capacityShort', { n: cell.capacity })} · {t('booking.staffShort', { n: cell.staff })}</small>
            {row.kind === 'vehicle' && <small>{cell.place}</small>}
            {trouble && <StateWord tone="warning">{t('booking.conflictsOf', { n: cell.conflicts.length })}</StateWord>}
          </>
        )}
      </button>
    </td>
  )
}

function Edit({ row, cell, onClose }: { row: Row; cell: Cell; onClose: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('recruit.plan.set')
  const action = useAction((values: Values, key) => post('/api/recruit/sites/{id}/days/{day}/plan', { path: { id: row.site.site_id, day: cell.day }, body: { staff: Number(values.text('staff')), target: Number(values.text('target')) } }, key), () => {
    refresh('/api/recruit/plan')
    onClose()
  })
  return (
    <Dialog open onClose={onClose} title={`${pick(row.site.name)} ${cell.day}`}>
      {cell.hours.length > 0 && <p className="muted">{t('booking.expectedOf', { n: Math.round(cell.expected), booked: cell.booked, walkIns: cell.walk_ins.toFixed(0) })}</p>}
      <p>{cell.hours.map((one) => `${one.opens}–${one.closes}`).join(' ')} {cell.place}</p>
      {cell.conflicts.length === 0 ? <StateWord tone="good">{t('booking.allGood')}</StateWord> : <ul className="plain-list">{cell.conflicts.map((one) => <li key={one.rule}><StateWord tone="warning">{pick(one.reason)}</StateWord></li>)}</ul>}
      {may && row.kind === 'house' && (
        <Form action={action} submit={t('booking.save')}>
          <div className="form-grid">
            <Field name="staff" label={t('booking.staff')} required inputMode="numeric" defaultValue={String(cell.staff)} />
            <Field name="target" label={t('booking.target')} required inputMode="numeric" defaultValue={String(cell.target)} />
          </div>
        </Form>
      )}
    </Dialog>
  )
}

/** A week of houses and vehicles: expected donors against targets, and what is wrong. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set } = useFilters('from')
  const today = day(useNow(60_000))
  const from = filters.from || today
  const plan = useGet('/api/recruit/plan', { query: { from, days: 7 } })
  const [open, setOpen] = useState<{ row: Row; cell: Cell } | null>(null)
  const days = plan.data?.sites[0]?.days.map((cell) => cell.day) ?? []
  return (
    <Page title={t('job.plan')} aside={<small className="muted">{t('booking.planHow')}</small>} actions={<><Button onClick={() => set('from', shift(from, -7))}>{t('booking.before')}</Button><Button onClick={() => set('from', shift(from, 7))}>{t('booking.after')}</Button></>}>
      <div className="filters booking-filters" role="search"><FilterDay label={t('booking.day')} value={from} onChange={(v) => set('from', v)} /></div>
      {plan.problem && <ProblemBox problem={plan.problem} onRetry={plan.reload} />}
      <div className="plan-scroll" role="region" aria-label={t('job.plan')} tabIndex={0}>
        <table className="plan-grid">
          <thead><tr><th scope="col">{t('booking.site')}</th>{days.map((one) => <th key={one} scope="col">{shortDay(`${one}T04:00:00Z`)}</th>)}</tr></thead>
          <tbody>
            {plan.data?.sites.map((row) => (
              <tr key={row.site.site_id}>
                <th scope="row">{pick(row.site.name)}</th>
                {row.days.map((cell) => <Tile key={cell.day} row={row} cell={cell} onOpen={() => setOpen({ row, cell })} />)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {open && <Edit row={open.row} cell={open.cell} onClose={() => setOpen(null)} />}
    </Page>
  )
}
