import type { Mark } from './layout.ts'

function Gate({ half, open }: { half: number; open: boolean }) {
  const reach = half + 8
  return (
    <g className={open ? 'gate gate-open' : 'gate'}>
      <path d={`M-4 ${-reach}V${reach}M4 ${-reach}V${reach}`} />
      {!open && <path d={`M-4 ${-half / 2}H4M-4 0H4M-4 ${half / 2}H4`} />}
      {open && <path d={`M4 ${-reach}L10 ${-reach + 4}M4 ${reach}L10 ${reach - 4}`} />}
    </g>
  )
}

function Sign({ mark }: { mark: Mark }) {
  if (mark.shape === 'gate' || mark.shape === 'gate-open') return <Gate half={mark.half} open={mark.shape === 'gate-open'} />
  return (
    <>
      <path className="mark-tick" d={`M0 ${-mark.half - 4}V${mark.half + 4}`} />
      {mark.shape === 'test' ? (
        <path className={mark.event.sealed === false ? 'mark-dot mark-open' : 'mark-dot'} d="M0 -5.5L5.5 0L0 5.5L-5.5 0Z" />
      ) : (
        <circle className={mark.event.sealed === false ? 'mark-dot mark-open' : 'mark-dot'} r="4" />
      )}
    </>
  )
}

/** A red name seal, one for each who signed, as on paper. */
export function Seal({ x, y, sign }: { x: number; y: number; sign: string }) {
  return (
    <g transform={`translate(${x} ${y})`} className="seal">
      <rect x="-8" y="-8" width="16" height="16" rx="2.5" />
      <text y="4" textAnchor="middle">{sign}</text>
    </g>
  )
}

export interface MarkProps {
  mark: Mark
  chosen: boolean
  name: string
  onChoose: (id: string) => void
  onStep: (move: 'left' | 'right' | 'up' | 'down' | 'first' | 'last') => void
}

const MOVES: Record<string, 'left' | 'right' | 'up' | 'down' | 'first' | 'last'> = {
  ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last',
}

/** One event on the water: seen, hovered, tapped and reached by keyboard. */
export function MarkView({ mark, chosen, name, onChoose, onStep }: MarkProps) {
  const top = -mark.half - 16
  return (
    <g
      role="button"
      id={`mark-${mark.id}`}
      tabIndex={chosen ? 0 : -1}
      aria-label={name}
      aria-pressed={chosen}
      className={`mark${chosen ? ' mark-chosen' : ''}${mark.dim ? ' dim' : ''}`}
      transform={`translate(${mark.x.toFixed(1)} ${mark.y.toFixed(1)})`}
      onMouseEnter={() => onChoose(mark.id)}
      onFocus={() => onChoose(mark.id)}
      onClick={() => onChoose(mark.id)}
      onKeyDown={(event) => {
        const move = MOVES[event.key]
        if (!move) return
        event.preventDefault()
        event.stopPropagation()
        onStep(move)
      }}
    >
      <rect className="mark-reach" x="-9" y={top} width="18" height={2 * mark.half + 46} rx="4" />
      {mark.label && mark.label.level > 0 && <path className="mark-lead" d={`M0 ${mark.half + 6}V${mark.label.y - mark.y - 12}`} />}
      <Sign mark={mark} />
      {mark.seals.map((sign, i) => (
        <Seal key={`${sign}${i}`} sign={sign} x={(i - (mark.seals.length - 1) / 2) * 15} y={top - 1 + (i % 2) * 2} />
      ))}
      {mark.label && (
        <text className="mark-word" x={mark.label.x - mark.x} y={mark.label.y - mark.y} textAnchor="middle">{mark.label.text}</text>
      )}
    </g>
  )
}
