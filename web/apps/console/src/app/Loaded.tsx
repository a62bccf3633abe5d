import { EmptyState, ProblemBox } from '@vena/ui'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Answer } from './queries.ts'

/** Shows what was read; until then that it is being read, or why it could not be. */
export function Loaded<T>({ from, children }: { from: Answer<T>; children: (data: T) => ReactNode }) {
  const { t } = useTranslation()
  if (from.data !== undefined) return <>{from.problem && <ProblemBox problem={from.problem} onRetry={from.reload} />}{children(from.data)}</>
  if (from.problem) return <ProblemBox problem={from.problem} onRetry={from.reload} />
  return <div role="status"><EmptyState title={t('loading')} /></div>
}

/** The same for a whole page. */
export function Opened<T>({ from, children }: { from: Answer<T>; children: (data: T) => ReactNode }) {
  if (from.data !== undefined) return <>{children(from.data)}</>
  return <div className="page"><Loaded from={from}>{() => null}</Loaded></div>
}
