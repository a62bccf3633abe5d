import { post, type Receipt } from '@vena/api'
import { donationNumber, EmptyState, Field, Form, Page, Panel, StateWord, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { refresh } from '../../app/queries.ts'

/** Bags arrive in the component hall: one scan a line, and a bad one does not stop the others. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [done, setDone] = useState<Receipt['items']>([])
  const action = useAction((values: Values, key) => post('/api/process/receipts', { body: { scans: values.list('scans'), position: values.maybe('position') } }, key), (receipt) => {
    setDone((before) => [...receipt.items, ...before].slice(0, 100))
    refresh('/api/process', '/api/ledger')
  })
  return (
    <Page title={t('job.receive')}>
      <div className="split split-even">
        <Panel>
          <Form action={action} submit={t('receive.do')} resetOnDone>
            <Field name="scans" label={t('receive.scans')} hint={t('receive.how')} lines={8} required autoFocus />
            <Field name="position" label={t('putAway.position')} />
          </Form>
        </Panel>
        <Panel title={t('receive.done')}>
          {done.length === 0 && <EmptyState glyph="收" title={t('receive.none')} />}
          <ol className="plain-list">
            {done.map((item, i) => (
              <li key={`${item.scan}${done.length - i}`} className="row">
                {item.unit ? <Link className="number" to={`/process/units/${item.unit.unit_id}`}>{donationNumber(item.unit.donation_number)}</Link> : <code>{item.scan}</code>}
                <StateWord tone={item.ok ? 'good' : 'danger'}>{item.ok ? t('step.received') : pick(item.refusal?.reason)}</StateWord>
                {item.refusal && <code className="muted">{item.refusal.rule}</code>}
              </li>
            ))}
          </ol>
        </Panel>
      </div>
    </Page>
  )
}
