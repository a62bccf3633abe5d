import { useTranslation } from 'react-i18next'
import { Page } from '@vena/ui'
import { useMe } from '../../app/session.ts'
import { StockGrid } from './StockGrid.tsx'

export function Component() {
  const { t } = useTranslation()
  const own = useMe().organisation.kind === 'hospital'
  return <Page title={own ? t('job.ownStock') : t('job.cityStock')}><StockGrid title={t('stock.now')} /></Page>
}
