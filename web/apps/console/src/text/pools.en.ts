import type { poolsZh } from './pools.zh.ts'

/** Words of pools: several bags of one group in one bag. */
export const poolsEn: typeof poolsZh = {
  make: 'Make a pool', count: '{{n}} bags ({{min}}–{{max}})', scanHow: 'Scan bag after bag, number or label: platelets of one group whose tests are in order', made: 'Pooled; now print its label:', do: 'Pool',
  sum: '{{group}}, {{n}} bags, {{ml}} mL in all', number: 'Pool number', numberHow: 'Scan a number label that was never used; no donation number', volume: 'Volume of the pool', loss: 'Loss',
  candidates: 'May be pooled', none: 'No bag that may be pooled', noneHow: 'Platelets that were prepared stand here once their tests are in order.', until: 'ends {{at}}', add: 'Add', taken: 'Added', more: 'Only the 200 that end first are shown.',
  why: { unknown: 'is not among the bags that may be pooled', twice: 'was scanned already', group: 'is of another group than the first', full: 'No more bags go in' },
  list: 'Pools', members: 'Made of', find: 'Number of pool or donation', noList: 'No pool yet.',
}
