import { post, type Permit } from '@vena/api'
import { Button, Dialog, EmptyState, Field, Form, moment, Panel, StateWord, useAction, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

const KINDS = ['apheresis_platelets', 'apheresis_plasma', 'whole_blood'] as const
const PERMITS = ['interval', 'age'] as const

function Given({ donor, permit }: { donor: string; permit: Permit }) {
  const { t } = useTranslation()
  const withdraw = useMay('recruit.permit.withdraw')
  const path = { id: donor, permit: permit.permit_id }
  return (
    <li className="deferral">
      <StateWord tone={permit.state === 'open' ? 'good' : 'quiet'}>{t(`permit.${permit.state}` as 'permit.open')}</StateWord>
      <b>{t(`permit.${permit.permits}`)} · {t(`standing.kind.${permit.kind}`)}</b>
      <span>{t('permit.span', { from: permit.from, until: permit.until })}</span>
      <span className="muted">{permit.paper} · {t('permit.by', { by: permit.given_by?.display_name ?? '—', at: moment(permit.given_at) })}</span>
      {permit.reason && <span className="muted">{permit.reason}</span>}
      {permit.state === 'open' && withdraw && (
        <AskWhy
          label={t('permit.withdraw')} how={t('permit.withdrawHow')} onDone={() => refresh('/api/recruit')}
          perform={(values, key) => post('/api/recruit/donors/{id}/permits/{permit}/withdraw', { path, body: { reason: values.text('reason') } }, key)}
        />
      )}
    </li>
  )
}

function New({ donor }: { donor: string }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction(
    (values: Values, key) => {
      const body = {
        permits: values.word<(typeof PERMITS)[number]>('permits'), kind: values.word<(typeof KINDS)[number]>('kind'), from: values.maybe('from'), until: values.text('until'), reason: values.text('reason'),
        paper: values.text('paper'),
      }
      return post('/api/recruit/donors/{id}/permits', { path: { id: donor }, body }, key)
    },
    () => {
      setOpen(false)
      refresh('/api/recruit')
    },
  )
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('permit.new')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('permit.new')}>
        <Form action={action} submit={t('permit.give')}>
          <Field name="permits" label={t('permit.permits')} required options={PERMITS.map((value) => ({ value, label: t(`permit.${value}`) }))} />
          <Field name="kind" label={t('permit.kind')} required options={KINDS.map((value) => ({ value, label: t(`standing.kind.${value}`) }))} />
          <Field name="from" label={t('permit.from')} type="date" />
          <Field name="until" label={t('permit.until')} type="date" required />
          <Field name="paper" label={t('permit.paper')} hint={t('permit.paperHow')} required maxLength={100} />
          <Field name="reason" label={t('permit.why')} required lines={2} minLength={4} maxLength={500} />
        </Form>
      </Dialog>
    </>
  )
}

/** What a physician has permitted for one donation, and until when. */
export function EligibilityPermits({ donor }: { donor: string }) {
  const { t } = useTranslation()
  const create = useMay('recruit.permit.create')
  const permits = useGet('/api/recruit/donors/{id}/permits', { path: { id: donor } })
  return (
    <Panel title={t('permit.title')} aside={create && <New donor={donor} />}>
      <Loaded from={permits}>
        {(given) => (given.length === 0 ? <EmptyState title={t('permit.none')} /> : <ul className="plain-list">{given.map((permit) => <Given key={permit.permit_id} donor={donor} permit={permit} />)}</ul>)}
      </Loaded>
    </Panel>
  )
}
