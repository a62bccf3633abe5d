import { describe, expect, it } from 'vitest'
import { donation, event, HOUR, unit } from './fixture.ts'
import { tellStory } from './story.ts'

const branch = (story: ReturnType<typeof tellStory>, id: string) => story.branches.find((b) => b.unit.unit_id === id)
const modes = (story: ReturnType<typeof tellStory>, id: string) => branch(story, id)?.steps.map((step) => `${step.event.kind}:${step.after.mode}`)

describe('tellStory', () => {
  it('puts a bag, its ancestors and its heirs on the main way and its siblings beside it', () => {
    const story = tellStory(donation(), 'plasma')
    expect(story.main).toEqual(['whole', 'plasma'])
    expect(branch(story, 'red')?.lane).not.toBe(0)
    expect(story.lanes).toBe(3)
  })

  it('follows the branch that went furthest when a whole donation is meant', () => {
    expect(tellStory(donation(), '0160226012345').main).toEqual(['whole', 'red'])
  })

  it('follows the branch that reached a patient even when another one lasted longer', () => {
    const units = [
      unit('whole', [], [event('collected', 0), event('divided', HOUR)], { life: 'consumed' }),
      unit('given', ['whole'], [event('transfusion_started', 2 * HOUR)], { life: 'transfused' }), unit('kept', ['whole'], [event('seen', 99 * HOUR)]),
    ]
    expect(tellStory(units, 'the donation').main).toEqual(['whole', 'given'])
  })

  it('lets a child inherit what held true when it was born', () => {
    const story = tellStory(donation(), 'red')
    expect(branch(story, 'red')?.steps[0]?.after.safety).toBe('pending')
  })

  it('reads custody from the events: transit ends at receipt, sight is lost from dispensing to the bedside', () => {
    const red = modes(tellStory(donation(), 'red'), 'red')
    expect(red).toContain('dispatched:transit')
    expect(red).toContain('handed_over:transit')
    expect(red).toContain('received:kept')
    expect(red).toContain('dispensed:loose')
    expect(red).toContain('transfusion_started:kept')
  })

  it('counts holds and never lets them fall below none', () => {
    const steps = branch(tellStory(donation(), 'red'), 'red')?.steps ?? []
    expect(steps.filter((step) => step.after.holds > 0).map((step) => step.event.kind)).toEqual(['held'])
    const lone = tellStory([unit('a', [], [event('lifted', 0)])], 'a')
    expect(branch(lone, 'a')?.steps[0]?.after.holds).toBe(0)
  })

  it('keeps a rejected bag rejected whatever comes later', () => {
    const story = tellStory([unit('a', [], [event('rejected', 0), event('released', HOUR)])], 'a')
    expect(branch(story, 'a')?.steps.at(-1)?.after.safety).toBe('rejected')
  })

  it('orders events by when they happened, not by when they were told', () => {
    const story = tellStory([unit('a', [], [event('put_away', 2 * HOUR), event('collected', 0)])], 'a')
    expect(branch(story, 'a')?.steps.map((step) => step.event.kind)).toEqual(['collected', 'put_away'])
  })

  it('draws a pool below all its parents, and survives a family that names itself as parent', () => {
    const pool = tellStory([unit('p', ['a', 'b'], [event('prepared', HOUR)]), unit('a', [], [event('collected', 0)]), unit('b', [], [event('collected', 0)])], 'p')
    expect(pool.branches.map((b) => b.unit.unit_id).at(-1)).toBe('p')
    expect(tellStory([unit('x', ['x'], [event('collected', 0)])], 'x').branches).toHaveLength(1)
  })
})
