import { toProblem } from '@vena/api'
import { EmptyState, Page, ProblemBox } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useRouteError } from 'react-router'

/** An address that leads nowhere. */
export function Lost() {
  const { t } = useTranslation()
  return (
    <Page title={t('lost.title')}>
      <EmptyState glyph="迷" title={t('lost.what')}><p>{t('lost.how')}</p><Link to="/">{t('lost.home')}</Link></EmptyState>
    </Page>
  )
}

/** A fault of the page itself. */
export function Broken() {
  const { t } = useTranslation()
  const problem = { ...toProblem(useRouteError()), status: 500, code: 'client.fault', title: t('lost.broken') }
  return <main><Page title={t('lost.broken')}><ProblemBox problem={problem} onRetry={() => window.location.reload()} /></Page></main>
}
