import { useWidth } from '@vena/ui'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { openPdf, type Pdf } from './open.ts'
import './pages.css'

/** A screen of twice the density is as sharp as eyes are; more only costs memory. */
const DENSEST = 2

interface Opened {
  pdf: Pdf
  /** Height of each page, as parts of its width. */
  shapes: number[]
}

async function shapesOf(pdf: Pdf): Promise<number[]> {
  const pages = await Promise.all(Array.from({ length: pdf.numPages }, (_, i) => pdf.getPage(i + 1)))
  return pages.map((page) => page.getViewport({ scale: 1 })).map(({ width, height }) => height / width)
}

/** The document in these bytes: undefined until it is open, null when it cannot be opened. */
function useOpened(file: Blob): Opened | null | undefined {
  const [opened, setOpened] = useState<Opened | null>()
  useEffect(() => {
    let gone = false
    let pdf: Pdf | undefined
    const open = async () => {
      pdf = await openPdf(file)
      const shapes = await shapesOf(pdf)
      if (gone) void pdf.loadingTask.destroy()
      else setOpened({ pdf, shapes })
    }
    open().catch(() => gone || setOpened(null))
    return () => {
      gone = true
      setOpened(undefined)
      void pdf?.loadingTask.destroy()
    }
  }, [file])
  return opened
}

/** One page, drawn as wide as it is shown; its words are there too for whoever listens instead of looking. */
function Sheet({ pdf, number, shape, width, label }: { pdf: Pdf; number: number; shape: number; width: number; label: string }) {
  const ref = useRef<HTMLCanvasElement>(null)
  const [words, setWords] = useState('')
  useEffect(() => {
    let stop = () => {}
    let gone = false
    const draw = async () => {
      const page = await pdf.getPage(number)
      const canvas = ref.current
      if (gone || !canvas) return
      const viewport = page.getViewport({ scale: (width * Math.min(devicePixelRatio, DENSEST)) / page.getViewport({ scale: 1 }).width })
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      const task = page.render({ canvas, viewport })
      stop = () => task.cancel()
      await task.promise
      const text = await page.getTextContent()
      if (!gone) setWords(text.items.map((item) => ('str' in item ? item.str : '')).join(' '))
    }
    // A drawing that was called off is no fault: the next one is on its way.
    draw().catch((thrown: unknown) => {
      if (!gone) throw thrown
    })
    return () => {
      gone = true
      stop()
    }
  }, [pdf, number, width])
  return (
    <section className="sheet" aria-label={label} data-drawn={words ? '' : undefined}>
      <canvas ref={ref} aria-hidden="true" style={{ aspectRatio: `1 / ${shape}` }} />
      <p className="unseen">{words}</p>
    </section>
  )
}

/** The pages of a document below each other, as wide as there is room; below the last one what belongs to its end. */
export function Pages({ file, broken, children }: { file: Blob; broken: ReactNode; children?: ReactNode }) {
  const { t } = useTranslation()
  const { ref, width } = useWidth<HTMLDivElement>()
  const opened = useOpened(file)
  const count = opened?.shapes.length ?? 0
  return (
    <div ref={ref} className="sheets">
      {opened === null && broken}
      {opened === undefined && <p className="muted" role="status">{t('loading')}</p>}
      {opened && width > 0 && (
        <>
          {opened.shapes.map((shape, i) => <Sheet key={i} pdf={opened.pdf} number={i + 1} shape={shape} width={width} label={t('pad.page', { number: i + 1, count })} />)}
          {children}
        </>
      )}
    </div>
  )
}
