import { useTranslation } from 'react-i18next'
import { NavLink } from 'react-router'
import { useCount } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import './keeping.css'

const WAITING = { state: 'proposed' }

/** The two pages of keeping and destroying, and how many proposals wait. */
export function KeepingViews() {
  const { t } = useTranslation()
  const may = { due: useMay('records.retention.list'), list: useMay('records.destruction.list') }
  const waiting = useCount('/api/records/destructions', WAITING, may.list)
  if (!may.due || !may.list) return null
  return (
    <nav className="views" aria-label={t('keeping.views')}>
      <NavLink to="/records/keeping" end>{t('keeping.due')}</NavLink>
      <NavLink to="/records/keeping/destructions">
        {t('keeping.destructions')}
        {waiting && waiting.count > 0 && <span className="views-count">{t('keeping.waiting', { count: waiting.count })}{waiting.more ? '+' : ''}</span>}
      </NavLink>
    </nav>
  )
}
