import type { confirmZh } from './confirm.zh.ts'

/** Words of the confirmation laboratory. */
export const confirmEn: typeof confirmZh = {
  agent: 'Agent', donation: 'Donation', stage: 'State', stages: { to_sample: 'to be sampled again', to_send: 'to be sent', sent: 'sent', typed: 'to be confirmed', to_notify: 'to be reported', done: 'done' }, due: 'Due', overdue: 'overdue', outcome: 'Result', outcomes: { positive: 'positive', negative: 'negative', indeterminate: 'indeterminate' }, hidden: 'typed; to be read again', known: 'What is known', round: 'sample {{n}}',
  onlyOpen: 'Open only', none: 'Nothing to confirm', noneHow: 'A request opens here with the second signature under a reactive report.', find: 'Donation number',
  chosen: '{{n}} chosen', send: 'Send', list: 'List number', laboratory: 'Laboratory', carrier: 'Carrier', choose: 'Choose', usual: '{{method}} · {{laboratory}}',
  enter: 'Type the result', enterHow: 'As the report says; another person reads it without seeing what you have typed.', report: 'Report number', reportedOn: 'Day of the report', note: 'Bands, titres', confirm: 'Confirm', confirmHow: 'As the report says; it counts when both have read the same.', giveBack: 'Return', giveBackHow: 'When the first was wrong; what was typed is kept.', returnedN: 'returned {{n}}×',
  sample: 'Another sample', sampledOn: 'Sampled on', sampleFrom: 'from {{day}} on', notify: 'Report to the CDC', card: 'Card number', sentBy: '{{list}} · {{carrier}}', by: 'typed by {{typed}} · confirmed by {{confirmed}}', notified: 'card {{card}}',
}
