import type { Product } from '@vena/api'
import { useWords } from '@vena/ui'
import { useMemo } from 'react'
import { useGet } from './queries.ts'
import { useMay } from './session.ts'

export interface Option {
  value: string
  label: string
}

/** Places that a person may choose from, of their own organisation unless `org` says otherwise. */
export function useSites(org?: string, kinds?: string[]): Option[] {
  const { data } = useGet('/api/sites', {}, useMay('platform.site.list'))
  const { lang } = useWords()
  const wanted = kinds?.join(',')
  return useMemo(() => {
    const own = (data ?? []).filter((site) => (!org || site.org_id === org) && (!wanted || wanted.split(',').includes(site.kind)))
    return own.map((site) => ({ value: site.site_id, label: lang === 'en' ? site.name_en : site.name }))
  }, [data, lang, org, wanted])
}

/** The blood products of the rulebook, as the server has them. */
export function useCatalogue(): Product[] {
  return useGet('/api/products').data ?? NONE
}

const NONE: Product[] = []

export function useProducts(): Option[] {
  const products = useCatalogue()
  const { pick } = useWords()
  return useMemo(() => products.map((p) => ({ value: p.product, label: pick(p.name) })), [products, pick])
}
