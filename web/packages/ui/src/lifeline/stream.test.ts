import { describe, expect, it } from 'vitest'
import { donation, HOUR } from './fixture.ts'
import { layoutStream } from './stream.ts'
import { tellStory } from './story.ts'

const day = (at: number) => new Date(at).toISOString().slice(0, 10)

describe('layoutStream', () => {
  const rows = layoutStream(tellStory(donation(), 'red'), day)

  it('tells the main way from top to bottom and nothing else', () => {
    expect(new Set(rows.map((row) => row.branch.unit.unit_id))).toEqual(new Set(['whole', 'red']))
  })

  it('opens a door to each other branch where it leaves', () => {
    const doors = rows.flatMap((row) => row.forks.map((fork) => `${row.step.event.kind}→${fork.unit.unit_id}`))
    expect(doors.sort()).toEqual(['divided→plasma', 'divided→platelets'])
  })

  it('says each new day and each silence of an hour or more', () => {
    expect(rows[0]?.newDay).toBe(true)
    expect(rows.filter((row) => row.calm > 0).every((row) => row.calm >= HOUR)).toBe(true)
    expect(rows.some((row) => row.calm > 0)).toBe(true)
  })
})
