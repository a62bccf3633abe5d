// 环境监测: every point with what it needs, the missed ones first; a label that is scanned leads to its point.
import { post, type EnvironmentBoard, type EnvironmentPoint } from '@vena/api'
import { AsOf, Button, Dialog, EmptyState, Field, Form, moment, Page, ProblemBox, StateWord, Table, useAction, useWords, type Column, type Values } from '@vena/ui'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../process/hall.css'
import '../lab/samples.css'
import { LEVELS, limits, STANDINGS, STATES } from './environment.ts'

const URGENT = ['overdue', 'due', 'repeat', 'running', 'fine', 'closed'] as const
const rank = (point: EnvironmentPoint) => (point.plate && point.plate.state !== 'incubating' ? -1 : URGENT.indexOf(point.standing))

function Counts({ board }: { board: EnvironmentBoard }) {
  const { t } = useTranslation()
  const tone = { overdue: 'sample-count-refused', due: 'sample-count-remarked', waiting: 'sample-count-remarked', raised: 'sample-count-refused' } as const
  return (
    <dl className="sample-counts">
      {(['overdue', 'due', 'waiting', 'raised'] as const).map((name) => <div key={name} className={tone[name]} data-some={board[name] > 0}><dt>{t(`environment.counts.${name}`)}</dt><dd>{board[name]}</dd></div>)}
    </dl>
  )
}

/** The label beside a place, or on a dish that is on its way. */
function Scan({ points }: { points: EnvironmentPoint[] }) {
  const { t } = useTranslation()
  const go = useNavigate()
  const [unknown, setUnknown] = useState('')
  const input = useRef<HTMLInputElement>(null)
  return (
    <form className="hall-scan" onSubmit={(event) => {
      event.preventDefault()
      const text = input.current?.value.trim().toUpperCase() ?? ''
      const found = points.find((point) => point.code.toUpperCase() === text || point.plate?.label?.toUpperCase() === text)
      if (found) void go(`/process/environment/${found.point_id}`)
      else setUnknown(text)
      event.currentTarget.reset()
    }}>
      <label htmlFor="point" className="muted">{t('environment.scan')}</label>
      <input id="point" ref={input} autoComplete="off" autoFocus />
      {unknown && <p className="problem" role="alert"><b>{unknown}</b> {t('environment.notFound')}</p>}
    </form>
  )
}

function Add() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const rules = useGet('/api/process/environment/rules')
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => {
    const [place = '', kind = ''] = values.text('rule').split(' ')
    return post('/api/process/environment/points', { body: { code: values.text('code'), name: values.text('name'), class: place, kind } }, key)
  }, () => {
    setOpen(false)
    refresh('/api/process/environment')
  })
  const options = (rules.data ?? []).map((rule) => ({ value: `${rule.class} ${rule.kind}`, label: `${pick(rule.class_title)} · ${pick(rule.kind_title)} ${limits(rule)}` }))
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('environment.add')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('environment.add')}>
        <Form action={action} submit={t('environment.add')} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{t('cancel')}</Button>}>
          <Field name="code" label={t('environment.code')} hint={t('environment.codeHow')} required maxLength={40} />
          <Field name="name" label={t('environment.name')} required minLength={2} maxLength={100} />
          <Field name="rule" label={t('environment.rule')} required options={options} />
        </Form>
      </Dialog>
    </>
  )
}

function useColumns(): Column<EnvironmentPoint>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  return useMemo(
    () => [
      { key: 'point', title: t('environment.point'), cell: (p) => <><b className="number">{p.code}</b> {p.name}</>, text: (p) => p.code },
      { key: 'kind', title: t('environment.kind'), cell: (p) => <>{pick(p.rule.kind_title)} <small className="muted">{limits(p.rule)}</small></>, text: (p) => p.rule.kind },
      { key: 'last', title: t('environment.last'), cell: (p) => (p.last_level && p.last_at ? <><StateWord tone={LEVELS[p.last_level]}>{p.last_value} {p.rule.unit}</StateWord> <small className="muted">{moment(p.last_at)}</small></> : '—'), text: (p) => p.last_at ?? '' },
      { key: 'state', title: t('environment.state'), cell: (p) => (p.plate ? <StateWord tone={STATES[p.plate.state]}>{t(`environment.states.${p.plate.state}`)}</StateWord> : <StateWord tone={STANDINGS[p.standing]}>{t(`environment.standings.${p.standing}`)}</StateWord>), text: (p) => p.plate?.state ?? p.standing },
      { key: 'due', title: t('environment.due'), cell: (p) => <span className="number">{p.closed_at ? '—' : p.due_on}</span>, text: (p) => p.due_on },
    ],
    [t, pick],
  )
}

/** Every point, and what needs somebody. */
export function Component() {
  const { t } = useTranslation()
  const board = useGet('/api/process/environment')
  const may = useMay('process.environment.add')
  const points = board.data?.points.toSorted((a, b) => rank(a) - rank(b) || a.due_on.localeCompare(b.due_on) || a.code.localeCompare(b.code))
  return (
    <Page title={t('job.environment')} aside={<AsOf at={board.data?.as_of} />} actions={may && <Add />}>
      {board.problem && <ProblemBox problem={board.problem} onRetry={board.reload} />}
      {board.data && <><Counts board={board.data} /><Scan points={board.data.points} /></>}
      <Table
        id="environment" caption={t('job.environment')} columns={useColumns()} rows={points ?? (board.problem ? null : undefined)} rowKey={(p) => p.point_id} href={(p) => `/process/environment/${p.point_id}`}
        empty={<EmptyState glyph="境" title={t('environment.none')}><p>{t('environment.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}
