/** Width of a text in pixels, near enough to keep words apart without asking the browser. */
export function textWidth(text: string, size: number): number {
  let width = 0
  for (const char of text) width += (char.codePointAt(0) ?? 0) > 0x2e7f ? size : size * 0.56
  return width
}

/** The text cut to a width, with an ellipsis; empty when not even two characters would stand. */
export function fitText(text: string, size: number, room: number): string {
  if (textWidth(text, size) <= room) return text
  let kept = ''
  for (const char of text) {
    if (textWidth(`${kept}${char}…`, size) > room) break
    kept += char
  }
  return kept.length >= 2 ? `${kept}…` : ''
}

export interface Placed<T> {
  item: T
  /** Left edge of the text. */
  x: number
  width: number
  level: number
}

/**
 * Lays words out on a few levels so that none touches another; a word that finds no room is left out (its tick still
 * speaks when touched). `weight` decides who is served first.
 */
export function placeLabels<T extends { x: number; text: string; weight: number }>(
  items: T[],
  { size, levels, min, max, gap = 6 }: { size: number; levels: number; min: number; max: number; gap?: number },
): Placed<T>[] {
  const taken: { from: number; to: number }[][] = Array.from({ length: levels }, () => [])
  const byWeight = items.map((item, order) => ({ item, order })).sort((a, b) => b.item.weight - a.item.weight || a.order - b.order)
  const placed: Placed<T>[] = []
  for (const { item } of byWeight) {
    const width = textWidth(item.text, size)
    const x = Math.max(min, Math.min(max - width, item.x - width / 2))
    const level = taken.findIndex((row) => row.every((other) => x + width + gap <= other.from || x >= other.to + gap))
    const crossed = taken.slice(0, level).some((row) => row.some((o) => item.x > o.from - 1 && item.x < o.to + 1))
    if (level < 0 || crossed) continue
    taken[level]?.push({ from: x, to: x + width })
    // The line that leads down to this word must stay free of later words too.
    for (const row of taken.slice(0, level)) row.push({ from: item.x - 1, to: item.x + 1 })
    placed.push({ item, x, width, level })
  }
  return placed.sort((a, b) => a.item.x - b.item.x)
}
