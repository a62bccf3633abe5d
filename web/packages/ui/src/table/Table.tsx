import { useCallback, useEffect, useRef, type ReactNode } from 'react'
import { Link, useNavigate } from 'react-router'
import { day } from '../format.ts'
import { Button } from '../parts/Button.tsx'
import { useWords } from '../words.ts'
import { download, toCsv } from './csv.ts'
import { useHidden } from './useColumns.ts'
import { useRowKeys } from './useRowKeys.ts'

export interface Column<T> {
  key: string
  title: string
  cell: (row: T) => ReactNode
  /** What the export writes; a column without it is not exported. */
  text?: (row: T) => string | number
  align?: 'end'
  /** Left out where the list stands beside its detail. */
  wide?: boolean
  /** Text that needs the whole width of a phone. */
  block?: boolean
  /** Put away until somebody asks for it. */
  spare?: boolean
}

export interface TableProps<T> {
  /** Names the list in kept settings and in the exported file. */
  id: string
  caption: string
  columns: Column<T>[]
  /** Undefined while being read, null when that failed (the page says why). */
  rows: T[] | null | undefined
  rowKey: (row: T) => string
  href?: (row: T) => string
  filters?: ReactNode
  empty?: ReactNode
  more?: { next: boolean; load: () => void; busy: boolean } | undefined
  current?: string | undefined
  choosing?: Choosing<T> | undefined
}

/** Rows that are picked out for one act over all of them. */
export interface Choosing<T> {
  chosen: ReadonlySet<string>
  onChange: (chosen: Set<string>) => void
  /** Whether this row may be picked. */
  may: (row: T) => boolean
  /** Names a row for those who do not see it. */
  label: (row: T) => string
}

function Tools<T>({ id, columns, shown, rows, more, hidden, toggle }: Pick<TableProps<T>, 'id' | 'columns' | 'rows' | 'more'> & { shown: Column<T>[]; hidden: string[]; toggle: (key: string) => void }) {
  const { t } = useWords()
  const list = rows ?? []
  const save = () => {
    const written = shown.filter((column) => column.text)
    const body = list.map((row) => written.map((column) => column.text?.(row) ?? ''))
    download(`vena-${id}-${day(Date.now())}.csv`, toCsv(written.map((column) => column.title), body))
  }
  return (
    <div className="table-tools">
      <span className="table-count">{t(more?.next ? 'table.countMore' : 'table.count', { count: list.length })}</span>
      <details className="table-columns">
        <summary>{t('table.columns')}</summary>
        <ul>
          {columns.slice(1).map((column) => (
            <li key={column.key}><label><input type="checkbox" checked={!hidden.includes(column.key)} onChange={() => toggle(column.key)} />{column.title}</label></li>
          ))}
        </ul>
      </details>
      <Button kind="quiet" onClick={save}>{t('table.export')}</Button>
      <Button kind="quiet" onClick={() => window.print()}>{t('table.print')}</Button>
    </div>
  )
}

const classOf = <T,>(column: Column<T>) => [column.align === 'end' && 'end', column.wide && 'wide', column.block && 'block'].filter(Boolean).join(' ') || undefined

function Cell<T>({ column, row, href, first }: { column: Column<T>; row: T; href: string | undefined; first: boolean }) {
  const content = column.cell(row)
  return (
    <td data-title={column.title} className={classOf(column)}>
      {first && href ? <Link to={href}>{content}</Link> : content}
    </td>
  )
}

function ChooseAll<T>({ rows, rowKey, choosing }: { rows: T[]; rowKey: TableProps<T>['rowKey']; choosing: Choosing<T> }) {
  const { t } = useWords()
  const open = rows.filter(choosing.may).map(rowKey)
  const all = open.length > 0 && open.every((key) => choosing.chosen.has(key))
  const turn = () => choosing.onChange(new Set(all ? [] : open))
  return <th scope="col" className="choose"><input type="checkbox" aria-label={t('table.chooseAll')} checked={all} disabled={open.length === 0} onChange={turn} /></th>
}

