import type { Can } from '@vena/api'
import { useId, type ButtonHTMLAttributes, type ReactNode } from 'react'
import { useWords } from '../words.ts'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'primary' | 'plain' | 'danger' | 'quiet'
  busy?: boolean
  /** The server's word on whether this may be done; a refusal is shown beside the button, never only as grey. */
  can?: Can | undefined
  children: ReactNode
}

export function Button({ kind = 'plain', busy, can, children, onClick, type = 'button', ...rest }: ButtonProps) {
  const { pick } = useWords()
  const id = useId()
  const barred = can !== undefined && !can.ok
  const reason = barred ? pick(can.reason?.reason) : ''
  return (
    <span className="button-with-reason">
      <button
        {...rest}
        type={type}
        className={`button button-${kind}`}
        aria-disabled={barred || busy || undefined}
        aria-busy={busy || undefined}
        aria-describedby={reason ? id : undefined}
        onClick={(event) => (barred || busy ? event.preventDefault() : onClick?.(event))}
      >
        {children}
      </button>
      {reason && <small id={id} className="button-reason">{reason} {can?.reason?.rule && <code>{can.reason.rule}</code>}</small>}
    </span>
  )
}
