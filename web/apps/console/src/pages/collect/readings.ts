// What a logger's own program shows of its readings, copied or saved as a file.
const LINE = /^(\d{4})[-/](\d\d?)[-/](\d\d?)[ T](\d\d?:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?\s*([,;\t ])\s*(-?\d+(?:[.,]\d+)?)\s*(?:℃|°C)?(?:[;\t].*)?$/
const two = (digits: string) => digits.padStart(2, '0')

/**
 * Lines of a logger's table, one for each reading: `2026-11-16 08:30,4.2`, with a comma in the number where another sign parts the
 * columns. Lines before the first one with a day are its head; any other line that says no reading is told, not left out.
 */
export function readings(text: string): { points: { at: string, temp_c: number }[], wrong: string[] } {
  const points: { at: string, temp_c: number }[] = []
  const wrong: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    const match = LINE.exec(line)
    const [, year = '', month = '', day = '', clock = '', seconds = ':00', zone = '+08:00', parted = '', temp = ''] = match ?? []
    const at = new Date(`${year}-${two(month)}-${two(day)}T${clock.padStart(5, '0')}${seconds}${zone}`)
    if (match && !Number.isNaN(at.getTime()) && !(parted === ',' && temp.includes(','))) points.push({ at: at.toISOString(), temp_c: Number(temp.replace(',', '.')) })
    else if (line && (points.length > 0 || /^\d/.test(line))) wrong.push(line)
  }
  return { points, wrong }
}
