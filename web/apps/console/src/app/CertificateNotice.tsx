import { StateWord, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useGet } from './queries.ts'
import { useMay } from './session.ts'
import './notice.css'

const PAGE = '/records/certificates'

/** Tells whoever signs that one of their certificates ends soon, on every page but the one where it is renewed. */
export function CertificateNotice() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const { pathname } = useLocation()
  const { data } = useGet('/api/records/certificates/notice', {}, useMay('records.certificate.notice'))
  if (!data?.notice || pathname === PAGE) return null
  return <aside className="shell-notice"><StateWord tone="warning">{pick(data.notice)}</StateWord><Link to={PAGE}>{t('certificate.endingDo')}</Link></aside>
}
