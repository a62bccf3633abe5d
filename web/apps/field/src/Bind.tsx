import { useState } from 'react'
import { Choice, Field, Form, Page, signal, useWish } from './parts.tsx'
import { id, step, type Sheet } from './vehicle.ts'
import type { StepProps } from './Visit.tsx'
import { Leave } from './Visit.tsx'
import { useWords } from './words.ts'

/** The 13 characters behind whatever a scanner types; only for the colour at once: the vehicle's program judges. */
const plain = (text: string) => text.toUpperCase().replace(/[^0-9A-Z]/g, '').slice(0, 13)

/** Record, bag and tubes, one scan after another; a wrong one is red, said and heard, and goes no further. */
export function Bind({ visit, sheet, onVisit, ...props }: StepProps & { sheet: Sheet }) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  const [scans, setScans] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const [wrong, setWrong] = useState(false)
  const [kit, setKit] = useState({ lot: '', medium: sheet.media[0]?.code ?? '', expires_on: '' })
  const needed = 2 + sheet.tubes_min
  const label = (place: number) => (place === 0 ? t('scanRecord') : place === 1 ? t('scanBag') : t('scanTube', { n: place - 1 }))
  const scan = () => {
    const right = scans.length === 0 || plain(typed) === plain(scans[0] ?? '')
    signal(right)
    setWrong(!right)
    if (right) setScans([...scans, typed])
    setTyped('')
  }
  const go = () => void wish(async () => {
    const [record, bag, ...tubes] = scans
    const asked = { step: 'bound', donation_number: record, bag_scan: bag, tube_scans: tubes, ...kit }
    try {
      onVisit(await step(visit.visit_id, id(), asked))
      signal(true)
    } catch (error) {
      setScans([])
      throw error
    }
  })
  const full = scans.length >= needed
  const foot = <><Leave visit={visit} onVisit={onVisit} {...props} /><button type="submit" className="f-go" disabled={busy || (full ? !kit.lot || !kit.expires_on : !typed)}>{t('next')}</button></>
  return (
    <Form onGo={full ? go : scan}>
      <Page title={full ? t('bind') : label(scans.length)} sub={visit.name_masked} trouble={trouble} foot={foot}>
        <ol className="f-scans">{Array.from({ length: needed }, (_, place) => <li key={place} aria-current={place === scans.length ? 'step' : undefined} className={place < scans.length ? 'f-right' : ''}>{label(place)}<b>{place < scans.length ? `${plain(scans[place] ?? '')} ✓` : ''}</b></li>)}</ol>
        {wrong && <p role="alert" className="f-wrong">{t('mismatch')}</p>}
        {full
          ? (
            <div className="f-two">
              <Field label={t('lot')} name="lot" value={kit.lot} onChange={(lot) => setKit({ ...kit, lot })} focus />
              <Field label={t('expires')} name="expires_on" type="date" value={kit.expires_on} onChange={(expires_on) => setKit({ ...kit, expires_on })} />
              <Choice label={t('medium')} options={sheet.media.map(({ code }) => [code, code])} value={kit.medium} onChoose={(medium) => setKit({ ...kit, medium })} />
            </div>
          )
          : <Field key={scans.length} label={label(scans.length)} name="scan" value={typed} onChange={setTyped} focus />}
      </Page>
    </Form>
  )
}
