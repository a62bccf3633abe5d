import { post, type Donor, type DonorIdentity } from '@vena/api'
import { Button, Facts, GroupBadge, moment, Page, Panel, ProblemBox, StateWord, useAction } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { Deferrals } from './Deferrals.tsx'
import { DonorConsents } from './DonorConsents.tsx'
import { DonorDetails } from './DonorDetails.tsx'
import { DonorDocuments, useDocumentName } from './DonorDocuments.tsx'
import { DonorHistory } from './DonorHistory.tsx'
import { DonorViews } from './DonorViews.tsx'
import { EligibilityPanel } from './EligibilityPanel.tsx'
import './donorfile.css'
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

/** Lets the donor in at the own place: a ticket, and the queue goes on with it. */
function Arrive({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const arrive = useAction((_: object, key) => post('/api/collect/visits', { body: { donor_id: donor.donor_id } }, key), (visit) => {
    refresh('/api/collect/visits')
    void navigate(`/collect/queue/${visit.visit_id}`)
  })
  return (
    <>
      <Button kind="primary" busy={arrive.pending} onClick={() => void arrive.run({})}>{t('donor.arrive')}</Button>
      {arrive.problem && <ProblemBox problem={arrive.problem} />}
    </>
  )
}

function Detail({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const [clear, setClear] = useState<DonorIdentity | null>(null)
  const may = { unmask: useMay('recruit.donor.unmask'), collect: useMay('collect.visit.create') }
  const name = useDocumentName()
  const { whole_blood } = donor.eligibility
  const contact = clear?.emergency
  const numbers = Object.fromEntries((clear?.documents ?? []).map((document) => [document.document_id, document.number]))
  const facts: [string, ReactNode][] = [
    [t('donor.person'), `${t(`sex.${donor.sex}` as 'sex.male')} ${t('donor.age', { count: donor.age })}`],
    [t('unit.group'), donor.group ? <GroupBadge key="g" group={donor.group} /> : t('donor.groupUnknown')],
    [name(donor.document), <span key="d" className="number">{clear?.document.number ?? donor.document.number_masked}</span>],
    [t('donor.phone'), <span key="p" className="number">{clear?.phone ?? donor.phone_masked}</span>],
    [t('donor.donations'), t('donor.times', { count: donor.donations })],
    [t('donor.last'), donor.last_donation_on ?? '—'],
    [t('file.district'), donor.district ?? t('file.unsaid')],
    [t('file.occupation'), donor.occupation ? t(`occupation.${donor.occupation}`) : t('file.unsaid')],
    [t('file.emergency'), contact ? `${contact.name} ${contact.relation} ${contact.phone}` : donor.emergency ? `${donor.emergency.name_masked} ${donor.emergency.relation} ${donor.emergency.phone_masked}` : t('file.unsaid')],
    [t('donor.registered'), moment(donor.registered_at)],
  ]
  return (
    <Page
      title={clear?.name ?? donor.name_masked}
      aside={<MayGive may={whole_blood.may} from={whole_blood.from} />}
      actions={<>
        <DonorDetails donor={donor} />
        {may.unmask && !clear && <Unmask donor={donor} onSeen={setClear} />}
        {may.collect && whole_blood.may && <Arrive donor={donor} />}
      </>}
    >
      {clear && <p className="notice">{t('donor.unmasked')}</p>}
      {donor.duplicates_open > 0 && <p className="notice notice-warning"><Link to="/recruit/duplicates">{t('file.duplicatesOpen', { count: donor.duplicates_open })}</Link></p>}
      <Panel><Facts items={facts} />{donor.files.length > 1 && <p className="row"><StateWord tone="notice">{t('file.filesHow', { count: donor.files.length })}</StateWord> <Link to="/recruit/merges">{t('merging.merges')}</Link></p>}</Panel>
      <EligibilityPanel donor={donor.donor_id} />
      <Deferrals donor={donor} />
      <DonorHistory donor={donor} />
      <DonorDocuments donor={donor} numbers={numbers} />
      <DonorConsents donor={donor} />
      <DonorViews donor={donor} />
    </Page>
  )
}

/** One donor, masked until somebody says why they must know. */
export function Component() {
  const { id = '' } = useParams()
  const donor = useGet('/api/recruit/donors/{id}', { path: { id } })
  return <Opened from={donor}>{(data) => <Detail key={data.donor_id} donor={data} />}</Opened>
}
