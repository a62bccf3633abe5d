import { post } from '@vena/api'
import { Field, Form, Page, Panel, useAction, useWords, Values } from '@vena/ui'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { refresh, useGet } from '../../app/queries.ts'

/** The file's bytes untouched, so that the server can tell its encoding. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000))
  return btoa(text)
}

/** Reads a table of another system; every row ends accepted or rejected with its reasons. */
export function Component() {
  const { t } = useTranslation()
  const { pick } = useWords()
  const navigate = useNavigate()
  const kinds = useGet('/api/import-kinds')
  const [kind, setKind] = useState('')
  const file = useRef<HTMLInputElement>(null)
  const action = useAction(async (values: Values, key) => {
    const chosen = file.current?.files?.[0]
    const content_base64 = chosen ? await base64(chosen) : ''
    return post('/api/imports', { body: { kind: values.text('kind'), file_name: chosen?.name ?? '', content_base64 } }, key)
  }, (report) => {
    refresh('/api/imports')
    void navigate(`/govern/imports/${report.import_id}`)
  })
  const known = kinds.data?.find((other) => other.kind === kind)
  return (
    <Page title={t('import.new')}>
      <Panel>
        <Form action={{ ...action, run: (values) => action.run(new Values({ ...values.toJSON(), file: fileKey(file.current?.files?.[0]) })) }} submit={t('import.read')}>
          <Field name="kind" label={t('import.kind')} required value={kind} onChange={(e) => setKind(e.currentTarget.value)} options={[{ value: '', label: t('choose') }, ...(kinds.data ?? []).map((k) => ({ value: k.kind, label: pick(k.title) }))]} />
          <div className="field"><label htmlFor="import-file">{t('import.file')}</label><input ref={file} id="import-file" type="file" accept=".csv,.txt,text/csv" required /><small className="field-hint">{t('import.fileHow')}</small></div>
          {known && <p className="muted">{t('import.columns')} {known.columns.filter((c) => c.filled).map((c) => c.name).join('、')}</p>}
        </Form>
      </Panel>
    </Page>
  )
}

/** Tells one file from another, so that a second press is the same intent and a second file is not. */
function fileKey(file: File | undefined): string {
  return file ? `${file.name}:${file.size}:${file.lastModified}` : ''
}
