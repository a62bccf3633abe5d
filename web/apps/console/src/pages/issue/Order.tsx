import { post, type Order, type OrderLine } from '@vena/api'
import { AsOf, Button, Facts, Field, GroupBadge, moment, NameToConfirm, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { Papers } from '../../app/Papers.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLinks } from '../../app/UnitLinks.tsx'
import { Explanation } from './Explanation.tsx'
import { Withdraw } from './Withdraw.tsx'

const reload = () => refresh('/api/issue', '/api/store', '/api/govern/stock')

/** One box for each bag that was asked for: empty, set aside, issued, arrived. */
function Meter({ line }: { line: OrderLine }) {
  const { t } = useTranslation()
  const { promised, issued, received } = line.progress
  const steps: [number, string][] = [[received, 'received'], [issued, 'issued'], [promised, 'promised']]
  const filled = steps.flatMap(([count, name]) => Array.from({ length: count }, () => name))
  const boxes = Array.from({ length: Math.min(line.bags, 24) }, (_, i) => filled[i] ?? '')
  return <span className="meter" role="img" aria-label={t('order.progress', { promised, issued, received })}>{boxes.map((name, i) => <i key={i} className={name && `meter-${name}`} />)}</span>
}

function Line({ line }: { line: OrderLine }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { promised, issued, received } = line.progress
  return (
    <div className="order-line">
      <div className="order-line-head">
        <GroupBadge group={line.group} /><b>{pick(line.product_name)}</b><span>× {line.bags}</span>
        <Meter line={line} />
        <span className="muted">{t('order.progress', { promised, issued, received })}</span>
        {line.substitution && <span className="muted">{t('order.substitutionYes')}</span>}
      </div>
      {line.allocation && <Explanation told={line.allocation} />}
    </div>
  )
}

function Acts({ order }: { order: Order }) {
  const { t } = useTranslation()
  const [cancelling, setCancelling] = useState(false)
  const may = { allocate: useMay('issue.order.allocate'), issue: useMay('issue.order.issue'), cancel: useMay('issue.order.cancel'), pack: useMay('transport.shipment.create') }
  const path = { id: order.order_id }
  const allocate = useAction((_: null, key) => post('/api/issue/orders/{id}/allocate', { path }, key), reload)
  const issue = useAction((_: null, key) => post('/api/issue/orders/{id}/issue', { path }, key), reload)
  const cancel = useAction((values: Values, key) => post('/api/issue/orders/{id}/cancel', { path, body: { reason: values.text('reason') } }, key), () => {
    setCancelling(false)
    reload()
  })
  const problem = allocate.problem ?? issue.problem
  const promised = order.units.filter((unit) => unit.state === 'promised').length
  const waiting = order.units.some((unit) => unit.state === 'issued')
  return (
    <>
      {problem && <ProblemBox problem={problem} />}
      <div className="row">
        {may.allocate && <Button kind={promised ? 'plain' : 'primary'} can={order.can.allocate} busy={allocate.pending} onClick={() => void allocate.run(null)}>{t('order.allocate')}</Button>}
        {may.issue && promised > 0 && <Button kind="primary" can={order.can.issue} busy={issue.pending} onClick={() => void issue.run(null)}>{t('order.issue', { count: promised })}</Button>}
        {may.pack && waiting && <Link className="button-link button-link-plain" to={`/transport/shipments/new?order=${order.order_id}`}>{t('shipment.new')}</Link>}
        {may.cancel && <Button kind="danger" can={order.can.cancel} onClick={() => setCancelling(true)}>{t('order.cancel')}</Button>}
      </div>
      <NameToConfirm open={cancelling} onClose={() => setCancelling(false)} title={t('order.cancel')} name={order.order_no} action={cancel} submit={t('order.cancel')}>
        <Field name="reason" label={t('reason')} required lines={2} />
      </NameToConfirm>
    </>
  )
}

function Detail({ order }: { order: Order }) {
  const { t } = useTranslation()
  const withdraw = useMay('issue.order.withdraw')
  const facts: [string, ReactNode][] = [
    [t('order.hospital'), order.site_name.startsWith(order.org_name) ? order.site_name : `${order.org_name} · ${order.site_name}`],
    [t('order.neededBy'), moment(order.needed_by)],
    [t('order.urgency'), t(`urgency.${order.urgency}` as 'urgency.urgent', { defaultValue: order.urgency })],
    [t('order.created'), `${moment(order.created_at)} ${order.created_by.display_name}`],
  ]
  if (order.note) facts.push([t('note'), order.note])
  if (order.cancel_reason) facts.push([t('order.cancelled'), order.cancel_reason])
  const state = new Map(order.units.map((unit) => [unit.unit.unit_id, unit.state]))
  return (
    <Page title={order.order_no} aside={<><StepState state={order.state} /><AsOf at={order.as_of} /></>}>
      <Acts order={order} />
      <Panel><Facts items={facts} /></Panel>
      <Panel title={t('order.lines')}>{order.lines.map((line) => <Line key={line.line_no} line={line} />)}</Panel>
      <Papers kind="order" id={order.order_id} />
      {order.units.length > 0 && (
        <Panel title={t('order.units', { count: order.units.length })}>
          <UnitLinks units={order.units.map((unit) => unit.unit)} aside={(unit) => <StepState state={state.get(unit.unit_id) ?? ''} />} />
          {withdraw && order.can.withdraw.ok && <Withdraw order={order} />}
        </Panel>
      )}
    </Page>
  )
}

/** One order: what was asked, what was found, and why every other bag was left. */
export function Component() {
  const { id = '' } = useParams()
  const order = useGet('/api/issue/orders/{id}', { path: { id } })
  return <Opened from={order}>{(data) => <Detail order={data} />}</Opened>
}
