// Faces that nobody has: drawn, for a camera and a card that are not there either.
import { writeFileSync } from 'node:fs'

/** Draws a face onto a canvas of the page in which it runs. `other` is another person, `shift` and `light` another moment. */
export function drawFace({ other = false, shift = 0, light = 1 } = {}) {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 480
  const c = canvas.getContext('2d')
  const tone = (r, g, b, a = 1) => `rgba(${Math.min(255, r * light)},${Math.min(255, g * light)},${Math.min(255, b * light)},${a})`
  const blob = (x, y, rx, ry, inner, outer) => {
    c.save()
    c.translate(x, y)
    c.scale(1, ry / rx)
    const shade = c.createRadialGradient(-rx * 0.2, -rx * 0.3, rx * 0.1, 0, 0, rx)
    shade.addColorStop(0, inner)
    shade.addColorStop(1, outer)
    c.fillStyle = shade
    c.beginPath()
    c.arc(0, 0, rx, 0, Math.PI * 2)
    c.fill()
    c.restore()
  }
  const line = (width, color, ...points) => {
    c.lineWidth = width
    c.strokeStyle = color
    c.lineCap = 'round'
    c.beginPath()
    c.moveTo(...points[0])
    c.quadraticCurveTo(...points[1], ...points[2])
    c.stroke()
  }
  c.fillStyle = tone(150, 165, 178)
  c.fillRect(0, 0, 640, 480)
  c.translate(320 + shift, 240)
  const wide = other ? 128 : 104
  // hair, neck, shoulders
  blob(0, -52, wide + (other ? 6 : 22), 128, other ? tone(150, 148, 146) : tone(52, 38, 32), other ? tone(110, 108, 106) : tone(24, 18, 16))
  c.fillStyle = other ? tone(60, 76, 120) : tone(120, 60, 62)
  c.beginPath()
  c.ellipse(0, 270, 210, 110, 0, 0, Math.PI * 2)
  c.fill()
  c.fillStyle = tone(196, 150, 124)
  c.fillRect(-42, 96, 84, 84)
  // ears, head
  blob(-wide, 6, 16, 30, tone(214, 166, 140), tone(180, 132, 108))
  blob(wide, 6, 16, 30, tone(214, 166, 140), tone(180, 132, 108))
  blob(0, 6, wide, 140, other ? tone(206, 158, 128) : tone(240, 200, 174), other ? tone(150, 106, 82) : tone(192, 146, 120))
  // fringe
  c.fillStyle = other ? tone(140, 138, 136) : tone(38, 28, 24)
  c.beginPath()
  c.ellipse(0, -98, wide - 2, other ? 44 : 52, 0, Math.PI, Math.PI * 2)
  c.ellipse(0, -98, wide - 6, other ? 10 : 24, 0, Math.PI * 2, Math.PI, true)
  c.fill()
  const apart = other ? 56 : 44
  for (const side of [-1, 1]) {
    const x = side * apart
    // socket, brow, eye, iris, lid
    blob(x, -12, 32, 22, tone(214, 168, 144, 0.9), tone(214, 168, 144, 0))
    line(other ? 11 : 7, tone(44, 32, 28), [x - 28, -40], [x, other ? -46 : -54], [x + 28, -40])
    c.fillStyle = tone(244, 242, 238)
    c.beginPath()
    c.ellipse(x, -12, 23, other ? 8 : 11, 0, 0, Math.PI * 2)
    c.fill()
    blob(x, -12, 10, 10, tone(58, 40, 30), tone(24, 16, 12))
    c.fillStyle = tone(255, 255, 255)
    c.beginPath()
    c.arc(x + 3, -16, 2.6, 0, Math.PI * 2)
    c.fill()
    line(4, tone(52, 36, 30), [x - 24, -14], [x, other ? -24 : -28], [x + 24, -14])
    line(2, tone(160, 114, 94), [x - 20, -4], [x, 2], [x + 20, -4])
    blob(x * 1.2, 44, 26, 18, tone(226, 160, 142, 0.5), tone(226, 160, 142, 0))
  }
  // nose
  line(4, tone(188, 142, 118), [-8, -20], [-14, 22], [-16, 34])
  blob(0, 38, other ? 24 : 17, 13, tone(236, 192, 166), tone(198, 150, 126))
  for (const side of [-1, 1]) blob(side * (other ? 13 : 9), 44, 5, 3.4, tone(110, 70, 58), tone(150, 104, 86))
  if (other) {
    // glasses
    c.lineWidth = 7
    c.strokeStyle = tone(20, 20, 24)
    for (const side of [-1, 1]) c.strokeRect(side * apart - 34, -36, 68, 46)
    line(6, tone(20, 20, 24), [-22, -16], [0, -22], [22, -16])
  }
  // mouth
  c.fillStyle = tone(182, 88, 86)
  c.beginPath()
  c.moveTo(-36, 82)
  c.quadraticCurveTo(-14, 70, 0, 76)
  c.quadraticCurveTo(14, 70, 36, 82)
  c.quadraticCurveTo(0, other ? 98 : 108, -36, 82)
  c.fill()
  line(3, tone(110, 48, 48), [-36, 82], [0, 88], [36, 82])
  line(3, tone(196, 150, 126), [-14, 118], [0, 124], [14, 118])
  return canvas
}

/** Writes what a canvas shows as the film of a camera: a few equal pictures, YUV 4:2:0. */
export function film(path, { width, height, data }) {
  const luma = Buffer.alloc(width * height)
  const chroma = [Buffer.alloc((width * height) / 4), Buffer.alloc((width * height) / 4)]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4
      const [r, g, b] = [data[at], data[at + 1], data[at + 2]]
      luma[y * width + x] = 16 + (65.5 * r + 128.6 * g + 25 * b) / 256
      if (y % 2 || x % 2) continue
      const place = (y / 2) * (width / 2) + x / 2
      chroma[0][place] = 128 + (-37.8 * r - 74.2 * g + 112 * b) / 256
      chroma[1][place] = 128 + (112 * r - 93.8 * g - 18.2 * b) / 256
    }
  }
  const picture = Buffer.concat([Buffer.from('FRAME\n'), luma, ...chroma])
  writeFileSync(path, Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`), ...Array.from({ length: 10 }, () => picture)]))
}
