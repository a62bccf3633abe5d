// The few parts that all pages are made of.
import { ProblemError } from '@vena/api'
import { useEffect, useRef, type ButtonHTMLAttributes, type ReactNode } from 'react'
import { back as goBack } from './route.ts'
import { useWords } from './words.ts'

/** A page: its title, a way back when it is not a tab, and its content. */
export function Page({ title, back, children, aside }: { title: string, back?: string, children: ReactNode, aside?: ReactNode }) {
  const { w } = useWords()
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => { head.current?.focus({ preventScroll: true }) }, [title])
  return (
    <main className="page">
      <header className="head">
        {back && <button type="button" className="back" onClick={() => goBack(back)} aria-label={w.common.back}>‹</button>}
        <h1 ref={head} tabIndex={-1}>{title}</h1>
        {aside}
      </header>
      {children}
    </main>
  )
}

export function Button({ kind = 'plain', busy, children, ...rest }: { kind?: 'first' | 'plain' | 'quiet' | 'danger', busy?: boolean } & ButtonHTMLAttributes<HTMLButtonElement>) {
  return <button type="button" {...rest} className={`button ${kind}`} aria-busy={busy || undefined} disabled={rest.disabled || busy}>{children}</button>
}

/** What went wrong, kindly, with its rule. */
export function Trouble({ problem, again }: { problem?: Error, again?: () => void }) {
  const { w } = useWords()
  if (!problem) return null
  const told = problem instanceof ProblemError ? problem.problem : undefined
  return (
    <div className="trouble" role="alert">
      <strong>{w.problem.title}</strong>
      <p>{told?.detail ?? problem.message}</p>
      {told?.rule && <p className="rule">{w.common.rule} {told.rule}</p>}
      {again && <Button onClick={again}>{w.common.again}</Button>}
    </div>
  )
}

export function Waiting() {
  const { w } = useWords()
  return <p className="waiting" role="status">{w.common.loading}</p>
}

export function Nothing({ title, hint }: { title: string, hint?: string }) {
  return <div className="nothing"><strong>{title}</strong>{hint && <p>{hint}</p>}</div>
}

/** One line of a list that leads somewhere. */
export function Row({ onClick, title, detail, end, mark }: { onClick?: () => void, title: ReactNode, detail?: ReactNode, end?: ReactNode, mark?: boolean }) {
  const content = (
    <>
      <span className="row-text"><span className="row-title">{mark && <span className="dot" />}{title}</span>{detail && <span className="row-detail">{detail}</span>}</span>
      {end && <span className="row-end">{end}</span>}
    </>
  )
  return <li>{onClick ? <button type="button" className="row" onClick={onClick}>{content}<span className="arrow" aria-hidden="true">›</span></button> : <div className="row">{content}</div>}</li>
}

/** Asks once more, in a sheet from below. */
export function Sheet({ title, children, onClose }: { title: string, children: ReactNode, onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const sheet = dialog.current
    const beside = (event: MouseEvent) => { if (event.target === sheet) sheet?.close() }
    sheet?.showModal()
    sheet?.addEventListener('click', beside)
    return () => sheet?.removeEventListener('click', beside)
  }, [])
  return (
    <dialog ref={dialog} className="sheet" aria-label={title} onClose={onClose}>
      <div className="sheet-body"><h2>{title}</h2>{children}</div>
    </dialog>
  )
}
