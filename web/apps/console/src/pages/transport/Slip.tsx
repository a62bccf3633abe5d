import type { ImportedSlip } from '@vena/api'
import { donationNumber, Facts, GroupBadge, moment, Page, Panel, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'
import { UnitLink } from '../../app/UnitLink.tsx'

const GROUPS = [['A', 'bags_a'], ['B', 'bags_b'], ['O', 'bags_o'], ['AB', 'bags_ab']] as const

function Detail({ slip }: { slip: ImportedSlip }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  return (
    <Page title={slip.number}>
      <Panel>
        <Facts
          items={[
            [t('slip.way'), `${slip.from_department} → ${slip.to_department}`], [t('reason'), slip.reason], [t('unit.product'), pick(slip.product_name)], [t('slip.how'), slip.sent_how],
            [t('slip.sent'), moment(slip.sent_at)], [t('slip.received'), moment(slip.received_at)], [t('slip.bags'), slip.bags], [t('unit.volume'), `${slip.volume_ml} mL`],
          ]}
        />
      </Panel>
      <Panel title={t('slip.byGroup')}>
        <p className="row">{GROUPS.map(([group, key]) => <span key={group} className="row"><GroupBadge group={group} />{slip[key]}</span>)}</p>
      </Panel>
      <Panel title={t('slip.lines', { count: slip.lines.length })}>
        <ul className="plain-list">
          {slip.lines.map((line) => <li key={line.donation_number}>{line.unit_id ? <UnitLink unit={{ unit_id: line.unit_id, donation_number: line.donation_number }} /> : <span className="number">{donationNumber(line.donation_number)}</span>}</li>)}
        </ul>
      </Panel>
    </Page>
  )
}

/** One slip with its bags. */
export function Component() {
  const { id = '' } = useParams()
  const slip = useGet('/api/transport/slips/{number}', { path: { number: id } })
  return <Opened from={slip}>{(data) => <Detail slip={data} />}</Opened>
}
