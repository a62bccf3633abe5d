import type { PatientRow } from '@vena/api'
import { AsOf, EmptyState, FilterFind, GroupBadge, ListDetail, Page, ProblemBox, Table, type Column } from '@vena/ui'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { usePeople } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'

function useColumns(): Column<PatientRow>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      { key: 'record', title: t('patient.record'), cell: (p) => <span className="number">{p.record_no}</span>, text: (p) => p.record_no },
      { key: 'name', title: t('patient.name'), cell: (p) => p.name, text: (p) => p.name },
      { key: 'group', title: t('unit.group'), cell: (p) => (p.group.confirmed ? <GroupBadge group={p.group.confirmed} /> : <span className="muted">{t('patient.unconfirmed')}</span>), text: (p) => p.group.confirmed ?? '' },
      { key: 'ward', title: t('patient.ward'), cell: (p) => p.ward ?? '—', text: (p) => p.ward ?? '' },
    ],
    [t],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const [text, setText] = useState('')
  const list = usePeople('/api/transfuse/patients', text)
  const find = useMay('transfuse.patient.search')
  const create = useMay('transfuse.patient.create')
  return (
    <Page title={t('job.patients')} aside={<AsOf at={list.asOf} />} actions={create && <Link className="button-link" to="/transfuse/patients/new">{t('patient.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="patients" caption={t('job.patients')} columns={useColumns()} rows={list.rows} rowKey={(p) => p.patient_id} href={(p) => `/transfuse/patients/${p.patient_id}`} current={id} more={list.more}
        filters={find && <FilterFind label={t('patient.find')} placeholder={t('patient.findHow')} onFind={setText} />}
        empty={<EmptyState glyph="用" title={text ? t('patient.none') : t('patient.empty')}><p>{t('patient.emptyHow')}</p></EmptyState>}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/transfuse/patients" back={t('job.patients')} list={<List />} />
}
