import type { zh } from './zh.ts'

/** Words of the console in English. */
export const en: typeof zh = {
  brand: 'City blood network', all: 'All', choose: 'Choose', loading: 'Loading…', remove: 'Remove', cancel: 'Cancel', reason: 'Reason', note: 'Note', yes: 'Yes', no: 'No', bags: 'bags',
  scene: {
    recruit: 'Recruit', collect: 'Collect', lab: 'Test', process: 'Prepare', store: 'Store', transport: 'Transport', issue: 'Issue', transfuse: 'Transfuse', care: 'Care', govern: 'Govern',
    platform: 'Platform', sense: 'Sensors', ledger: 'Ledger',
  },
  job: {
    donors: 'Donors', donations: 'Donations', judge: 'Results', receive: 'Receive', prepare: 'Split, label', release: 'Release', units: 'Stock', putAway: 'Put away', storeDiscard: 'Discard',
    handOver: 'Hand over', shipments: 'Shipments', cases: 'Missing', slips: 'Slips', orders: 'Orders', hospitalStock: 'Our stock', patients: 'Patients', match: 'Crossmatch', hospitalDiscard: 'Discard', messages: 'Messages',
    cityStock: 'City stock', ownStock: 'Stock levels', holds: 'Holds', imports: 'Imports', users: 'Users', roles: 'Roles', audit: 'Audit',
  },
  jobHow: {
    donors: 'Register donors and see when they may give again', donations: 'Questions, check, number on bag and tubes, collection', judge: 'Enter results, two signatures, one verdict', receive: 'Scan in freshly collected blood',
    prepare: 'Split into components, print and re-scan labels', release: 'Through the release gate, signed by two', units: 'Find blood by group, product and expiry', putAway: 'Scan it, shelve it', storeDiscard: 'Give the reason, confirm by two',
    handOver: 'Scan the box, note its temperature, take it', shipments: 'Pack, hand over, receive', cases: 'Bags missing from a box, until they are accounted for', slips: 'Movements inside the station', orders: 'First to expire, first out, with a reason for every bag', hospitalStock: 'What this hospital holds, and for how long', patients: 'Patients, samples and blood groups',
    match: 'Crossmatch, dispense, bedside check by two', hospitalDiscard: 'One asks, another confirms', messages: 'Tell donors that their blood was used', cityStock: 'How many days each group and product will last', ownStock: 'How many days this hospital’s blood will last',
    holds: 'Blood held back, and why', imports: 'Read old tables, correct rejected rows', audit: 'Who did what, who looked at whom', users: 'Who may sign in, and as what', roles: 'What each role may do',
  },
  signIn: {
    title: 'Sign in', username: 'Account', password: 'Password', enter: 'Sign in', demo: 'Demo accounts', demoHow: 'This city is invented. Choose a role to sign in.', offline: 'The server cannot be reached, try again',
    motto: 'One bag of blood, from one arm to another: someone answers for every step, and every step can be proven.', art: 'The ten signs of the work, from recruiting to governing, along one vein from the donor’s arm to the patient’s arm',
  },
  home: { hello: 'Hello, {{name}}', usual: 'Your usual jobs' },
  lost: { title: 'Lost', what: 'There is no such page', how: 'The address may be mistyped, or the page has moved.', home: 'Back to the start', broken: 'This page failed' },
  stock: {
    now: 'Available now', grid: 'Stock by product and blood group', sum: 'Total', legend: 'Grades', sites: '{{reporting}} of {{total}} sites reporting', days: '{{count}} days of cover',
    soon: '{{count}} expire in 72 h', cell: '{{product}} {{group}}: {{units}} bags, {{grade}}', onDemand: 'on demand', goal: 'Goal: {{days}} days · {{source}}',
  },
  productClass: { whole_blood: 'Whole blood', red_cells: 'Red cells', platelets: 'Platelets', plasma: 'Plasma', cryoprecipitate: 'Cryo', granulocytes: 'Granulocytes' },
  unit: {
    number: 'Donation number', group: 'Group', product: 'Product', volume: 'Volume', state: 'State', place: 'Place', expires: 'Expires', collected: 'Collected', code: 'Product code',
    custody: 'Custody', promise: 'Reserved', donation: 'Whole donation', whole: 'Show the whole donation', about: 'This bag', family: 'Same donation', proof: 'Record and proof',
    events: 'Events', eventsOf: '{{count}}', signed: 'Signed by two', late: 'Recorded late', sealed: 'Sealed', sealedOf: '{{sealed}} of {{all}}', proofFile: 'Download the proof, to be checked offline', truncated: 'This family is too large to be shown in full.', notYours: 'Your role does not see a bag’s life', notYoursHow: 'Ask a colleague of quality or of the blood bank when you need it.',
  },
  promise: { free: 'Free', promised: 'Promised to an order', committed: 'Committed to an order', matched: 'Crossmatched', dispensed: 'Dispensed to a patient' },
  hold: {
    excursion: 'temperature', recall: 'recall', look_back: 'look-back', investigation: 'investigation', found: 'found again', damaged: 'damaged', group_conflict: 'group conflict', patient_report: 'patient report',
  },
  fact: {
    volume_ml: 'Volume, mL', group: 'Group', marker: 'Marker', outcome: 'Outcome', position: 'Position', hold: 'Kind of hold', sample: 'Sample', until: 'Valid until', to: 'To', ward: 'Ward', added_ml: 'Added, mL', loss_ml: 'Loss, mL',
    purpose: 'Purpose', recipient: 'Recipient', recall: 'Recall',
  },
  outcome: { non_reactive: 'non-reactive', reactive: 'reactive', neutral: 'not applicable' },
  purpose: { fractionation: 'fractionation', research: 'research', delivery: 'delivery', internal: 'internal transfer', quarantine: 'to quarantine' },
  holds: { open: 'Hold', openHow: 'Everything that was made of it is held back too.', kind: 'Kind', lift: 'Lift a hold', one: 'Held', recall: 'Recall or hold by donation number', numbersHow: 'Several at once, separated by spaces or lines', done: '{{count}} bags held back', empty: 'Nothing is held back', emptyHow: 'Blood held for temperature, recall or investigation is listed here.' },
  step: {
    accepted: 'May give', bound: 'Number bound', completed: 'Completed', refused: 'Not to donate', cancelled: 'Cancelled', waiting: 'Waiting', typed: 'Entered', signed: 'Signed once', judged: 'Judged',
    qualified: 'Qualified', rejected: 'Rejected', group_conflict: 'Group conflict', expected: 'Expected', received: 'Received', split: 'To be labelled', labelled: 'To be released', proposed: 'Waits for second', confirmed: 'Confirmed',
    released: 'Released', submitted: 'Submitted', part_allocated: 'Partly allocated', allocated: 'Allocated', part_issued: 'Partly issued', issued: 'Issued', promised: 'Promised', damaged: 'Damaged', missing: 'Missing',
    packed: 'Packed', good: 'Good', handed_over: 'On the way', matched: 'Crossmatched', lapsed: 'Lapsed', incompatible: 'Incompatible', emergency: 'Emergency, unsigned', emergency_signed: 'Emergency, signed', dispensed: 'Dispensed', starting: 'Waits for second check',
    running: 'Running', finished: 'Finished', returned: 'Returned', pending: 'Waits for second', done: 'Discarded', withdrawn: 'Withdrawn', queued: 'Queued', delivered: 'Delivered', withheld: 'Withheld',
    active: 'Active', disabled: 'Closed', discarded: 'Discarded', done_case: 'Closed',
  },
  sex: { male: 'Male', female: 'Female' },
  documentKind: { citizen_id: 'Citizen identity card', passport: 'Passport' },
  orgKind: { station: 'Blood station', hospital: 'Hospital', commission: 'Health commission' },
  donor: {
    name: 'Name', person: 'Sex and age', age: '{{count}} years', document: 'Document number', documentKind: 'Document', phone: 'Phone', last: 'Last donation', lastOn: 'last on {{day}}', eligible: 'Eligibility', born: 'Date of birth', sex: 'Sex',
    may: 'May give', mayNot: 'Not to donate', from: 'May give from {{day}}', until: 'until {{day}}', forever: 'permanent', find: 'Find a person', findHow: 'Name, pinyin, phone or document', new: 'Register a donor', register: 'Register',
    none: 'Nobody found', empty: 'No donors yet', emptyHow: 'Begin with “Register a donor”; with an identity card its number is enough.', unmask: 'Show real details', unmaskDo: 'Record the reason and show', unmaskHow: 'Your name, the time and the reason are put on record.',
    unmasked: 'Real details are shown; they are masked again when you leave this page.', donations: 'Donations', times: '{{count}}', groupUnknown: 'until two results agree', told: 'Wants to be told of use', registered: 'Registered', deferrals: 'Deferrals', noDeferral: 'No deferral stands',
    collect: 'Begin a donation', consent: 'The donor wants to be told when the blood was used', same: 'Somebody has the same name and birthday', sameHow: 'Ask the person. Only when it is somebody else, choose “Somebody else, register”.', notSame: 'Somebody else, register',
  },
  deferral: {
    new: 'Enter a deferral', enter: 'Enter', code: 'Reason', temporary: 'For a time', permanent: 'Permanent', until: 'Last day', untilHow: 'As the rule says; you may change it. From the day after, the person may give.', permanentHow: 'A permanent deferral has no last day; only another person can lift it.', keep: 'Keep the reason from view', alwaysConfidential: 'This reason is always confidential.',
    note: 'Medical note', noteHow: 'Kept sealed; only those who may see the reason read it.', lift: 'Lift', liftHow: 'Eligibility is worked out anew at once.', reveal: 'Show reasons', sealed: 'Confidential: choose “Show reasons” and say why', physician: 'A physician may see why', history: 'Everything entered, with reasons', hide: 'Hide', stands: 'Stands', over: 'Over', lifted: 'Lifted',
    made: 'entered by {{by}} {{at}}', liftedBy: 'lifted by {{by}} {{at}}: {{why}}', byLab: 'the laboratory', byStaff: 'staff', confidential: 'confidential',
  },
  donation: {
    donor: 'Donor', state: 'State', registered: 'Registered', new: 'New donation', empty: 'No donations yet', emptyHow: 'Find or register the donor, then fill in questions and check.', for: 'Donor', inquiry: 'Health questions ({{version}})', check: 'Pre-donation check', volume: 'Volume to give',
    judge: 'Submit and judge', refusedWhy: 'Why this person should not give', bind: 'Bind the donation number', bindDo: 'Check and bind', bagScan: 'Scan the bag', tubeScans: 'Scan the tubes', tubeHow: 'At least {{count}}, separated by spaces', lot: 'Bag lot', medium: 'Anticoagulant', bagExpires: 'Bag expires',
    complete: 'End of collection', completeDo: 'Record the collection', started: 'Began', ended: 'Ended', collected: 'Collected volume', reaction: 'Donor reaction', noReaction: 'None', reactionNote: 'About the reaction', selfExcluded: 'The donor asked in confidence that this blood not be used',
    bag: 'Bag', boundAt: 'Bound', line: 'Show the life line', cancelled: 'Cancelled', cancel: 'Cancel the donation', cancelHow: 'When nothing was collected; a number that was bound is not used again.', needle: 'Needle in', needleHow: 'Needed when the needle went in: the interval counts from then.',
  },
  answers: {
    all: 'Show every answer', shown: 'Every answer is shown, the confidential ones too; they are masked again when you leave this page.', masked: 'Without the answers to confidential questions.', usual: 'These answers all allow a donation', unknown: '{{count}} questions are not in today’s inquiry: only their codes are shown', count: 'All {{count}} questions and answers',
  },
  check: { weight_kg: 'Weight', systolic_mmhg: 'Systolic', diastolic_mmhg: 'Diastolic', pulse_per_min: 'Pulse', temperature_c: 'Temperature', hb_g_l: 'Haemoglobin', endurance_athlete: 'Endurance athlete' },
  severity: { mild: 'Mild', moderate: 'Moderate', severe: 'Severe' },
  lab: {
    state: 'State', missing: 'Missing', missingOf: '{{first}} and more, {{count}} in all', empty: 'No samples waiting', emptyHow: 'Samples appear here by themselves when a collection ends.', non_reactive: 'Non-reactive', reactive: 'Reactive',
    results: 'Results', marker: 'Marker', round: 'Round', value: 'Result', reagent: 'Reagent', typed: 'Entered by', sign_tester: 'Sign as tester', sign_checker: 'Sign as checker', findings: 'About the verdict', version: 'Version', judged: 'Judged',
    enter: 'Enter results', correct: 'Correct results (opens a new version)', correctWhy: 'Why corrected', save: 'Save results', roundN: 'Round {{round}}', maker: 'Reagent maker', lot: 'Reagent lot', instrument: 'Instrument',
    pooled: 'Nucleic acids were run as a pool', retest: 'Retest and confirm', retestHow: 'A reactive first run is repeated in duplicate with the same reagent; a reactive pool is resolved by single tests; an RhD-negative needs the weak D confirmation.', repeat: 'Which retest',
  },
  receive: { scans: 'Bags', how: 'One a line: donation number, label or identifier; submit them together.', do: 'Receive', done: 'Just received', none: 'Nothing received yet' },
  process: { state: 'Step', find: 'Donation number or product', empty: 'No blood in the component hall', emptyHow: 'Scan bags in “Receive” first; then split them here.' },
  split: {
    title: 'Split', do: 'Confirm the split', add: 'Add a component', additive: 'Additive in it', medium: 'Medium', sum: '{{have}} + {{added}} mL → {{out}} mL', loss: 'loss {{ml}} mL', over: '{{ml}} mL too much', barred: 'Products that cannot be made now ({{count}})',
  },
  label: {
    title: 'Label and check', codes: 'Codes on the label', print: 'Print label', check: 'Check label', scan: 'Scan the label on the bag', scanHow: 'Scan each code on the label once, one a line.', appearance: 'Appearance', normal: 'Normal', abnormal: 'Abnormal', noteHow: 'Needed when abnormal', storage: 'Store at',
  },
  release: {
    proposed: 'Proposed', bags: 'Bags', state: 'State', first: 'First person', second: 'Second person', result: 'Result', outcome: '{{released}} released, {{refused}} stopped', ready: '{{ready}} of {{units}} ready', new: 'Propose a release', empty: 'No releases yet',
    emptyHow: 'Choose checked bags in “Propose a release”; they enter stock only when a second person confirms.', choose: 'Bags waiting for release', noneWaiting: 'No checked bags', chooseFirst: 'Choose bags first', gate: 'Release gate', propose: 'Sign and propose ({{count}} bags)', title: 'Release of {{count}} bags', confirm: 'Check and sign',
    open: 'Ready', closed: '{{count}} not met', all: 'All {{count}} lines', supply: '(supplied by {{who}})',
  },
  store: { empty: 'No blood in store', emptyHow: 'Released and shelved bags stand here, soonest to expire first.' },
  stockState: { available: 'Available', promised: 'Promised', quarantine: 'Not released', held: 'Held', rejected: 'Rejected', expired: 'Expired', in_transit: 'In transit' },
  putAway: { unit: 'Bag', unitHow: 'Scan the label, or type the donation number', position: 'Position', positionHow: 'for example rack 3, level 2', do: 'Put away', done: 'Just put away', none: 'Nothing put away yet' },
  discard: {
    at: 'Proposed', cause: 'Cause', state: 'State', new: 'Propose a discard', empty: 'No discards', emptyHow: 'A discard needs a reason and a second person.', units: 'Bags', unitsHow: 'Bag identifiers, one a line', propose: 'Sign and propose', confirm: 'Confirm discard', withdraw: 'Withdraw', withdrawHow: 'The bag stays in stock and may be used.',
  },
  urgency: { routine: 'Routine', urgent: 'Urgent', emergency: 'Emergency' },
  order: {
    number: 'Order', hospital: 'Hospital', lines: 'Asked for', state: 'State', neededBy: 'Needed by', created: 'Submitted', new: 'New order', empty: 'No orders', emptyHow: 'Orders of the hospitals are allocated here, with a reason for every bag.', urgency: 'Urgency', deliverTo: 'Deliver to',
    bags: 'Bags', substitution: 'Compatible groups will do', substitutionYes: 'compatible groups will do', addLine: 'Add a line', send: 'Submit order', allocate: 'Allocate', issue: 'Issue {{count}} bags', cancel: 'Cancel order', cancelled: 'Why cancelled', withdraw: 'Take back a bag',
    progress: 'promised {{promised}} · issued {{issued}} · received {{received}}', told: 'Looked at {{considered}} bags, took {{taken}} · {{by}} {{at}}', short: '{{count}} bags short', left: 'The {{count}} bags not taken, and why', until: 'expires {{at}}', units: 'Bags ({{count}})',
  },
  shipment: {
    number: 'Shipment', from: 'From', to: 'To', bags: 'Bags', state: 'State', packed: 'Packed', box: 'Box', vehicle: 'Vehicle', driver: 'Driver', new: 'Pack a box', empty: 'No shipments', emptyHow: 'Once an order is issued, its bags are packed, handed over and received here.', order: 'Order', orderHow: 'Everything issued goes into one box',
    pack: 'Pack', handOver: 'Hand over', receive: 'Receive', temp: 'Temperature in the box', tempOut: 'At hand-over', tempIn: 'On receipt', range: 'Allowed', condition: 'Condition', gave: 'Given by', took: 'Received by', notYet: 'Not signed yet', cancel: 'Unpack', cancelHow: 'Until it is handed over: its bags wait for another box.', cancelled: 'Cancelled', units: 'In the box ({{count}})',
  },
  handOver: {
    title: 'Waiting: {{count}}', waiting: 'Boxes waiting for hand-over', scan: 'Scan the code on the box', find: 'Find this box', compare: 'Check the code', notWaiting: 'This box is not waiting', notThis: 'Not this box: it should be {{box}}', right: 'The right box', take: 'Take over this box', taken: 'Taken over', next: 'Next box', back: 'Waiting', sign: 'Plus or minus',
    range: 'Allowed {{range}}; leave empty when the box has no thermometer', load: '{{bags}} bags', since: 'waiting {{time}}', sinceTaken: 'on the way {{time}}', mine: 'With me: {{count}}', empty: 'No box is waiting', emptyHow: 'As soon as the issuer has packed a box it appears here.',
  },
  slip: {
    title: 'Transport slip', number: 'Slip', bags: 'Bags', sent: 'Sent', received: 'Received', way: 'Departments', how: 'How', byGroup: 'Bags by group', lines: 'Bags ({{count}})', positive: 'RhD positive, in all', negative: 'RhD negative, in all',
    empty: 'No slips', emptyHow: 'Slips are listed here once their table has been read in “Imports”.',
  },
  case: { open: 'Open', closed: 'Closed', close: 'Close the case', outcome: 'What became of it', arrived: 'Arrived later', came_back: 'Came back to the station', lost: 'Lost', empty: 'Nothing is missing', emptyHow: 'Bags marked missing on receipt are followed up here.' },
  audit: { at: 'Time', who: 'Person', operation: 'Operation', outcome: 'Outcome', path: 'On', find: 'Person or thing', done: 'Done', refused: 'Refused by a rule', denied: 'Not allowed', viewed: 'Looked at private data' },
  condition: { good: 'Good', damaged: 'Damaged', missing: 'Missing' },
  hospital: { now: 'In this hospital', split: 'free {{free}} · crossmatched {{matched}} · held {{held}}', empty: 'No blood in this hospital', emptyHow: 'Submit an order; what you receive appears here.' },
  patient: {
    record: 'Record number', recordHow: 'As on the wristband', name: 'Name', ward: 'Ward', new: 'Register a patient', create: 'Register', find: 'Find a patient', findHow: 'Record number, name or pinyin', none: 'Nobody found', empty: 'No patients yet', emptyHow: 'Register a patient and a sample, then crossmatch.', unconfirmed: 'Group not confirmed', groups: 'Blood group records', noGroup: 'No group result yet',
    historic: 'Historic group', historicHow: 'A valid record counts as one of two results', sample: 'Sample', history: 'Historic record',
  },
  sample: { title: 'Samples', number: 'Sample', drawn: 'Drawn', group: 'Group result', create: 'Register sample', until: 'valid until {{at}}', lapsed: 'lapsed' },
  match: {
    cancel: 'Cancel the match', cancelHow: 'The bag is then free for another patient.', cancelled: 'Cancelled',
    title: 'Crossmatch {{number}}', patient: 'Patient', patientGroup: 'Patient’s group', state: 'State', until: 'Valid until', new: 'New crossmatch', create: 'Record crossmatch', empty: 'No crossmatches', emptyHow: 'Choose a patient and scan a bag.', crossmatch: 'Crossmatch', emergencyWhy: 'Why an emergency',
    emergencyHow: 'Another physician must sign; the crossmatch follows.', approval: 'Approval of another ABO group', approvalHow: 'For plasma and platelets of another group', dispense: 'Dispense', look: 'Appearance', lookOk: 'Normal', lookNot: 'Abnormal', dispensed: 'Dispensed', bedside: 'Bedside check', firstCheck: 'First check',
    secondCheck: 'Second check', wristband: 'Scan the wristband', bag: 'Scan the bag', started: 'Began', finish: 'End the transfusion', given: 'Given', reaction: 'Reaction', severity: 'Severity (1–4)', ended: 'Ended', return: 'Return to the blood bank', minutesOut: 'Minutes out', sealIntact: 'Seal intact',
    spiked: 'Already spiked', returned: 'Returned', later: 'Crossmatch afterwards', signEmergency: 'Sign for the emergency as physician',
  },
  crossmatch: { compatible: 'Compatible', incompatible: 'Incompatible', not_required: 'Not required', emergency: 'Emergency, left out' },
  message: { at: 'Time', to: 'To', text: 'Message', state: 'State', empty: 'No messages yet', emptyHow: 'Donors who wish it are told when their blood has been given.' },
  import: {
    file: 'File', kind: 'Kind', rows: 'Rows', accepted: 'Accepted', rejected: 'Rejected', duplicate: 'Duplicate', at: 'Read', by: 'By', new: 'Read a file', read: 'Read', fileHow: 'CSV or tab-separated text, just as it is.', columns: 'Columns needed:', empty: 'Nothing imported yet',
    emptyHow: 'Choose a table from an old system; every row ends accepted or rejected, with reasons.', already: 'This file was read before: nothing was changed.', encoding: 'Encoding', outcome: 'Outcome', row: 'Row {{row}}', correct: 'Correct', resubmit: 'Submit again', history: 'Corrected {{count}} times, last by {{by}}', moreRows: 'Only the first 200 rows are shown; narrow them by outcome above.',
  },
  user: {
    name: 'Name', username: 'Account', roles: 'Roles', org: 'Organisation', site: 'Place', state: 'State', find: 'Name, pinyin or account', new: 'New user', create: 'Create', none: 'No users found', password: 'Password', setPassword: 'Set password', saveRoles: 'Save roles', disable: 'Close account', enable: 'Reopen account', disabledAt: 'Closed',
  },
}
