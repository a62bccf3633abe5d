import { useId } from 'react'
import { useWords } from '../words.ts'
import { Arm } from './Arm.tsx'
import { BANK_Y, type Band, type End, type Mark, type River as Layout } from './layout.ts'
import { MarkView } from './marks.tsx'

export interface People {
  donor?: string | null
  patient?: string | null
}

interface RiverProps {
  river: Layout
  chosen: string
  onChoose: (id: string) => void
  nameOf: (mark: Mark) => string
  people: People
  label: string
}

const tone = (org: number) => `var(--river-${org % 5})`
const soft = (org: number) => `var(--river-soft-${org % 5})`

function Water({ band, id }: { band: Band; id: string }) {
  const flowing = band.mode === 'transit' && band.orgTo !== band.org
  const color = band.safety === 'rejected' ? 'var(--unknown)' : flowing ? `url(#${id})` : tone(band.org)
  const fill = band.safety === 'pending' ? (flowing ? `url(#${id}-soft)` : soft(band.org)) : color
  return (
    <g className={`water water-${band.mode} water-${band.safety}${band.dim ? ' dim' : ''}`}>
      {flowing && (
        <>
          <Blend id={id} band={band} paint={tone} />
          <Blend id={`${id}-soft`} band={band} paint={soft} />
        </>
      )}
      <path className="water-body" d={band.d} fill={fill} />
      <path className="water-bank" d={band.upper} stroke={color} />
      <path className="water-bank" d={band.lower} stroke={color} />
      {band.rails?.map((d) => <path key={d} className="water-rail" d={d} />)}
    </g>
  )
}

function Blend({ id, band, paint }: { id: string; band: Band; paint: (org: number) => string }) {
  return (
    <linearGradient id={id} gradientUnits="userSpaceOnUse" x1={band.x1} x2={band.x2} y1="0" y2="0">
      <stop offset="0.1" style={{ stopColor: paint(band.org) }} />
      <stop offset="0.9" style={{ stopColor: paint(band.orgTo) }} />
    </linearGradient>
  )
}

function Bank({ river }: { river: Layout }) {
  return (
    <g className="bank">
      {river.places.map((place) => (
        <g key={place.key}>
          <title>{place.name}</title>
          <path d={`M${place.x1 + 1.5} ${BANK_Y}H${place.x2 - 1.5}`} stroke={tone(place.org)} />
          <path className="bank-post" d={`M${place.x1} ${BANK_Y - 6}V${BANK_Y + 6}`} />
          {place.row === 1 && <path className="bank-lead" d={`M${place.at} ${BANK_Y - 4}V${BANK_Y - 24}`} />}
          <text x={place.at} y={BANK_Y - 10 - place.row * 18} textAnchor="middle">{place.label}</text>
        </g>
      ))}
    </g>
  )
}

function Axis({ river }: { river: Layout }) {
  const { axis } = river
  return (
    <g className="axis" transform={`translate(0 ${axis.y})`}>
      <path d={`M${axis.x1} 0H${axis.x2}`} />
      {axis.calms.map((calm) => (
        <g key={calm.x1}>
          <path className="axis-calm" d={`M${calm.x1 + 6} 0H${calm.x2 - 6}`} />
          <text className="axis-gap" x={(calm.x1 + calm.x2) / 2} y="-7" textAnchor="middle">{calm.text}</text>
        </g>
      ))}
      {axis.ticks.map((tick) => (
        <g key={tick.x}>
          <path d={`M${tick.x} 0V5`} />
          <text x={tick.x} y="18" textAnchor="middle">{tick.text}</text>
        </g>
      ))}
      {axis.days.map((day) => <text key={day.x} className="axis-day" x={day.x} y="35" textAnchor="middle">{day.text}</text>)}
    </g>
  )
}

