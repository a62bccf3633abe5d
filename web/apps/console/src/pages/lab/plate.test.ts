import type { LabWell } from '@vena/api'
import { describe, expect, it } from 'vitest'
import { fromTable, rawOf, textOf, wellTone, wellWord } from './plate.ts'

describe('what is typed of a well', () => {
  it('is read as the kit gives it', () => {
    expect(rawOf('signal', 'HBSAG', ' 0.052 ', '')).toEqual({ kind: 'signal', signal: 0.052 })
    expect(rawOf('signal', 'HBSAG', '0,052', '')).toEqual({ kind: 'signal', signal: 0.052 })
    expect(rawOf('ratio', 'HBSAG', '1.2', '')).toEqual({ kind: 'ratio', s_co: 1.2 })
    expect(rawOf('number', 'ALT', '42', '')).toEqual({ kind: 'number', number: 42 })
    expect(rawOf('detected', 'HBV-DNA', 'mute', '')).toEqual({ kind: 'detected', detected: false, internal: false })
    expect(rawOf('detected', 'HBV-DNA', 'not_detected', '')).toEqual({ kind: 'detected', detected: false, internal: true })
    expect(rawOf('group', 'RHD', '-', '')).toEqual({ kind: 'rhd', rhd: '-' })
    expect(rawOf('group', 'ABO-FORWARD', 'AB', '')).toEqual({ kind: 'abo', abo: 'AB' })
    expect(rawOf('signal', 'HBSAG', '/', '凝块')).toEqual({ kind: 'unreadable', why: '凝块' })
  })

  it('is nothing when it is no number', () => {
    expect(rawOf('signal', 'HBSAG', '', '')).toBeNull()
    expect(rawOf('signal', 'HBSAG', '0.0.5', '')).toBeNull()
    expect(rawOf('number', 'ALT', 'hoch', '')).toBeNull()
  })

  it('comes back as it was typed', () => {
    for (const text of ['0.052', '/', '']) expect(textOf(rawOf('signal', 'HBSAG', text, 'x'))).toBe(text)
    for (const text of ['detected', 'not_detected', 'mute']) expect(textOf(rawOf('detected', 'HBV-DNA', text, 'x'))).toBe(text)
  })
})

describe('a table of a reader', () => {
  it('finds its wells with and without heading and letters', () => {
    const bare = fromTable('0.1\t0.2\n0.3\t0.4\n', 2, 2)
    const dressed = fromTable('\t1\t2\r\nA\t0.1\t0.2\r\nB\t0.3\t0.4\r\n', 2, 2)
    expect([...bare]).toEqual([['A1', '0.1'], ['A2', '0.2'], ['B1', '0.3'], ['B2', '0.4']])
    expect([...dressed]).toEqual([...bare])
  })

  it('finds them in a part of a plate too', () => {
    expect([...fromTable('\t1\nA\t0.1\nB\t0.2', 8, 12)]).toEqual([['A1', '0.1'], ['B1', '0.2']])
  })

  it('takes no more than the plate has', () => {
    expect([...fromTable('1 2 3\n4 5 6\n7 8 9', 2, 2).keys()]).toEqual(['A1', 'A2', 'B1', 'B2'])
  })
})

const well = (cells: Partial<LabWell['cells'][number]>[], control: string | null = null): LabWell => ({
  position: 0, name: 'A1', control,
  samples: control ? [] : [{ donation_number: '0160226000123', donation_number_shown: '', marker: 'HBSAG', round: 1, repeat: 0 }],
  cells: cells.map((cell) => ({ marker: 'HBSAG', state: 'empty', entered_by: [], ...cell })),
})

describe('a well on the picture', () => {
  it('shows what is least known, then what it means', () => {
    expect(wellTone(well([{ state: 'read' }, { state: 'differs' }]))).toBe('differs')
    expect(wellTone(well([{ state: 'read' }, { state: 'once' }]))).toBe('once')
    expect(wellTone(well([{ state: 'read', raw: { kind: 'signal', signal: 0.1 } }]))).toBe('read')
    expect(wellTone(well([{ state: 'read', reactive: false }]))).toBe('negative')
    expect(wellTone(well([{ state: 'read', reactive: true }]))).toBe('reactive')
    expect(wellTone(well([{ state: 'read', raw: { kind: 'unreadable', why: '' } }]))).toBe('spoilt')
    expect(wellTone(well([{ state: 'read', raw: { kind: 'signal', signal: 1 } }], 'PC'))).toBe('control')
  })

  it('is named by its control, its number or how many are in it', () => {
    expect(wellWord(well([], 'NC'))).toBe('NC')
    expect(wellWord(well([]))).toBe('0123')
  })
})
