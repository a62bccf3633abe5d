import { expect, it } from 'vitest'
import { fitText, placeLabels, textWidth } from './labels.ts'

it('counts a Chinese character as wide as it is high and a Latin one about half', () => {
  expect(textWidth('放行', 12)).toBe(24)
  expect(textWidth('ok', 12)).toBeLessThan(24)
})

it('shortens a text to its room, or leaves it out', () => {
  expect(fitText('成分科', 12, 40)).toBe('成分科')
  expect(fitText('香港中路献血屋', 12, 60)).toMatch(/^香港.*…$/)
  expect(fitText('香港中路献血屋', 12, 20)).toBe('')
})

it('serves the weightier word first and moves the other down', () => {
  const placed = placeLabels([{ x: 40, text: '放行', weight: 1 }, { x: 60, text: '入库', weight: 9 }], { size: 12, levels: 2, min: 0, max: 200 })
  expect(placed.map(({ item, level }) => [item.text, level])).toEqual([['放行', 1], ['入库', 0]])
})

it('leaves a word out rather than crossing another with its line', () => {
  const items = [{ x: 50, text: '一二三四五六', weight: 3 }, { x: 50, text: '甲', weight: 2 }]
  expect(placeLabels(items, { size: 12, levels: 2, min: 0, max: 200 })).toHaveLength(1)
})
