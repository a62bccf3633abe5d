import type { Can, ProblemDocument } from '@vena/api'
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react'
import { Button } from '../parts/Button.tsx'
import { ProblemBox } from '../parts/ProblemBox.tsx'
import type { Action } from './useAction.ts'
import { Values } from './values.ts'

export const FormProblem = createContext<ProblemDocument | null>(null)

export function useFormProblem(): ProblemDocument | null {
  return useContext(FormProblem)
}

interface FormProps {
  action: Action<Values>
  submit: string
  can?: Can | undefined
  kind?: 'primary' | 'danger'
  /** Beside the submit button. */
  extra?: ReactNode
  resetOnDone?: boolean
  className?: string
  children: ReactNode
}

/** The input that a path of the server means: itself, or the field in which several things were typed (`scans.2`). */
function inputAt(form: HTMLFormElement, path: string): [name: string, input: HTMLElement] | null {
  const parts = path.replace(/\[(\w+)\]/g, '.$1').split('.')
  for (let length = parts.length; length > 0; length--) {
    const name = parts.slice(0, length).join('.')
    const found = form.elements.namedItem(name)
    const input = found instanceof RadioNodeList ? found[0] : found
    if (input instanceof HTMLElement) return [name, input]
  }
  return null
}

/** A form that puts the server's refusal at the input that caused it, and keeps what was typed. */
export function Form({ action, submit, can, kind = 'primary', extra, resetOnDone, className = '', children }: FormProps) {
  const ref = useRef<HTMLFormElement>(null)
  const [placed, setPlaced] = useState('')
  const { problem } = action
  useEffect(() => {
    const found = problem?.field && ref.current ? inputAt(ref.current, problem.field) : null
    setPlaced(found?.[0] ?? '')
    found?.[1].focus()
    // The button stands at the end of a long form, a refusal of the whole at its beginning.
    if (!found) ref.current?.querySelector('.problem')?.scrollIntoView({ block: 'center' })
  }, [problem])
  return (
    <form
      ref={ref}
      className={`form ${className}`}
      onSubmit={async (event) => {
        event.preventDefault()
        const form = event.currentTarget
        if ((await action.run(Values.of(form))) && resetOnDone) form.reset()
      }}
    >
      {problem && !placed && <ProblemBox problem={problem} />}
      <FormProblem value={problem && { ...problem, field: placed }}>{children}</FormProblem>
      <div className="form-foot">
        <Button kind={kind} type="submit" busy={action.pending} can={can}>{submit}</Button>
        {extra}
      </div>
    </form>
  )
}
