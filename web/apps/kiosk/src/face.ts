// The comparison of two faces, inside this browser, with the nets of the build. Pictures and what is computed from them are
// dropped when it returns; only the likeness goes on. It does not know whether a face is alive.
import * as faceapi from '@vladmandic/face-api'

const NETS = '/kiosk/models'
const SIZE = 416

let ready: Promise<void> | null = null
let finder: Promise<void> | null = null

/** Loads the net that finds faces, once. */
export function loadFinder(): Promise<void> {
  finder ??= faceapi.nets.tinyFaceDetector.loadFromUri(NETS)
  return finder
}

/** Loads the nets once. */
export function load(): Promise<void> {
  ready ??= Promise.all([
    loadFinder(),
    faceapi.nets.faceLandmark68Net.loadFromUri(NETS),
    faceapi.nets.faceRecognitionNet.loadFromUri(NETS),
  ]).then(() => undefined)
  return ready
}

const options = () => new faceapi.TinyFaceDetectorOptions({ inputSize: SIZE, scoreThreshold: 0.4 })

/** Whether any face is in the picture; whose, it does not ask. */
export async function hasFace(picture: HTMLCanvasElement): Promise<boolean> {
  await loadFinder()
  return (await faceapi.detectSingleFace(picture, options())) !== undefined
}

async function described(picture: HTMLImageElement | HTMLCanvasElement): Promise<Float32Array | null> {
  const found = await faceapi.detectSingleFace(picture, options()).withFaceLandmarks().withFaceDescriptor()
  return found?.descriptor ?? null
}

async function image(address: string): Promise<HTMLImageElement> {
  const picture = new Image()
  picture.src = address
  await picture.decode()
  return picture
}

/** Likeness from 0 to 1: one less the distance of the two descriptions. Null where one of the pictures shows no face. */
export async function likeness(onCard: string, seen: HTMLCanvasElement): Promise<number | null> {
  await load()
  const [card, here] = [await described(await image(onCard)), await described(seen)]
  if (!card || !here) return null
  return Math.max(0, Math.min(1, 1 - faceapi.euclideanDistance(card, here)))
}
