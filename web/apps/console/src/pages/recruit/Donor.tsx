import { post, type Donor, type DonorIdentity } from '@vena/api'
import { Facts, GroupBadge, moment, Page, Panel, StateWord, useWords } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Deferrals } from './Deferrals.tsx'
import { MayGive } from './Donors.tsx'

/** Shows who this is, for a reason that is put on record. */
function Unmask({ donor, onSeen }: { donor: Donor; onSeen: (clear: DonorIdentity) => void }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('donor.unmask')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} can={donor.can.unmask} onDone={onSeen}
      perform={(values, key) => post('/api/recruit/donors/{id}/unmask', { path: { id: donor.donor_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function Eligibility({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { lines } = donor.eligibility.whole_blood
  if (lines.length === 0) return <p><StateWord tone="good">{t('donor.may')}</StateWord></p>
  return (
    <ul className="plain-list">
      {lines.map((line) => (
        <li key={line.rule}>
          <StateWord tone="notice">{pick(line.reason)}</StateWord>
          <p className="muted">{line.until && `${t('donor.until', { day: line.until })} · `}{line.clause} <code>{line.rule}</code></p>
        </li>
      ))}
    </ul>
  )
}

function Detail({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const [clear, setClear] = useState<DonorIdentity | null>(null)
  const may = { unmask: useMay('recruit.donor.unmask'), collect: useMay('collect.donation.create') }
  const { whole_blood } = donor.eligibility
  const facts: [string, ReactNode][] = [
    [t('donor.person'), `${t(`sex.${donor.sex}` as 'sex.male')} ${t('donor.age', { count: donor.age })}`],
    [t('unit.group'), donor.group ? <GroupBadge key="g" group={donor.group} /> : t('donor.groupUnknown')],
    [t(`documentKind.${donor.document.kind}` as 'documentKind.citizen_id'), <span key="d" className="number">{clear?.document.number ?? donor.document.number_masked}</span>],
    [t('donor.phone'), <span key="p" className="number">{clear?.phone ?? donor.phone_masked}</span>],
    [t('donor.donations'), t('donor.times', { count: donor.donations })],
    [t('donor.last'), donor.last_donation_on ?? '—'],
    [t('donor.told'), donor.consent_to_be_told ? t('yes') : t('no')],
    [t('donor.registered'), moment(donor.registered_at)],
  ]
  return (
    <Page
      title={clear?.name ?? donor.name_masked}
      aside={<MayGive may={whole_blood.may} from={whole_blood.from} />}
      actions={<>
        {may.unmask && !clear && <Unmask donor={donor} onSeen={setClear} />}
        {may.collect && whole_blood.may && <Link className="button-link" to={`/collect/donations/new?donor=${donor.donor_id}`}>{t('donor.collect')}</Link>}
      </>}
    >
      {clear && <p className="notice">{t('donor.unmasked')}</p>}
      <Panel><Facts items={facts} /></Panel>
      <Panel title={t('donor.eligible')}><Eligibility donor={donor} /></Panel>
      <Deferrals donor={donor} />
    </Page>
  )
}

/** One donor, masked until somebody says why they must know. */
export function Component() {
  const { id = '' } = useParams()
  const donor = useGet('/api/recruit/donors/{id}', { path: { id } })
  return <Opened from={donor}>{(data) => <Detail key={data.donor_id} donor={data} />}</Opened>
}
