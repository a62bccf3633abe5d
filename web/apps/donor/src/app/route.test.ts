import { expect, it } from 'vitest'
import { fits } from './route.ts'

it('finds the parts of a path', () => {
  expect(fits('/book/whole_blood/site_1', '/book/:kind/:site')).toEqual({ kind: 'whole_blood', site: 'site_1' })
  expect(fits('/book', '/book')).toEqual({})
  expect(fits('/book/x', '/book')).toBeUndefined()
  expect(fits('/card', '/book')).toBeUndefined()
})
