import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

/** The way back to the list. */
export function Back() {
  const { t } = useTranslation()
  return <Link className="list-detail-back" to="/records/documents">← {t('job.documents')}</Link>
}
