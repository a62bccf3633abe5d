import { GroupBadge, Panel, useWords } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { Loaded } from '../../app/Loaded.tsx'
import { useGet } from '../../app/queries.ts'

/** The slip that travels with the box: bags and volume by product and group, RhD-negative counted apart. */
export function ShipmentSlip({ id }: { id: string }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const slip = useGet('/api/transport/shipments/{id}/slip', { path: { id } })
  return (
    <Panel title={t('slip.title')}>
      <Loaded from={slip}>
        {({ rows, rhd_positive, rhd_negative }) => (
          <table className="table">
            <caption className="unseen">{t('slip.title')}</caption>
            <thead><tr><th scope="col">{t('unit.product')}</th><th scope="col">{t('unit.group')}</th><th scope="col" className="end">{t('slip.bags')}</th><th scope="col" className="end">{t('unit.volume')}</th></tr></thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.product + row.abo + row.rhd}>
                  <td data-title={t('unit.product')}>{pick(row.product_name)}</td><td data-title={t('unit.group')}><GroupBadge group={row.abo + row.rhd} /></td>
                  <td data-title={t('slip.bags')} className="end">{row.bags}</td><td data-title={t('unit.volume')} className="end">{row.volume_ml} mL</td>
                </tr>
              ))}
              {([['positive', rhd_positive], ['negative', rhd_negative]] as const).map(([rhd, sum]) => (
                <tr key={rhd}><td data-title={t('stock.sum')} colSpan={2}><b>{t(`slip.${rhd}`)}</b></td><td data-title={t('slip.bags')} className="end"><b>{sum.bags}</b></td><td data-title={t('unit.volume')} className="end">{sum.volume_ml} mL</td></tr>
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Panel>
  )
}
