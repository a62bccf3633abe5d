import type { ReactNode } from 'react'
import { Sign } from './StateWord.tsx'

/** What a scan came out as, to be read at arm's length: colour, sign and word over the whole width. */
export function Verdict({ tone, title, children }: { tone: 'good' | 'danger'; title: string; children?: ReactNode }) {
  return (
    <div className={`verdict verdict-${tone}`} role={tone === 'good' ? 'status' : 'alert'}>
      <Sign tone={tone} />
      <div><b>{title}</b>{children && <div>{children}</div>}</div>
    </div>
  )
}
