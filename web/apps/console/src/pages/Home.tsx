import { Page } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { usualJobs, type UsualJob } from '../app/scenes.ts'
import { useMay, useMe } from '../app/session.ts'
import { useWaiting } from '../app/waiting.ts'
import { StockGrid } from './govern/StockGrid.tsx'
import './home.css'

function Usual({ job }: { job: UsualJob }) {
  const { t } = useTranslation()
  const waiting = useWaiting(job.name)
  return (
    <li>
      <Link to={job.path}>
        <span className="usual-glyph" lang="zh" aria-hidden="true">{job.glyph}</span>
        <b>{t(`job.${job.name}`)}</b>
        <span className="usual-how">{t(`jobHow.${job.name}`)}</span>
        {waiting && <span className="usual-waiting"><b>{waiting.count}</b><span>{waiting.word}</span></span>}
      </Link>
    </li>
  )
}

/** What this person most often does, first; then the city's blood. */
export function Component() {
  const { t } = useTranslation()
  const me = useMe()
  const seesCity = useMay('govern.stock.view')
  return (
    <Page title={t('home.hello', { name: me.user.display_name })} aside={<span>{me.organisation.name}</span>}>
      <ul className="usual" aria-label={t('home.usual')}>
        {usualJobs(me, 3).map((job) => <Usual key={job.path} job={job} />)}
      </ul>
      {seesCity && <StockGrid title={me.organisation.kind === 'hospital' ? t('job.ownStock') : t('job.cityStock')} />}
    </Page>
  )
}
