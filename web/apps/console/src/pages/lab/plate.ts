import type { LabRaw, LabRun, LabWell } from '@vena/api'

/** What stands in a cell when the well could not be read. */
export const SPOILT = '/'

/** The name of an input of a cell. */
export const cellName = (well: string, marker: string) => `${well}.${marker}`

type Gives = LabRun['assay']['gives']

/** A typed text as a reading; nothing when it is none. */
export function rawOf(gives: Gives, marker: string, text: string, why: string): LabRaw | null {
  const typed = text.trim()
  if (typed === SPOILT) return { kind: 'unreadable', why }
  if (typed === '') return null
  if (gives === 'detected') return { kind: 'detected', detected: typed === 'detected', internal: typed !== 'mute' }
  if (gives === 'group') return marker === 'RHD' ? { kind: 'rhd', rhd: typed } : { kind: 'abo', abo: typed }
  const number = Number(typed.replace('，', '.').replace(',', '.'))
  if (!Number.isFinite(number)) return null
  if (gives === 'signal') return { kind: 'signal', signal: number }
  return gives === 'ratio' ? { kind: 'ratio', s_co: number } : { kind: 'number', number }
}

/** A reading as it is typed. */
export function textOf(raw: LabRaw | null | undefined): string {
  if (!raw) return ''
  if (raw.kind === 'unreadable') return SPOILT
  if (raw.kind === 'detected') return raw.detected ? 'detected' : raw.internal ? 'not_detected' : 'mute'
  switch (raw.kind) {
    case 'signal': return String(raw.signal)
    case 'ratio': return String(raw.s_co)
    case 'number': return String(raw.number)
    case 'abo': return raw.abo
    case 'rhd': return raw.rhd
  }
}

const isLettered = (cells: string[] | undefined) => /^[A-Za-z]$/.test(cells?.[0] ?? '')

/** Figures that were copied from a reader's table, by the names of the wells: rows of the plate from the top, cells apart by tabs, semicolons or blanks. A heading line and letters at the left are left out. */
export function fromTable(text: string, rows: number, columns: number): Map<string, string> {
  const found = new Map<string, string>()
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/[\t;]|\s+/).filter(Boolean)).filter((cells) => cells.length > 0)
  const [first = []] = lines
  const isHeading = first.every((cell, at) => cell === String(at + 1)) && (first.length === columns || isLettered(lines[1]))
  const body = lines.slice(isHeading ? 1 : 0).map((cells) => (isLettered(cells) ? cells.slice(1) : cells))
  body.slice(0, rows).forEach((cells, row) => cells.slice(0, columns).forEach((cell, column) => found.set(`${String.fromCharCode(65 + row)}${column + 1}`, cell)))
  return found
}

/** What a well is called on the picture: its control, the end of its number, or how many are in it. */
export function wellWord(well: LabWell): string {
  if (well.control) return well.control
  const numbers = [...new Set(well.samples.map((sample) => sample.donation_number))]
  return numbers.length > 1 ? `×${numbers.length}` : (numbers[0] ?? '').slice(-4)
}

export type WellTone = 'control' | 'empty' | 'once' | 'differs' | 'read' | 'reactive' | 'negative' | 'spoilt'

/** How a well looks: what is least known of it, then what it means. */
export function wellTone(well: LabWell): WellTone {
  const states = well.cells.map((cell) => cell.state)
  if (states.includes('differs')) return 'differs'
  if (states.includes('empty')) return well.control ? 'control' : 'empty'
  if (states.includes('once')) return 'once'
  if (well.cells.some((cell) => cell.raw?.kind === 'unreadable')) return 'spoilt'
  const known = well.cells.filter((cell) => cell.reactive != null)
  if (well.control || known.length === 0) return well.control ? 'control' : 'read'
  return known.some((cell) => cell.reactive) ? 'reactive' : 'negative'
}
