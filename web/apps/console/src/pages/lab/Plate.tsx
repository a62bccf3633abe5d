import type { LabRun, LabWell } from '@vena/api'
import { useTranslation } from 'react-i18next'
import { wellTone, wellWord } from './plate.ts'

/** A plate as it lies on the bench: letters down, numbers across; what is in a well and how it stands by word, sign and colour. */
export function Plate({ run, current, onPick }: { run: LabRun, current: string | null, onPick: (well: LabWell) => void }) {
  const { t } = useTranslation()
  const { rows, columns } = run.assay.plate
  const byName = new Map(run.wells.map((well) => [well.name, well]))
  const used = Math.min(columns, Math.max(1, Math.ceil(run.wells.length / rows)))
  const across = Array.from({ length: used }, (_, at) => at + 1)
  const down = Array.from({ length: Math.min(rows, run.wells.length) }, (_, at) => String.fromCharCode(65 + at))
  return (
    <div className="plate-scroll" tabIndex={0} role="group" aria-label={t('run.plate')}>
      <table className="plate">
        <thead><tr><th scope="col"><span className="unseen">{t('run.plate')}</span></th>{across.map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {down.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {across.map((column) => {
                const well = byName.get(`${row}${column}`)
                if (!well) return <td key={column} className="plate-free">·</td>
                const tone = wellTone(well)
                return (
                  <td key={column}>
                    <button type="button" className={`well well-${tone}`} aria-pressed={current === well.name} aria-label={`${well.name} ${wellWord(well)} ${t(`run.tones.${tone}`)}`} onClick={() => onPick(well)}>
                      <b>{wellWord(well)}</b><small>{t(`run.signs.${tone}`)}</small>
                    </button>
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
