import { post, type StoreDiscard } from '@vena/api'
import { Button, Facts, Page, Panel, ProblemBox, StateWord, TwoSigns, useAction, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { UnitLinks } from '../../app/UnitLinks.tsx'

function Detail({ discard }: { discard: StoreDiscard }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = useMay('store.discard.confirm')
  const confirm = useAction((_: null, key) => post('/api/store/discards/{id}/confirm', { path: { id: discard.discard_id } }, key), () => refresh('/api/store', '/api/govern'))
  const told = new Map(discard.units.map((u) => [u.unit.unit_id, u]))
  return (
    <Page title={pick(discard.reason_name)} aside={<StepState state={discard.state} />}>
      {confirm.problem && <ProblemBox problem={confirm.problem} />}
      <TwoSigns first={{ name: discard.proposed_by_name, at: discard.proposed_at }} second={discard.confirmed_by_name ? { name: discard.confirmed_by_name, at: discard.confirmed_at } : null}>
        {may && <Button kind="danger" busy={confirm.pending} can={discard.can.confirm} onClick={() => void confirm.run(null)}>{t('discard.confirm')}</Button>}
      </TwoSigns>
      {discard.note && <Panel><Facts items={[[t('note'), discard.note]]} /></Panel>}
      <Panel title={t('order.units', { count: discard.units.length })}>
        <UnitLinks
          units={discard.units.map((u) => u.unit)}
          aside={({ unit_id }) => {
            const unit = told.get(unit_id)
            if (!unit?.outcome) return undefined
            return <StateWord tone={unit.outcome === 'discarded' ? 'good' : 'danger'}>{unit.outcome === 'discarded' ? t('step.discarded') : pick(unit.refusal?.reason)}</StateWord>
          }}
        />
      </Panel>
    </Page>
  )
}

/** One destruction, from proposal to the second signature. */
export function Component() {
  const { id = '' } = useParams()
  const discard = useGet('/api/store/discards/{id}', { path: { id } })
  return <Opened from={discard}>{(data) => <Detail discard={data} />}</Opened>
}
