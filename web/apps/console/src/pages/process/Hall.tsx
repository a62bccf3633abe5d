// 制备看板: what lies in the hall, what it may still become and by when, what waits where, what the machines do, what the day gave.
import type { HallBoard, HallLying, HallMachine } from '@vena/api'
import { AsOf, donationNumber, EmptyState, figure, moment, Page, Panel, ProblemBox, StateWord, Table, useWords, type Column } from '@vena/ui'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Balances } from './Balances.tsx'
import { LIGHTS, MACHINE_TONES } from './hallwords.ts'
import './hall.css'

const TICK = 60_000

const tone = (count: number, word: string) => (count > 0 ? word : '')
const ml = (value: number) => `${figure(value)} mL`
const since = (at: string | null | undefined, now: string) => (at ? Math.max(0, Date.parse(now) - Date.parse(at)) : 0)

function Figures({ board }: { board: HallBoard }) {
  const { t } = useTranslation()
  return (
    <ul className="hall-figures">
      <li><b>{board.bags.length}</b><span>{t('hall.bagsIn')}</span></li>
      <li className={tone(board.red, 'hall-danger')}><b>{board.red}</b><span>{t('hall.red')}</span></li>
      <li className={tone(board.amber, 'hall-warning')}><b>{board.amber}</b><span>{t('hall.amber')}</span></li>
      <li className={tone(board.stuck, 'hall-warning')}><b>{board.stuck}</b><span>{t('hall.stuck')}</span></li>
      <li className={tone(board.deviated, 'hall-danger')}><b>{board.deviated}</b><span>{t('hall.deviated')}</span></li>
      <li><b>{board.unchecked}</b><span>{t('hall.unchecked')}</span></li>
    </ul>
  )
}

function Queues({ board }: { board: HallBoard }) {
  const { t } = useTranslation()
  const { pick, duration } = useWords()
  return (
    <ul className="hall-cards">
      {board.queues.map((queue) => (
        <li key={queue.stage} className="hall-card">
          <b>{pick(queue.title)}</b>
          <span className="hall-card-head">{t('hall.waitingN', { n: queue.waiting })}{queue.stuck > 0 && <StateWord tone="warning">{t('hall.stuckN', { n: queue.stuck })}</StateWord>}</span>
          {queue.working > 0 && <small>{t('hall.workingN', { n: queue.working })}</small>}
          {queue.since && <small>{t('hall.oldest', { time: duration(since(queue.since, board.as_of)) })}</small>}
        </li>
      ))}
    </ul>
  )
}

function Machine({ one, now }: { one: HallMachine, now: string }) {
  const { t } = useTranslation()
  const { pick, duration } = useWords()
  const overdue = one.began_at != null && one.lasts_seconds != null && since(one.began_at, now) > one.lasts_seconds * 1000
  const body = (
    <>
      <span className="hall-card-head"><b className="number">{one.code}</b><StateWord tone={MACHINE_TONES[one.state]}>{t(`hall.states.${one.state}`)}</StateWord></span>
      <small>{one.name}</small>
      {one.batch_id && <small>{pick(one.step_title)} · {t('hall.of', { n: one.bags, places: one.places })}</small>}
      {overdue && <StateWord tone="warning">{t('hall.overdue')}</StateWord>}
      {one.began_at && <small>{t('hall.sinceTime', { time: duration(since(one.began_at, now)) })}{one.lasts_seconds ? t('hall.about', { minutes: Math.round(one.lasts_seconds / 60) }) : ''}</small>}
    </>
  )
  return <li>{one.batch_id ? <Link className="hall-card" to={`/process/batches/${one.batch_id}`}>{body}</Link> : <span className="hall-card">{body}</span>}</li>
}

function May({ bag, now }: { bag: HallLying, now: string }) {
  const { t } = useTranslation()
  const { pick, duration } = useWords()
  return (
    <span className="hall-may">
      {bag.may.map((one) => <span key={one.product}>{pick(one.product_name)}{one.latest_at && <> <StateWord tone={LIGHTS[one.light]}>{one.light === 'over' ? t('hall.lights.over') : t('hall.left', { time: duration(Math.max(0, Date.parse(one.latest_at) - Date.parse(now))) })}</StateWord></>}</span>)}
      {bag.missed.length > 0 && <small>{t('hall.missed', { products: bag.missed.join(' ') })}</small>}
    </span>
  )
}

