import { useEffect, type ReactNode } from 'react'

interface PageProps {
  title: string
  /** Beside the title: as-of time, completeness, state. */
  aside?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** One screen: its title is also the window's title. */
export function Page({ title, aside, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${title} · Vena`
  }, [title])
  return (
    <article className="page">
      <header className="page-head">
        <h1>{title}</h1>
        {aside && <div className="page-aside">{aside}</div>}
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </article>
  )
}

export function Panel({ title, aside, children, className = '' }: { title?: string; aside?: ReactNode; children: ReactNode; className?: string }) {
  return (
    <section className={`panel ${className}`}>
      {title && <header className="panel-head"><h2>{title}</h2>{aside}</header>}
      {children}
    </section>
  )
}

/** Facts as pairs, aligned. */
export function Facts({ items }: { items: [string, ReactNode][] }) {
  return <dl className="facts">{items.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value ?? '—'}</dd></div>)}</dl>
}
