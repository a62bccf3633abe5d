import jsQR from 'jsqr'
import { useEffect, useEffectEvent } from 'react'
import { forget, still, useCamera } from '../camera.ts'
import { useSay } from '../words.ts'

const LOOKS_EVERY_MS = 250

/** Reads a code with the camera, picture by picture; no picture is kept. */
export default function Scan({ onCode }: { onCode: (text: string) => void }) {
  const { t } = useSay()
  const { video, state } = useCamera(true)
  const tell = useEffectEvent(onCode)
  useEffect(() => {
    if (state !== 'on') return undefined
    const look = () => {
      if (!video.current?.videoWidth) return
      const canvas = still(video.current)
      const picture = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height)
      const found = picture && jsQR(picture.data, picture.width, picture.height)
      forget(canvas)
      if (found?.data) tell(found.data)
    }
    const timer = setInterval(look, LOOKS_EVERY_MS)
    return () => clearInterval(timer)
  }, [state, video])
  if (state === 'failed') return <p role="alert">{t('faceNoCamera')}</p>
  return <video ref={video} className="k-video" muted playsInline aria-label={t('camera')} />
}
