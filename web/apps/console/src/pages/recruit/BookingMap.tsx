import type { Answer } from '@vena/api'
import { FilterSelect, Page, Panel, ProblemBox, useFilters, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import './bookings.css'

type Coverage = Answer<'/api/recruit/coverage', 'get'>
const MODES = ['walk', 'ride', 'transit', 'drive'] as const
const MINUTES = ['10', '20', '30', '45', '60']
const WIDE = 720
/** Half an area, degrees: areas lie about this far apart. */
const HALF = { latitude: 0.0165, longitude: 0.019 }

/** A flat picture of so small a part of the globe: degrees of longitude are narrower by the cosine of the latitude. */
function frameOf(map: Coverage) {
  const points = [...map.areas, ...map.sites]
  const [south, north] = [Math.min(...points.map((p) => p.latitude)) - 0.04, Math.max(...points.map((p) => p.latitude)) + 0.04]
  const [west, east] = [Math.min(...points.map((p) => p.longitude)) - 0.04, Math.max(...points.map((p) => p.longitude)) + 0.04]
  const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = WIDE / ((east - west) * narrow)
  const x = (longitude: number) => (longitude - west) * narrow * scale
  const y = (latitude: number) => (north - latitude) * scale
  return { x, y, wide: (degrees: number) => degrees * narrow * scale, high: (degrees: number) => degrees * scale, height: (north - south) * scale }
}

function shade(minutes: number | null | undefined, limit: number): string {
  if (minutes == null) return 'area-none'
  if (minutes <= limit / 2) return 'area-near'
  if (minutes <= limit) return 'area-within'
  return minutes <= limit * 1.5 ? 'area-close' : 'area-far'
}

function CityMap({ map }: { map: Coverage }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const frame = frameOf(map)
  const most = Math.max(...map.areas.map((area) => area.people), 1)
  return (
    <svg className="city-map" viewBox={`0 0 ${WIDE} ${frame.height}`} role="img" aria-label={t('booking.mapAlt', { n: map.sites.length })}>
      {map.areas.map((area) => (
        <rect
          key={`${area.latitude},${area.longitude}`} className={shade(area.minutes, map.minutes)} fillOpacity={0.35 + 0.65 * Math.sqrt(area.people / most)}
          x={frame.x(area.longitude - HALF.longitude)} y={frame.y(area.latitude + HALF.latitude)} width={frame.wide(2 * HALF.longitude)} height={frame.high(2 * HALF.latitude)} rx="2"
        ><title>{`${pick(area.district)} · ${area.people} · ${area.minutes == null ? t('booking.unreachable') : t('booking.minutesUnit', { n: area.minutes })}`}</title></rect>
      ))}
      {map.sites.map((site) => (
        <g key={site.site.site_id} className={site.open ? 'map-site' : 'map-site map-shut'} transform={`translate(${frame.x(site.longitude)} ${frame.y(site.latitude)})`}>
          <title>{pick(site.site.name)}</title>
          {site.kind === 'vehicle' ? <rect x="-5" y="-5" width="10" height="10" transform="rotate(45)" /> : <circle r="6" />}
        </g>
      ))}
    </svg>
  )
}

/** Who lives within half an hour of an open site. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { filters, set } = useFilters('mode', 'minutes')
  const mode = MODES.find((one) => one === filters.mode) ?? 'transit'
  const minutes = Number(filters.minutes || 30)
  const map = useGet('/api/recruit/coverage', { query: { mode, minutes } })
  const share = map.data ? Math.round((map.data.within / Math.max(1, map.data.people)) * 100) : 0
  return (
    <Page title={t('job.coverage')} aside={map.data && <b>{t('booking.share', { share })}</b>}>
      <div className="filters booking-filters" role="search">
        <FilterSelect label={t('booking.mode')} value={mode} options={MODES.map((value) => ({ value, label: t(`booking.modes.${value}`) }))} onChange={(v) => set('mode', v)} />
        <FilterSelect label={t('booking.minutes')} value={String(minutes)} options={MINUTES.map((value) => ({ value, label: value }))} onChange={(v) => set('minutes', v)} />
      </div>
      {map.problem && <ProblemBox problem={map.problem} onRetry={map.reload} />}
      {map.data && (
        <div className="map-and-list">
          <Panel title={t('booking.map')}>
            <CityMap map={map.data} />
            <p className="map-legend"><i className="area-near" />≤ {minutes / 2} <i className="area-within" />≤ {minutes} <i className="area-close" />≤ {minutes * 1.5} <i className="area-far" />&gt; {minutes * 1.5} · ● {t('booking.houses')} ◆ {t('booking.vehicles')}</p>
            <p className="muted">{t('booking.mapHow')}。{pick(map.data.note)}</p>
          </Panel>
          <Panel title={t('booking.districtShare')}>
            <ul className="plain-list">
              {map.data.districts.map((one) => {
                const part = Math.round((one.within / Math.max(1, one.people)) * 100)
                return <li key={one.district.zh} className="share-row"><span>{pick(one.district)}</span><span className="share-bar" aria-hidden="true"><i style={{ inlineSize: `${part}%` }} /></span><b>{part}%</b></li>
              })}
            </ul>
          </Panel>
        </div>
      )}
    </Page>
  )
}
