/** One choice of a list; choices of the same group that follow each other stand under its name. */
export interface Option {
  value: string
  label: string
  group?: string
}

/** The choices in runs of the same group; one without a group stands for itself. */
export function grouped(options: Option[]): { name: string | undefined; members: Option[] }[] {
  const runs: { name: string | undefined; members: Option[] }[] = []
  for (const option of options) {
    const last = runs.at(-1)
    if (last && last.name === option.group) last.members.push(option)
    else runs.push({ name: option.group, members: [option] })
  }
  return runs
}
