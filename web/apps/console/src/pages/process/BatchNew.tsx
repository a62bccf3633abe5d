// 开始一批: which step, then one scan after another: the machine, the lots that it uses up.
import { post, type HallRules } from '@vena/api'
import { Button, Page, Panel, ProblemBox, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'
import { ScanRow } from '../collect/ChairScan.tsx'
import '../collect/chair.css'
import './hall.css'

type Step = HallRules['steps'][number]

function Choose({ rules, onChoose }: { rules: HallRules, onChoose: (step: string) => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const steps = rules.steps.filter((step) => step.by_program)
  if (steps.length === 0) return <p className="notice">{t('hall.paper')}</p>
  return (
    <Panel title={t('hall.choose')}>
      <div className="hall-steps">
        {steps.map((step) => (
          <button key={step.code} type="button" className="hall-big" onClick={() => onChoose(step.code)}>{pick(step.title)}<small>{pick(step.kind_title)}</small></button>
        ))}
      </div>
    </Panel>
  )
}

function Open({ step, onOther }: { step: Step, onOther: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const machines = useGet('/api/process/equipment')
  const programmes = useGet('/api/process/programmes')
  const [programme, setProgramme] = useState('')
  const inForce = (programmes.data?.items ?? []).filter((one) => one.step === step.code && one.approved_at && !one.withdrawn_at)
  const usable = (machines.data?.items ?? []).filter((one) => one.kind === step.kind && one.can.work.ok && !one.batch_id && inForce.some((two) => two.equipment_id === one.equipment_id))
  const several = inForce.filter((one) => inForce.some((two) => two !== one && two.equipment_id === one.equipment_id))
  const asks = [{ name: 'equipment', label: t('hall.scanMachine') }, ...step.supplies.map((supply) => ({ name: supply.code, label: t('hall.scanLot', { supply: pick(supply.title) }) }))]
  const perform = async (scans: Record<string, string>) => {
    const body = { step: step.code, equipment: scans['equipment'] ?? '', supplies: step.supplies.map((supply) => scans[supply.code] ?? ''), ...(programme && { programme_id: programme }) }
    const batch = await post('/api/process/batches', { body })
    refresh('/api/process')
    void navigate(`/process/batches/${batch.batch_id}`)
  }
  return (
    <Panel title={t('hall.chosen', { step: pick(step.title) })} aside={<Button kind="quiet" onClick={onOther}>{t('hall.other')}</Button>}>
      {several.length > 0 && (
        <div className="field">
          <label htmlFor="programme">{t('hall.chooseProgramme')}</label>
          <select id="programme" value={programme} onChange={(event) => setProgramme(event.currentTarget.value)}>
            <option value="">{t('choose')}</option>
            {several.map((one) => <option key={one.programme_id} value={one.programme_id}>{one.equipment_code} · {one.number} {one.name}</option>)}
          </select>
        </div>
      )}
      <ScanRow asks={asks} perform={perform} />
      {machines.data && programmes.data && <p className="muted hall-note">{usable.length > 0 ? `${t('hall.usable')}：${usable.map((one) => `${one.code} ${one.name}`).join('、')}` : t('hall.noMachine', { kind: pick(step.kind_title) })}</p>}
    </Panel>
  )
}

/** A batch is begun at its machine. */
export function Component() {
  const { t } = useTranslation()
  const [query, setQuery] = useSearchParams()
  const { data: rules, problem, reload } = useGet('/api/process/plans')
  const step = rules?.steps.find((one) => one.code === query.get('step'))
  return (
    <Page title={t('hall.start')}>
      {problem && <ProblemBox problem={problem} onRetry={reload} />}
      {rules && (step ? <Open key={step.code} step={step} onOther={() => setQuery({})} /> : <Choose rules={rules} onChoose={(code) => setQuery({ step: code })} />)}
    </Page>
  )
}
