import type { ReactNode } from 'react'

/** An empty page that teaches: what would stand here and how it comes about. */
export function EmptyState({ glyph, title, children }: { glyph?: string; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      {glyph && <span className="empty-glyph" aria-hidden="true">{glyph}</span>}
      <p className="empty-title">{title}</p>
      {children && <div className="empty-how">{children}</div>}
    </div>
  )
}
