import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'

/** The first of two persons names the bags and the reason of the rulebook. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const [params] = useSearchParams()
  const reasons = useGet('/api/store/discard-reasons')
  const action = useAction(
    (values: Values, key) =>
      post('/api/store/discards', { body: { units: values.list('units', /\s+/), reason_code: values.text('reason_code'), note: values.maybe('note') } }, key),
    (discard) => {
      refresh('/api/store')
      void navigate(`/store/discards/${discard.discard_id}`)
    },
  )
  return (
    <Page title={t('discard.new')}>
      <Panel>
        <Form action={action} submit={t('discard.propose')} kind="danger">
          <Field name="units" label={t('discard.units')} hint={t('discard.unitsHow')} lines={4} required defaultValue={params.get('unit') ?? ''} />
          <Field name="reason_code" label={t('discard.cause')} required options={[{ value: '', label: t('choose') }, ...(reasons.data ?? []).map((r) => ({ value: r.code, label: pick(r.name) }))]} />
          <Field name="note" label={t('note')} lines={2} />
        </Form>
      </Panel>
    </Page>
  )
}
