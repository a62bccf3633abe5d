import { post, type User } from '@vena/api'
import { Button, Facts, Field, Form, moment, NameToConfirm, Page, Panel, ProblemBox, useAction, type Values } from '@vena/ui'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { chosenRoles, RoleChoice } from './RoleChoice.tsx'
import './users.css'

const reload = () => refresh('/api/users')

function Closing({ user }: { user: User }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const path = { id: user.user_id }
  const disable = useAction((values: Values, key) => post('/api/users/{id}/disable', { path, body: { reason: values.text('reason') } }, key), () => {
    setOpen(false)
    reload()
  })
  const enable = useAction((_: null, key) => post('/api/users/{id}/enable', { path }, key), reload)
  if (user.disabled_at) {
    return <>{enable.problem && <ProblemBox problem={enable.problem} />}<Button busy={enable.pending} onClick={() => void enable.run(null)}>{t('user.enable')}</Button></>
  }
  return (
    <>
      <Button kind="danger" onClick={() => setOpen(true)}>{t('user.disable')}</Button>
      <NameToConfirm open={open} onClose={() => setOpen(false)} title={t('user.disable')} name={user.username} action={disable} submit={t('user.disable')}>
        <Field name="reason" label={t('reason')} required minLength={2} />
      </NameToConfirm>
    </>
  )
}

function Detail({ user }: { user: User }) {
  const { t } = useTranslation()
  const may = { roles: useMay('platform.user.set_roles'), disable: useMay('platform.user.disable'), password: useMay('platform.user.set_password') }
  const path = { id: user.user_id }
  const roles = useAction((values: Values, key) => post('/api/users/{id}/roles', { path, body: { roles: chosenRoles(values) } }, key), reload)
  const password = useAction((values: Values, key) => post('/api/users/{id}/password', { path, body: { password: values.text('password') } }, key), reload)
  const facts: [string, ReactNode][] = [[t('user.username'), <code key="u">{user.username}</code>], [t('user.org'), user.org_name], [t('user.site'), user.site_name]]
  if (user.disabled_at) facts.push([t('user.disabledAt'), `${moment(user.disabled_at)} ${user.disabled_reason ?? ''}`])
  return (
    <Page title={user.display_name} aside={<StepState state={user.disabled_at ? 'disabled' : 'active'} />} actions={may.disable && <Closing user={user} />}>
      <Panel><Facts items={facts} /></Panel>
      {may.roles && <Panel><Form action={roles} submit={t('user.saveRoles')}><RoleChoice chosen={user.roles} /></Form></Panel>}
      {may.password && <Panel title={t('user.setPassword')}><Form action={password} submit={t('user.setPassword')} resetOnDone><Field name="password" label={t('user.password')} required type="password" autoComplete="new-password" className="short" /></Form></Panel>}
    </Page>
  )
}

/** One account: what it may do, and whether it is open. */
export function Component() {
  const { id = '' } = useParams()
  const user = useGet('/api/users/{id}', { path: { id } })
  return <Opened from={user}>{(data) => <Detail key={data.user_id} user={data} />}</Opened>
}
