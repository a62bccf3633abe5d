// What is switched on at a site, by whom and why; whoever may, switches it with a reason.
import { post, type Answer } from '@vena/api'
import { moment, Panel, ProblemBox, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

type Switch = Answer<'/api/collect/kiosk/sites/{id}/switches', 'get'>['switches'][number]
type Name = 'face_comparison' | 'signed_papers' | 'camera_greeting'

function One({ site, one }: { site: string; one: Switch }) {
  const { t } = useTranslation()
  const may = useMay('platform.site.switch')
  const name = one.name as Name
  return (
    <li className="site-switch">
      <div>
        <b>{t(`booking.switch.${name}`)}</b>
        <StateWord tone={one.on ? 'good' : 'quiet'}>{t(one.on ? 'booking.switchOn' : 'booking.switchOff')}</StateWord>
        <p className="muted">{t(`booking.switchHow.${name}`)}</p>
        {one.since && <p><span className="muted">{one.by} {moment(one.since)}</span> {one.reason}</p>}
      </div>
      {may && (
        <AskWhy
          label={t(one.on ? 'booking.switchOffDo' : 'booking.switchOnDo')}
          how={t('booking.switchWhy', { name: t(`booking.switch.${name}`) })} onDone={() => refresh('/api/collect')}
          perform={(values, key) => post('/api/collect/kiosk/sites/{id}/switches', { path: { id: site }, body: { name, on: !one.on, reason: values.text('reason') } }, key)}
        />
      )}
    </li>
  )
}

/** The switches of a site. Nothing for people whom they do not concern. */
export function SiteSwitches({ site }: { site: string }) {
  const { t } = useTranslation()
  const may = useMay('platform.site.switches')
  const found = useGet('/api/collect/kiosk/sites/{id}/switches', { path: { id: site } }, may)
  if (!may) return null
  return (
    <Panel title={t('booking.switches')}>
      {found.problem && <ProblemBox problem={found.problem} onRetry={found.reload} />}
      <ul className="plain-list">{found.data?.switches.map((one) => <One key={one.name} site={site} one={one} />)}</ul>
    </Panel>
  )
}
