import { useTranslation } from 'react-i18next'
import { Page } from '@vena/ui'
import { StockGrid } from './StockGrid.tsx'

export function Component() {
  const { t } = useTranslation()
  return <Page title={t('stock.city')}><StockGrid title={t('stock.now')} /></Page>
}
