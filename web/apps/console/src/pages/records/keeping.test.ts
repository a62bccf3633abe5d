import type { Destruction, DocumentDue } from '@vena/api'
import { expect, it } from 'vitest'
import { deciderOf, proposedIn, standingOf, toneOf, toPropose } from './keeping.ts'

const refusal = (rule: string): DocumentDue['kept'] => ({ rule, reason: { zh: '不行', en: 'no' } })
const row = (document_id: string, kept?: DocumentDue['kept']) => ({ document_id, ...(kept && { kept }) })
const destruction = (state: Destruction['state'], ...ids: string[]) => ({ state, items: ids.map((document_id) => ({ document_id })) }) as Destruction

const free = row('free')
const held = row('held', refusal('retention.held'))
const traced = row('traced', refusal('retention.subject-held'))
const early = row('early', refusal('retention.not-due'))
const proposed = new Set(['waits'])

it('shows what stops a document, most of all a hold or a look-back', () => {
  expect([free, held, traced, early, row('waits')].map((one) => [standingOf(one, proposed), toneOf(one, proposed)])).toEqual([
    ['free', 'good'], ['kept', 'warning'], ['kept', 'warning'], ['kept', 'quiet'], ['proposed', 'notice'],
  ])
})

it('proposes of those chosen only what may still go', () => {
  const rows = [free, held, row('waits'), row('other')]
  expect(toPropose(rows, new Set(['free', 'held', 'waits', 'gone']), proposed)).toEqual([free])
})

it('counts as proposed what waits, not what was decided or is still being read', () => {
  expect([...proposedIn([destruction('proposed', 'a', 'b'), destruction('rejected', 'c'), destruction('done', 'd'), undefined])]).toEqual(['a', 'b'])
})

it('names who decided by what was decided', () => {
  expect([deciderOf('proposed'), deciderOf('done'), deciderOf('rejected')]).toEqual(['confirmer', 'confirmer', 'rejecter'])
})
