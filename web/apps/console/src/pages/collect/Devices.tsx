// 采集设备: which instruments stand where, whether they speak, and whether their readings count.
import type { Device, DeviceAgent } from '@vena/api'
import { AsOf, EmptyState, FilterSelect, ListDetail, Page, ProblemBox, StateWord, Table, useFilters, useNow, useWords, type Column, type Tone } from '@vena/ui'
import { useEffect, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './devices.css'

/** An agent says every half minute that it lives; a page that is open looks as often, because a dead one tells nobody. */
const LOOK_EVERY = 30_000

export function useDevices(siteId?: string) {
  const list = useGet('/api/collect/devices', siteId ? { query: { site_id: siteId } } : {})
  const { reload } = list
  useEffect(() => {
    const timer = setInterval(reload, LOOK_EVERY)
    return () => clearInterval(timer)
  }, [reload])
  return list
}

const LINKS: Record<Device['link'], Tone> = { connected: 'good', silent: 'danger', disconnected: 'danger', faulty: 'danger', unheard: 'unknown' }

export function DeviceLine({ device }: { device: Device }) {
  const { t } = useTranslation()
  return <StateWord tone={LINKS[device.link]}>{t(`device.${device.link}`)}</StateWord>
}

/** Whether somebody has to get up: not where no program was ever set up to speak with the instruments. */
const alarmed = (device: Device) => device.alarms.some((alarm) => alarm.rule !== 'device.agent-unheard')

/** The one word that decides whether somebody has to get up. */
export function DeviceState({ device }: { device: Device }) {
  const { t } = useTranslation()
  if (alarmed(device)) return <StateWord tone="danger">{t('device.alarm')}</StateWord>
  if (device.alarms.length > 0) return <StateWord tone="quiet">{t('device.byHand')}</StateWord>
  const tone: Tone = device.state === 'in_use' ? 'good' : device.state === 'unknown' ? 'warning' : 'quiet'
  return <StateWord tone={tone}>{t(device.state === 'in_use' ? 'device.good' : `device.${device.state}`)}</StateWord>
}

export function useAgo(): (at: string | null | undefined) => string {
  const { t } = useTranslation()
  const { duration } = useWords()
  const now = useNow()
  return (at) => (at ? t('device.ago', { time: duration(Math.max(1000, now - Date.parse(at))) }) : t('device.never'))
}

function useColumns(): Column<Device>[] {
  const { t } = useTranslation()
  const { pick } = useWords()
  const ago = useAgo()
  return useMemo(
    () => [
      { key: 'state', title: t('device.state'), cell: (d) => <DeviceState device={d} />, text: (d) => d.alarms.map((alarm) => pick(alarm.reason)).join('; ') || d.state },
      { key: 'name', title: t('device.name'), cell: (d) => <span className="device-name"><b>{d.name || pick(d.kind_title)}</b><small>{d.name ? pick(d.kind_title) : d.serial}</small></span>, text: (d) => d.name },
      { key: 'last', title: t('device.last'), cell: (d) => ago(d.last_reading_at), text: (d) => d.last_reading_at ?? '' },
      { key: 'place', title: t('device.place'), cell: (d) => d.place || '—', text: (d) => d.place, wide: true },
      { key: 'serial', title: t('device.serial'), cell: (d) => <code>{d.serial}</code>, text: (d) => d.serial, wide: true },
      { key: 'until', title: t('device.calibrated'), cell: (d) => (d.needs_calibration ? (d.calibrated_until ?? '—') : t('device.noCalibration')), text: (d) => d.calibrated_until ?? '', wide: true },
      { key: 'site', title: t('device.site'), cell: (d) => d.site_name, text: (d) => d.site_name, wide: true },
    ],
    [t, pick, ago],
  )
}

/** What the program at a site last said of itself. */
export function Agent({ agent }: { agent: DeviceAgent }) {
  const { t } = useTranslation()
  const { duration } = useWords()
  const now = useNow()
  const silent = now - Date.parse(agent.heard_at)
  const off = agent.clock_ahead_seconds
  const words: string[] = [t('device.agentHeard', { time: duration(Math.max(1000, silent)) })]
  if (Math.abs(off) >= 5) words.push(t(off > 0 ? 'device.ahead' : 'device.behind', { time: duration(Math.abs(off) * 1000) }))
  if (agent.waiting > 0) words.push(t('device.waiting', { n: agent.waiting }))
  return <StateWord tone={silent > 180_000 ? 'danger' : Math.abs(off) >= 60 ? 'warning' : 'good'}>{t('device.agent')} · {words.join(' · ')}</StateWord>
}

const pressing = (device: Device) => (alarmed(device) ? 0 : device.state === 'unknown' ? 1 : device.state === 'in_use' ? 2 : 3)

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('site')
  const list = useDevices()
  const create = useMay('collect.device.create')
  const all = list.data?.items ?? []
  const sites = [...new Map(all.map((device) => [device.site_id, device.site_name]))]
  const here = all.filter((device) => !filters.site || device.site_id === filters.site)
  const shown = [...here].sort((a, b) => pressing(a) - pressing(b))
  const alarms = here.filter(alarmed).length
  const agent = filters.site || sites.length === 1 ? list.data?.agents.find((one) => one.site_id === (filters.site || sites[0]?.[0])) : undefined
  return (
    <Page
      title={t('job.devices')}
      aside={<>{all.length > 0 && <StateWord tone={alarms ? 'danger' : 'good'}>{alarms ? t('device.alarms', { n: alarms }) : t(here.some((device) => device.alarms.length > 0) ? 'device.noAlarm' : 'device.allGood')}</StateWord>}<AsOf at={list.data?.as_of} limitMinutes={2} /></>}
      actions={create && <Link className="button-link" to="/collect/devices/new">{t('device.new')}</Link>}
    >
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      {agent && <p className="device-agent"><Agent agent={agent} /></p>}
      <Table
        id="devices" caption={t('job.devices')} columns={useColumns()} rows={list.data ? shown : list.problem ? null : undefined} rowKey={(d) => d.device_id} href={(d) => `/collect/devices/${d.device_id}`} current={id}
        filters={sites.length > 1 && <FilterSelect label={t('device.site')} value={filters.site} options={[{ value: '', label: t('all') }, ...sites.map(([value, label]) => ({ value, label }))]} onChange={(v) => set('site', v)} />}
        empty={<EmptyState glyph="采" title={t('device.none')}><p>{t('device.noneHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/collect/devices" back={t('job.devices')} list={<List />} />
}