function EndView({ end, reached, width }: { end: End; reached: boolean; width: number }) {
  const { t } = useWords()
  const word = t(`life.${end.life}` as 'life.stock')
  const closed = !end.alive && end.life !== 'transfused'
  const onMain = end.lane === 0
  return (
    <g className={`end${end.dim ? ' dim' : ''}`} transform={`translate(${end.x.toFixed(1)} ${end.y.toFixed(1)})`}>
      {closed && <path className="end-stop" d={`M0 ${-end.half - 5}V${end.half + 5}M-4 -4L4 4M-4 4L4 -4`} transform="translate(6 0)" />}
      {end.alive && <path className="end-flow" stroke={tone(end.org)} d={onMain ? `M6 0C24 0 ${width - end.x - 70} 8 ${width - end.x - 48} 22` : 'M5 0H30'} />}
      {end.life === 'transfused' && !onMain && <circle className="end-vein" r="5" cx="10" fill={tone(end.org)} />}
      {!(onMain && reached) && (
        <text className="end-word" x={end.alive && onMain ? 14 : 18} y={onMain ? -end.half - 8 : 4} dx={end.alive && !onMain ? 18 : 0}>{word}</text>
      )}
    </g>
  )
}

function Thermal({ river }: { river: Layout }) {
  const { t } = useWords()
  return river.thermal.map((line) => (
    <g key={line.key} className="thermal">
      <rect x={line.x1} width={line.x2 - line.x1} y={line.bandTop} height={line.bandBottom - line.bandTop} />
      <path d={line.d} />
      {line.hot.map((dot) => <circle key={dot.x} cx={dot.x} cy={dot.y} r="3" />)}
      <text x={line.x1 - 6} y={(line.bandTop + line.bandBottom) / 2 + 4} textAnchor="end">{t('line.allowed', { min: line.min_c, max: line.max_c })}</text>
    </g>
  ))
}

function step(marks: Mark[], from: string, move: 'left' | 'right' | 'up' | 'down' | 'first' | 'last'): Mark | undefined {
  const current = marks.find((mark) => mark.id === from) ?? marks[0]
  if (!current) return undefined
  const lane = marks.filter((mark) => mark.lane === current.lane).sort((a, b) => a.x - b.x)
  const index = lane.indexOf(current)
  if (move === 'first') return lane[0]
  if (move === 'last') return lane.at(-1)
  if (move === 'left' || move === 'right') return lane[index + (move === 'left' ? -1 : 1)]
  const target = current.lane + (move === 'up' ? -1 : 1)
  const there = marks.filter((mark) => mark.lane === target)
  return there.toSorted((a, b) => Math.abs(a.x - current.x) - Math.abs(b.x - current.x))[0]
}

/** The river itself, from the donor's arm on the left to the patient's on the right. */
export function River({ river, chosen, onChoose, nameOf, people, label }: RiverProps) {
  const { t } = useWords()
  const id = useId()
  const focus = (mark: Mark | undefined) => {
    if (!mark) return
    onChoose(mark.id)
    document.getElementById(`mark-${mark.id}`)?.focus()
  }
  const masked = t('line.masked')
  return (
    <svg className="river" width={river.width} height={river.height - river.top} viewBox={`0 ${river.top} ${river.width} ${river.height - river.top}`} role="group" aria-label={label}>
      <Arm x={0} y={river.arms.y} name={t('line.donor')} note={people.donor ?? masked} />
      <Arm
        mirrored x={river.arms.right} y={river.arms.y} quiet={!river.arms.reached}
        name={t('line.patient')} note={river.arms.reached ? (people.patient ?? masked) : t('line.waiting')}
      />
      {river.source && <path className="mouth" d={river.source} fill={soft(0)} stroke={tone(0)} />}
      {river.mouth && <path className="mouth" d={river.mouth} fill={tone(river.ends.find((end) => end.lane === 0)?.org ?? 0)} />}
      <Bank river={river} />
      <Thermal river={river} />
      <Axis river={river} />
      {river.bands.map((band, i) => <Water key={band.key} band={band} id={`${id}w${i}`} />)}
      {river.ends.map((end) => <EndView key={end.key} end={end} reached={river.arms.reached} width={river.width} />)}
      {river.marks.map((mark) => (
        <MarkView key={mark.id} mark={mark} chosen={mark.id === chosen} name={nameOf(mark)} onChoose={onChoose} onStep={(move) => focus(step(river.marks, mark.id, move))} />
      ))}
    </svg>
  )
}
