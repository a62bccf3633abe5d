// The donor's card.
import { useMe } from '../app/me.tsx'
import { Page } from '../app/parts.tsx'
import { Qr } from '../app/Qr.tsx'
import { useWords } from '../app/words.ts'

export function Card() {
  const { w, of } = useWords()
  const { me } = useMe()
  if (!me) return null
  const next = me.bookings[0]
  return (
    <Page title={w.card.title}>
      <section className="card">
        <p className="card-name"><strong>{me.name_masked}</strong><span>{me.group ?? ''}</span></p>
        <p className="card-document">{of(me.document_title)} {me.document_masked}</p>
        <p className="card-count"><b>{me.donations}</b> {w.card.donations}</p>
      </section>
      {me.donations === 0 ? <p className="lead">{w.card.first}</p> : (
        <dl className="facts">
          <dt>{w.card.ml}</dt><dd>{me.whole_blood_ml}</dd>
          <dt>{w.card.apheresis}</dt><dd>{me.apheresis}</dd>
          {me.last_donation_on && <><dt>{w.card.last}</dt><dd>{me.last_donation_on}</dd></>}
          <dt>{w.card.group}</dt><dd>{me.group ?? w.card.noGroup}</dd>
        </dl>
      )}
      {next && <section className="booking"><p className="hint">{w.card.code}</p><div className="booking-code"><Qr text={next.code_picture} label={w.booking.showAtDoor} /><b className="letters">{next.code.replace(/(.{4})/, '$1 ')}</b></div></section>}
    </Page>
  )
}
