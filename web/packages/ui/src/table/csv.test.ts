import { expect, it } from 'vitest'
import { toCsv } from './csv.ts'

it('begins with the mark by which spreadsheets know UTF-8', () => {
  expect(toCsv(['血型'], []).codePointAt(0)).toBe(0xfeff)
})

it('quotes what would break a row', () => {
  expect(toCsv(['a'], [['x,"y"\n']])).toContain('"x,""y""\n"')
})

it('disarms what a spreadsheet would run, and leaves numbers and groups readable', () => {
  const text = toCsv(['a'], [['=1+1'], ['@cmd'], [-3], ['A+']])
  expect(text).toContain("'=1+1")
  expect(text).toContain("'@cmd")
  expect(text).toContain('\r\n-3\r\n')
  expect(text).toContain('\r\nA+\r\n')
})
