import { useState } from 'react'
import { useSay } from '../words.ts'

const two = (part: number): string => String(part).padStart(2, '0')

/** Today on Chinese clocks. */
const today = (): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())

/** Days of a month. */
export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** One part of a day, one step up or down. */
function Wheel({ label, value, onTurn }: { label: string; value: string; onTurn: (way: number) => void }) {
  return (
    <div className="k-wheel" role="group" aria-label={label}>
      <button type="button" aria-label={`${label} +`} onClick={() => onTurn(1)}>▲</button>
      <output aria-label={label}>{value}</output>
      <button type="button" aria-label={`${label} −`} onClick={() => onTurn(-1)}>▼</button>
      <span aria-hidden="true">{label}</span>
    </div>
  )
}

/** A day that has come, turned with big arrows; or that nobody remembers. */
export function DayAnswer({ given, onGiven }: { given: string | null; onGiven: (day: string) => void }) {
  const { t } = useSay()
  const latest = today()
  const [day, setDay] = useState(given && given !== 'unsure' ? given : latest)
  const [year = 0, month = 1, of = 1] = day.split('-').map(Number)
  const turn = (years: number, months: number, days: number) => {
    const moved = new Date(Date.UTC(year + years, month - 1 + months, 1))
    const [newYear, newMonth] = [moved.getUTCFullYear(), moved.getUTCMonth() + 1]
    const kept = new Date(Date.UTC(newYear, newMonth - 1, Math.min(of, daysIn(newYear, newMonth)) + days)).toISOString().slice(0, 10)
    setDay(kept > latest ? latest : kept)
  }
  return (
    <div className="k-day">
      <div className="k-wheels">
        <Wheel label={t('year')} value={String(year)} onTurn={(way) => turn(way, 0, 0)} />
        <Wheel label={t('month')} value={two(month)} onTurn={(way) => turn(0, way, 0)} />
        <Wheel label={t('dayOf')} value={two(of)} onTurn={(way) => turn(0, 0, way)} />
      </div>
      <div className="k-pair">
        <button type="button" className="k-plain" onClick={() => onGiven('unsure')}>{t('unsure')}</button>
        <button type="button" className="k-go" onClick={() => onGiven(day)}>{t('next')}</button>
      </div>
    </div>
  )
}
