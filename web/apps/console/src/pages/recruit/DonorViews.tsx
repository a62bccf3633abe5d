import type { Donor } from '@vena/api'
import { Button, EmptyState, moment, Panel } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

/** Who saw what is usually masked, and why: the donor may ask for this. */
export function DonorViews({ donor }: { donor: Donor }) {
  const { t } = useTranslation()
  const may = useMay('recruit.donor.list_views')
  const [open, setOpen] = useState(false)
  const views = useGet('/api/recruit/donors/{id}/views', { path: { id: donor.donor_id } }, may && open)
  if (!may) return null
  return (
    <Panel title={t('file.views')} aside={<Button kind="quiet" onClick={() => setOpen(!open)}>{t(open ? 'file.viewsHide' : 'file.viewsShow')}</Button>}>
      {open && (
        <Loaded from={views}>
          {(list) => list.length === 0 ? <EmptyState title={t('file.viewsEmpty')} /> : (
            <ul className="plain-list">{list.map((view, at) => <li key={at} className="row"><time>{moment(view.at)}</time><b>{view.user_name}</b><span className="muted">{view.org_name}</span><span>{view.reason}</span></li>)}</ul>
          )}
        </Loaded>
      )}
    </Panel>
  )
}
