import { useFormProblem, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'

/** The roles as they were ticked, out of a form's values. */
export function chosenRoles(values: Values): string[] {
  return values.under('role.')
}

export function RoleChoice({ chosen, orgKind }: { chosen: string[]; orgKind?: string | undefined }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const problem = useFormProblem()
  const roles = useGet('/api/roles')
  const fitting = (roles.data ?? []).filter((role) => !orgKind || role.org_kinds.some((kind) => kind === orgKind) || chosen.includes(role.name))
  return (
    <fieldset name="roles" className="role-choice">
      <legend>{t('user.roles')}</legend>
      {problem?.field === 'roles' && <p className="field-problem" role="alert">{problem.detail}{problem.rule && <code>{problem.rule}</code>}</p>}
      {fitting.map((role) => <label key={role.name}><input type="checkbox" name={`role.${role.name}`} value="true" defaultChecked={chosen.includes(role.name)} />{pick(role.title)}</label>)}
    </fieldset>
  )
}
