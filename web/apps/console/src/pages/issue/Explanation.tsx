import type { Explained } from '@vena/api'
import { GroupBadge, moment, Sign, StateWord, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/UnitLink.tsx'

/** Which bags were looked at for a line, how many were taken, and of every other one the rule that left it. */
export function Explanation({ told }: { told: Explained }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const left = told.rejected_by_rule.reduce((sum, rule) => sum + rule.count, 0)
  return (
    <div className="told">
      <p className="muted">{t('order.told', { considered: told.considered, taken: told.taken, by: told.by.display_name, at: moment(told.at) })}</p>
      {told.short > 0 && <p><StateWord tone="warning">{t('order.short', { count: told.short })}</StateWord></p>}
      {left > 0 && (
        <details>
          <summary>{t('order.left', { count: left })}</summary>
          <ul className="told-rules">{told.rejected_by_rule.map((rule) => <li key={rule.rule}><code>{rule.rule}</code> {rule.count}</li>)}</ul>
          <ul className="candidates">
            {told.rejected.map((unit) => (
              <li key={unit.unit_id}>
                <Sign tone="danger" />
                <UnitLink unit={unit} />
                <GroupBadge group={unit.group} />
                <span className="muted">{unit.expires_at && t('order.until', { at: moment(unit.expires_at) })}</span>
                <span className="candidate-why">{pick(unit.reason)} <code>{unit.rule}</code></span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  )
}
