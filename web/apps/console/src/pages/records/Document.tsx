import { post, type DocumentPlace, type SignedDocument } from '@vena/api'
import { Facts, moment, Page, Panel, StateWord, useWords, type Tone } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Back } from './Back.tsx'
import { Evidence } from './Evidence.tsx'
import { Destroyed, Kept } from './Kept.tsx'
import { PadPlace } from './Pads.tsx'
import { Paper } from './Paper.tsx'
import { Sign } from './Sign.tsx'
import { DocumentState, PlaceState } from './states.tsx'
import './records.css'

const reload = () => refresh('/api/records')

function Refuse({ document, place }: { document: SignedDocument; place: DocumentPlace }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('document.refuse')} how={t('document.refuseHow')} kind="danger" onDone={reload}
      perform={(values, key) => post('/api/records/documents/{id}/refuse', { path: { id: document.document_id }, body: { slot: place.slot, reason: values.text('reason') } }, key)}
    />
  )
}

/** With what it was signed: whose key and of which kind, or by hand and seen by whom. */
function ByWhat({ place }: { place: DocumentPlace }) {
  const { t } = useTranslation()
  if (place.state !== 'signed') return null
  const sealed = place.hand === 'pad' || place.medium === 'webauthn'
  const parts = [
    place.hand === 'pad' ? t('hand.pad') : place.medium && t(`medium.${place.medium}`),
    sealed && t('document.sealed'), place.witness && t('document.witness', { name: place.witness }),
  ].filter(Boolean)
  return (
    <>
      {parts.length > 0 && <span className="muted">{parts.join(' · ')}</span>}
      {place.certificate && <span className="muted">{t('certificate.serial')} <code>{place.certificate}</code></span>}
    </>
  )
}

function Place({ document, place, next }: { document: SignedDocument; place: DocumentPlace; next: boolean }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = { sign: useMay('records.document.sign'), refuse: useMay('records.document.refuse') }
  const tone = place.state === 'signed' ? '' : ' name-seal-open'
  return (
    <li className="place" aria-current={next ? 'step' : undefined}>
      <span className={`name-seal${tone}`} aria-hidden="true">{place.state === 'signed' ? [...(place.by ?? '')][0] : ''}</span>
      <div>
        <span className="place-head"><span className="muted">{pick(place.title)}</span><PlaceState state={place.state} next={next} /></span>
        {place.by ? <b>{place.by}</b> : place.named && <span>{t('document.named', { name: place.named })}</span>}
        {place.at && <time dateTime={place.at}>{moment(place.at)}</time>}
        {place.reason && <span>{place.reason}</span>}
        <ByWhat place={place} />
        {next && place.by_hand && <PadPlace document={document} place={place} />}
        {(next || place.can.sign.ok) && !place.by_hand && may.sign && (
          <div className="row place-acts">
            <Sign document={document} place={place} />
            {may.refuse && place.can.refuse.ok && <Refuse document={document} place={place} />}
          </div>
        )}
      </div>
    </li>
  )
}

function Places({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const next = document.state === 'open' ? document.signatures.find((place) => place.state === 'waiting') : undefined
  return (
    <Panel title={t('document.signatures')} aside={<span className="muted">{document.signed}/{document.wanted}</span>}>
      <ol className="places">{document.signatures.map((place) => <Place key={place.slot} document={document} place={place} next={place === next} />)}</ol>
    </Panel>
  )
}

type Step = SignedDocument['life'][number]['step']
const STEPS: Record<Step, Tone> = {
  drawn: 'quiet', signed: 'good', refused: 'danger', withdrawn: 'quiet', superseded: 'quiet', given_to_donor: 'quiet', completed: 'good', viewed: 'quiet', printed: 'quiet', sent_to_pad: 'quiet', signed_by_hand: 'good', witnessed: 'good', evidence_viewed: 'warning',
  held: 'warning', hold_lifted: 'quiet', destruction_proposed: 'warning', destruction_rejected: 'quiet', destroyed: 'danger',
}
const LOOKS = new Set<Step>(['viewed', 'printed', 'given_to_donor'])
/** Their note is the place that was signed. */
const AT_PLACE = new Set<Step>(['signed', 'sent_to_pad', 'signed_by_hand', 'witnessed'])

function Life({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const titles = new Map(document.signatures.map((place) => [place.slot, pick(place.title)]))
  const line = ({ step, by, at, note }: SignedDocument['life'][number], index: number) => (
    <li key={index}>
      <time dateTime={at}>{moment(at)}</time>
      <StateWord tone={STEPS[step]}>{t(`documentStep.${step}`)}{AT_PLACE.has(step) && note ? ` · ${titles.get(note) ?? note}` : ''}</StateWord>
      <span>{by}{note && !AT_PLACE.has(step) ? ` · ${note}` : ''}</span>
    </li>
  )
  const acts = document.life.filter(({ step }) => !LOOKS.has(step))
  const looks = document.life.filter(({ step }) => LOOKS.has(step)).toReversed()
  return (
    <Panel title={t('document.life')}>
      <ol className="steps">{acts.map(line)}</ol>
      {looks.length > 0 && <details className="quiet-details"><summary>{t('document.looks', { count: looks.length })}</summary><ol className="steps">{looks.map(line)}</ol></details>}
    </Panel>
  )
}

function Withdraw({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('document.withdraw')} how={t('document.withdrawHow')} kind="danger" onDone={reload}
      perform={(values, key) => post('/api/records/documents/{id}/withdraw', { path: { id: document.document_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Detail({ document }: { document: SignedDocument }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const facts: [string, ReactNode][] = [
    [t('document.number'), <span key="n" className="number">{document.number}</span>],
    [t('document.code'), `${document.form_code} · ${t('document.version', { version: document.form_version })}`],
    [t('document.by'), `${document.created_by} ${moment(document.created_at)}`],
  ]
  if (document.closed_at) facts.push([t('document.closed'), moment(document.closed_at)])
  return (
    <Page title={pick(document.title)} aside={<DocumentState state={document.state} destroyed={Boolean(document.destroyed_at)} />} actions={document.can.withdraw.ok && <Withdraw document={document} />}>
      {document.state === 'superseded' && <p className="notice">{t('document.superseded')}</p>}
      <div className="split split-side document-split">
        {document.destroyed_at ? <Destroyed at={document.destroyed_at} /> : <Paper document={document} />}
        <div className="stack">
          <Places document={document} />
          {!document.destroyed_at && <Evidence document={document} />}
          <Panel><Facts items={facts} /></Panel>
          <Kept document={document} />
          <Life document={document} />
        </div>
      </div>
    </Page>
  )
}

/** One document: the paper as it is signed, who signs it, and its life. */
export function Component() {
  const { id = '' } = useParams()
  const document = useGet('/api/records/documents/{id}', { path: { id } })
  return <><Back /><Opened from={document}>{(data) => <Detail key={data.document_id} document={data} />}</Opened></>
}
