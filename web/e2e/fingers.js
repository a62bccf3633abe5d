// Fingers for the reader that takes pictures from a folder: `VENA_FINGERPRINTS` names it.
import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'

const WIDTH = 160
const HEIGHT = 200

function folder() {
  const { VENA_FINGERPRINTS } = process.env
  assert.ok(VENA_FINGERPRINTS, 'VENA_FINGERPRINTS is not set: the folder `fingerprints` in the data folder of the server')
  mkdirSync(VENA_FINGERPRINTS, { recursive: true })
  return join(VENA_FINGERPRINTS, 'finger.png')
}

function checksum(bytes) {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let i = 0; i < 8; i++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1
  }
  return (sum ^ 0xffffffff) >>> 0
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(checksum(body))
  return Buffer.concat([length, body, sum])
}

/** Ridges of an invented finger in greys; `depth` is how far they stand out. */
function picture(depth) {
  const rows = Array.from({ length: HEIGHT }, (_, y) => Buffer.from([0, ...Array.from({ length: WIDTH }, (_, x) => {
    const [dx, dy] = [(x - WIDTH / 2) / (WIDTH / 2), (y - HEIGHT * 0.55) / (HEIGHT / 2)]
    const away = Math.hypot(dx, dy * 0.8)
    if (away > 0.95) return 255
    return Math.round(255 - depth * 127.5 * (1 + Math.sin(away * 60 + Math.sin(dx * 5) * 2 + dy * 3)))
  })]))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(WIDTH, 0)
  head.writeUInt32BE(HEIGHT, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.concat(rows))), chunk('IEND', Buffer.alloc(0))])
}

export const clearFinger = () => writeFileSync(folder(), picture(0.9))
export const smearedFinger = () => writeFileSync(folder(), picture(0.1))
export const noFinger = () => rmSync(folder(), { force: true })
