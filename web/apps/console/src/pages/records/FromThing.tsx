import { post, type DocumentFields, type DocumentForm, type FilledForm } from '@vena/api'
import { Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Opened } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { Back } from './Back.tsx'
import { atField, dataOf } from './filled.ts'
import { FormFields } from './FormFields.tsx'
import { pruned } from './pruned.ts'
import './records.css'

interface FillingProps {
  form: DocumentForm
  filled: FilledForm
  subject: { kind: string; id: string }
}

/** What only people know is asked; everything else comes from the record. */
function Filling({ form, filled, subject }: FillingProps) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const known = filled.data as Record<string, unknown>
  const fields = pruned(form.fields as DocumentFields, known)
  const action = useAction(
    (values: Values, key) => post('/api/records/documents', { body: { form: form.form, subject, data: dataOf(fields, values) as Record<string, never> } }, key),
    (made) => {
      refresh('/api/records')
      void navigate(`/records/documents/${made.document_id}`)
    },
  )
  const signers = form.slots.map((slot) => pick(slot.title)).join(' → ')
  return (
    <Page title={pick(form.title)} aside={<span>{form.code} · {t('document.version', { version: form.version })}</span>}>
      <Panel>
        <p className="muted document-signers">{t('papers.fillHow')} {t('document.signers', { names: signers })}</p>
        <Form action={{ ...action, problem: atField(action.problem) }} submit={t('document.draw')}>
          {Object.keys(fields).length > 0 ? <FormFields fields={fields} data={known} /> : <p>{t('papers.nothing')}</p>}
        </Form>
      </Panel>
    </Page>
  )
}

/** Draws a form from one of a scene's things, with what people add. */
export function Component() {
  const [params] = useSearchParams()
  const wanted = params.get('form') ?? ''
  const [kind = '', id = ''] = (params.get('subject') ?? '').split(':')
  const forms = useGet('/api/records/forms', { query: { subject: kind } })
  const filled = useGet('/api/records/forms/{form}/filled', { path: { form: wanted }, query: { subject: `${kind}:${id}` } })
  return (
    <>
      <Back />
      <Opened from={forms}>
        {(all) => {
          const form = all.find((other) => other.form === wanted)
          return form && <Opened from={filled}>{(data) => <Filling form={form} filled={data} subject={{ kind, id }} />}</Opened>
        }}
      </Opened>
    </>
  )
}
