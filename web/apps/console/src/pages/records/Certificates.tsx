import { post, type Certificate } from '@vena/api'
import { day, EmptyState, Facts, moment, Page, Panel, StateWord, useNow, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { AskWhy } from '../../app/AskWhy.tsx'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { AddKeys } from './AddKeys.tsx'
import { useKeyName } from './Pen.tsx'
import { SealPicture } from './SealPicture.tsx'
import { TryKey } from './TryKey.tsx'
import './records.css'

const DAY_MS = 86_400_000
const reload = () => refresh('/api/records/certificates')

/** Four digits at a time, as they are read to each other. */
const grouped = (hex: string): string => hex.replace(/(.{4})(?=.)/g, '$1 ')

function Standing({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow(3_600_000)
  if (certificate.revoked_at) return <StateWord tone={certificate.revocation === 'key_compromise' ? 'danger' : 'quiet'}>{t(`revocation.${certificate.revocation}` as 'revocation.superseded')}</StateWord>
  if (!certificate.can_sign.ok) return <StateWord tone="danger">{words.pick(certificate.can_sign.reason?.reason)}</StateWord>
  if (certificate.ends_soon) return <StateWord tone="warning">{t('certificate.left', { count: Math.max(0, Math.ceil((Date.parse(certificate.info.valid_until) - now) / DAY_MS)) })}</StateWord>
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
  const { pick } = useWords()
  const name = useKeyName()
  const { info, may_release: release } = certificate
  const may = { lost: useMay('records.certificate.report_lost'), file: useMay('records.certificate.file'), check: useMay('records.certificate.try') }
  const facts: [string, ReactNode][] = [
    [t('certificate.owner'), `${info.owner} · ${info.account}`], [t('user.org'), info.organisation], [t('certificate.issuer'), info.issuer],
    [t('certificate.valid'), t('certificate.validity', { from: day(info.valid_from), until: day(info.valid_until) })], [t('certificate.profile'), t(`certificate.${info.profile}`)],
    [t('certificate.serial'), <code key="serial">{grouped(info.serial)}</code>],
  ]
  if (certificate.revoked_at) facts.push([t('certificate.revoked'), moment(certificate.revoked_at)])
  return (
    <Panel className="certificate" title={name(certificate)} aside={<Standing certificate={certificate} />}>
      <Facts items={facts} />
      {certificate.can_sign.ok && !release.ok && <p className="certificate-note"><StateWord tone="notice">{t('certificate.notRelease')}</StateWord><span>{pick(release.reason?.reason)}</span></p>}
      <details className="quiet-details after">
        <summary>{t('certificate.fingerprint', { digest: info.profile === 'sm2' ? 'SM3' : 'SHA-256' })}</summary>
        <p className="codes"><code>{grouped(info.fingerprint)}</code></p>
      </details>
      <div className="row after">
        {may.check && certificate.can_sign.ok && <TryKey certificate={certificate} />}
        {may.file && <a className="button-link button-link-plain" href={`/api/records/certificates/${certificate.certificate_id}/file`} download>{t('certificate.export')}</a>}
        {may.lost && !certificate.revoked_at && <Lost certificate={certificate} />}
      </div>
    </Panel>
  )
}

/** The caller's certificates: what they sign with, until when, and what to do when a key is lost. */
export function Component() {
  const { t } = useTranslation()
  const certificates = useGet('/api/records/certificates')
  return (
    <Page title={t('job.certificates')}>
      <Loaded from={certificates}>
        {(own) => {
          const current = own.filter((certificate) => !certificate.revoked_at)
          const old = own.filter((certificate) => certificate.revoked_at)
          return (
            <div className="split split-side certificates">
              <div className="stack">
                {current.length === 0 && <Panel><EmptyState glyph="证" title={t('certificate.empty')}><p>{t('certificate.emptyHow')}</p></EmptyState></Panel>}
                {current.map((certificate) => <One key={certificate.certificate_id} certificate={certificate} />)}
                {old.length > 0 && (
                  <details className="quiet-details">
                    <summary>{t('certificate.old', { count: old.length })}</summary>
                    <div className="stack after">{old.map((certificate) => <One key={certificate.certificate_id} certificate={certificate} />)}</div>
                  </details>
                )}
              </div>
              <div className="stack"><AddKeys own={own} /><SealPicture /></div>
            </div>
          )
        }}
      </Loaded>
    </Page>
  )
}
