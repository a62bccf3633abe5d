import { describe, expect, it } from 'vitest'
import { event, HOUR, unit } from './fixture.ts'
import { mergeActs, withoutEchoes } from './twins.ts'

const test = (marker: string, after = 5 * HOUR) => event('tested', after, { facts: [{ term: '项目', value: marker }, { term: '结果', value: '无反应性' }] })

describe('mergeActs', () => {
  it('tells the tests of one run once, with every marker', () => {
    const [merged, ...rest] = mergeActs([test('HBsAg'), test('NAT'), test('ALT')])
    expect(rest).toEqual([])
    expect(merged?.count).toBe(3)
    expect(merged?.facts).toEqual([{ term: '项目', value: 'HBsAg、NAT、ALT' }, { term: '结果', value: '无反应性' }])
  })

  it('keeps apart what differs in time, place or hands', () => {
    expect(mergeActs([test('a'), test('b', 6 * HOUR), { ...test('c'), site_name: '另一处' }, { ...test('d'), second_name: '王静怡' }])).toHaveLength(4)
  })

  it('is sealed only when all of it is', () => {
    expect(mergeActs([{ ...test('a'), sealed: true }, { ...test('b'), sealed: false }])[0]?.sealed).toBe(false)
  })
})

describe('withoutEchoes', () => {
  const whole = unit('whole', [], [event('collected', 0), event('divided', HOUR), test('a')], { life: 'consumed' })

  it('leaves to the children what they tell as well', () => {
    const child = unit('red', ['whole'], [test('a')])
    expect(withoutEchoes(whole, [whole, child]).map((e) => e.kind)).toEqual(['collected', 'divided'])
  })

  it('keeps what nobody else tells, and everything of a bag that still is one', () => {
    expect(withoutEchoes(whole, [whole])).toHaveLength(3)
    const living = { ...whole, life: 'stock' }
    expect(withoutEchoes(living, [living, unit('red', ['whole'], [test('a')])])).toHaveLength(3)
  })
})
