import { useFormProblem } from '@vena/ui'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'

/** One question with two answers and none chosen beforehand: silence is not an answer. */
export function Question({ name, text }: { name: string; text: string }) {
  const { t } = useTranslation()
  const id = useId()
  const problem = useFormProblem()
  const wrong = problem?.field === name
  return (
    <div className="question" role="radiogroup" aria-labelledby={id} aria-invalid={wrong || undefined}>
      <span id={id}>{text}{wrong && <em className="field-problem">{problem.detail}</em>}</span>
      <span className="segments">
        {(['yes', 'no'] as const).map((value) => <label key={value}><input type="radio" name={name} value={value} required />{t(value)}</label>)}
      </span>
    </div>
  )
}