function turned(chosen: ReadonlySet<string>, key: string): Set<string> {
  const next = new Set(chosen)
  if (!next.delete(key)) next.add(key)
  return next
}

function Choose<T>({ row, name, choosing }: { row: T; name: string; choosing: Choosing<T> }) {
  const box = <input type="checkbox" aria-label={choosing.label(row)} checked={choosing.chosen.has(name)} onChange={() => choosing.onChange(turned(choosing.chosen, name))} />
  return <td className="choose">{choosing.may(row) ? box : null}</td>
}

function Rows<T>({ rows, shown, props, row, setRow }: { rows: T[]; shown: Column<T>[]; props: TableProps<T>; row: number; setRow: (index: number) => void }) {
  const navigate = useNavigate()
  const at = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    void at.current?.scrollIntoView({ block: 'nearest' })
  }, [row])
  return rows.map((item, index) => {
    const key = props.rowKey(item)
    const href = props.href?.(item)
    const className = [index === row && 'row-cursor', key === props.current && 'row-current', href && 'row-link'].filter(Boolean).join(' ')
    return (
      // A row is opened with the mouse anywhere; by keyboard through its first cell's link.
      // eslint-disable-next-line jsx-a11y/click-events-have-key-events
      <tr
        key={key} ref={index === row ? at : null} className={className}
        aria-current={key === props.current ? 'true' : undefined}
        onClick={(event) => {
          setRow(index)
          const busy = (event.target as HTMLElement).closest('a, button, input, select, label') || window.getSelection()?.toString()
          if (href && !busy) void navigate(href)
        }}
      >
        {props.choosing && <Choose row={item} name={key} choosing={props.choosing} />}
        {shown.map((column, i) => <Cell key={column.key} column={column} row={item} href={href} first={i === 0} />)}
      </tr>
    )
  })
}

/** A dense list: keyboard, chosen columns, export and print. On a phone each row becomes a small card. */
export function Table<T>(props: TableProps<T>) {
  const { id, caption, columns, rows, href, filters, empty, more } = props
  const { t } = useWords()
  const navigate = useNavigate()
  const { hidden, toggle } = useHidden(id, columns.filter((column) => column.spare).map((column) => column.key))
  const shown = columns.filter((column, i) => i === 0 || !hidden.includes(column.key))
  const open = useCallback((index: number) => {
    const row = rows?.[index]
    if (row && href) void navigate(href(row))
  }, [rows, href, navigate])
  const { choosing, rowKey } = props
  const choose = useCallback((index: number) => {
    const row = rows?.[index]
    if (row && choosing?.may(row)) choosing.onChange(turned(choosing.chosen, rowKey(row)))
  }, [rows, choosing, rowKey])
  const [row, setRow] = useRowKeys(rows?.length ?? 0, open, choosing && choose)
  return (
    <section className="table-frame" aria-label={caption}>
      <div className="table-bar">{filters && <div className="table-filters">{filters}</div>}<Tools {...{ id, columns, shown, rows, more, hidden, toggle }} /></div>
      {rows?.length === 0 ? (empty ?? <p className="table-none">{t('table.noMatch')}</p>) : (
        <div className="table-scroll">
          <table className={choosing ? 'table table-choosing' : 'table'}>
            <caption className="unseen">{caption}</caption>
            <thead><tr>{choosing && <ChooseAll rows={rows ?? []} rowKey={rowKey} choosing={choosing} />}{shown.map((column) => <th key={column.key} scope="col" className={classOf(column)}>{column.title}</th>)}</tr></thead>
            <tbody>{rows && <Rows rows={rows} shown={shown} props={props} row={row} setRow={setRow} />}</tbody>
          </table>
          {rows === undefined && <p className="table-none" role="status">{t('table.loading')}</p>}
        </div>
      )}
      {more?.next && <div className="table-more"><Button busy={more.busy} onClick={more.load}>{t('table.more')}</Button></div>}
    </section>
  )
}
