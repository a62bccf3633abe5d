// The physician's signature on the health check: drawn from the decision, signed with the physician's own key.
import { get, newKey, post, type ProblemDocument, type SignedDocument, type Visit } from '@vena/api'
import { Button, Form, Panel, ProblemBox, StateWord, useAction, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { pinProblem, useSpoken } from '../../keys/faults.ts'
import { TouchPrompt } from '../../keys/TouchPrompt.tsx'
import { useTouch, type Touch } from '../../keys/useTouch.ts'
import { PenFields, usePen, type Pen } from '../records/Pen.tsx'
import { signWith } from '../records/Sign.tsx'

const FORM = 'health-check'
const SLOT = 'physician'

/** Whether papers are signed on screen at this site; no until it is known. */
export function useOnScreen(site: string): boolean {
  const found = useGet('/api/collect/kiosk/sites/{id}/switches', { path: { id: site } }, useMay('platform.site.switches'))
  return found.data?.on.includes('signed_papers') ?? false
}

/** The health check that waits for this physician; drawn from the decision when there is none yet. */
async function checkOf(donation: string): Promise<string> {
  const { items } = await get('/api/records/documents', { query: { subject: `donation:${donation}`, form: FORM, state: 'open' } })
  const waits = items.find((paper) => paper.my_slot === SLOT)
  if (waits) return waits.document_id
  const subject = { kind: 'donation', id: donation }
  const drawn = await post('/api/records/documents', { body: { form: FORM, subject, data: {} as Record<string, never> } }, newKey())
  return drawn.document_id
}

/** Draws the health check, if nobody has, and signs it. */
export async function signCheck(donation: string, [pen, pin]: [pen: Pen, pin: string], reason: string, touch: Touch): Promise<SignedDocument> {
  const wish = { slot: SLOT, certificate_id: pen.chosen?.certificate_id ?? '', reason, device: undefined }
  return signWith(await checkOf(donation), wish, [pen, pin], touch, newKey())
}

/** After the decision: the signature that is still wanted, with a second try after a wrong PIN. */
export function WaitsForMe({ donation, fault, onSigned }: { donation: string; fault: ProblemDocument | undefined; onSigned: () => void }) {
  const { t } = useTranslation()
  const may = useMay('collect.visit.decide')
  const papers = usePages('/api/records/documents', { query: { subject: `donation:${donation}`, form: FORM } })
  const newest = papers.rows?.find((paper) => paper.state === 'open' || paper.state === 'complete')
  if (!may || !papers.rows) return null
  if (newest && !newest.my_slot) return newest.signed > 0 ? <Panel title={t('station.mySign')}><p className="row"><StateWord tone="good">{t('station.mySigned')}</StateWord><Link to={`/records/documents/${newest.document_id}`}>{newest.number}</Link></p></Panel> : null
  return <SignNow donation={donation} drawn={Boolean(newest)} fault={fault} onSigned={onSigned} />
}

function SignNow({ donation, drawn, fault, onSigned }: { donation: string; drawn: boolean; fault: ProblemDocument | undefined; onSigned: () => void }) {
  const { t } = useTranslation()
  const pen = usePen(true)
  const touch = useTouch()
  const spoken = useSpoken()
  const done = () => {
    onSigned()
    refresh('/api/records', '/api/collect')
  }
  const action = useAction(async (values: Values) => {
    try {
      return await signCheck(donation, [pen, values.text('pin')], t('station.meaning'), touch)
    } catch (thrown) {
      throw spoken(thrown)
    }
  }, done)
  const later = useAction(() => checkOf(donation), done)
  const problem = pinProblem(action.problem) ?? later.problem
  return (
    <Panel title={t('station.mySign')}>
      {fault && !problem && <div className="stack"><StateWord tone="warning">{t('station.notSigned')}</StateWord><ProblemBox problem={fault} /></div>}
      <p className="muted">{t(drawn ? 'station.keptForLater' : 'station.mySignHow')}</p>
      <Form action={{ ...action, problem }} submit={t('station.signCheck')} can={pen.can} extra={!drawn && <Button kind="quiet" busy={later.pending} onClick={() => void later.run(null)}>{t('station.later')}</Button>}>
        <PenFields pen={pen} bare />
        {touch.waiting && <TouchPrompt onCancel={touch.cancel} />}
      </Form>
    </Panel>
  )
}

/** How many health checks wait for this physician: signed in one go at the end of a shift. */
export function SignLater() {
  const { t } = useTranslation()
  const may = useMay('records.document.list')
  const waits = usePages('/api/records/documents', { query: { mine: 'true', form: FORM } }, may)
  const n = (waits.rows ?? []).filter((paper) => paper.my_slot).length
  return n > 0 ? <Link className="button-link button-link-plain" to={`/records/documents?mine=true&form=${FORM}`}>{t('station.list')} {n}</Link> : null
}

/** Takes a yes back, with its reason: what was signed is kept and marked, and everything is asked anew. */
export function Recall({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const may = useMay('collect.visit.recall')
  if (!may || visit.state !== 'decided') return null
  return (
    <AskWhy
      label={t('station.recall')} how={t('station.recallHow')} onDone={() => refresh('/api/collect', '/api/records')}
      perform={(values, key) => post('/api/collect/visits/{id}/recall', { path: { id: visit.visit_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}
