import { post, type Release } from '@vena/api'
import { Button, Page, Panel, ProblemBox, StateWord, TwoSigns, useAction, useWords } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { Gate } from './Gate.tsx'
import './gate.css'

/** So many bags are shown without being asked for. */
const FEW = 20

type ReleaseBag = Release['units'][number]

const stopped = (bag: ReleaseBag) => !bag.ok || bag.outcome === 'refused'

function Bag({ bag }: { bag: ReleaseBag }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const outcome = bag.outcome && <StateWord tone={bag.outcome === 'released' ? 'good' : 'danger'}>{bag.outcome === 'released' ? t('step.released') : pick(bag.refusal?.reason) || t('step.refused')}</StateWord>
  return <Gate unit={bag.unit} ok={bag.ok} lines={bag.lines} aside={outcome} />
}

function Detail({ release }: { release: Release }) {
  const { t } = useTranslation()
  const [shown, setShown] = useState(false)
  const [closed, open] = [release.units.filter(stopped), release.units.filter((bag) => !stopped(bag))]
  const may = useMay('process.release.confirm')
  const confirm = useAction((_: null, key) => post('/api/process/releases/{id}/confirm', { path: { id: release.release_id } }, key), () => refresh('/api/process', '/api/store', '/api/govern'))
  const done = release.state === 'confirmed'
  return (
    <Page title={t('release.title', { count: release.counts.units })} aside={<><StepState state={release.state} /><span>{done ? t('release.outcome', { ...release.counts }) : t('release.ready', { ...release.counts })}</span></>}>
      {confirm.problem && <ProblemBox problem={confirm.problem} />}
      <TwoSigns first={{ name: release.proposed_by_name, at: release.proposed_at }} second={release.confirmed_by_name ? { name: release.confirmed_by_name, at: release.confirmed_at } : null}>
        {may && <Button kind="primary" busy={confirm.pending} can={release.can.confirm} onClick={() => void confirm.run(null)}>{t('release.confirm')}</Button>}
      </TwoSigns>
      {release.note && <p>{release.note}</p>}
      {closed.length > 0 && <Panel title={t('release.closedOnes', { count: closed.length })}>{closed.map((u) => <Bag key={u.unit.unit_id} bag={u} />)}</Panel>}
      {open.length > 0 && (
        <Panel>
          <details className="release-open" open={open.length <= FEW} onToggle={(event) => setShown(event.currentTarget.open)}>
            <summary>{t('release.openOnes', { count: open.length })}</summary>
            {(shown || open.length <= FEW) && open.map((u) => <Bag key={u.unit.unit_id} bag={u} />)}
          </details>
        </Panel>
      )}
    </Page>
  )
}

/** A proposal to release: what the gate says of every bag, and the second signature. */
export function Component() {
  const { id = '' } = useParams()
  const release = useGet('/api/process/releases/{id}', { path: { id } })
  return <Opened from={release}>{(data) => <Detail release={data} />}</Opened>
}