function useColumns(now: string): Column<HallLying>[] {
  const { t } = useTranslation()
  const { pick, duration } = useWords()
  return useMemo(
    () => [
      { key: 'number', title: t('hall.bag'), cell: (b) => <Link className="number" to={`/process/bags/${b.unit.unit_id}`}>{donationNumber(b.unit.donation_number)}</Link>, text: (b) => b.unit.donation_number },
      { key: 'product', title: t('hall.product'), cell: (b) => pick(b.unit.product_name), text: (b) => b.unit.product },
      { key: 'light', title: t('hall.latest'), cell: (b) => (b.latest_at ? <StateWord tone={LIGHTS[b.light]}>{t(`hall.lights.${b.light}`)} · {moment(b.latest_at)}</StateWord> : t('hall.noLimit')), text: (b) => b.latest_at ?? '' },
      { key: 'stage', title: t('hall.stage'), cell: (b) => (b.batch_id ? <Link to={`/process/batches/${b.batch_id}`}>{pick(b.stage_title)} · {t('hall.inBatch', { no: b.batch_no })}</Link> : b.stage === 'held' ? <StateWord tone="danger">{pick(b.stage_title)}</StateWord> : pick(b.stage_title)), text: (b) => b.stage },
      { key: 'waited', title: t('hall.waited'), cell: (b) => (b.stuck ? <StateWord tone="warning">{duration(since(b.since, now))}</StateWord> : duration(since(b.since, now))), text: (b) => b.since },
      { key: 'may', title: t('hall.may'), cell: (b) => <May bag={b} now={now} />, text: (b) => b.may.map((one) => one.product).join(' '), wide: true },
    ],
    [t, pick, duration, now],
  )
}

function Day({ board }: { board: HallBoard }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { balance } = board
  return (
    <div className="hall-split">
      <Panel title={t('hall.yields')}>
        {board.yields.length === 0 && <p className="muted">{t('hall.noYield')}</p>}
        <ul className="plain-list">
          {board.yields.map((one) => (
            <li key={one.product} className="row">
              <span>{pick(one.product_name)} <small className="muted">{one.bags} {t('bags')} · {ml(one.volume_ml)}</small></span>
              <StateWord tone={one.low ? 'warning' : 'good'}>{t('hall.percent')} {one.percent}%{one.usual_percent != null && ` · ${t('hall.usual')} ${one.usual_percent}%`}{one.low && ` · ${t('hall.low')}`}</StateWord>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={t('hall.balance')} aside={<span className="muted">{t('hall.preparations', { n: balance.preparations })}</span>}>
        <dl className="facts">
          <div><dt>{t('hall.parent')}</dt><dd>{ml(balance.parent_ml)}</dd></div>
          <div><dt>{t('hall.added')}</dt><dd>{ml(balance.added_ml)}</dd></div>
          <div><dt>{t('hall.children')}</dt><dd>{ml(balance.children_ml)}</dd></div>
          <div><dt>{t('hall.surplus')}</dt><dd>{ml(balance.surplus_ml)}</dd></div>
          <div><dt>{t('hall.loss')}</dt><dd>{t('hall.lossOf', { ml: figure(balance.loss_ml), percent: balance.loss_percent ?? 0 })}</dd></div>
        </dl>
      </Panel>
    </div>
  )
}

/** The board of the hall. */
export function Component() {
  const { t } = useTranslation()
  const may = useMay('process.batch.open')
  const mayBalance = useMay('process.balance.list')
  const { data: board, problem, reload } = useGet('/api/process/hall')
  const columns = useColumns(board?.as_of ?? '')
  // Limits run while nothing happens.
  useEffect(() => {
    const ticking = setInterval(() => refresh('/api/process/hall'), TICK)
    return () => clearInterval(ticking)
  }, [])
  return (
    <Page
      title={t('job.hall')} aside={<AsOf at={board?.as_of} />}
      actions={<><Link className="button-link button-link-plain" to="/process/bags">{t('hall.bagSteps')}</Link>{may && <Link className="button-link" to="/process/batches/new">{t('hall.start')}</Link>}</>}
    >
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {board && !board.by_program && <p className="notice">{t('hall.paper')}</p>}
      {board && <Figures board={board} />}
      {board && board.queues.length > 0 && <Panel title={t('hall.queues')}><Queues board={board} /></Panel>}
      <Table
        id="hall-bags" caption={t('hall.bagsIn')} columns={columns} rows={board ? board.bags : problem ? null : undefined} rowKey={(b) => b.unit.unit_id}
        empty={<EmptyState glyph="制" title={t('hall.nothing')}><p>{t('hall.nothingHow')}</p></EmptyState>}
      />
      {board?.more && <p className="muted">{t('hall.more')}</p>}
      {board && board.machines.length > 0 && <Panel title={t('hall.machines')}><ul className="hall-cards">{board.machines.map((one) => <Machine key={one.equipment_id} one={one} now={board.as_of} />)}</ul></Panel>}
      {board && <Day board={board} />}
      {mayBalance && <Balances />}
    </Page>
  )
}
