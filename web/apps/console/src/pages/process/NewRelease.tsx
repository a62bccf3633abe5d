import { post } from '@vena/api'
import { Button, donationNumber, EmptyState, Field, Form, GroupBadge, Page, Panel, ProblemBox, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet, usePages } from '../../app/queries.ts'
import { Gate } from './Gate.tsx'
import './gate.css'

/** The first of two persons chooses labelled bags; the gate is asked before anything is signed. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const [chosen, setChosen] = useState<string[]>(() => (params.get('units') ?? '').split(',').filter(Boolean))
  const waiting = usePages('/api/process/units', { query: { state: 'labelled' } })
  const gate = useGet('/api/process/releases/gate', { query: { units: chosen.slice(0, 100).join(',') } }, chosen.length > 0)
  const action = useAction((values: Values, key) => post('/api/process/releases', { body: { units: chosen, note: values.maybe('note') } }, key), (release) => {
    refresh('/api/process')
    void navigate(`/process/releases/${release.release_id}`)
  })
  const everything = useAction((_: null, key) => post('/api/process/releases', { body: { all_ready: true } }, key), (release) => {
    refresh('/api/process')
    void navigate(`/process/releases/${release.release_id}`)
  })
  const toggle = (id: string) => setChosen(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
  return (
    <Page title={t('release.new')}>
      <Panel title={t('release.everything')}>
        {everything.problem && <ProblemBox problem={everything.problem} />}
        <p className="muted">{t('release.everythingHow')}</p>
        <Button kind="primary" busy={everything.pending} onClick={() => void everything.run(null)}>{t('release.everythingDo')}</Button>
      </Panel>
      <Panel title={t('release.choose')}>
        {waiting.rows?.length === 0 && <EmptyState title={t('release.noneWaiting')} />}
        <ul className="choose">
          {waiting.rows?.map((unit) => (
            <li key={unit.unit_id}>
              <label><input type="checkbox" checked={chosen.includes(unit.unit_id)} onChange={() => toggle(unit.unit_id)} /><span className="number">{donationNumber(unit.donation_number)}</span><GroupBadge group={unit.group} />{pick(unit.product_name)}</label>
            </li>
          ))}
        </ul>
      </Panel>
      {chosen.length > 0 && (
        <Panel title={t('release.gate')}>
          <Loaded from={gate}>{(answer) => <>{answer.units.filter((u) => chosen.includes(u.unit.unit_id)).map((u) => <Gate key={u.unit.unit_id} unit={u.unit} ok={u.ok} lines={u.lines} />)}</>}</Loaded>
        </Panel>
      )}
      <Panel>
        <Form action={action} submit={t('release.propose', { count: chosen.length })} can={chosen.length ? undefined : { ok: false, reason: { rule: '', reason: { zh: t('release.chooseFirst'), en: t('release.chooseFirst') } } }}>
          <Field name="note" label={t('note')} lines={2} />
        </Form>
      </Panel>
    </Page>
  )
}
