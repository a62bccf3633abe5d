/** `08:30-12:00 13:00-17:00` as the server wants it. */
export function hoursOf(text: string): { opens: string; closes: string }[] {
  return text.trim().split(/[\s,，;；]+/).filter(Boolean).map((stretch) => {
    const [opens = '', closes = ''] = stretch.split(/[-–—~～]/)
    return { opens, closes }
  })
}
