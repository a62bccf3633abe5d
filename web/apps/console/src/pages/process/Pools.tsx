// 汇集: bags of one group are scanned one after another, and become one bag under a number of its own.
import { post, type BloodPool, type PoolCandidate, type PoolCandidates } from '@vena/api'
import { AsOf, Button, donationNumber, EmptyState, Field, FilterText, Form, GroupBadge, moment, Page, Panel, ProblemBox, StateWord, Table, useAction, useFilters, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { meant, whyNot } from './poolwords.ts'
import './hall.css'

interface Chosen {
  chosen: PoolCandidate[]
  choose: (one: PoolCandidate) => void
  drop: (one: PoolCandidate) => void
}

/** One field for one bag after another; why the last one is not taken stands below it. */
function Scan({ all, chosen, choose }: { all: PoolCandidates } & Pick<Chosen, 'chosen' | 'choose'>) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [refused, setRefused] = useState<{ scan: string, why: string } | null>(null)
  const input = useRef<HTMLInputElement>(null)
  function take(scan: string) {
    const one = meant(scan, all.units)
    const why = one ? whyNot(one, chosen, all.units_max) : 'unknown'
    setRefused(why ? { scan, why: why === 'barred' ? pick(one?.reason?.reason) : t(`pools.why.${why}`) } : null)
    if (one && !why) choose(one)
    input.current?.focus()
  }
  return (
    <form className="hall-scan" onSubmit={(event) => {
      event.preventDefault()
      const scan = input.current?.value.trim() ?? ''
      if (scan) take(scan)
      event.currentTarget.reset()
    }}>
      <label htmlFor="pool-scan" className="muted">{t('pools.scanHow')}</label>
      <input id="pool-scan" ref={input} autoComplete="off" autoFocus aria-label={t('hall.scanBag')} />
      {refused && <p className="problem" role="alert"><b>{refused.scan}</b> {refused.why}</p>}
    </form>
  )
}

/** What is in the bag so far, and the bag itself. */
function Make({ all, chosen, choose, drop, onMade }: { all: PoolCandidates, onMade: () => void } & Chosen) {
  const { t } = useTranslation()
  const had = chosen.reduce((sum, one) => sum + one.unit.volume_ml, 0)
  const group = chosen[0]?.group
  const [made, setMade] = useState<{ number: string, unit: string } | null>(null)
  const action = useAction(
    (values: Values, key) => post('/api/process/pools', { body: { number: values.text('number'), product: all.product, units: chosen.map((one) => one.unit.unit_id), volume_ml: values.number('volume_ml'), loss_ml: values.number('loss_ml'), medium: values.maybe('medium') } }, key),
    (pooled) => {
      setMade({ number: pooled.unit.donation_number, unit: pooled.unit.unit_id })
      onMade()
      refresh('/api/process', '/api/ledger')
    },
  )
  return (
    <Panel title={t('pools.make')} aside={<b>{t('pools.count', { n: chosen.length, min: all.units_min, max: all.units_max })}</b>}>
      <Scan all={all} chosen={chosen} choose={choose} />
      {made && <p className="good" role="status">{t('pools.made')} <Link to={`/process/units/${made.unit}`}>{donationNumber(made.number)}</Link></p>}
      <ol className="hall-scanned">
        {chosen.map((one) => (
          <li key={one.unit.unit_id}>
            <b className="number">{donationNumber(one.unit.donation_number)}</b>
            <span>{one.unit.volume_ml} mL</span>
            <GroupBadge group={one.group} />
            <Button onClick={() => drop(one)}>{t('hall.takeOut')}</Button>
          </li>
        ))}
      </ol>
      {chosen.length >= all.units_min && (
        <Form action={action} submit={t('pools.do')} resetOnDone>
          <p>{t('pools.sum', { group: group ?? '', n: chosen.length, ml: had })}</p>
          <Field name="number" label={t('pools.number')} hint={t('pools.numberHow')} required maxLength={100} />
          <Field name="volume_ml" label={t('pools.volume')} unit="mL" type="number" min={1} required />
          <Field name="loss_ml" label={t('pools.loss')} unit="mL" type="number" min={0} />
          {all.media.length > 1 && <Field name="medium" label={t('split.medium')} options={all.media.map((medium) => ({ value: medium, label: medium }))} />}
        </Form>
      )}
    </Panel>
  )
}

