// What has to be sure before a check: who it is, and that they agree. Both in one click at the desk, for whoever has looked.
import { post, type Visit } from '@vena/api'
import { Button, Check, Dialog, Field, Form, ProblemBox, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh } from '../../app/queries.ts'

const reload = () => refresh('/api/collect')

/** Somebody has typed a number or shown a booking: one click after looking at the card makes it an identity. */
export function ConfirmIdentity({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const action = useAction((_: object, key) => post('/api/collect/visits/{id}/identify', { path: { id: visit.visit_id }, body: { donor_id: visit.donor_id ?? null } }, key), reload)
  if (!visit.donor_id || visit.identity_proven || visit.state === 'left') return null
  return (
    <div className="notice queue-proof">
      <p>{t('visit.claimedHow', { name: visit.donor_name_masked ?? '' })}</p>
      {action.problem && <ProblemBox problem={action.problem} />}
      <Button kind="primary" busy={action.pending} can={visit.can.identify} onClick={() => void action.run({})}>{t('visit.cardSeen')}</Button>
    </div>
  )
}

/** Files a consent that was signed by pen. */
export function ConsentOnPaper({ visit }: { visit: Visit }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => {
    const body = { research: values.yes('research'), notice: values.yes('notice'), witness: values.maybe('witness') ?? null }
    return post('/api/collect/visits/{id}/consent', { path: { id: visit.visit_id }, body }, key)
  }, () => {
    setOpen(false)
    reload()
  })
  if (visit.consent || !visit.donor_id || visit.donation_id || visit.state === 'left') return null
  return (
    <>
      <Button can={visit.can.consent} onClick={() => setOpen(true)}>{t('visit.onPaper')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('visit.onPaper')}>
        <Form action={action} submit={t('visit.onPaper')}>
          <p>{t('visit.onPaperHow')}</p>
          <Check name="research" label={t('visit.research')} />
          <Check name="notice" label={t('visit.notice')} defaultChecked />
          <Field name="witness" label={t('visit.witness')} hint={t('visit.witnessHow')} minLength={2} maxLength={60} />
        </Form>
      </Dialog>
    </>
  )
}
