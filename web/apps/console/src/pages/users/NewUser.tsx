import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { chosenRoles, RoleChoice } from './RoleChoice.tsx'
import './users.css'

/** Opens an account at one place of work. */
export function Component() {
  const { t } = useTranslation()
  const { lang } = useWords()
  const navigate = useNavigate()
  const sites = useGet('/api/sites')
  const bodyOf = (values: Values) => ({
    site_id: values.text('site_id'), org_id: sites.data?.find((site) => site.site_id === values.text('site_id'))?.org_id,
    username: values.text('username'), display_name: values.text('display_name'), password: values.text('password'), roles: chosenRoles(values),
  })
  const action = useAction((values: Values, key) => post('/api/users', { body: bodyOf(values) }, key), (user) => {
    refresh('/api/users')
    void navigate(`/govern/users/${user.user_id}`)
  })
  return (
    <Page title={t('user.new')}>
      <Panel>
        <Form action={action} submit={t('user.create')}>
          <div className="form-grid">
            <Field name="display_name" label={t('user.name')} required />
            <Field name="username" label={t('user.username')} required />
            <Field name="password" label={t('user.password')} required type="password" autoComplete="new-password" />
            <Field name="site_id" label={t('user.site')} required options={[{ value: '', label: t('choose') }, ...(sites.data ?? []).map((s) => ({ value: s.site_id, label: lang === 'en' ? s.name_en : s.name }))]} />
          </div>
          <RoleChoice chosen={[]} />
        </Form>
      </Panel>
    </Page>
  )
}
