import { Facts, moment, Page, Panel, ProblemBox, StateWord } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useGet } from '../../app/queries.ts'
import './bookings.css'

/** How likely people come, by what, and how right that was. */
export function Component() {
  const { t } = useTranslation()
  const model = useGet('/api/recruit/show-model')
  const found = model.data
  const widest = Math.max(...(found?.weights ?? []).map((one) => Math.abs(one.weight)), 1)
  return (
    <Page title={t('job.showModel')} aside={<small className="muted">{found?.fitted_at ? moment(found.fitted_at) : t('booking.belief')}</small>}>
      {model.problem && <ProblemBox problem={model.problem} onRetry={model.reload} />}
      <p className="muted">{t('booking.modelHow')}</p>
      {found && (
        <Panel>
          <Facts
            items={[
              [t('booking.outcomes'), t('booking.outcomesOf', { n: found.outcomes, min: found.outcomes_min })],
              [t('booking.overbooks'), <StateWord key="o" tone={found.overbooks ? 'good' : 'quiet'}>{found.overbooks ? t('booking.overbooksYes', { p: found.too_many_per_mille }) : t('booking.overbooksNo')}</StateWord>],
              [t('booking.brier'), found.brier == null ? '—' : t('booking.brierOf', { own: found.brier.toFixed(3), base: (found.base_brier ?? 0).toFixed(3) })],
            ]}
          />
        </Panel>
      )}
      {found && (
        <Panel title={t('booking.weight')}>
          <ul className="plain-list">
            {found.weights.map((one) => (
              <li key={one.name} className="weight-row">
                <span>{t(`booking.features.${one.name}` as 'booking.features.base')}</span>
                <span className="weight-bar" aria-hidden="true"><i className={one.weight > 0 ? 'weight-away' : 'weight-towards'} style={{ inlineSize: `${(Math.abs(one.weight) / widest) * 50}%` }} /></span>
                <b>{one.weight.toFixed(2)}</b><small className="muted">{t('booking.belief')} {one.belief.toFixed(2)} · {t(one.weight > 0 ? 'booking.away' : 'booking.towards')}</small>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {found && found.calibration.some((one) => one.bookings > 0) && (
        <Panel title={t('booking.calibration')}>
          <table className="plain-table">
            <thead><tr><th scope="col">{t('booking.tenth')}</th><th scope="col">{t('booking.bookings')}</th><th scope="col">{t('booking.expected')}</th><th scope="col">{t('booking.cameShare')}</th></tr></thead>
            <tbody>{found.calibration.map((one, at) => one.bookings > 0 && <tr key={at}><th scope="row">{at * 10}–{at * 10 + 10}%</th><td>{one.bookings}</td><td>{one.expected.toFixed(1)}</td><td>{one.came}</td></tr>)}</tbody>
          </table>
        </Panel>
      )}
    </Page>
  )
}
