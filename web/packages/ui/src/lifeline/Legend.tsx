import { useWords } from '../words.ts'
import type { River } from './layout.ts'

/** Names the custodians by their colour, and only those signs that this picture really shows. */
export function Legend({ river }: { river: River }) {
  const { t } = useWords()
  const has = {
    pending: river.bands.some((band) => band.safety === 'pending'),
    transit: river.bands.some((band) => band.mode === 'transit'),
    loose: river.bands.some((band) => band.mode === 'loose'),
    hold: river.bands.some((band) => band.rails),
    seal: river.marks.some((mark) => mark.seals.length > 0),
    unsealed: river.marks.some((mark) => mark.event.sealed === false),
  }
  const signs = (['pending', 'transit', 'loose', 'hold', 'seal', 'unsealed'] as const).filter((sign) => has[sign])
  return (
    <ul className="legend" aria-label={t('line.legend')}>
      {river.orgs.map((org, i) => <li key={org}><i className="legend-org" style={{ background: `var(--river-${i % 5})` }} />{org}</li>)}
      {signs.map((sign) => <li key={sign}><i className={`legend-sign legend-${sign}`} />{t(`line.${sign}`)}</li>)}
    </ul>
  )
}
