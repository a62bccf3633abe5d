import type { GateLine, Unit } from '@vena/api'
import { GroupBadge, Sign, StateWord, useWords } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { UnitLink } from '../../app/UnitLink.tsx'

/** What the release gate says about one bag, line by line; the closed lines first. */
export function Gate({ unit, ok, lines, aside }: { unit: Unit; ok: boolean; lines: GateLine[]; aside?: ReactNode }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const closed = lines.filter((line) => !line.ok)
  return (
    <div className="gate-unit">
      <p className="row">
        <UnitLink unit={unit} /><GroupBadge group={unit.group} />
        <span>{pick(unit.product_name)} <span className="muted">{unit.volume_ml} mL</span></span>
        {aside ?? <StateWord tone={ok ? 'good' : 'danger'}>{ok ? t('release.open') : t('release.closed', { count: closed.length })}</StateWord>}
      </p>
      {closed.map((line) => (
        <p key={line.line} className="gate-closed"><Sign tone="danger" /><span><b>{pick(line.title)}</b> {pick(line.reason)} <code>{line.rule}</code>{line.who_can_supply && <span className="muted"> {t('release.supply', { who: pick(line.who_can_supply) })}</span>}</span></p>
      ))}
      <details>
        <summary>{t('release.all', { count: lines.length })}</summary>
        <ul className="gate-lines">{lines.map((line) => <li key={line.line}><StateWord tone={line.ok ? 'good' : 'danger'}>{pick(line.title)}</StateWord></li>)}</ul>
      </details>
    </div>
  )
}
