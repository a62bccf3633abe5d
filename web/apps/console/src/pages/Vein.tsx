import { Arm } from '@vena/ui/lifeline'
import { useTranslation } from 'react-i18next'

const SIGNS = [...'招采检制储运发用服管'] as const
const NAMES = ['recruit', 'collect', 'lab', 'process', 'store', 'transport', 'issue', 'transfuse', 'care', 'govern'] as const
const LEFT = { x: 46, y: 180 }
const RIGHT = { x: 754, y: 330 }

/** Both hands lie below the water. */
function smooth(share: number): number {
  const s = Math.max(0, Math.min(1, share))
  return s * s * (3 - 2 * s)
}

/** Where the vein passes at a share of its way: a slow river from one arm's pad to the other's. */
function at(share: number): { x: number; y: number } {
  const swell = Math.sin(share * Math.PI)
  const x = LEFT.x + share * (RIGHT.x - LEFT.x)
  const lift = 40 * smooth(share / 0.13) * smooth((1 - share) / 0.13)
  return { x, y: LEFT.y + share * (RIGHT.y - LEFT.y) - Math.sin(share * Math.PI * 2) * 88 * swell - lift }
}

/** Half the width of the river: a thread at the arms, broad in the middle. */
function half(share: number): number {
  return 1.5 + 21 * Math.min(1, Math.sin(share * Math.PI) * 1.5)
}

const STEPS = Array.from({ length: 121 }, (_, i) => i / 120)
const bank = (side: 1 | -1) => STEPS.map((share) => `${at(share).x.toFixed(1)} ${(at(share).y + side * half(share)).toFixed(1)}`)
const water = `M${bank(-1).join('L')}L${bank(1).toReversed().join('L')}Z`
const thread = `M${STEPS.map((share) => `${at(share).x.toFixed(1)} ${at(share).y.toFixed(1)}`).join('L')}`

/** The ten signs of the work as stations of one river, from arm to arm. */
export function Vein() {
  const { t } = useTranslation()
  return (
    <svg className="vein" viewBox="0 0 800 430" role="img" aria-label={t('signIn.art')}>
      <linearGradient id="vein-flow"><stop offset="0.2" className="vein-from" /><stop offset="0.8" className="vein-to" /></linearGradient>
      <path className="vein-water" d={water} fill="url(#vein-flow)" />
      <path className="vein-thread" d={thread} />
      <Arm x={0} y={LEFT.y + 14} name="" note="" />
      <Arm x={696} y={RIGHT.y + 14} mirrored name="" note="" />
      {SIGNS.map((sign, i) => {
        const { x, y } = at(0.115 + i * 0.0856)
        return (
          <g key={sign} transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}>
            <circle r="19" />
            <text className="vein-sign" y="7" textAnchor="middle" lang="zh">{sign}</text>
            <text className="vein-name" y={i % 2 ? 40 : -29} textAnchor="middle">{t(`scene.${NAMES[i] ?? 'govern'}`)}</text>
          </g>
        )
      })}
    </svg>
  )
}
