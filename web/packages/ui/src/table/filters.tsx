import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '../parts/Button.tsx'
import { useWords } from '../words.ts'

/** A choice that narrows a list; the first option means all. */
export function FilterSelect({ label, value, options, onChange }: { label: string; value: string; options: { value: string; label: string }[]; onChange: (value: string) => void }) {
  const id = useId()
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </select>
    </div>
  )
}

/** A text that narrows a list, taken over when the person pauses. */
export function FilterText({ label, value, onChange, placeholder }: { label: string; value: string; onChange: (value: string) => void; placeholder?: string }) {
  const id = useId()
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  if (seen !== value) {
    setSeen(value)
    setText(value)
  }
  useEffect(() => {
    if (text === value) return
    const timer = setTimeout(() => onChange(text), 300)
    return () => clearTimeout(timer)
  }, [text, value, onChange])
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="search" value={text} placeholder={placeholder} autoComplete="off" onChange={(event) => setText(event.currentTarget.value)} />
    </div>
  )
}

/** A day that narrows a list. */
export function FilterDay({ label, value, onChange, min, max }: { label: string; value: string; onChange: (value: string) => void; min?: string; max?: string }) {
  const id = useId()
  return (
    <div className="filter">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="date" value={value} min={min || undefined} max={max || undefined} onChange={(event) => onChange(event.currentTarget.value)} />
    </div>
  )
}

interface FindProps {
  label: string
  placeholder?: string
  onFind: (text: string) => void
}

/** A search that is carried out when it is asked for, by Enter or the button: looking for a person may go on record. */
export function FilterFind({ label, placeholder, onFind }: FindProps) {
  const { t } = useWords()
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  return (
    <form
      className="filter filter-find" role="search"
      onSubmit={(event) => {
        event.preventDefault()
        onFind(input.current?.value.trim() ?? '')
      }}
    >
      <label htmlFor={id}>{label}</label>
      <span>
        <input ref={input} id={id} type="search" placeholder={placeholder} maxLength={100} autoComplete="off" enterKeyHint="search" onChange={(event) => event.currentTarget.value === '' && onFind('')} />
        <Button type="submit">{t('table.find')}</Button>
      </span>
    </form>
  )
}
