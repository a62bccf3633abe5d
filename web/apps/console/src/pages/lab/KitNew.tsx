import { post, type LabAssay } from '@vena/api'
import { Button, Check, Field, Form, useAction, useWords, type Values } from '@vena/ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { refresh, useGet } from '../../app/queries.ts'

type Gives = LabAssay['gives']
type Control = LabAssay['controls'][number]
type Expected = NonNullable<Control['expects']>

const GIVES: Gives[] = ['signal', 'ratio', 'detected', 'number', 'group']
const ROLES: Control['role'][] = ['blank', 'negative', 'positive', 'quality']

const range = (values: Values, name: string) => ({ min: values.maybeNumber(`${name}.min`), max: values.maybeNumber(`${name}.max`) })

/** A word of the list of expected results: `detected`, `A`, `+`. */
function expected(word: string | undefined): Expected | undefined {
  if (!word) return undefined
  if (word === 'detected' || word === 'not_detected') return { kind: word }
  return word === '+' || word === '-' ? { kind: 'rhd', rhd: word } : { kind: 'abo', abo: word as 'O' }
}

function controlOf(values: Values, at: number): Control {
  const name = `assay.controls.${at}`
  return { code: values.text(`${name}.code`), role: values.word<Control['role']>(`${name}.role`), marker: values.maybe(`${name}.marker`), count: values.number(`${name}.count`), each: range(values, `${name}.each`), mean: range(values, `${name}.mean`), expects: expected(values.maybe(`${name}.expects`)) }
}

function bodyOf(values: Values, gives: Gives, controls: number) {
  const signal = gives === 'signal'
  return {
    code: values.text('code').toUpperCase(), name: values.text('name'), maker: values.text('maker'), round: values.number('round'), confirms: values.yes('confirms'), source: values.text('source'),
    markers: values.text('markers').split(/[\s,，]+/).filter(Boolean),
    assay: {
      gives, plate: { rows: values.number('assay.plate.rows'), columns: values.number('assay.plate.columns') }, pool_max: gives === 'detected' ? values.number('assay.pool_max') : 1, combined: gives === 'detected' && values.yes('assay.combined'),
      cut_off: signal ? { factor: values.number('assay.cut_off.factor'), plus: values.maybeNumber('assay.cut_off.plus') ?? 0, least: values.maybeNumber('assay.cut_off.least') } : undefined,
      controls: Array.from({ length: controls }, (_, at) => controlOf(values, at)),
    },
  }
}

/** One control as the leaflet has it. */
function ControlFields({ at, gives }: { at: number, gives: Gives }) {
  const { t } = useTranslation()
  const name = `assay.controls.${at}`
  const words: Partial<Record<Gives, { value: string, label: string }[]>> = {
    detected: [{ value: 'not_detected', label: t('kit.expects.not_detected') }, { value: 'detected', label: t('kit.expects.detected') }],
    group: ['O', 'A', 'B', 'AB', '+', '-'].map((value) => ({ value, label: value })),
  }
  const options = words[gives]
  return (
    <fieldset>
      <legend>{t('kit.controlN', { n: at + 1 })}</legend>
      <div className="form-grid">
        <Field name={`${name}.code`} label={t('kit.controlCode')} required maxLength={12} />
        <Field name={`${name}.role`} label={t('kit.role')} required options={ROLES.map((value) => ({ value, label: t(`kit.roles.${value}`) }))} />
        <Field name={`${name}.count`} label={t('kit.count')} type="number" min={1} max={12} required defaultValue={1} />
        <Field name={`${name}.marker`} label={t('kit.controlMarker')} hint={t('kit.controlMarkerHow')} maxLength={40} />
        {options
          ? <Field name={`${name}.expects`} label={t('kit.expected')} required options={options} />
          : ['each', 'mean'].flatMap((part) => ['min', 'max'].map((end) => <Field key={part + end} name={`${name}.${part}.${end}`} label={t(`kit.${part}_${end}` as 'kit.each_min')} type="number" step="any" />))}
      </div>
    </fieldset>
  )
}

/** The instructions of a kit, typed from its leaflet; a second person reads them against it. */
export function KitNew({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { pick } = useWords()
  const [gives, setGives] = useState<Gives>('signal')
  const [controls, setControls] = useState(2)
  const markers = useGet('/api/lab/markers')
  const action = useAction((values: Values, key) => post('/api/lab/kits', { body: bodyOf(values, gives, controls) }, key), () => {
    refresh('/api/lab')
    onClose()
  })
  const known = (markers.data ?? []).map((marker) => `${marker.code} ${pick(marker.name)}`).join('；')
  return (
    <Form action={action} submit={t('kit.enter')} extra={<Button kind="quiet" onClick={onClose}>{t('cancel')}</Button>}>
      <div className="form-grid">
        <Field name="code" label={t('kit.code')} hint={t('kit.codeHow')} required maxLength={30} autoFocus />
        <Field name="name" label={t('kit.name')} required maxLength={100} />
        <Field name="maker" label={t('lab.maker')} required maxLength={100} />
        <Field name="source" label={t('kit.source')} hint={t('kit.sourceHow')} required minLength={2} maxLength={200} />
        <Field name="markers" label={t('lab.marker')} hint={known} required />
        <Field name="round" label={t('lab.round')} hint={t('kit.roundHow')} type="number" min={1} max={20} required defaultValue={1} />
        <Field name="assay.gives" label={t('kit.reading')} required value={gives} onChange={(event) => setGives(event.currentTarget.value as Gives)} options={GIVES.map((value) => ({ value, label: t(`kit.gives.${value}`) }))} />
        <Field name="assay.plate.rows" label={t('kit.rows')} type="number" min={1} max={26} required defaultValue={8} />
        <Field name="assay.plate.columns" label={t('kit.columns')} type="number" min={1} max={48} required defaultValue={12} />
        {gives === 'detected' && <Field name="assay.pool_max" label={t('kit.poolMax')} type="number" min={1} max={48} required defaultValue={8} />}
        {gives === 'signal' && <Field name="assay.cut_off.factor" label={t('kit.factor')} hint={t('kit.factorHow')} type="number" step="any" required />}
        {gives === 'signal' && <Field name="assay.cut_off.plus" label={t('kit.plus')} type="number" step="any" />}
        {gives === 'signal' && <Field name="assay.cut_off.least" label={t('kit.leastLabel')} type="number" step="any" />}
      </div>
      {gives === 'detected' && <Check name="assay.combined" label={t('kit.combined')} />}
      {(gives === 'group' || gives === 'detected') && <Check name="confirms" label={t('kit.confirms')} />}
      {Array.from({ length: controls }, (_, at) => <ControlFields key={at} at={at} gives={gives} />)}
      <p className="row">
        <Button onClick={() => setControls(controls + 1)}>{t('kit.addControl')}</Button>
        {controls > 1 && <Button kind="quiet" onClick={() => setControls(controls - 1)}>{t('kit.dropControl')}</Button>}
      </p>
    </Form>
  )
}
