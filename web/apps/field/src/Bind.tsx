import { useState } from 'react'
import { Choice, Field, Form, Page, signal, useWish } from './parts.tsx'
import { id, Refused, step, type Sheet } from './vehicle.ts'
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
  const [kit, setKit] = useState({ kit_scan: '', lot: '', medium: sheet.media[0]?.code ?? '', expires_on: '' })
  const [others, setOthers] = useState({ needle: '', tube: '' })
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
    const asked = { step: 'bound', donation_number: record, bag_scan: bag, tube_scans: tubes, ...kit, lot: kit.lot || null, expires_on: kit.expires_on || null, lots: Object.entries(others).filter(([, lot]) => lot.trim()).map(([item, lot]) => ({ item, lot: lot.trim() })) }
    try {
      onVisit(await step(visit.visit_id, id(), asked))
      signal(true)
    } catch (error) {
      // What was scanned wrong is scanned again; a kit or a lot that may not be used is changed by itself.
      if (!(error instanceof Refused && /\.(lot|kit|bag-expired|medium)/.test(error.rule))) setScans([])
      throw error
    }
  })
  const full = scans.length >= needed
  const foot = <><Leave visit={visit} onVisit={onVisit} {...props} /><button type="submit" className="f-go" disabled={busy || (full ? !kit.kit_scan && (!kit.lot || !kit.expires_on) : !typed)}>{t('next')}</button></>
  return (
    <Form onGo={full ? go : scan}>
      <Page title={full ? t('bind') : label(scans.length)} sub={visit.name_masked} trouble={trouble} foot={foot}>
        {!full && <Field key={scans.length} label={label(scans.length)} name="scan" value={typed} onChange={setTyped} focus />}
        {wrong && <p role="alert" className="f-wrong">{t('mismatch')}</p>}
        {full
          ? <p className="f-right f-one"><b>{plain(scans[0] ?? '')} ✓</b>{t('allMatch', { n: needed })}</p>
          : <ol className="f-scans">{Array.from({ length: needed }, (_, place) => <li key={place} aria-current={place === scans.length ? 'step' : undefined} className={place < scans.length ? 'f-right' : ''}>{label(place)}<b>{place < scans.length ? `${plain(scans[place] ?? '')} ✓` : ''}</b></li>)}</ol>}
        {full && (
          <>
            <p className="f-muted">{t('kitHow')}</p>
            <div className="f-two">
              <Field label={t('kitLabel')} name="kit_scan" value={kit.kit_scan} onChange={(kit_scan) => setKit({ ...kit, kit_scan })} focus />
              <Field label={t('lot')} name="lot" value={kit.lot} onChange={(lot) => setKit({ ...kit, lot })} />
              <Field label={t('expires')} name="expires_on" type="date" value={kit.expires_on} onChange={(expires_on) => setKit({ ...kit, expires_on })} />
              <Field label={t('needleLot')} name="needle" value={others.needle} onChange={(needle) => setOthers({ ...others, needle })} />
              <Field label={t('tubeLot')} name="tube" value={others.tube} onChange={(tube) => setOthers({ ...others, tube })} />
              <Choice label={t('medium')} options={sheet.media.map(({ code }) => [code, code])} value={kit.medium} onChoose={(medium) => setKit({ ...kit, medium })} />
            </div>
          </>
        )}
      </Page>
    </Form>
  )
}
