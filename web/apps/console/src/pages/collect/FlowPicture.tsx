import type { DonationFlow } from '@vena/api'
import { useWidth } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useProducts } from '../../app/lists.ts'
import './room.css'

type Course = NonNullable<DonationFlow['course']>
type Limits = NonNullable<DonationFlow['limits']>

const HEIGHT = 260
const LEFT = 48
const RIGHT = 16
const TOP = 24
const BOTTOM = 36

/** Round steps for an axis: about five of them. */
export function ticks(most: number): number[] {
  const rough = most / 5
  const step = [1, 2, 5, 10, 20, 50, 100, 200].find((one) => one >= rough) ?? 500
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, index) => index * step)
}

function scales(course: Course, limits: Limits, width: number) {
  const slow = limits.slow.map((limit) => limit.minutes)
  const minutes = Math.max(1, (course.duration_s ?? 0) / 60, ...slow) * 1.08
  const ml = Math.max(limits.full_to_ml, course.volume_ml ?? 0) * 1.08
  return {
    minutes, ml,
    x: (at: number) => LEFT + (at / minutes) * (width - LEFT - RIGHT),
    y: (volume: number) => HEIGHT - BOTTOM - (volume / ml) * (HEIGHT - TOP - BOTTOM),
  }
}

/** Volume over time as the scale tells it, between the limits that decide what is made of the bag. */
export function FlowPicture({ course, limits }: { course: Course; limits: Limits }) {
  const { ref, width } = useWidth<HTMLDivElement>()
  return <div ref={ref} className="flow-frame">{width > 0 && <Picture course={course} limits={limits} width={width} />}</div>
}

function Picture({ course, limits, width }: { course: Course; limits: Limits; width: number }) {
  const { t } = useTranslation()
  const products = useProducts()
  const { minutes, ml, x, y } = scales(course, limits, width)
  const name = (code: string) => products.find((product) => product.value === code)?.label ?? code
  const floor = y(0)
  const curve = course.points.map(([at = 0, volume = 0], index) => `${index ? 'L' : 'M'}${x(at / 60).toFixed(1)} ${y(volume).toFixed(1)}`).join('')
  const last = course.points.at(-1)
  const words = t('flow.picture', { ml: Math.round(course.volume_ml ?? 0), minutes: Math.round((course.duration_s ?? 0) / 60) })
  return (
    <svg className="flow-picture" width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={words}>
      <rect className="flow-band" x={LEFT} y={y(limits.full_to_ml)} width={width - LEFT - RIGHT} height={y(limits.full_from_ml) - y(limits.full_to_ml)} />
      {course.findings.filter((finding) => finding.rule === 'flow.interrupted').map(({ span_s: span }) => span && <rect key={span[0]} className="flow-still" x={x((span[0] ?? 0) / 60)} y={TOP} width={x((span[1] ?? 0) / 60) - x((span[0] ?? 0) / 60)} height={floor - TOP} />)}
      {ticks(ml).map((volume) => <g key={volume}><line className="flow-axis" x1={LEFT} x2={width - RIGHT} y1={y(volume)} y2={y(volume)} /><text x={LEFT - 8} y={y(volume) + 4} textAnchor="end">{volume}</text></g>)}
      {ticks(minutes).map((minute) => <text key={minute} x={x(minute)} y={floor + 18} textAnchor="middle">{minute}</text>)}
      <text x={LEFT - 8} y={TOP - 10} textAnchor="end">mL</text>
      <text x={width - RIGHT} y={HEIGHT - 4} textAnchor="end">{t('flow.minutes')}</text>
      <line className="flow-band-edge" x1={LEFT} x2={width - RIGHT} y1={y(limits.full_from_ml)} y2={y(limits.full_from_ml)} />
      <text x={LEFT + 6} y={y(limits.full_to_ml) + 14}>{t('flow.full')}</text>
      <line className="flow-floor" x1={LEFT} x2={width - RIGHT} y1={y(limits.red_cells_from_ml)} y2={y(limits.red_cells_from_ml)} />
      <text x={width - RIGHT - 4} y={y(limits.red_cells_from_ml) - 5} textAnchor="end">{t('flow.redCells')}</text>
      {limits.slow.map((limit) => <g key={limit.minutes}><title>{t('flow.slow', { minutes: limit.minutes, products: limit.products.map(name).join(' · ') })}</title><line className="flow-slow" x1={x(limit.minutes)} x2={x(limit.minutes)} y1={TOP} y2={floor} /><text x={x(limit.minutes) - 4} y={floor - 6} textAnchor="end">{width > 480 ? name(limit.products[0] ?? '') : limit.products[0]}</text></g>)}
      <path className="flow-curve" d={curve} />
      {last && <circle className="flow-end" cx={x((last[0] ?? 0) / 60)} cy={y(last[1] ?? 0)} r={4.5} />}
    </svg>
  )
}
