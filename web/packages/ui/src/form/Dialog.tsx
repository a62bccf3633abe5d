import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { Button } from '../parts/Button.tsx'
import { useWords } from '../words.ts'
import { Field } from './Field.tsx'
import { Form } from './Form.tsx'
import type { Action } from './useAction.ts'
import type { Values } from './values.ts'

/** A native dialog: focus stays inside, Escape closes, the page behind is inert. */
export function Dialog({ open, onClose, title, children }: { open: boolean; onClose: () => void; title: string; children: ReactNode }) {
  const ref = useRef<HTMLDialogElement>(null)
  const { t } = useWords()
  const id = useId()
  useEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    if (open && !dialog.open) dialog.showModal()
    if (!open && dialog.open) dialog.close()
  }, [open])
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={id} onClose={onClose}>
      <header><h2 id={id}>{title}</h2><button type="button" className="icon-button" aria-label={t('shell.close')} onClick={onClose}>✕</button></header>
      {open && children}
    </dialog>
  )
}

interface ConfirmProps {
  open: boolean
  onClose: () => void
  title: string
  action: Action<Values>
  submit: string
  children?: ReactNode
}

/** Asks for the thing's name before a dangerous act, instead of "are you sure". */
export function NameToConfirm({ open, onClose, title, action, submit, name, children }: ConfirmProps & { name: string }) {
  const { t } = useWords()
  const [typed, setTyped] = useState('')
  const wrong = { rule: '', reason: { zh: t('confirm.wrong', { name }), en: t('confirm.wrong', { name }) } }
  const can = typed.trim() === name ? { ok: true } : { ok: false, reason: typed ? wrong : null }
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <Form action={action} submit={submit} kind="danger" can={can} extra={<Button kind="quiet" onClick={onClose}>{t('confirm.back')}</Button>}>
        {children}
        <Field name="confirm_name" label={t('confirm.type', { name })} required value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
      </Form>
    </Dialog>
  )
}
