// Values from left to right, the mean in the middle, a line for each standard deviation: of a control of the laboratory, of a component.
import { useWidth } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { scaled, type Mark, type Plotted } from './curve.ts'
import '../pages/lab/lab.css'

const HEIGHT = 300

/** A point: its shape says what its colour says. */
function Dot({ mark, title }: { mark: Mark, title: string }) {
  const { x, y, tone } = mark
  if (tone === 'reject') return <path className="dot-reject" d={`M${x - 5},${y - 5}l10,10m0,-10l-10,10`}><title>{title}</title></path>
  if (tone === 'warn') return <path className="dot-warn" d={`M${x},${y - 6}l6,11h-12z`}><title>{title}</title></path>
  return <circle className={tone === 'void' ? 'dot-void' : 'dot'} cx={x} cy={y} r={4}><title>{title}</title></circle>
}

/** `titles` say of each point what is known of it. */
export function ControlPicture({ chart, titles, label }: { chart: Plotted, titles: string[], label: string }) {
  const { t } = useTranslation()
  const { ref, width } = useWidth<HTMLDivElement>()
  const { marks, lines, limits } = scaled(chart, Math.max(width, 240), HEIGHT)
  const way = marks.filter(({ tone }) => tone !== 'void').map(({ x, y }, at) => `${at ? 'L' : 'M'}${x},${y}`).join('')
  return (
    <div ref={ref}>
      {width > 0 && (
        <svg className="chart" width={width} height={HEIGHT} role="img" aria-label={label}>
          {lines.map(({ sd, y }) => (
            <g key={sd}>
              <line className={sd === 0 ? 'chart-mean' : Math.abs(sd) === 3 ? 'chart-limit' : 'chart-line'} x1={44} x2={width - 8} y1={y} y2={y} />
              <text x={4} y={y + 4}>{sd === 0 ? t('chart.mean') : `${sd > 0 ? '+' : '−'}${Math.abs(sd)}s`}</text>
            </g>
          ))}
          {limits.map(({ word, y }) => (
            <g key={word}>
              <line className="chart-limit" x1={44} x2={width - 8} y1={y} y2={y} />
              <text x={4} y={y + 4}>{word}</text>
            </g>
          ))}
          <path className="chart-way" d={way} />
          {marks.map((mark) => <Dot key={mark.at} mark={mark} title={titles[mark.at] ?? ''} />)}
        </svg>
      )}
    </div>
  )
}
