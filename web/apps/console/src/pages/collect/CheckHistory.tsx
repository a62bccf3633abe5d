// The checks of a visit: the last counts, the others stay in sight.
import type { VisitCheck } from '@vena/api'
import { Facts, moment, Panel, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { KINDS, Lines } from './Check.tsx'
import { CHECKS } from './checks.ts'

type Kept = VisitCheck['earlier'][number]

/** How a value came here: from an instrument, or by hand with the reason. */
function useFrom() {
  const { t } = useTranslation()
  return (kept: Kept, name: string): string => {
    const source = kept.sources.find(({ field }) => field === name)
    if (!source) return ''
    return source.reading_id ? ` · ${t('station.byDevice')}` : ` · ${t('station.handWhy', { reason: source.reason ?? '' })}`
  }
}

function One({ kept }: { kept: Kept }) {
  const { t } = useTranslation()
  const from = useFrom()
  const figures = CHECKS.map(([name, unit]): [string, string] => [t(`check.${name}`), kept.check[name] == null ? '—' : `${kept.check[name]} ${unit}${from(kept, name)}`])
  return (
    <>
      {kept.again && <p>{t('station.againWhy', { reason: kept.again })}</p>}
      <Lines lines={kept.lines} fine={t('station.fine')} />
      <Facts items={[[t('station.kind'), t(`visit.${KINDS[kept.kind]}`)], ...figures, ...(kept.rapid_group ? [[t('station.group'), kept.rapid_group] as [string, string]] : [])]} />
      {kept.pressures.length > 1 && <p className="number">{t('station.pressures')} {kept.pressures.map((one) => `${moment(one.at)} ${one.systolic_mmhg}/${one.diastolic_mmhg}`).join(' · ')}</p>}
      {kept.temperatures.length > 1 && <p className="number">{t('check.temperature_c')} {kept.temperatures.map((one) => `${moment(one.at)} ${one.temperature_c} ℃`).join(' · ')}</p>}
    </>
  )
}

/** Every check, the last first; what was outside its limits is marked, also when it was measured again. */
export function CheckHistory({ check }: { check: VisitCheck }) {
  const { t } = useTranslation()
  const by = (kept: Kept) => t('station.by', { name: kept.checked_by_name, at: moment(kept.checked_at) })
  return (
    <Panel title={t('station.kept')} aside={<span className="muted">{by(check)}</span>}>
      <One kept={check} />
      {check.earlier.map((kept, index) => (
        <details key={kept.checked_at + String(index)} className="station-earlier" open={kept.lines.length > 0}>
          <summary>{t('station.earlier', { n: check.earlier.length - index })} <span className="muted">{by(kept)}</span> {kept.lines.length > 0 && <StateWord tone="danger">{t('station.outside', { n: kept.lines.length })}</StateWord>}</summary>
          <One kept={kept} />
        </details>
      ))}
    </Panel>
  )
}
