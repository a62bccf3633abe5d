import type { recallZh } from './recall.zh.ts'

/** Words of look-backs and recalls. */
export const recallEn: typeof recallZh = {
  recall: {
    no: 'Number', cause: 'Cause', kind: 'Concerns', state: 'Progress', opened: 'Opened', donations: 'Donations', units: 'Units', answered: 'Confirmed by', left: 'To do', words: 'In words', conclusion: 'Conclusion', confirmedBy: 'Confirm until', closedBy: 'Close until',
    causes: { reactive: 'Reactive result', post_donation: 'Told after donation', patient: 'Infected patient', reagent: 'Reagent', instrument: 'Instrument', consumable: 'Consumable', collection: 'Collection', other: 'Other' },
    kinds: { donations: 'Donation numbers', reagent: 'Lot of a reagent', instrument: 'Instrument and time', consumable: 'Lot of a consumable', site: 'Place and time' },
    items: { kit: 'Bags', needle: 'Needles', tube: 'Tubes', pouch: 'Pouches' },
    lives: { collected: 'to be received', in_process: 'in the hall', stock: 'in stock', issued: 'on a ward', transfused: 'transfused', discarded: 'discarded', consumed: 'made into others', exported: 'given away', lost: 'lost' },
    opens: { settled: 'Settled', judge: 'To be judged', follow: 'Follow the patient', search: 'To be found' },
    lot: 'Lot', instrument: 'Instrument', item: 'Item', lotNo: 'Lot', site: 'Place', from: 'From', to: 'Until before', numbersHow: 'Several, with blanks or new lines between them', sameDonor: 'Donor', sameDonorYes: 'Every donation of the same donor', sameDonorNo: 'These donations only', drill: 'In earnest?', drillNo: 'In earnest', drillYes: 'Exercise',
    new: 'Open a look-back or recall', newHow: 'First see what it reaches. Then everything concerned is stopped at once, in hospitals too, and everybody who has any is told. An exercise stops nothing.', ask: 'See what it reaches', do: 'Stop it all and open', askAgain: 'Change it', reached: '{{donations}} donations, {{units}} units, {{holders}} organisations',
    openOnes: 'Open', closed: 'Closed', confirmUntil: '{{silent}} to confirm until {{until}}', closeUntil: 'close until {{until}}', none: 'No look-back or recall', noneHow: 'A reactive result opens one by itself; quality opens others.',
    bags: '{{count}} units', bagsN: '{{count}} units', leftN: '{{count}} to do', donationsN: '{{count}} donations', nobodyHas: 'No hospital has or has used any of this blood.', confirmed: 'confirmed by {{name}}, {{at}}', silent: 'not confirmed',
    follow: 'Report', followHow: 'Whether the patient was told and tested, and what came of it. No names.', acknowledge: 'Confirm', acknowledgeHow: 'What was found is kept apart; report on each unit that was transfused.', close: 'Close', closeHow: 'What was found out and what was done. It is not changed afterwards.', drillHow: 'This is an exercise: no blood is stopped. Confirm as you would in earnest.',
  },
}
