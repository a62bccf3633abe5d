import { describe, expect, it } from 'vitest'
import { en as uiEn } from '../../../../packages/ui/src/text/en.ts'
import { zh as uiZh } from '../../../../packages/ui/src/text/zh.ts'
import { en } from './en.ts'
import { zh } from './zh.ts'

function leaves(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]]
  return Object.entries(value as Record<string, unknown>).flatMap(([key, inner]) => leaves(inner, path ? `${path}.${key}` : key))
}

const slots = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? '').sort()
const pairs = [...leaves(zh).map(([path, text]) => ['console', path, text, leaves(en)] as const), ...leaves(uiZh).map(([path, text]) => ['ui', path, text, leaves(uiEn)] as const)]

describe('English is complete', () => {
  it.each(pairs)('%s %s', (_, path, chinese, english) => {
    const text = english.find(([key]) => key === path)?.[1] ?? ''
    expect(text).not.toBe('')
    expect(slots(text)).toEqual(slots(chinese))
    if (path !== 'shell.language') expect(text).not.toMatch(/[\u4e00-\u9fff]/)
  })
})
