import { beforeEach, expect, it } from 'vitest'
import { dropLeft, keepLeft, leftOf } from './left.ts'

const kept = new Map<string, string>()
const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value), removeItem: (key: string) => void kept.delete(key) }
beforeEach(() => kept.clear())

it('keeps what is left of a batch until it is signed', () => {
  keepLeft('zhang', ['a', 'b', 'c'], storage)
  dropLeft('zhang', ['b'], storage)
  expect(leftOf('zhang', storage)).toEqual(['a', 'c'])
  dropLeft('zhang', ['a', 'c'], storage)
  expect(leftOf('zhang', storage)).toEqual([])
  expect(kept.size).toBe(0)
})

it('shows nobody what another person has left', () => {
  keepLeft('zhang', ['a'], storage)
  expect(leftOf('li', storage)).toEqual([])
})

it.each(['', '{', '{"user":"zhang"}', 'null', '{"user":"zhang","documents":"a"}'])('takes a damaged note for none: %s', (text) => {
  kept.set('vena.batch', text)
  expect(leftOf('zhang', storage)).toEqual([])
})
