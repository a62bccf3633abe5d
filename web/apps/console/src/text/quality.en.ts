import type { qualityZh } from './quality.zh.ts'

export const qualityEn: typeof qualityZh = {
  quality: {
    month: 'Month', product: 'Product', made: 'Made', due: 'Due', drawn: 'Drawn', taken: 'Taken', state: 'State', outside: 'Outside', indicator: 'Indicator', results: 'Results', share: 'Inside', unit: 'Donation number', where: 'Where', drawnAt: 'Drawn at', by: 'Taken by', samples: 'Samples',
    none: 'Nothing that is sampled was made this month', noneHow: 'How many are due follows from what was made.', noSamples: 'No samples yet', noSamplesHow: 'Press “Draw what is due”: the program draws at random.', draw: 'Draw what is due', drew: '{{n}} units drawn',
    states: { in_control: 'In control', open: 'Under way', out: 'Out of control' }, steps: { drawn: 'To be taken', taken: 'To be tested', tested: 'Tested', replaced: 'Replaced' },
    take: 'Take the sample', takeHow: 'Fetch the drawn unit at {{where}} and scan its label. No other unit will do.', scan: 'Scan the label', takenAs: 'What is taken', bag: 'The whole bag, discarded afterwards', segment: 'A segment', replace: 'Cannot be taken: draw another', replaceHow: 'Only what was issued, has expired or was discarded is replaced; the ledger gives the reason.', why: 'Why it was replaced',
    type: 'Enter results', typeHow: 'Some now, some later; each counts once another person has confirmed it.', waits: 'Waits for its second person', confirm: 'Equals the record: confirm', return: 'Return', returnWhy: 'Why it is returned', confirmed: 'Confirmed', returned: 'Returned', typedBy: 'Typed by', limits: 'Limits', value: 'Measured', basis: 'Source', inside: 'Inside', out: 'Outside', noSize: 'Size unknown, cannot be judged', ml: '{{n}} mL drawn',
  },
  deviation: {
    none: 'No deviations', noneHow: 'A month out of control opens one by itself; people open others here.', number: 'Number', title: 'What', opened: 'Opened', due: 'Close by', state: 'State', open: 'Open', closed: 'Closed', overdue: 'Overdue', actions: 'Actions', new: 'Open a deviation', what: 'What has happened', place: 'Place', lots: 'Lots', create: 'Open', origin: 'Found by', origins: { equipment: 'Machine of the hall', quality_control: 'Quality control', person: 'A person' }, units: 'Units',
    step: 'Step', steps: { immediate: 'Immediate action', investigation: 'Investigation', root_cause: 'Root cause', effectiveness: 'Check of the effect' }, said: 'Text', write: 'Add', written: 'What was found', nothing: 'Nothing is written yet', kinds: { corrective: 'Corrective', preventive: 'Preventive' }, kind: 'Kind', action: 'What is to be done', owner: 'Owner (sign-in name)', dueOn: 'Due on', add: 'Add an action', note: 'What was done', finish: 'Report as done', verify: 'Verify', verified: 'Verified', done: 'Done, to be verified', pending: 'Not done', close: 'Close the deviation',
  },
}
