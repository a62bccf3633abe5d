// A picture of a text, drawn on the phone itself: it is there without a network.
import makeCode from 'qrcode-generator'
import { useMemo } from 'react'

export function Qr({ text, label }: { text: string, label: string }) {
  const { path, size } = useMemo(() => {
    const code = makeCode(0, 'M')
    code.addData(text, /^[0-9A-Z $%*+\-./:]+$/.test(text) ? 'Alphanumeric' : 'Byte')
    code.make()
    const count = code.getModuleCount()
    let drawn = ''
    for (let y = 0; y < count; y += 1) for (let x = 0; x < count; x += 1) if (code.isDark(y, x)) drawn += `M${x + 4} ${y + 4}h1v1h-1z`
    return { path: drawn, size: count + 8 }
  }, [text])
  return <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label} shapeRendering="crispEdges"><rect width={size} height={size} fill="#fff" /><path d={path} fill="#000" /></svg>
}
