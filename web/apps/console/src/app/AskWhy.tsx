import type { Can } from '@vena/api'
import { Button, Dialog, Field, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface AskWhyProps<R> {
  /** On the button, and over the dialog. */
  label: string
  /** On the button that does it; as `label` when absent. */
  submit?: string
  /** What happens then. */
  how?: string
  can?: Can | undefined
  kind?: 'plain' | 'danger'
  perform: (values: Values, key: string) => Promise<R>
  onDone: (result: R) => void
  /** What is asked besides the reason. */
  children?: ReactNode
}

/** A button for an act that needs its reason on record: asks for it first, shows a refusal where it was typed. */
export function AskWhy<R>({ label, submit = label, how, can, kind = 'plain', perform, onDone, children }: AskWhyProps<R>) {
  const { t } = useTranslation()
  const words = useWords()
  const [open, setOpen] = useState(false)
  const action = useAction(perform, (result) => {
    setOpen(false)
    onDone(result)
  })
  const ask = () => {
    action.clear()
    setOpen(true)
  }
  return (
    <>
      <Button kind={kind} can={can} onClick={ask}>{label}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={label}>
        <Form action={action} submit={submit} kind={kind === 'danger' ? 'danger' : 'primary'} extra={<Button kind="quiet" onClick={() => setOpen(false)}>{words.t('confirm.back')}</Button>}>
          {how && <p>{how}</p>}
          {children}
          <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} autoFocus />
        </Form>
      </Dialog>
    </>
  )
}
