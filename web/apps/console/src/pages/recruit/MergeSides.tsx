import { post, type Donor, type DonorIdentity, type MergeField, type MergeSides } from '@vena/api'
import { EmptyState, Field, Form, GroupBadge, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { useDocumentName } from './DonorDocuments.tsx'
import './donorfile.css'

const FIELDS: MergeField[] = ['name', 'born_on', 'sex', 'phone', 'main_document', 'district', 'occupation', 'language', 'emergency']
type Clear = Record<string, DonorIdentity>

function useValue(clear: Clear) {
  const { t } = useTranslation()
  const name = useDocumentName()
  return (donor: Donor, field: MergeField): ReactNode => {
    const seen = clear[donor.donor_id]
    switch (field) {
      case 'name': return seen?.name ?? donor.name_masked
      case 'born_on': return seen?.born_on ?? t('donor.age', { count: donor.age })
      case 'sex': return t(`sex.${donor.sex}`)
      case 'phone': return <span className="number">{seen?.phone ?? donor.phone_masked}</span>
      case 'main_document': return <>{name(donor.document)} <span className="number">{seen?.document.number ?? donor.document.number_masked}</span></>
      case 'district': return donor.district ?? '—'
      case 'occupation': return donor.occupation ? t(`occupation.${donor.occupation}`) : '—'
      case 'language': return donor.language === 'en' ? 'English' : '中文'
      case 'emergency': return donor.emergency ? `${donor.emergency.name_masked} ${donor.emergency.relation}` : '—'
    }
  }
}

function Head({ donor, onSeen, seen }: { donor: Donor; seen: boolean; onSeen: (clear: DonorIdentity) => void }) {
  const { t } = useTranslation()
  const may = useMay('recruit.donor.unmask')
  return (
    <div>
      <p className="row"><Link to={`/recruit/donors/${donor.donor_id}`}>{donor.name_masked}</Link>{donor.group ? <GroupBadge group={donor.group} /> : <span className="muted">{t('donor.groupUnknown')}</span>}</p>
      <p className="muted">{t('donor.times', { count: donor.donations })} · {t('donor.registered')} {donor.registered_at.slice(0, 10)}</p>
      {may && !seen && <AskWhy label={t('donor.unmask')} submit={t('donor.unmaskDo')} how={t('donor.unmaskHow')} onDone={onSeen} perform={(values, key) => post('/api/recruit/donors/{id}/unmask', { path: { id: donor.donor_id }, body: { reason: values.text('reason') } }, key)} />}
    </div>
  )
}

/** Two files side by side: which one stays, which values it takes from the other, and why. */
function Compare({ sides }: { sides: MergeSides }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const [keep, setKeep] = useState<'one' | 'other'>('one')
  const [taken, setTaken] = useState<MergeField[]>([])
  const [clear, setClear] = useState<Clear>({})
  const value = useValue(clear)
  const [survivor, loser] = keep === 'one' ? [sides.one, sides.other] : [sides.other, sides.one]
  const action = useAction((values: Values, key) => post('/api/recruit/merges', { body: { loser: loser.donor_id, survivor: survivor.donor_id, taken, reason: values.text('reason') } }, key), (merge) => {
    refresh('/api/recruit')
    void navigate(`/recruit/merges/${merge.merge_id}`)
  })
  const seen = (identity: DonorIdentity) => setClear((before) => ({ ...before, [identity.donor_id]: identity }))
  const choose = (field: MergeField, fromLoser: boolean) => setTaken((before) => (fromLoser ? [...before.filter((one) => one !== field), field] : before.filter((one) => one !== field)))
  const radio = (field: MergeField, side: Donor) => {
    const isLoser = side.donor_id === loser.donor_id
    return (
      <label>
        <input type="radio" name={`take-${field}`} aria-label={`${t(`mergeField.${field}`)}: ${t('merging.take')}`} checked={taken.includes(field) === isLoser} onChange={() => choose(field, isLoser)} />
        {value(side, field)}
      </label>
    )
  }
  return (
    <>
      <Panel>
        <p className="row"><b>{t('alike.points')} {sides.points}</b><span>{sides.grounds.map((ground) => pick(ground)).join(' · ')}</span></p>
        {!sides.can_merge.ok && sides.can_merge.reason && <p className="notice notice-warning" role="status">{pick(sides.can_merge.reason.reason)} <code>{sides.can_merge.reason.rule}</code></p>}
        <div className="scroll-x">
          <table className="sides">
            <thead>
              <tr>
                <th scope="col">{t('merging.field')}</th>
                {(['one', 'other'] as const).map((at) => (
                  <th key={at} scope="col">
                    <label><input type="radio" name="keep" checked={keep === at} onChange={() => { setKeep(at); setTaken([]) }} />{keep === at ? t('merging.keepThis') : t('merging.goes')}</label>
                    <Head donor={sides[at]} seen={sides[at].donor_id in clear} onSeen={seen} />
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {FIELDS.map((field) => <tr key={field}><th scope="row">{t(`mergeField.${field}`)}</th><td>{radio(field, sides.one)}</td><td>{radio(field, sides.other)}</td></tr>)}
            </tbody>
          </table>
        </div>
      </Panel>
      <Panel title={t('merging.propose')}>
        <Form action={action} submit={t('merging.propose')} can={sides.can_merge}>
          <p>{t('merging.proposeHow')}</p>
          <Field name="reason" label={t('reason')} required minLength={2} maxLength={200} />
        </Form>
      </Panel>
    </>
  )
}

export function Component() {
  const { t } = useTranslation()
  const [search] = useSearchParams()
  const [one, other] = [search.get('one') ?? '', search.get('other') ?? '']
  const sides = useGet('/api/recruit/merges/compare', { query: { one, other } }, one !== '' && other !== '')
  return (
    <Page title={t('merging.title')} actions={<Link to="/recruit/duplicates">{t('alike.title')}</Link>}>
      {one && other ? <Opened from={sides}>{(data) => <Compare key={data.one.donor_id + data.other.donor_id} sides={data} />}</Opened> : <EmptyState title={t('merging.pick')} />}
    </Page>
  )
}
