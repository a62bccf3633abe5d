import type { User } from '@vena/api'
import { EmptyState, FilterText, ListDetail, Page, ProblemBox, Table, useFilters, useWords, type Column } from '@vena/ui'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { useGet, usePages } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'

/** What people call a role, by its stable name. */
export function useRoleTitle(): (name: string) => string {
  const roles = useGet('/api/roles', {}, useMay('platform.role.list'))
  const { pick } = useWords()
  return (name) => pick(roles.data?.find((role) => role.name === name)?.title) || name
}

function useColumns(): Column<User>[] {
  const { t } = useTranslation()
  const title = useRoleTitle()
  return useMemo(
    () => [
      { key: 'name', title: t('user.name'), cell: (u) => u.display_name, text: (u) => u.display_name },
      { key: 'username', title: t('user.username'), cell: (u) => <code>{u.username}</code>, text: (u) => u.username },
      { key: 'roles', title: t('user.roles'), cell: (u) => u.roles.map(title).join(' · '), text: (u) => u.roles.map(title).join('; ') },
      { key: 'org', title: t('user.org'), cell: (u) => u.org_name, text: (u) => u.org_name, wide: true },
      { key: 'site', title: t('user.site'), cell: (u) => u.site_name, text: (u) => u.site_name, wide: true },
      { key: 'state', title: t('user.state'), cell: (u) => <StepState state={u.disabled_at ? 'disabled' : 'active'} />, text: (u) => (u.disabled_at ? 'disabled' : 'active') },
    ],
    [t, title],
  )
}

function List() {
  const { t } = useTranslation()
  const { id } = useParams()
  const { filters, set } = useFilters('q')
  const list = usePages('/api/users', { query: filters })
  const create = useMay('platform.user.create')
  return (
    <Page title={t('job.users')} actions={create && <Link className="button-link" to="/govern/users/new">{t('user.new')}</Link>}>
      {list.problem && <ProblemBox problem={list.problem} onRetry={list.reload} />}
      <Table
        id="users" caption={t('job.users')} columns={useColumns()} rows={list.rows} rowKey={(u) => u.user_id} href={(u) => `/govern/users/${u.user_id}`} current={id} more={list.more}
        filters={<FilterText label={t('user.find')} value={filters.q} onChange={(v) => set('q', v)} />}
        empty={<EmptyState glyph="管" title={t('user.none')} />}
      />
    </Page>
  )
}

export function Component() {
  const { t } = useTranslation()
  return <ListDetail path="/govern/users" back={t('job.users')} list={<List />} />
}
