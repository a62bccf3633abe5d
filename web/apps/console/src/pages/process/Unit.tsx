import type { ProcessUnitView } from '@vena/api'
import { donationNumber, Facts, GroupBadge, moment, Page, Panel, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { useMay } from '../../app/session.ts'
import { StepState } from '../../app/states.tsx'
import { Expiry } from '../../app/units.tsx'
import { Label } from './Label.tsx'
import { Split } from './Split.tsx'

function Detail({ unit }: { unit: ProcessUnitView }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const may = { split: useMay('process.split.create'), print: useMay('process.label.print'), propose: useMay('process.release.propose'), line: useMay('ledger.trace.view'), steps: useMay('process.step.view') }
  return (
    <Page
      title={donationNumber(unit.donation_number)} aside={<><GroupBadge group={unit.group} /><StepState state={unit.state} /></>}
      actions={<>
        {may.steps && <Link className="button-link button-link-plain" to={`/process/bags/${unit.unit_id}`}>{t('hall.bagSteps')}</Link>}
        {may.line && <Link className="button-link button-link-plain" to={`/units/${unit.unit_id}`}>{t('donation.line')}</Link>}
        {may.propose && unit.state === 'labelled' && <Link className="button-link" to={`/process/releases/new?units=${unit.unit_id}`}>{t('job.release')}</Link>}
      </>}
    >
      {may.split && unit.state === 'received' && <Split unit={unit} />}
      {may.print && (unit.state === 'split' || unit.state === 'labelled') && <Label unit={unit} />}
      <Panel>
        <Facts
          items={[
            [t('unit.product'), `${pick(unit.product_name)} (${unit.product})`], [t('unit.volume'), `${unit.volume_ml} mL`], [t('unit.collected'), moment(unit.collected_at)],
            [t('unit.expires'), <Expiry key="e" at={unit.expires_at} />], [t('unit.place'), [pick(unit.site_name), unit.position].filter(Boolean).join(' · ')],
          ]}
        />
      </Panel>
    </Page>
  )
}

/** One bag in the component hall, and the step that comes next. */
export function Component() {
  const { id = '' } = useParams()
  const unit = useGet('/api/process/units/{id}', { path: { id } })
  return <Opened from={unit}>{(data) => <Detail key={data.unit_id} unit={data} />}</Opened>
}