/** What may be pooled; from the first bag on only what goes with it. */
function Candidates({ all, chosen, choose }: { all: PoolCandidates } & Pick<Chosen, 'chosen' | 'choose'>) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const group = chosen[0]?.group
  return (
    <Panel title={t('pools.candidates')} aside={<AsOf at={all.as_of} />}>
      {all.units.length === 0 && <EmptyState glyph="汇" title={t('pools.none')}><p>{t('pools.noneHow')}</p></EmptyState>}
      <ol className="pool-candidates">
        {all.units.filter((one) => !group || one.group === group).map((one) => {
          const why = whyNot(one, chosen, all.units_max)
          const taken = chosen.some((other) => other.unit.unit_id === one.unit.unit_id)
          return (
            <li key={one.unit.unit_id}>
              <GroupBadge group={one.group ?? one.unit.group} />
              <span><b className="number">{donationNumber(one.unit.donation_number)}</b> <small className="muted">{one.unit.volume_ml} mL · {t('pools.until', { at: one.unit.expires_at ? moment(one.unit.expires_at) : '—' })}</small></span>
              {one.ok ? <Button disabled={why !== null} onClick={() => choose(one)}>{taken ? t('pools.taken') : t('pools.add')}</Button> : <small className="muted">{pick(one.reason?.reason)}</small>}
            </li>
          )
        })}
      </ol>
      {all.more && <p className="muted">{t('pools.more')}</p>}
    </Panel>
  )
}

function Bench({ all }: { all: PoolCandidates }) {
  const [units, setUnits] = useState<string[]>([])
  const may = useMay('process.pool.create')
  // What somebody else has pooled in the meantime is no candidate any more, and leaves this bag too.
  const chosen = units.flatMap((id) => all.units.filter((one) => one.unit.unit_id === id))
  const choose = (one: PoolCandidate) => setUnits((before) => [...before, one.unit.unit_id])
  const drop = (one: PoolCandidate) => setUnits((before) => before.filter((id) => id !== one.unit.unit_id))
  return (
    <div className="split split-even">
      {may && <Make all={all} chosen={chosen} choose={choose} drop={drop} onMade={() => setUnits([])} />}
      <Candidates all={all} chosen={chosen} choose={choose} />
    </div>
  )
}

function useColumns(): Column<BloodPool>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('pools.number'), cell: (p) => <Link className="number" to={`/process/units/${p.unit_id}`}>{donationNumber(p.donation_number)}</Link>, text: (p) => p.donation_number },
      { key: 'product', title: t('unit.product'), cell: (p) => `${pick(p.product_name)} ${p.volume_ml} mL`, text: (p) => p.product },
      { key: 'members', title: t('pools.members'), cell: (p) => p.members.map((one) => `${donationNumber(one.donation_number)} ${one.volume_ml}`).join(' ＋ '), text: (p) => p.members.length, wide: true },
      { key: 'loss', title: t('hall.loss'), cell: (p) => `${p.loss_ml} mL`, text: (p) => p.loss_ml, align: 'end' as const },
      { key: 'plan', title: t('hall.plan'), cell: (p) => <StateWord tone="quiet">{p.plan ? t('hall.byProgram') : t('hall.byPaper')}</StateWord>, text: (p) => p.plan ?? '' },
      { key: 'at', title: t('hall.ended'), cell: (p) => `${moment(p.pooled_at)} · ${p.pooled_by_name}`, text: (p) => p.pooled_at },
    ],
    [t, pick],
  )
}

function Made() {
  const { t } = useTranslation()
  const { filters, set } = useFilters('q')
  const list = usePages('/api/process/pools', { query: { ...(filters.q && { q: filters.q }) } })
  return (
    <>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="pools" caption={t('pools.list')} columns={useColumns()} rows={list.rows} more={list.more} rowKey={(p) => p.unit_id}
        filters={<FilterText label={t('pools.find')} value={filters.q} onChange={(value) => set('q', value)} />} empty={<p className="table-none">{t('pools.noList')}</p>}
      />
    </>
  )
}

/** Pools: what may go into one, the one being made, and those that were. */
export function Component() {
  const { t } = useTranslation()
  const candidates = useGet('/api/process/pool-candidates')
  return (
    <Page title={t('job.pools')}>
      <Opened from={candidates}>{(all) => <Bench all={all} />}</Opened>
      <Made />
    </Page>
  )
}
