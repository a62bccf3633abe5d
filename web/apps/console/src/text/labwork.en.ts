import type { labWorkZh } from './labwork.zh.ts'

/** The same in English. */
export const labWorkEn: typeof labWorkZh = {
  signing: {
    as: 'Sign as', issued: 'Issued', judged: 'Signed twice, to be issued', signers: { tester: 'Tester', checker: 'Checker', issuer: 'Issuer' }, group: 'Group', infectious: 'Infectious markers', allNonReactive: '{{count}} non-reactive', by: 'Signed by', alone: 'Look at it alone',
    count: '{{ready}} can be signed together; in {{alone}} something stands out: open each of them.', do: { tester: 'Sign as tester ({{count}})', checker: 'Sign as checker ({{count}})', issuer: 'Issue ({{count}})' }, done: '{{count}} signed', none: 'No report waits for a signature', noneHow: 'Reports appear here as soon as they are complete.',
  },
  run: {
    due: 'Waiting', noKits: 'No kit is approved yet. Enter its leaflet under “Kits”; another person approves it.', waits: 'wait', again: '{{n}} to retest', nobody: 'Nothing waits', oldest: 'the oldest has waited {{time}}', plannedN: '{{n}} laid out',
    plan: 'Lay out', planDo: 'Lay out and number', noLot: 'No lot may be used: receive one, compare it, and let another person release it.', noInstrument: 'No instrument may be used: all are stopped or out of calibration.', lotUntil: '{{lot}} (until {{day}})', pool: 'Donations a well', poolHow: 'Size of the pools; 1 is single testing',
    fill: 'Fill up with', fillHow: 'Those that have waited longest, until the plate is full', tubes: 'Scan tubes', tubesHow: 'One donation number a line, in the order of the rack; scanned ones stand first', no: 'Run', kit: 'Kit', samples: 'Samples', planned: 'Laid out', none: 'No runs yet', noneHow: 'Choose a kit above and lay a run out.',
    states: { planned: 'Open', accepted: 'Valid', void: 'Void', cancelled: 'Cancelled' },
    controls: 'Controls', controlsLater: 'Once every control is read, this says whether the run is valid.', control: 'Control', read: 'Readings', mean: 'Mean', verdict: 'Judged', good: 'As it should be', valid: 'Controls are good', invalid: 'Controls failed: the run is void', cutOff: '{{marker}}: cut-off {{value}}',
    well: 'Well {{name}}', repeat: 'retest {{n}}', plate: 'Plate', donations: '{{n}} samples', closed: 'Closed', close: 'Close the run', cancel: 'Cancel', void: 'Declare void', voidHow: 'A power cut, a mix-up, a spilt plate. A void run says nothing of any sample; all of them wait again.',
    cells: { empty: 'not read', once: 'one has typed, another has to', differs: 'two have typed different things', read: 'read' },
    tones: { control: 'Control', empty: 'Not read', once: 'Typed once', differs: 'Differs', read: 'Read', reactive: 'Reactive or gray zone', negative: 'Non-reactive', spoilt: 'Not readable' },
    signs: { control: 'C', empty: '·', once: '½', differs: '≠', read: '✓', reactive: '＋', negative: '−', spoilt: '✗' },
    byRun: 'What an approved kit tests comes from runs and is not typed here.', typed: 'typed', type: 'Type readings', asPool: 'pool', asOne: 'combined', typeCombined: 'One reading for each well stands for {{markers}}; what is reactive is told apart by another kit. Another person types it again without seeing this.', typeHow: 'Two people type, neither sees the figures of the other; what both have typed alike counts. For a well that cannot be read type “/” and say why.', noNumber: 'This is no number', spoilt: 'Not readable', spoiltWhy: 'Why wells are not readable', spoiltHow: 'Clot, bubble, too little, error of the instrument', notDetected: 'Not detected', detected: 'Detected', mute: 'Internal control missing',
    paste: 'Paste the table of a reader', pasteHow: 'The whole plate: a line for each row, columns apart by blanks or tabs; headings and letters are left out', pasteDo: 'Fill in',
  },
  arrival: {
    at: 'Received', lines: 'Lines', line: 'Line', taken: 'In wells', way: 'By', ways: { astm: 'ASTM', hl7: 'HL7', table: 'File' }, no: 'Message', by: 'Let in by', show: 'Show', onlyKept: 'With something to settle', keptN: '{{n}} lines to settle', allTaken: 'Nothing left to settle', none: 'Nothing has come yet', noneHow: 'Analysers on a line send by themselves; a table that one has written is imported here.',
    import: 'Import a file', importDo: 'Import', importHow: 'The first line names the columns: sample, test, result; also unit, run, well, flag. Lines that cannot be read or placed are kept as they are until somebody settles them.', file: 'File (CSV)', specimen: 'Sample', outcome: 'What became of it', inRun: 'In a run', settled: 'Settled', settle: 'Settle', settleHow: 'Say why this line belongs in no run.', again: 'Place again',
  },
  chart: {
    runs: 'Runs', last: 'Last', none: 'No control was read yet', noneHow: 'Controls appear here by themselves when their runs are closed.', mean: 'Mean', sd: 'Standard deviation', baseline: 'Runs of the baseline', basis: 'Rules from', points: 'Run by run', value: 'Value', z: 'From the mean (s)', rules: 'Westgard rules', inside: 'In control', picture: 'Chart of a control, {{n}} runs',
    tooFew: 'The first {{needed}} valid runs give mean and deviation; there are {{have}}, and nothing is judged yet.',
  },
  reagent: {
    states: { received: 'To be compared', compared: 'To be released', open: 'In use', refused: 'Refused', finished: 'Finished' },
    all: 'With finished ones', none: 'No reagents', noneHow: 'A lot is compared with the one in use, and another person releases it.', receive: 'Receive a lot', receiveDo: 'Register', expires: 'Use before', tests: 'Tests', used: 'Used', comparison: 'Comparison', decided: 'Released by', expired: 'Expired',
    compare: 'Compare lots', compareDo: 'Save', compareHow: 'The same samples with both lots: negative, weak and positive ones.', samples: 'Samples', agreed: 'Alike', accept: 'Release', refuse: 'Refuse', finish: 'Stop using it',
  },
  bench: {
    code: 'Code', name: 'Name', maker: 'Maker', model: 'Model', serial: 'Serial number', until: 'Calibrated until', since: 'Stopped', ready: 'Ready', out: 'Stopped', calibrate: 'Calibrated', calibrateDo: 'Save', certificate: 'Certificate and outcome', stop: 'Stop using it', resume: 'Use again',
    codes: 'Codes of tests', codesHow: 'One a line: code=marker, for example HBs=HBSAG; a code that is the marker needs no line', codesDo: 'Save codes', codesN: '{{n}}', register: 'Register an instrument', registerDo: 'Register', none: 'No instruments', noneHow: 'Runs are laid out for registered instruments; one that is stopped or out of calibration takes none.',
  },
  kit: {
    code: 'Code', codeHow: 'A known code makes its next version', name: 'Name', source: 'Leaflet', sourceHow: 'Version and date', roundHow: 'Which of the independent results it gives', reading: 'Reading', rows: 'Rows', columns: 'Columns', factor: 'Factor', factorHow: 'Cut-off = factor × mean of the negatives + constant', plus: 'Constant', leastLabel: 'Lowest cut-off', poolMax: 'Largest pool', confirms: 'Confirms only (weak D, telling nucleic acids apart)', combined: 'One reading stands for all markers (combined nucleic acids)',
    gives: { signal: 'Signal (OD, light)', ratio: 'S/CO', detected: 'Detected or not (internal control)', number: 'Number', group: 'Blood group' }, roles: { blank: 'Blank', negative: 'Negative control', positive: 'Positive control', quality: 'Quality control' }, expects: { detected: 'Detected', not_detected: 'Not detected' },
    controlN: 'Control {{n}}', controlCode: 'Label', role: 'Kind', count: 'Wells', controlMarker: 'Only for marker', controlMarkerHow: 'Empty: all of them', expected: 'Comes out as', each_min: 'Each at least', each_max: 'Each at most', mean_min: 'Mean at least', mean_max: 'Mean at most', addControl: 'Another control', dropControl: 'Drop the last',
    versionN: 'version {{n}}', read: 'Read and approve', enter: 'Enter', new: 'Enter a kit', none: 'No kits', noneHow: 'Typed from the leaflet; it counts once another person has read it against the leaflet.', approve: 'Agrees with the leaflet: approve', approved: 'Approved', waiting: 'To be approved', by: 'Entered / approved', says: 'What the leaflet says', plate: '{{rows}} × {{columns}} plate', pool: 'pools of up to {{n}}', cutOff: 'cut-off = {{factor}} × mean of the negatives + {{plus}}', least: 'at least {{least}}', each: 'each', mean: 'mean',
  },
}
