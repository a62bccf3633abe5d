import { expect, it } from 'vitest'
import { en as uiEn } from '../../../../packages/ui/src/text/en.ts'
import { zh as uiZh } from '../../../../packages/ui/src/text/zh.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
}

const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()

/** Every text of a bundle that fails `is`, by its key. */
function failing(chinese: unknown, english: unknown, is: (zh: string, en: string) => boolean): string[] {
  const words = new Map(leaves(english))
  return leaves(chinese).flatMap(([path, text]) => (is(text, words.get(path) ?? '') ? [] : [path]))
}

it.each([['console', zh, en], ['components', uiZh, uiEn]])('%s: English has a word wherever Chinese has one', (_, chinese, english) => {
  expect(failing(chinese, english, (_, text) => text.trim() !== '')).toEqual([])
})

it.each([['console', zh, en], ['components', uiZh, uiEn]])('%s: both languages are told the same facts', (_, chinese, english) => {
  expect(failing(chinese, english, (a, b) => slots(a).join() === slots(b).join())).toEqual([])
})

it.each([['console', zh, en], ['components', uiZh, uiEn]])('%s: no Chinese is left in the English', (_, chinese, english) => {
  expect(failing(chinese, english, (_, text) => !/[\u4e00-\u9fff]/.test(text))).toEqual(chinese === uiZh ? ['shell.language'] : [])
})
