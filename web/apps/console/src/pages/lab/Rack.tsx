// A rack as it stands: every place, what is in it, the tube that is looked for; scanning puts a tube into the next free place.
import { post, toProblem, type LabRackMap } from '@vena/api'
import { AsOf, Button, donationNumber, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import '../process/hall.css'
import './lab.css'
import './samples.css'

const counted = (many: number) => Array.from({ length: many }, (_, at) => at + 1)
const letter = (row: number) => String.fromCharCode(64 + row)

interface Chosen { row: number, column: number }

function Map({ rack, chosen, onChoose, found }: { rack: LabRackMap, chosen: Chosen | null, onChoose: (place: Chosen) => void, found: string }) {
  const { t } = useTranslation()
  const at = (row: number, column: number) => rack.tubes.find((tube) => tube.row === row && tube.column === column)
  return (
    <div className="plate-scroll">
      <table className="rack-map">
        <caption className="unseen">{t('samples.map')}</caption>
        <thead><tr><th scope="col"><span className="unseen">{t('samples.rows')}</span></th>{counted(rack.columns).map((column) => <th key={column} scope="col">{column}</th>)}</tr></thead>
        <tbody>
          {counted(rack.rows).map((row) => (
            <tr key={row}>
              <th scope="row">{letter(row)}</th>
              {counted(rack.columns).map((column) => {
                const tube = at(row, column)
                const place = `${letter(row)}${column}`
                const name = tube ? t('samples.taken', { place, number: donationNumber(tube.donation_number) }) : `${place} ${t('samples.free')}`
                return (
                  <td key={column}>
                    <button type="button" aria-label={name} title={name} aria-pressed={chosen?.row === row && chosen.column === column} className={`${tube ? 'rack-taken' : ''} ${tube && tube.donation_number === found ? 'rack-found' : ''}`} onClick={() => onChoose({ row, column })}>{tube ? tube.donation_number.slice(-4) : place}</button>
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

function Put({ rack, chosen, onDone }: { rack: LabRackMap, chosen: Chosen | null, onDone: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [role, setRole] = useState<'serology' | 'nat' | 'retention' | ''>('')
  const [refused, setRefused] = useState<{ scan: string, why: string, rule: string } | null>(null)
  const input = useRef<HTMLInputElement>(null)
  async function take(scan: string) {
    try {
      await post('/api/lab/racks/{id}/tubes', { path: { id: rack.rack_id }, body: { scan, ...(role && { role }), ...(chosen && { row: chosen.row, column: chosen.column }) } })
      setRefused(null)
      onDone()
    } catch (thrown) {
      const problem = toProblem(thrown)
      setRefused({ scan, why: pick(problem.detail || problem.title), rule: problem.rule ?? '' })
    }
    input.current?.focus()
  }
  return (
    <Panel title={t('samples.put')} aside={<b>{chosen ? t('samples.place', { place: `${letter(chosen.row)}${chosen.column}` }) : t('samples.next')}</b>}>
      {rack.kind === 'work' && (
        <fieldset className="sample-chips"><legend>{t('samples.role')}</legend>
          {(['', 'serology', 'nat', 'retention'] as const).map((one) => <button key={one} type="button" aria-pressed={role === one} onClick={() => setRole(one)}>{one ? t(`samples.roles.${one}`) : t('samples.auto')}</button>)}
        </fieldset>
      )}
      <form className="hall-scan" onSubmit={(event) => {
        event.preventDefault()
        const scan = input.current?.value.trim() ?? ''
        if (scan) void take(scan)
        event.currentTarget.reset()
      }}>
        <label htmlFor="put" className="muted">{t('samples.putHow')}</label>
        <input id="put" ref={input} autoComplete="off" autoFocus />
      </form>
      {refused && <p className="problem" role="alert"><b>{refused.scan}</b> {refused.why} <code>{refused.rule}</code></p>}
    </Panel>
  )
}

function Detail({ rack }: { rack: LabRackMap }) {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [chosen, setChosen] = useState<Chosen | null>(null)
  const may = { put: useMay('lab.rack.put'), take: useMay('lab.rack.take') }
  const tube = chosen && rack.tubes.find((one) => one.row === chosen.row && one.column === chosen.column)
  const reload = () => {
    setChosen(null)
    refresh('/api/lab')
  }
  const choose = (place: Chosen) => setChosen(chosen?.row === place.row && chosen.column === place.column ? null : place)
  return (
    <Page title={`${rack.code} ${rack.name}`} aside={<><span>{rack.room}</span><StateWord tone="quiet">{t(`samples.kinds.${rack.kind as 'work'}`)}</StateWord><b>{rack.used} / {rack.rows * rack.columns}</b><AsOf at={rack.as_of} /></>}>
      <Panel title={t('samples.map')}><Map rack={rack} chosen={chosen} onChoose={choose} found={search.get('tube') ?? ''} /></Panel>
      <div className="split split-even">
        {may.put && <Put rack={rack} chosen={tube ? null : chosen} onDone={reload} />}
        <Panel title={tube ? tube.place : t('samples.rack')}>
          {!tube && <p className="muted">{t('samples.nothingHere')}</p>}
          {tube && (
            <>
              <p><Link className="number" to={`/lab/donations/${tube.donation_number}`}>{donationNumber(tube.donation_number)}</Link> {t(`samples.roles.${tube.role}`)} <small className="muted">{moment(tube.received_at)}</small></p>
              {may.take && <AskWhy label={t('samples.take')} how={t('samples.takeHow')} perform={(values, key) => post('/api/lab/racks/{id}/tubes/{tube}/take', { path: { id: rack.rack_id, tube: tube.tube_id }, body: { reason: values.text('reason') } }, key)} onDone={reload} />}
            </>
          )}
          {chosen && <p><Button kind="quiet" onClick={() => setChosen(null)}>{t('cancel')}</Button></p>}
        </Panel>
      </div>
    </Page>
  )
}

/** A rack with what stands in it. */
export function Component() {
  const { id = '' } = useParams()
  const rack = useGet('/api/lab/racks/{id}', { path: { id } })
  return <Opened from={rack}>{(data) => <Detail rack={data} />}</Opened>
}
