import { post, type Answer } from '@vena/api'
import { Button, moment, Panel, ProblemBox, StateWord, useAction } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type One = Answer<'/api/recruit/waiting', 'get'>[number]
const again = () => refresh('/api/recruit')

function Row({ one }: { one: One }) {
  const { t } = useTranslation()
  const may = useMay('recruit.waiting.leave')
  const leave = useAction((_: object, key) => post('/api/recruit/waiting/{id}/leave', { path: { id: one.waiting_id } }, key), again)
  const accept = useAction((_: object, key) => post('/api/recruit/bookings/{id}/accept', { path: { id: one.booking_id ?? '' } }, key), again)
  const problem = leave.problem ?? accept.problem
  return (
    <li className="row">
      <b>{one.donor_name_masked}</b>
      <span>{t(`booking.kind.${one.kind}`)} {one.from_day} – {one.until_day}</span>
      <small className="muted">{t('booking.waitingSince', { time: moment(one.since) })}{one.offers > 0 && ` · ${t('booking.offers', { n: one.offers })}`}</small>
      {one.state === 'offered' && <StateWord tone="notice">{t('booking.states.offered')}</StateWord>}
      {may && one.state === 'offered' && <Button kind="primary" busy={accept.pending} onClick={() => void accept.run({})}>{t('booking.accept')}</Button>}
      {may && one.state === 'waiting' && <Button kind="quiet" busy={leave.pending} onClick={() => void leave.run({})}>{t('booking.leaveWaiting')}</Button>}
      {problem && <ProblemBox problem={problem} />}
    </li>
  )
}

/** Who waits for a place at a site, first come first. */
export function Waiting({ site }: { site: string }) {
  const { t } = useTranslation()
  const list = useGet('/api/recruit/waiting', { query: { site_id: site } })
  const rows = list.data ?? []
  return (
    <Panel title={t('booking.waitingList')} aside={<small className="muted">{t('booking.waitingHow')}</small>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {rows.length === 0 ? <p className="muted">{t('booking.noWaiting')}</p> : <ol className="plain-list">{rows.map((one) => <Row key={one.waiting_id} one={one} />)}</ol>}
    </Panel>
  )
}
