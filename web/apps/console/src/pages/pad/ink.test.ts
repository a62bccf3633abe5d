import { expect, it } from 'vitest'
import { extentOf, Hand, isNews, lasts, mayWrite, pointOf, until, widthOf } from './ink.ts'

const touch = { x: 0, y: 0, at: 0, pressure: 0 }
const point = { x: 0, y: 0, t: 0, p: 500 }

it('keeps the shape: both ways are measured by the width of the field', () => {
  expect(pointOf({ x: 400, y: 200, at: 1250.4, pressure: 0.25 }, 800, 1000)).toEqual({ x: 500, y: 250, t: 250, p: 250 })
})

it('takes what lies outside for the edge, and no pressure for a middling one', () => {
  expect(pointOf({ x: -5, y: 9e9, at: 0, pressure: 0 }, 800, 10)).toEqual({ x: 0, y: 65_535, t: 0, p: 500 })
  expect(pointOf({ ...touch, x: 801, pressure: 1.2 }, 800, 0)).toMatchObject({ x: 1000, p: 1000 })
})

it('keeps a point only when both moment and place are new', () => {
  expect(isNews(undefined, point)).toBe(true)
  expect(isNews(point, { ...point, t: 5 })).toBe(false)
  expect(isNews(point, { ...point, x: 1 })).toBe(false)
  expect(isNews(point, { ...point, x: 1, t: 3 })).toBe(false)
  expect(isNews(point, { ...point, x: 1, t: 4 })).toBe(true)
})

it.each([
  ['touch', false, null, 1, true], ['mouse', false, null, 1, true], ['pen', false, null, 1, true],
  ['touch', true, null, 1, false], ['mouse', true, null, 1, false], ['pen', true, null, 1, true],
  ['touch', false, 1, 2, false], ['touch', false, 2, 2, true], ['pen', true, 1, 2, false],
])('%s after a pen %s, while %s writes: pointer %s %s', (kind, penSeen, writing, pointer, may) => {
  expect(mayWrite(kind, penSeen, writing, pointer)).toBe(may)
})

it('draws a firm hand broader than a light one', () => {
  expect(widthOf({ ...point, p: 1000 })).toBeGreaterThan(widthOf({ ...point, p: 100 }) * 2)
})

it('knows how far a signature reaches', () => {
  expect(extentOf([])).toBeNull()
  expect(extentOf([[{ ...point, x: 10, y: 40 }], [{ ...point, x: 110, y: 20 }]])).toEqual({ left: 10, top: 20, width: 100, height: 20 })
})

it('replays by time: what was written until then, and nothing begun later', () => {
  const strokes = [[point, { ...point, x: 1, t: 10 }], [{ ...point, x: 2, t: 400 }]]
  expect(lasts(strokes)).toBe(400)
  expect(lasts([])).toBe(0)
  expect(until(strokes, 5)).toEqual([[point]])
  expect(until(strokes, 400)).toEqual(strokes)
})

const at = (x: number, at: number) => ({ x, y: 0, at, pressure: 0 })

it('writes stroke after stroke in one time, and tells what is new with the point before it', () => {
  const hand = new Hand()
  expect(hand.press('touch', 1)).toBe(true)
  expect(hand.write(1, [at(0, 1000)], 1000)).toMatchObject([{ x: 0, t: 0 }])
  expect(hand.write(1, [at(5, 1010), at(9, 1020)], 1000)).toMatchObject([{ x: 0 }, { x: 5, t: 10 }, { x: 9, t: 20 }])
  expect(hand.lift(1)).toBe(true)
  expect(hand.press('touch', 2)).toBe(true)
  expect(hand.write(2, [at(100, 1500)], 1000)).toMatchObject([{ x: 100, t: 500 }])
  expect(hand.strokes.map((stroke) => stroke.length)).toEqual([3, 1])
})

it('lets no second finger and no resting hand write', () => {
  const hand = new Hand()
  expect([hand.press('pen', 1), hand.press('touch', 2)]).toEqual([true, false])
  expect(hand.write(2, [at(5, 10)], 1000)).toEqual([])
  expect([hand.lift(2), hand.lift(1)]).toEqual([false, true])
  hand.clear()
  expect([hand.press('touch', 3), hand.press('pen', 4)]).toEqual([false, true])
  expect(hand.strokes).toEqual([[]])
})
