import { Arm } from '@vena/ui/lifeline'
import { useTranslation } from 'react-i18next'

const SIGNS = [...'招采检制储运发用服管'] as const
const NAMES = ['recruit', 'collect', 'lab', 'process', 'store', 'transport', 'issue', 'transfuse', 'care', 'govern'] as const

/** Where the vein passes at a share of its way: a slow river from the upper left to the lower right. */
function at(share: number): { x: number; y: number } {
  return { x: 128 + share * 384, y: 200 + Math.sin(share * Math.PI * 2 - 0.5) * 84 + share * 30 }
}

const path = Array.from({ length: 97 }, (_, i) => at(i / 96)).map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

/** The ten signs of the work as stations of one river, from arm to arm. */
export function Vein() {
  const { t, i18n } = useTranslation()
  const start = at(0)
  const end = at(1)
  return (
    <svg className="vein" viewBox="0 0 640 420" role="img" aria-label={t('signIn.art')}>
      <Arm x={0} y={start.y + 30} name="" note="" />
      <Arm x={536} y={end.y + 30} mirrored name="" note="" />
      <path className="vein-mouth" d={`M46 ${start.y + 13}C90 ${start.y + 13} 92 ${start.y} ${start.x} ${start.y}`} />
      <path className="vein-mouth" d={`M594 ${end.y + 13}C550 ${end.y + 13} 548 ${end.y} ${end.x} ${end.y}`} />
      <path className="vein-bank" d={path} />
      <path className="vein-water" d={path} />
      {SIGNS.map((sign, i) => {
        const { x, y } = at((i + 0.5) / 10)
        return (
          <g key={sign} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <circle r="17" />
            <text className="vein-sign" y="6.5" textAnchor="middle" lang="zh">{sign}</text>
            {i18n.language === 'en' && <text className="vein-name" y={i % 2 ? 36 : -26} textAnchor="middle">{t(`scene.${NAMES[i] ?? 'govern'}`)}</text>}
          </g>
        )
      })}
    </svg>
  )
}
