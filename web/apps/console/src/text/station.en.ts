import type { stationZh } from './station.zh.ts'

export const stationEn: Record<keyof typeof stationZh, string> = {
  check: 'Pre-donation check', decide: 'Physician\'s decision', toQueue: 'Back to the queue', toCheck: 'Check', toDecide: 'Decide', keep: 'Keep the check', again: 'Checked before: the last check counts', kind: 'Kind of donation',
  byHand: 'Why typed by hand', byHandHow: 'Values that do not come from an instrument need a reason, such as: scale not connected', device: 'Readings of instruments', take: 'Use', taken: 'Used', noReadings: 'No reading to be used in the last fifteen minutes', from: 'From {{device}}',
  pressures: 'Blood pressure', pressureAgain: 'Note this pressure, measure again after a rest', pressureN: 'No. {{n}} {{at}}', group: 'Rapid group', groupNone: 'Not tested',
  live: 'At once', fine: 'What was measured is within its limits', unmeasured: 'Judged once weight, pressure, pulse and temperature are filled in', sexUnknown: 'Check the document first: limits differ by sex', outside: '{{n}} outside their limits', kept: 'Check on record', by: '{{name}} {{at}}', noCheck: 'Nothing was measured yet', noAnswers: 'Not asked yet', notNow: 'This visitor is not at this step now',
  history: 'What may be given', accept: 'May give', refuse: 'May not', reason: 'Why not', reasonHow: 'The donor is told this: be clear and kind', deferral: 'Also enter a deferral', deferralNone: 'None', eventOn: 'Counted from', volume: 'Volume', act: 'Decision', already: 'Decided already', signNow: 'Draw up the health check and the consent: the donor signs by hand on the pad, the physician with their own key.', open: 'Open the donation', donor: 'Donor', answers: 'Questions', answersLater: 'Each answer is shown with the donation', decidedNo: 'Not fit to give',
}
