import { post, type Answer, type DonorRow } from '@vena/api'
import { Button, Dialog, EmptyState, Field, FilterFind, Form, Page, Panel, ProblemBox, StateWord, Table, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet, usePeople } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { KINDS, useCollectionSites } from './BookingParts.tsx'

type Group = Answer<'/api/recruit/groups', 'get'>[number]
const again = () => refresh('/api/recruit')

function New() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const sites = useCollectionSites()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => {
    const body = { name: values.text('name'), contact_name: values.text('contact_name'), contact_phone: values.text('contact_phone'), site_id: values.text('site_id'), day: values.text('day'), kind: values.word<(typeof KINDS)[number]>('kind'), places: Number(values.text('places')) }
    return post('/api/recruit/groups', { body }, key)
  }, () => {
    setOpen(false)
    again()
  })
  return (
    <>
      <Button kind="primary" onClick={() => setOpen(true)}>{t('booking.newGroup')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t('booking.newGroup')}>
        <Form action={action} submit={t('booking.newGroup')}>
          <p className="muted">{t('booking.groupHow')}</p>
          <Field name="name" label={t('booking.groupName')} required maxLength={100} />
          <div className="form-grid">
            <Field name="contact_name" label={t('booking.contact')} required maxLength={60} />
            <Field name="contact_phone" label={t('booking.phone')} required inputMode="tel" maxLength={30} />
            <Field name="site_id" label={t('booking.site')} required options={sites.map((one) => ({ value: one.site.site_id, label: pick(one.site.name) }))} />
            <Field name="kind" label={t('booking.kindLabel')} required options={KINDS.map((value) => ({ value, label: t(`booking.kind.${value}`) }))} />
            <Field name="day" label={t('booking.day')} type="date" required />
            <Field name="places" label={t('booking.places')} required inputMode="numeric" />
          </div>
        </Form>
      </Dialog>
    </>
  )
}

function AddPerson({ group }: { group: Group }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const [text, setText] = useState('')
  const found = usePeople('/api/recruit/donors', text, 20)
  const add = useAction(({ donor }: { donor: DonorRow }, key) => post('/api/recruit/groups/{id}/names', { path: { id: group.group_id }, body: { donor_id: donor.donor_id } }, key), again)
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('booking.addPerson')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${group.name} · ${t('booking.addPerson')}`}>
        {add.problem && <ProblemBox problem={add.problem} />}
        <Table
          id="group-person" caption={t('booking.find')} rows={found.rows} rowKey={(d) => d.donor_id} more={found.more}
          columns={[
            { key: 'name', title: t('donor.name'), cell: (d) => d.name_masked, text: (d) => d.name_masked },
            { key: 'phone', title: t('donor.phone'), cell: (d) => <span className="number">{d.phone_masked}</span>, text: (d) => d.phone_masked },
            { key: 'pick', title: t('booking.pick'), cell: (d) => <Button busy={add.pending} onClick={() => void add.run({ donor: d })}>{t('booking.pick')}</Button>, text: () => '' },
          ]}
          filters={<FilterFind label={t('booking.find')} placeholder={t('booking.findDonor')} onFind={setText} />}
        />
      </Dialog>
    </>
  )
}

function Cancel({ group }: { group: Group }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const action = useAction((values: Values, key) => post('/api/recruit/groups/{id}/cancel', { path: { id: group.group_id }, body: { reason: values.text('reason') } }, key), () => {
    setOpen(false)
    again()
  })
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>{t('booking.cancelGroup')}</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title={`${group.name} · ${t('booking.cancelGroup')}`}><Form action={action} submit={t('booking.cancelGroup')} kind="danger"><Field name="reason" label={t('booking.why')} required maxLength={200} /></Form></Dialog>
    </>
  )
}

/** Groups from today on: places, names, contact. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const groups = useGet('/api/recruit/groups')
  const [create, name, cancel] = [useMay('recruit.group.create'), useMay('recruit.group.name'), useMay('recruit.group.cancel')]
  const rows = groups.data ?? []
  return (
    <Page title={t('job.groups')} actions={create && <New />}>
      {groups.problem && <ProblemBox problem={groups.problem} onRetry={groups.reload} />}
      {groups.data && rows.length === 0 && <EmptyState glyph="团" title={t('booking.noGroups')}><p>{t('booking.groupHow')}</p></EmptyState>}
      {rows.map((group) => (
        <Panel key={group.group_id} title={`${group.day} ${group.name}`} aside={<StateWord tone={group.state === 'open' ? 'good' : 'quiet'}>{t(`booking.groupState.${group.state}` as 'booking.groupState.open')}</StateWord>}>
          <p className="row"><span>{pick(group.site.name)}</span><span>{group.contact_name} <span className="number">{group.contact_phone}</span></span></p>
          <p className="row"><span>{t('booking.places')} <b>{group.places}</b></span><span>{t('booking.named')} <b>{group.named}</b></span><span>{t('booking.open')} <b>{group.open}</b></span><span>{t('booking.came')} <b>{group.came}</b></span></p>
          {group.state === 'open' && <p className="row">{name && group.open > 0 && <AddPerson group={group} />}{cancel && <Cancel group={group} />}</p>}
        </Panel>
      ))}
    </Page>
  )
}
