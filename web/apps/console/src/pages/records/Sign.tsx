import { post, type DocumentPlace, type SignedDocument } from '@vena/api'
import { Button, Dialog, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'
import { keepDevice, PenFields, penOf, pinProblem, usePens } from './Pen.tsx'

/** Signs at one place, with the signer's own key; the PIN is asked each time. */
export function Sign({ document, place }: { document: SignedDocument; place: DocumentPlace }) {
  const { t } = useTranslation()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const pens = usePens(open)
  const action = useAction(
    (values: Values, key) => post('/api/records/documents/{id}/sign', { path: { id: document.document_id }, body: { slot: place.slot, ...penOf(values) } }, key),
    (_, values) => {
      keepDevice(values)
      setOpen(false)
      refresh('/api/records')
    },
  )
  const ask = () => {
    action.clear()
    setOpen(true)
  }
  return (
    <>
      <Button kind="primary" can={place.can.sign} onClick={ask}>{t('document.sign')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('document.signAs', { name: words.pick(place.title) })}>
        <Form action={{ ...action, problem: pinProblem(action.problem) }} submit={t('document.signDo')} can={pens.can} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{words.t('confirm.back')}</Button>}>
          <p>{words.pick(document.title)} <span className="number">{document.number}</span></p>
          <PenFields pens={pens} />
        </Form>
      </Dialog>
    </>
  )
}
