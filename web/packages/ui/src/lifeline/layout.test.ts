import { describe, expect, it } from 'vitest'
import { DAY, donation, event, HOUR, MINUTE, START, unit } from './fixture.ts'
import { layoutRiver, type River, type Voice } from './layout.ts'
import { tellStory } from './story.ts'

const voice: Voice = { word: (e) => e.kind, clock: (at) => String(at), day: (at) => new Date(at).toISOString().slice(5, 10), duration: (ms) => `${Math.round(ms / HOUR)} h` }
const draw = (units = donation(), subject = 'red', width = 1200): River =>
  layoutRiver(tellStory(units, subject), { width, now: START + 5 * DAY, voice, single: true })

const point = (after: number, celsius: number) => ({ at: new Date(START + after).toISOString(), celsius })

describe('layoutRiver', () => {
  it('marks every event exactly once, left to right within its branch', () => {
    const river = draw()
    const tests = 2
    expect(river.marks).toHaveLength(donation().flatMap((u) => u.events).length - (tests - 1))
    for (const id of ['whole', 'red', 'plasma', 'platelets']) {
      const xs = river.marks.filter((mark) => mark.unitId === id).map((mark) => mark.x)
      expect(xs).toEqual(xs.toSorted((a, b) => a - b))
      expect(new Set(xs).size).toBe(xs.length)
    }
  })

  it('lets no two words of one row touch', () => {
    const river = draw()
    const words = river.marks.flatMap((mark) => (mark.label ? [{ ...mark.label, lane: mark.lane }] : []))
    for (const a of words) {
      for (const b of words) {
        if (a === b || a.lane !== b.lane || a.y !== b.y) continue
        const need = (a.text.length + b.text.length) * 3
        expect(Math.abs(a.x - b.x)).toBeGreaterThan(need)
      }
    }
  })

  it('gives custodians their colour in the order in which they met the blood', () => {
    const river = draw()
    expect(river.orgs).toEqual(['血站', '医院'])
    expect(river.places.map((place) => place.name)).toEqual(['献血屋', '成分科', '献血屋', '输血科', '病区'])
  })

  it('shows what is not under control, not released, on the way, held', () => {
    const river = draw()
    expect(river.bands.some((band) => band.mode === 'loose')).toBe(true)
    expect(river.bands.some((band) => band.mode === 'transit' && band.orgTo !== band.org)).toBe(true)
    expect(river.bands.some((band) => band.safety === 'pending')).toBe(true)
    expect(river.bands.some((band) => band.rails !== null)).toBe(true)
    expect(river.marks.find((mark) => mark.event.kind === 'held')?.shape).toBe('gate')
    expect(river.marks.find((mark) => mark.event.kind === 'lifted')?.shape).toBe('gate-open')
  })

  it('seals what two persons signed with the first character of each name', () => {
    expect(draw().marks.find((mark) => mark.event.kind === 'released' && mark.unitId === 'red')?.seals).toEqual(['赵', '王'])
  })

  it('says six tests in a row as one word', () => {
    const tests = Array.from({ length: 6 }, (_, i) => event('tested', HOUR + i * MINUTE))
    const river = draw([unit('a', [], [event('collected', 0), ...tests])], 'a', 640)
    const words = river.marks.flatMap((mark) => mark.label?.text ?? [])
    expect(words.filter((word) => word.startsWith('tested'))).toEqual(['tested ×6'])
  })

  it('reaches the patient only when the bag was given', () => {
    expect(draw().arms.reached).toBe(true)
    const shelf = draw(donation(), 'plasma')
    expect(shelf.arms.reached).toBe(false)
    expect(shelf.ends.find((end) => end.unitId === 'plasma')?.alive).toBe(true)
  })

  it('writes days and long silences on the axis', () => {
    const { axis } = draw()
    expect(axis.days.map((day) => day.text)).toContain('11-17')
    expect(axis.calms.length).toBeGreaterThan(0)
  })

  it('draws the temperature only where there is one, with its breaches', () => {
    const warm = unit('a', [], [event('collected', 0), event('put_away', HOUR)], { thermal: { min_c: 2, max_c: 6, points: [point(0, 4), point(30 * MINUTE, 8), point(HOUR, 5)] } })
    expect(draw([warm], 'a').thermal[0]?.hot).toHaveLength(1)
    expect(draw().thermal).toHaveLength(0)
  })

  it('stands for a bag about which nothing is recorded', () => {
    const river = draw([unit('a', [], [])], 'a')
    expect(river.marks).toEqual([])
    expect(Number.isFinite(river.width)).toBe(true)
  })
})
