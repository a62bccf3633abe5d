import { ProblemError } from '@vena/api'
import { expect, it, vi } from 'vitest'
import { insist } from './calls.ts'

const cut = new ProblemError({ title: '', status: 0, code: 'client.offline' })
const refused = new ProblemError({ title: '', status: 409, code: 'refused' })
const pause = async () => undefined

it('sends an answer again after a cut line, as the same intent', async () => {
  const keys: string[] = []
  const send = vi.fn(async (key: string) => {
    keys.push(key)
    if (keys.length < 3) throw cut
    return 'signed'
  })
  expect(await insist(send, pause)).toBe('signed')
  expect(new Set(keys).size).toBe(1)
})

it('gives up after three cuts, and never repeats what was refused', async () => {
  const always = vi.fn(async () => { throw cut })
  await expect(insist(always, pause)).rejects.toBe(cut)
  expect(always).toHaveBeenCalledTimes(3)
  const no = vi.fn(async () => { throw refused })
  await expect(insist(no, pause)).rejects.toBe(refused)
  expect(no).toHaveBeenCalledTimes(1)
})
