import { useId, type InputHTMLAttributes, type ReactNode } from 'react'
import { useWords } from '../words.ts'
import { useFormProblem } from './Form.tsx'
import { grouped, type Option } from './options.ts'

interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'children'> {
  name: string
  label: string
  hint?: string
  unit?: string
  /** With options the field is a list to choose from. */
  options?: Option[]
  lines?: number
}

/** The refusal of what goes by this name, where it was typed. */
export function FieldProblem({ id, name }: { id?: string; name: string }) {
  const { t } = useWords()
  const problem = useFormProblem()
  if (problem?.field !== name) return null
  return (
    <span className="field-problem" id={id} role="alert">
      {problem.detail || problem.title}
      {problem.rule && <small>{t('problem.rule')} <code>{problem.rule}</code></small>}
    </span>
  )
}

/** One labelled input; optional ones say so, the refusal of the server stands below it. */
export function Field({ name, label, hint, unit, options, lines, required, className = '', ...rest }: FieldProps) {
  const { t } = useWords()
  const id = useId()
  const wrong = useFormProblem()?.field === name
  const shared = {
    id, name, required,
    'aria-invalid': wrong || undefined,
    'aria-describedby': [hint && `${id}-hint`, wrong && `${id}-problem`].filter(Boolean).join(' ') || undefined,
  }
  const control = controlOf({ options, lines, shared, rest })
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}{!required && <em>{t('form.optional')}</em>}</label>
      {unit ? <span className="field-with-unit">{control}<span>{unit}</span></span> : control}
      {hint && <small id={`${id}-hint`} className="field-hint">{hint}</small>}
      <FieldProblem id={`${id}-problem`} name={name} />
    </div>
  )
}

function Options({ options }: { options: Option[] }) {
  return grouped(options).map(({ name, members }) => {
    const list = members.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)
    return name ? <optgroup key={name} label={name}>{list}</optgroup> : list
  })
}

interface ControlProps {
  options: FieldProps['options']
  lines: number | undefined
  shared: Record<string, unknown>
  rest: Omit<InputHTMLAttributes<HTMLInputElement>, 'children'>
}

function controlOf({ options, lines, shared, rest }: ControlProps): ReactNode {
  if (options) {
    const list = rest as unknown as React.SelectHTMLAttributes<HTMLSelectElement>
    return (
      <select {...shared} {...list}>
        <Options options={options} />
      </select>
    )
  }
  if (lines) return <textarea {...shared} {...(rest as React.TextareaHTMLAttributes<HTMLTextAreaElement>)} rows={lines} />
  return <input type="text" autoComplete="off" {...shared} {...rest} />
}

/** A yes-or-no that is a real checkbox; unchecked is simply absent from the values. */
export function Check({ name, label, ...rest }: InputHTMLAttributes<HTMLInputElement> & { name: string; label: string }) {
  const id = useId()
  return (
    <div className="check">
      <input id={id} type="checkbox" name={name} value="true" {...rest} />
      <label htmlFor={id}>{label}</label>
      <FieldProblem id={`${id}-problem`} name={name} />
    </div>
  )
}
