import { post, ProblemError, type Certificate, type SignatureProfile } from '@vena/api'
import { day, EmptyState, Facts, Field, Form, moment, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './records.css'

const reload = () => refresh('/api/records/certificates')

/** Four digits at a time, as they are read to each other. */
const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ')

function Standing({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation()
  const words = useWords()
  if (certificate.revoked_at) return <StateWord tone={certificate.revocation === 'key_compromise' ? 'danger' : 'quiet'}>{t(`revocation.${certificate.revocation}` as 'revocation.superseded')}</StateWord>
  if (!certificate.can_sign.ok) return <StateWord tone="danger">{words.pick(certificate.can_sign.reason?.reason)}</StateWord>
  if (certificate.ends_soon) return <StateWord tone="warning">{t('certificate.endsSoon', { day: day(certificate.info.valid_until) })}</StateWord>
  return <StateWord tone="good">{t('certificate.good')}</StateWord>
}

function Lost({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation()
  return (
    <AskWhy
      label={t('certificate.lost')} how={t('certificate.lostHow')} kind="danger" onDone={reload}
      perform={(values, key) => post('/api/records/certificates/{id}/report-lost', { path: { id: certificate.certificate_id }, body: { reason: values.text('reason') } }, key)}
    />
  )
}

function One({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation()
  const { info } = certificate
  const may = { lost: useMay('records.certificate.report_lost'), file: useMay('records.certificate.file') }
  return (
    <Panel title={t(`certificate.${info.profile}`)} aside={<Standing certificate={certificate} />}>
      <Facts
        items={[
          [t('certificate.owner'), `${info.owner} · ${info.account}`], [t('user.org'), info.organisation], [t('certificate.issuer'), info.issuer],
          [t('certificate.valid'), t('certificate.validity', { from: day(info.valid_from), until: day(info.valid_until) })], [t('certificate.medium'), t(`medium.${certificate.medium}` as 'medium.software', { defaultValue: certificate.medium })],
        ]}
      />
      <dl className="codes">
        <div><dt>{t('certificate.serial')}</dt><dd><code>{grouped(info.serial)}</code></dd></div>
        <div><dt>{t('certificate.fingerprint', { digest: info.profile === 'sm2' ? 'SM3' : 'SHA-256' })}</dt><dd><code>{grouped(info.fingerprint)}</code></dd></div>
        {certificate.revoked_at && <div><dt>{t('certificate.revoked')}</dt><dd>{moment(certificate.revoked_at)}</dd></div>}
      </dl>
      <div className="row after">
        {may.file && <a className="button-link button-link-plain" href={`/api/records/certificates/${certificate.certificate_id}/file`} download>{t('certificate.export')}</a>}
        {may.lost && !certificate.revoked_at && <Lost certificate={certificate} />}
      </div>
    </Panel>
  )
}

function Get({ own }: { own: Certificate[] }) {
  const { t } = useTranslation()
  const action = useAction(
    async (values: Values, key) => {
      if (values.text('pin') !== values.text('pin_again')) throw new ProblemError({ title: t('certificate.pinDiffers'), detail: t('certificate.pinDiffers'), status: 422, code: 'client.pin', field: 'pin_again' })
      return post('/api/records/certificates', { body: { profile: values.word<SignatureProfile>('profile'), pin: values.text('pin') } }, key)
    },
    reload,
  )
  const replaces = own.some((certificate) => !certificate.revoked_at)
  return (
    <Panel title={t('certificate.get')}>
      <Form action={action} submit={t('certificate.getDo')} resetOnDone>
        <div className="muted"><p>{t('certificate.getHow')}</p>{replaces && <p>{t('certificate.replaces')}</p>}</div>
        <div className="form-grid">
          <Field name="profile" label={t('certificate.profile')} required options={(['sm2', 'p256'] as const).map((value) => ({ value, label: t(`certificate.${value}`) }))} />
          <Field name="pin" label={t('certificate.newPin')} type="password" required maxLength={64} autoComplete="new-password" hint={t('certificate.pinHow')} />
          <Field name="pin_again" label={t('certificate.pinAgain')} type="password" required maxLength={64} autoComplete="new-password" />
        </div>
      </Form>
    </Panel>
  )
}

/** The caller's certificates: what they sign with, until when, and what to do when a key is lost. */
export function Component() {
  const { t } = useTranslation()
  const certificates = useGet('/api/records/certificates')
  const create = useMay('records.certificate.create')
  return (
    <Page title={t('job.certificates')}>
      <Loaded from={certificates}>
        {(own) => {
          const current = own.filter((certificate) => !certificate.revoked_at)
          const old = own.filter((certificate) => certificate.revoked_at)
          return (
            <div className="stack certificates">
              {current.length === 0 && <Panel><EmptyState glyph="证" title={t('certificate.empty')}><p>{t('certificate.emptyHow')}</p></EmptyState></Panel>}
              {current.map((certificate) => <One key={certificate.certificate_id} certificate={certificate} />)}
              {create && <Get own={own} />}
              {old.length > 0 && (
                <details className="quiet-details">
                  <summary>{t('certificate.old', { count: old.length })}</summary>
                  <div className="stack after">{old.map((certificate) => <One key={certificate.certificate_id} certificate={certificate} />)}</div>
                </details>
              )}
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}
