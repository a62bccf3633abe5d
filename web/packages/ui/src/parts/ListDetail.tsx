import type { ReactNode } from 'react'
import { Link, useOutlet, useSearchParams } from 'react-router'

/** A list, and beside it what is open; on a narrow screen only the latter, with the way back. */
export function ListDetail({ path, back, list }: { path: string; back: string; list: ReactNode }) {
  const detail = useOutlet()
  const [params] = useSearchParams()
  if (!detail) return <div className="list-detail">{list}</div>
  const query = params.toString()
  return (
    <div className="list-detail list-detail-open">
      <div className="list-detail-list">{list}</div>
      <div className="list-detail-detail">
        <Link className="list-detail-back" to={query ? `${path}?${query}` : path}>← {back}</Link>
        {detail}
      </div>
    </div>
  )
}
