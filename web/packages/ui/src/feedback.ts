const TONES = { right: { hertz: 880, seconds: 0.12, shake: [60] }, wrong: { hertz: 196, seconds: 0.4, shake: [180, 80, 180] } }

/** Right or wrong for people whose eyes are on the box: a short high tone, or a long low one and two shakes. */
export function signal(kind: keyof typeof TONES): void {
  const { hertz, seconds, shake } = TONES[kind]
  navigator.vibrate?.(shake)
  if (typeof AudioContext === 'undefined') return
  const context = new AudioContext()
  const tone = context.createOscillator()
  tone.frequency.value = hertz
  tone.connect(context.destination)
  tone.addEventListener('ended', () => void context.close())
  tone.start()
  tone.stop(context.currentTime + seconds)
}
