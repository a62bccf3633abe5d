import { get, newKey, type BatchLine, type DocumentForm, type DocumentRow } from '@vena/api'
import { Button, Dialog, Form, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { useMe } from '../../app/session.ts'
import { agentSign } from '../../keys/agent.ts'
import { askToSignMany, signedMany, signManyHere } from '../../keys/calls.ts'
import { KeyFault, pinProblem, useSpoken } from '../../keys/faults.ts'
import { nextSlot, portions, signAll, type Portion } from './batch.ts'
import { dropLeft, keepLeft } from './left.ts'
import { isToken, isTouched, keepPen, PenFields, penOf, usePen, type Pen } from './Pen.tsx'

/** What has to be known of a document to sign it with others. */
export type Waiting = Pick<DocumentRow, 'document_id' | 'number' | 'form' | 'form_version' | 'signed'> & Pick<Partial<DocumentRow>, 'my_slot'>

interface SignManyProps {
  open: boolean
  onClose: () => void
  rows: Waiting[]
  forms: DocumentForm[]
  /** These are signed and need not be chosen any more. */
  onSigned: (ids: string[]) => void
}

/** The place that is next in a document; asked of the document itself when its form does not say. */
async function placeOf(row: Waiting, forms: DocumentForm[]): Promise<{ id: string; slot: string }> {
  const known = row.my_slot ?? nextSlot(row, forms)
  if (known) return { id: row.document_id, slot: known }
  const { signatures } = await get('/api/records/documents/{id}', { path: { id: row.document_id } })
  return { id: row.document_id, slot: signatures.find((place) => place.state === 'waiting')?.slot ?? '' }
}

/** One key for each portion, so that one sent again after a cut line is carried out once. */
function useKeys() {
  const keys = useRef(new Map<string, string>())
  return (content: string): string => {
    const known = keys.current.get(content) ?? newKey()
    keys.current.set(content, known)
    return known
  }
}

/** A portion with a USB key: the server asks for all of it at once, the token signs after one PIN. */
async function signWithToken({ token }: Pen, wish: ReturnType<typeof penOf> & Portion, pin: string): Promise<BatchLine[]> {
  if (!token) throw new KeyFault('noKey')
  const { lines } = await askToSignMany(wish)
  const asked = lines.flatMap(({ ceremony_id, to_sign }) => (ceremony_id && to_sign ? [{ ceremony_id, to_sign }] : []))
  const refused = lines.filter((line) => !line.ceremony_id).map(({ document_id, refusal }): BatchLine => ({ document_id, refusal }))
  if (asked.length === 0) return refused
  const signatures = await agentSign(token.key, pin, asked.map(({ to_sign }) => to_sign))
  const done = await signedMany(asked.map(({ ceremony_id }, i) => ({ ceremony_id, signature: signatures[i] ?? '' })))
  return [...refused, ...done]
}

function useBatch({ rows, forms, onSigned }: SignManyProps, pen: Pen) {
  const keyOf = useKeys()
  const spoken = useSpoken()
  const { user } = useMe()
  const stop = useRef(false)
  const [progress, setProgress] = useState({ total: 0, lines: [] as BatchLine[], numbers: new Map<string, string>() })
  const action = useAction(
    async (values: Values) => {
      stop.current = false
      setProgress({ total: rows.length, lines: [], numbers: new Map(rows.map((row) => [row.document_id, row.number])) })
      keepLeft(user.user_id, rows.map((row) => row.document_id))
      const wish = penOf(pen, values)
      const pin = values.text('pin')
      const send = (portion: Portion) =>
        isToken(pen.chosen) ? signWithToken(pen, { ...portion, ...wish }, pin) : signManyHere({ ...portion, ...wish, pin }, keyOf(JSON.stringify([portion, wish, pin])))
      const tell = (lines: BatchLine[]) => {
        setProgress((before) => ({ ...before, lines: [...before.lines, ...lines] }))
        // What was refused has been told why; only what nobody has looked at yet is left.
        dropLeft(user.user_id, lines.map((line) => line.document_id))
        onSigned(lines.filter((line) => !line.refusal).map((line) => line.document_id))
      }
      try {
        await signAll(portions(await Promise.all(rows.map((row) => placeOf(row, forms)))), send, tell, () => stop.current)
        keepPen(pen, values)
      } catch (thrown) {
        throw spoken(thrown)
      } finally {
        refresh('/api/records')
      }
    },
  )
  return { action, progress, halt: () => { stop.current = true }, forget: () => setProgress({ total: 0, lines: [], numbers: new Map() }) }
}

/** How far a batch has come, and what was refused. */
function Progress({ progress: { total, lines, numbers } }: { progress: ReturnType<typeof useBatch>['progress'] }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const refused = lines.filter((line) => line.refusal)
  const done = lines.length - refused.length
  return (
    <div className="batch" role="status">
      <progress max={total} value={lines.length} aria-label={t('document.progress', { done: lines.length, total })} />
      <p className="row">
        <StateWord tone={done > 0 ? 'good' : 'quiet'}>{t('document.batchSigned', { count: done })}</StateWord>
        {refused.length > 0 && <StateWord tone="danger">{t('document.batchRefused', { count: refused.length })}</StateWord>}
        <span className="muted">{t('document.progress', { done: lines.length, total })}</span>
      </p>
      {refused.length > 0 && (
        <ul className="plain-list batch-lines">
          {refused.map((line) => <li key={line.document_id}><span className="number">{numbers.get(line.document_id)}</span> {pick(line.refusal?.reason)} <code>{line.refusal?.rule}</code></li>)}
        </ul>
      )}
    </div>
  )
}

/** One confirmation for many documents: signed in portions, each document for itself; what stays unsigned stays chosen. */
export function SignMany(props: SignManyProps) {
  const { open, rows, onClose } = props
  const { t } = useTranslation()
  const words = useWords()
  const pen = usePen(open, true)
  const { action, progress, halt, forget } = useBatch(props, pen)
  const onlyTouched = pen.usable.length === 0 && (pen.answer.data ?? []).some((one) => one.can_sign.ok && isTouched(one))
  const close = () => {
    halt()
    if (!action.pending) forget()
    action.clear()
    onClose()
  }
  const finished = progress.total > 0 && !action.pending
  return (
    <Dialog open={open} onClose={close} title={t('document.signManyTitle')}>
      <div className="stack">
        {progress.total > 0 && <Progress progress={progress} />}
        {action.pending && <div><Button onClick={halt}>{t('document.pause')}</Button></div>}
        {rows.length === 0 && finished && <div><Button kind="primary" onClick={close}>{t('document.batchDone')}</Button></div>}
        {rows.length > 0 && (
          <Form action={{ ...action, problem: pinProblem(action.problem) }} submit={t('document.signMany', { count: rows.length })} can={pen.can} extra={<Button kind="quiet" onClick={close}>{words.t('confirm.back')}</Button>}>
            <p>{finished ? t('document.batchLeft', { count: rows.length }) : t('document.signManyHow')}</p>
            {onlyTouched && <p className="muted">{t('document.manyTouch')}</p>}
            <PenFields pen={pen} />
          </Form>
        )}
      </div>
    </Dialog>
  )
}
