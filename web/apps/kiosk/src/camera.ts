import { useEffect, useRef, useState } from 'react'

/** The camera while `on`, shown in a video element; it is switched off as soon as the step is left. */
export function useCamera(on: boolean) {
  const video = useRef<HTMLVideoElement>(null)
  const [state, setState] = useState<'off' | 'on' | 'failed'>('off')
  useEffect(() => {
    if (!on) return undefined
    let stream: MediaStream | null = null
    let left = false
    const stop = () => stream?.getTracks().forEach((track) => track.stop())
    // A page without a secure address has no such devices at all.
    const asked = navigator.mediaDevices ? navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 }, facingMode: 'user' }, audio: false }) : Promise.reject(new Error('no camera'))
    asked.then(
      async (given) => {
        stream = given
        if (left) return stop()
        if (video.current) {
          video.current.srcObject = given
          await video.current.play().catch(() => undefined)
        }
        return setState('on')
      },
      () => setState('failed'),
    )
    return () => {
      left = true
      stop()
      setState('off')
    }
  }, [on])
  return { video, state }
}

/** What the camera sees now. */
export function still(video: HTMLVideoElement): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d', { willReadFrequently: true })?.drawImage(video, 0, 0)
  return canvas
}

/** Nothing of it stays in memory. */
export function forget(canvas: HTMLCanvasElement): void {
  canvas.width = 0
  canvas.height = 0
}
