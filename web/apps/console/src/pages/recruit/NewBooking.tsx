import { post, type DonorRow } from '@vena/api'
import { Button, day, Field, FilterFind, Form, Page, Panel, ProblemBox, Table, useAction, useFilters, useNow, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, usePeople } from '../../app/queries.ts'
import { KINDS, SlotKeys, useCollectionSites } from './BookingParts.tsx'

function Find({ onPick }: { onPick: (donor: DonorRow) => void }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const found = usePeople('/api/recruit/donors', text, 20)
  return (
    <Panel title={t('booking.find')}>
      {found.problem && <ProblemBox problem={found.problem} onRetry={found.reload} />}
      <Table
        id="book-for" caption={t('booking.find')} rows={found.rows} rowKey={(d) => d.donor_id} more={found.more}
        columns={[
          { key: 'name', title: t('donor.name'), cell: (d) => d.name_masked, text: (d) => d.name_masked },
          { key: 'phone', title: t('donor.phone'), cell: (d) => <span className="number">{d.phone_masked}</span>, text: (d) => d.phone_masked },
          { key: 'pick', title: t('booking.pick'), cell: (d) => <Button onClick={() => onPick(d)}>{t('booking.pick')}</Button>, text: () => '' },
        ]}
        filters={<FilterFind label={t('booking.find')} placeholder={t('booking.findDonor')} onFind={setText} />}
      />
    </Panel>
  )
}

/** The caller's wish: where, what, when; or the waiting list when nothing is left. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const { filters, set } = useFilters('site', 'day', 'kind')
  const sites = useCollectionSites()
  const today = day(useNow(60_000))
  const [donor, setDonor] = useState<DonorRow | null>(null)
  const [at, setAt] = useState('')
  const site = filters.site || (sites[0]?.site.site_id ?? '')
  const on = filters.day || today
  const kind = KINDS.find((one) => one === filters.kind) ?? 'whole_blood'
  const wish = { donor_id: donor?.donor_id ?? '', site_id: site, kind }
  const book = useAction((_: Values, key) => post('/api/recruit/bookings', { body: { ...wish, starts_at: at } }, key), (made) => {
    refresh('/api/recruit')
    void navigate(`/recruit/bookings/${made.booking_id}?site=${site}&day=${on}&kind=${kind}`)
  })
  const wait = useAction((_: object, key) => post('/api/recruit/waiting', { body: { ...wish, from_day: on, until_day: on } }, key), () => {
    refresh('/api/recruit')
    void navigate(`/recruit/bookings?site=${site}&day=${on}&kind=${kind}`)
  })
  const choose = (key: 'site' | 'day' | 'kind', value: string) => {
    set(key, value)
    setAt('')
  }
  return (
    <Page title={t('booking.create')}>
      {donor ? (
        <Panel title={donor.name_masked} aside={<Button kind="quiet" onClick={() => setDonor(null)}>{t('booking.change')}</Button>}>
          <Form action={book} submit={t('booking.book')} can={at ? { ok: true } : { ok: false, reason: null }} extra={<Button busy={wait.pending} onClick={() => void wait.run({})}>{t('booking.wait')}</Button>}>
            {wait.problem && <ProblemBox problem={wait.problem} />}
            <div className="form-grid">
              <Field name="site_id" label={t('booking.site')} required value={site} options={sites.map((one) => ({ value: one.site.site_id, label: pick(one.site.name) }))} onChange={(e) => choose('site', e.currentTarget.value)} />
              <Field name="kind" label={t('booking.kindLabel')} required value={kind} options={KINDS.map((value) => ({ value, label: t(`booking.kind.${value}`) }))} onChange={(e) => choose('kind', e.currentTarget.value)} />
              <Field name="day" label={t('booking.day')} type="date" required min={today} value={on} onChange={(e) => choose('day', e.currentTarget.value)} />
            </div>
            <SlotKeys site={site} kind={kind} day={on} chosen={at} onChoose={setAt} />
          </Form>
        </Panel>
      ) : <Find onPick={setDonor} />}
    </Page>
  )
}
