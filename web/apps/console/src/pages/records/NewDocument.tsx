import { get, post, type DocumentFields, type DocumentForm } from '@vena/api'
import { Button, EmptyState, Field, Form, Page, Panel, useAction, useWords, type Values } from '@vena/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { Loaded } from '../../app/Loaded.tsx'
import { refresh, useGet } from '../../app/queries.ts'
import { atField, dataOf } from './filled.ts'
import { FormFields } from './FormFields.tsx'
import { Back } from './Back.tsx'
import './records.css'

/** Only the invented city fills in invented people. */
function useDemo(): boolean {
  const system = useQuery({ queryKey: ['/api/system'], queryFn: ({ signal }) => get('/api/system', {}, signal), staleTime: Infinity })
  return system.data?.demo ?? false
}

function Filling({ form }: { form: DocumentForm }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const demo = useDemo()
  const [given, setGiven] = useState<{ times: number; data: Record<string, unknown> }>({ times: 0, data: {} })
  const fields = form.fields as DocumentFields
  const action = useAction(
    (values: Values, key) => post('/api/records/documents', { body: { form: form.form, data: dataOf(fields, values) as Record<string, never> } }, key),
    (made) => {
      refresh('/api/records')
      void navigate(`/records/documents/${made.document_id}`)
    },
  )
  const example = () => setGiven({ times: given.times + 1, data: (form.example ?? {}) as Record<string, unknown> })
  const signers = form.slots.map((slot) => pick(slot.title)).join(' → ')
  return (
    <Panel title={pick(form.title)} aside={<span className="muted">{form.code} · {t('document.version', { version: form.version })}</span>}>
      <p className="muted document-signers">{t('document.signers', { names: signers })}</p>
      <Form action={{ ...action, problem: atField(action.problem) }} submit={t('document.draw')} extra={demo && form.example ? <Button onClick={example}>{t('document.example')}</Button> : null}>
        <FormFields key={given.times} fields={fields} data={given.data} />
      </Form>
    </Panel>
  )
}

/** Chooses a form, fills it in, and has it drawn. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [params, setParams] = useSearchParams()
  const forms = useGet('/api/records/forms')
  const wanted = params.get('form') ?? ''
  return (
    <>
      <Back />
      <Page title={t('document.new')}>
        <Loaded from={forms}>
          {(all) => {
            const form = all.find((other) => other.form === wanted)
            if (all.length === 0) return <EmptyState glyph="档" title={t('document.noForm')}><p>{t('document.noFormHow')}</p></EmptyState>
            return (
              <>
                <div className="short-wide"><Field name="form" label={t('document.form')} required value={form ? wanted : ''} onChange={(event) => setParams(event.currentTarget.value ? { form: event.currentTarget.value } : {}, { replace: true })} options={[{ value: '', label: t('choose') }, ...all.map((other) => ({ value: other.form, label: `${pick(other.title)} · ${other.code}` }))]} /></div>
                {form && <Filling key={form.form} form={form} />}
              </>
            )
          }}
        </Loaded>
      </Page>
    </>
  )
}
