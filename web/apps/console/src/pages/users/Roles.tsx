import { Page, Panel, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import './users.css'

/** Permissions of one scene stand together, as they do in their names. */
function byScene(permissions: string[]): [string, string[]][] {
  const scenes = new Map<string, string[]>()
  for (const permission of permissions) {
    const [scene = '', ...rest] = permission.split('.')
    scenes.set(scene, [...(scenes.get(scene) ?? []), rest.join('.')])
  }
  return [...scenes]
}

/** What each role may do. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const roles = useGet('/api/roles')
  return (
    <Page title={t('job.roles')}>
      <Loaded from={roles}>
        {(all) => (
          <div className="roles">
            {all.map((role) => (
              <Panel key={role.name} title={pick(role.title)} aside={<span className="muted">{role.org_kinds.map((kind) => t(`orgKind.${kind}`)).join(' · ')}</span>}>
                <dl className="role-rights">
                  {byScene(role.permissions).map(([scene, rights]) => <div key={scene}><dt>{t(`scene.${scene}` as 'scene.lab', { defaultValue: t('scene.platform') })}</dt><dd>{rights.map((right) => <code key={right}>{right}</code>)}</dd></div>)}
                </dl>
              </Panel>
            ))}
          </div>
        )}
      </Loaded>
    </Page>
  )
}
