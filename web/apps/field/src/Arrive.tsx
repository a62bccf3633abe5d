import { useRef, useState } from 'react'
import { Choice, Field, Form, Page, signal, useWish } from './parts.tsx'
import { call, clock, id, Refused, visitId, type Expected, type Visit } from './vehicle.ts'
import { useWords } from './words.ts'

/** What a card reader or scanner types: the number alone, or name and number of a card. */
function scanned(text: string): { number: string, name?: string } {
  const number = /\d{17}[\dXx]/.exec(text)?.[0]
  const name = /\p{Script=Han}{2,}/u.exec(text)?.[0]
  return number ? { number, name } : { number: text }
}

/** The booking whose code was typed or scanned instead of a document. */
function byCode(expected: Expected[], text: string): Expected | undefined {
  const code = text.toUpperCase().replace(/^VENA:B:/, '').replace(/[ -]/g, '')
  return expected.find((row) => row.code === code)
}

interface Props { expected: Expected[], booked?: Expected, onBack: () => void, onVisit: (visit: string) => void }

export function Arrive({ expected, booked, onBack, onVisit }: Props) {
  const { t } = useWords()
  const { wish, busy, trouble } = useWish()
  // One wish for one person: pressed twice or sent twice, it is the same arrival.
  const ids = useRef({ entry: id(), visit: visitId() })
  const [of, setOf] = useState(booked)
  const [other, setOther] = useState<Visit | null>(null)
  const [kind, setKind] = useState('citizen_id')
  const [number, setNumber] = useState('')
  const [more, setMore] = useState(false)
  const [person, setPerson] = useState({ name: '', phone: '', born_on: '', sex: '' as '' | 'male' | 'female', told: true })
  const change = (part: Partial<typeof person>) => { setPerson({ ...person, ...part }); ids.current = { entry: id(), visit: visitId() } }
  const read = (text: string) => {
    const place = byCode(expected, text)
    if (place) {
      setOf(place)
      setNumber('')
      signal(true)
      return
    }
    const found = scanned(text)
    setNumber(found.number)
    ids.current = { entry: id(), visit: visitId() }
    if (found.name) setPerson({ ...person, name: found.name })
  }
  const go = () => void wish(async () => {
    const who = {
      document_kind: kind, document_number: number, name: person.name || null, phone: person.phone || null,
      born_on: person.born_on || null, sex: person.sex || null, consent_to_be_told: person.told,
    }
    try {
      const visit = await call<Visit>('arrivals', { entry_id: ids.current.entry, visit_id: ids.current.visit, who })
      const somebodyElse = of !== undefined && visit.booking !== of.booking_id
      signal(!somebodyElse)
      if (somebodyElse) setOther(visit)
      else onVisit(visit.visit_id)
    } catch (error) {
      ids.current = { entry: id(), visit: visitId() }
      const needs = error instanceof Refused && ['trip.needs-name', 'trip.needs-phone', 'trip.needs-birthday'].includes(error.rule)
      if (!needs || more) throw error
      // The note above the new fields says it; nothing went wrong.
      setMore(true)
    }
  })
  const kinds: [string, string][] = [['citizen_id', t('citizen')], ['passport', t('passport')], ['home_return_permit', t('homeReturn')], ['taiwan_permit', t('taiwan')]]
  if (other && of) {
    return (
      <Page title={t('otherPerson')} foot={<button type="button" className="f-go" onClick={() => onVisit(other.visit_id)}>{t('goOn')}</button>}>
        <p className="f-trouble">{t('otherPersonHow', { booked: of.name_masked, here: other.name_masked })}</p>
      </Page>
    )
  }
  return (
    <Form onGo={go}>
      <Page title={t('who')} trouble={trouble} foot={<><button type="button" className="f-plain" onClick={onBack}>{t('back')}</button><button type="submit" className="f-go" disabled={busy || number.length < 5}>{busy ? t('busy') : t('next')}</button></>}>
        {of && <p className="f-note"><b>{t('bookedFor', { at: clock(of.at), name: of.name_masked })}</b>{of.group && ` · ${of.group}`}<br />{t('bookedHow')}</p>}
        <Choice label={t('documentKind')} options={kinds} value={kind} onChoose={setKind} />
        <Field label={t('documentNumber')} name="number" value={number} onChange={read} focus />
        {more && (
          <>
            <p className="f-note">{t('newPerson')}</p>
            <div className="f-two">
              <Field label={t('name')} name="name" value={person.name} onChange={(name) => change({ name })} focus />
              <Field label={t('phone')} name="phone" mode="numeric" value={person.phone} onChange={(phone) => change({ phone })} />
              {kind !== 'citizen_id' && <Field label={t('born')} name="born_on" type="date" value={person.born_on} onChange={(born_on) => change({ born_on })} />}
              {kind !== 'citizen_id' && <Choice label="" options={[['male', t('male')], ['female', t('female')]]} value={person.sex || null} onChoose={(sex) => change({ sex: sex as 'male' | 'female' })} />}
            </div>
            <label className="f-tick"><input type="checkbox" checked={person.told} onChange={(event) => change({ told: event.target.checked })} />{t('told')}</label>
          </>
        )}
      </Page>
    </Form>
  )
}
