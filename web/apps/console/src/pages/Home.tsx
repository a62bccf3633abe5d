import { Page } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usualJobs } from '../app/scenes.ts'
import { useMay, useMe } from '../app/session.ts'
import { StockGrid } from './govern/StockGrid.tsx'
import './home.css'

/** What this person most often does, first; then the city's blood. */
export function Component() {
  const { t } = useTranslation()
  const me = useMe()
  const seesCity = useMay('govern.stock.view')
  return (
    <Page title={t('home.hello', { name: me.user.display_name })} aside={<span>{me.organisation.name}</span>}>
      <ul className="usual" aria-label={t('home.usual')}>
        {usualJobs(me, 3).map((job) => (
          <li key={job.path}>
            <Link to={job.path}>
              <span className="usual-glyph" lang="zh" aria-hidden="true">{job.glyph}</span>
              <b>{t(`job.${job.name}`)}</b>
              <span>{t(`jobHow.${job.name}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {seesCity && <StockGrid title={me.organisation.kind === 'hospital' ? t('job.ownStock') : t('job.cityStock')} />}
    </Page>
  )
}
