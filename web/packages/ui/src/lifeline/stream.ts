import type { Branch, Standing, Step, Story } from './story.ts'

/** One line of the upright picture, read from the donor's arm downward. */
export interface StreamRow {
  branch: Branch
  step: Step
  before: Standing | null
  /** Silence since the row above, in ms, where it is long enough to be said. */
  calm: number
  newDay: boolean
  /** Branches that leave here. */
  forks: Branch[]
}

const CALM = 60 * 60_000

/** The main way as rows for a narrow screen; other branches appear as doors to their own page. */
export function layoutStream(story: Story, dayOf: (at: number) => string): StreamRow[] {
  const main = story.branches.filter((branch) => branch.lane === 0)
  const flat = main.flatMap((branch) => branch.steps.map((step) => ({ branch, step })))
  return flat.map(({ branch, step }, i) => {
    const above = flat[i - 1]?.step
    const lastOfBranch = branch.steps.at(-1) === step
    const forks = lastOfBranch ? story.branches.filter((other) => other.lane !== 0 && branch.children.includes(other.unit.unit_id)) : []
    return {
      branch, step, before: above?.after ?? null, forks,
      calm: above && step.at - above.at >= CALM ? step.at - above.at : 0,
      newDay: !above || dayOf(above.at) !== dayOf(step.at),
    }
  })
}
