import { expect, it } from 'vitest'
import { grouped } from './options.ts'

const option = (value: string, group?: string) => ({ value, label: value, ...(group && { group }) })

it('keeps every choice, in order, under the name of its group', () => {
  const runs = grouped([option(''), option('T1', 'for a time'), option('T2', 'for a time'), option('P1', 'permanent')])
  expect(runs.map(({ name, members }) => [name, members.map(({ value }) => value)])).toEqual([[undefined, ['']], ['for a time', ['T1', 'T2']], ['permanent', ['P1']]])
})

it('leaves a list without groups as it is', () => {
  expect(grouped([option('A'), option('B')])).toEqual([{ name: undefined, members: [option('A'), option('B')] }])
  expect(grouped([])).toEqual([])
})
