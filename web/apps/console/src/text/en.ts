import { boxesEn, sessionsEn } from './sessions.en.ts'
import { aftercareEn } from './aftercare.en.ts'
import { bookingsEn } from './bookings.en.ts'
import { donorFileEn } from './donorfile.en.ts'
import { stationEn } from './station.en.ts'
import { visitsEn } from './visits.en.ts'
import { devicesEn } from './devices.en.ts'
import { tripsEn } from './trips.en.ts'
import { flowEn, lotEn, reactionEn } from './room.en.ts'
import { padEn } from './pad.en.ts'
import { standingEn } from './standing.en.ts'
import { hallEn } from './hall.en.ts'
import { recallEn } from './recall.en.ts'
import { labWorkEn } from './labwork.en.ts'
import { qualityEn } from './quality.en.ts'
import type { zh } from './zh.ts'
import { confirmEn } from './confirm.en.ts'
import { poolsEn } from './pools.en.ts'
import { samplesEn } from './samples.en.ts'

/** Words of the console in English. */
export const en: typeof zh = {
  brand: 'City blood network', all: 'All', choose: 'Choose', loading: 'Loading…', remove: 'Remove', cancel: 'Cancel', reason: 'Reason', note: 'Note', yes: 'Yes', no: 'No', bags: 'bags',
  visit: visitsEn,
  hall: hallEn,
  pools: poolsEn,
  samples: samplesEn,
  confirm: confirmEn,
  station: stationEn,
  booking: bookingsEn,
  device: devicesEn,
  trip: tripsEn,
  reaction: reactionEn,
  lot: lotEn,
  flow: flowEn,
  ...aftercareEn,
  session: sessionsEn,
  box: boxesEn,
  scene: {
    records: 'Documents',
    recruit: 'Recruit', collect: 'Collect', lab: 'Test', process: 'Prepare', store: 'Store', transport: 'Transport', issue: 'Issue', transfuse: 'Transfuse', care: 'Care', govern: 'Govern',
    platform: 'Platform', sense: 'Sensors', ledger: 'Ledger',
  },
  job: {
    documents: 'Documents', keeping: 'Retention', certificates: 'Certificates', toSign: 'To sign',
    duplicates: 'Duplicates', reentries: 'Re-entry', blocks: 'Exclusions elsewhere', rules: 'Rules of giving',
    donors: 'Donors', bookings: 'Bookings', sites: 'Collection sites', groups: 'Groups', plan: 'Plan of sessions', coverage: 'Half an hour around', showModel: 'Who comes', chairs: 'Chairs', donations: 'Donations', queue: 'Queue', trips: 'Trips', devices: 'Instruments', sessions: 'Days', boxes: 'Boxes', boxCases: 'Missing from boxes', leavings: 'Deletions', reactions: 'Reactions', lots: 'Lots', judge: 'Results', samples: 'Receive samples', racks: 'Racks', disposals: 'Destroy samples', confirmations: 'Confirmations', signOff: 'Sign reports', runs: 'Runs', arrivals: 'From analysers', charts: 'Control charts', reagents: 'Reagents', bench: 'Lab instruments', kits: 'Kits', receive: 'Receive', hall: 'Hall', batches: 'Batches', shifts: 'Shifts', equipment: 'Machines', programmes: 'Programmes', supplies: 'Supplies', prepare: 'Split, label', pools: 'Pools', release: 'Release', units: 'Stock', putAway: 'Put away', storeDiscard: 'Discard',
    quality: 'Quality control', environment: 'Environment', deviations: 'Deviations',
    handOver: 'Hand over', shipments: 'Shipments', cases: 'Missing', slips: 'Slips', orders: 'Orders', hospitalStock: 'Our stock', patients: 'Patients', match: 'Crossmatch', hospitalDiscard: 'Discard', messages: 'Messages', gifts: 'Gifts', donorReports: 'Donors’ reports',
    cityStock: 'City stock', ownStock: 'Stock levels', holds: 'Holds', recalls: 'Recalls', imports: 'Imports', users: 'Users', roles: 'Roles', audit: 'Audit',
  },
  jobHow: {
    queue: 'Who waits for what and how long; calls',
    trips: 'Plan a vehicle, take its package, settle what comes back',
    devices: 'Whether instruments speak and their readings count; silence is an alarm',
    documents: 'Draw up, sign, file and find documents', keeping: 'Documents whose time is over: kept or destroyed, by two people', certificates: 'What you sign with: get, report lost, export', toSign: 'Documents that you may sign now',
    duplicates: 'Two files that may be of one person: compare, merge by two', reentries: 'Who was excluded: wait, test again, decide by two', blocks: 'Exchange exclusions with other stations, as hashes', rules: 'Who may give, how often, how much: each with its source',
    reactions: 'Who had one, what is due, when to call', lots: 'Lots of bags, needles, tubes: receive, open, recall',
    sessions: 'Count bags, tubes and forms, explain, close', boxCases: 'Bags that were not scanned: found, or their loss signed', leavings: 'Who wants to be deleted: what goes, what the law keeps, the answer', boxes: 'Pack by scan, seal, send, open and check',
    donors: 'Register donors and see when they may give again', bookings: 'Times of the day, check in, book for a caller, waiting list', sites: 'Hours, days that differ, chairs, machines, stops', groups: 'Places first, names later', plan: 'A week of people, targets and conflicts', coverage: 'How many people are within half an hour', showModel: 'Who is likely to come, and how right that was', chairs: 'Ask again, bind by scan, needle in and out, rest', donations: 'Questions, check, number on bag and tubes, collection', judge: 'Results, retests and verdicts, one by one', samples: 'Each tube against the list: missing, extra, of no use', racks: 'Which tube stands where', disposals: 'Samples whose time is over: together, confirmed, handed over', confirmations: 'What was reactive: sent, read by two, reported by law', signOff: 'Tester, checker, issuer; what is in order is signed together', runs: 'Lay out what waits, two people type, controls decide', arrivals: 'What came on lines and in files, and what nobody could place', charts: 'How controls go from run to run, and which rules they break', reagents: 'Receive, compare lots, release, stop', bench: 'Calibration, stopping and using again', kits: 'Leaflets, limits of controls, cut-offs', receive: 'Scan in freshly collected blood',
    hall: 'What each bag may still become, by when, and what waits where', batches: 'Scan the machine, scan the bags, begin and end', shifts: 'What stands open goes to the next shift, signed by two', equipment: 'Calibration, stopping and using again', programmes: 'Programmes approved by a second person, plans and their sources', supplies: 'Filters, wafers, solutions: received and let in',
    quality: 'What is sampled each month, results by two, in control or not', environment: 'Germs, temperature and humidity of the rooms, what is missed and what is outside', deviations: 'What went wrong, why, what is done, closing',
    prepare: 'Split into components, print and re-scan labels', pools: 'Platelets of one group into one bag', release: 'Through the release gate, signed by two', units: 'Find blood by group, product and expiry', putAway: 'Scan it, shelve it', storeDiscard: 'Give the reason, confirm by two',
    handOver: 'Scan the box, note its temperature, take it', shipments: 'Pack, hand over, receive', cases: 'Bags missing from a box, until they are accounted for', slips: 'Movements inside the station', orders: 'First to expire, first out, with a reason for every bag', hospitalStock: 'What this hospital holds, and for how long', patients: 'Patients, samples and blood groups',
    match: 'Crossmatch, dispense, bedside check by two', hospitalDiscard: 'One asks, another confirms', gifts: 'What each site has: receive, hand out, count', messages: 'Told donors: bookings, results, blood used', donorReports: 'Unwell, call backs, complaints; longest waiting first', cityStock: 'How many days each group and product will last', ownStock: 'How many days this hospital’s blood will last',
    holds: 'Blood held back, and why', recalls: 'Stop, tell, follow each unit to its end', imports: 'Read old tables, correct rejected rows', audit: 'Who did what, who looked at whom', users: 'Who may sign in, and as what', roles: 'What each role may do',
  },
  signIn: {
    title: 'Sign in', username: 'Account', password: 'Password', enter: 'Sign in', demo: 'Demo accounts', demoHow: 'This city is invented. Choose a role to sign in.', offline: 'The server cannot be reached, try again',
    or: 'or', key: 'Sign in with a security key', token: 'Sign in with a USB key', tokenOther: 'Use a USB key of this machine', tokenNone: 'No USB key that can sign in was found: plug it in, and see that a certificate is stored on it.', tokenKey: 'USB key', tokenPin: 'PIN of the USB key', servicePin: 'Authorization of the signature service',
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
    accepted: 'May give', bound: 'Number bound', started: 'Running', completed: 'Completed', refused: 'Not to donate', cancelled: 'Cancelled', waiting: 'Waiting', typed: 'Entered', signed: 'Signed once', judged: 'To be issued',
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
    may: 'May give', mayNot: 'Not to donate', from: 'May give from {{day}}', until: 'until {{day}}', forever: 'permanent', find: 'Find a person', findHow: 'Any part of name or pinyin, initials, phone or document (also its last four), or scan', new: 'Register a donor', register: 'Register',
    none: 'Nobody found', empty: 'No donors yet', emptyHow: 'Begin with “Register a donor”; with an identity card its number is enough.', unmask: 'Show real details', unmaskDo: 'Record the reason and show', unmaskHow: 'Your name, the time and the reason are put on record.',
    unmasked: 'Real details are shown; they are masked again when you leave this page.', donations: 'Donations', times: '{{count}}', groupUnknown: 'until two results agree', told: 'Wants to be told of use', registered: 'Registered', deferrals: 'Deferrals', noDeferral: 'No deferral stands',
    arrive: 'Let in', consent: 'The donor wants to be told when the blood was used', same: 'There are files much like this person', sameHow: 'Ask the person. Only when it is somebody else, choose “Somebody else, register”.', notSame: 'Somebody else, register',
  },
  deferral: {
    new: 'Enter a deferral', enter: 'Enter', code: 'Reason', temporary: 'For a time', permanent: 'Permanent', until: 'Last day', untilHow: 'As the rule says; you may change it. From the day after, the person may give.', permanentHow: 'A permanent deferral has no last day: it is lifted by re-entry only, and never where its code has no protocol.', keep: 'Keep the reason from view', alwaysConfidential: 'This reason is always confidential.',
    note: 'Medical note', noteHow: 'Kept sealed; only those who may see the reason read it.', lift: 'Lift', liftHow: 'Eligibility is worked out anew at once.', reveal: 'Show reasons', sealed: 'Confidential: choose “Show reasons” and say why', physician: 'A physician may see why', history: 'Everything entered, with reasons', hide: 'Hide', stands: 'Stands', over: 'Over', lifted: 'Lifted',
    made: 'entered by {{by}} {{at}}', liftedBy: 'lifted by {{by}} {{at}}: {{why}}', byLab: 'the laboratory', byStaff: 'staff', confidential: 'confidential',
  },
  donation: {
    atChair: 'Open the chair', next: 'Next', nextHow: { accepted: 'At the chair: ask who it is again, bind bag and tubes by scan, needle in. After a power cut the same steps are typed, each with its time.', bound: 'Bag and tubes are bound: ask who it is at the chair, then the needle.', started: 'The blood flows: record at the chair when the needle comes out.' },
    donor: 'Donor', state: 'State', registered: 'Registered', empty: 'No donations yet', emptyHow: 'Once a physician has decided in the queue, the donation appears here.', inquiry: 'Health questions ({{version}})', check: 'Pre-donation check', volume: 'Volume to give',
    refusedWhy: 'Why this person should not give', lot: 'Bag lot', bagExpires: 'Bag expires', typed: 'Why the maker’s label was typed',
    started: 'Began', ended: 'Ended', collected: 'Collected volume', reaction: 'Donor reaction', noReaction: 'None', selfExcluded: 'The donor asked in confidence that this blood not be used',
    bag: 'Bag', boundAt: 'Bound', line: 'Show the life line', cancelled: 'Cancelled', cancel: 'Cancel the donation', cancelHow: 'When nothing was collected; a number that was bound is not used again. While a needle is in, first record at the chair that it came out or was in vain.', needle: 'Needle in',
  },
  chair: {
    empty: 'Nobody waits for a chair', emptyHow: 'Donors appear here when the physician has accepted them.', minutes: '{{count}} min', paused: 'Paused', needsSecond: 'Second person needed', mayLeave: 'May leave', chair: 'Chair', again: 'Scan again', wrong: 'Wrong: stop', file: 'Donation record', steps: 'What happened',
    stage: { accepted: 'Waiting', bound: 'Needle next', started: 'Bleeding', completed: 'Resting' }, step: { seat: 'Ask who it is again', bind: 'Bind by scan', second: 'Second person', start: 'Needle in', run: 'Collecting', rest: 'Rest' },
    scanChair: 'Scan the chair', scanDocument: 'Scan the identity card', byName: 'No document: ask for name and birthday', byDocument: 'Scan a document instead', says: 'Name as the donor says it', born: 'Birthday as the donor says it', same: 'Compare', scanRecord: 'Scan the record', scanBag: 'Scan the bag', scanKit: 'Scan the maker’s label of the kit', scanTube: '{{name}}: scan the number', scanArticle: '{{name}}: scan the maker’s label',
    unreadable: 'The maker’s label cannot be read', unreadableHow: 'What is typed has to be read by a colleague too, signed in, before the needle goes in.', kit: 'Kind of kit', typedWhy: 'Why it cannot be scanned', typedDo: 'Go on with this', typedKept: 'Typed: {{kit}} · lot {{lot}} · expires {{day}}', scanAfterAll: 'Scan it after all', typedHow: 'The maker’s label was typed ({{why}}): look at the kit and read the lot yourself.', readLot: 'Read the lot on the kit', needleLot: 'Scan or type the needle’s lot',
    later: 'Record what has happened already', laterAt: 'When this step happened', laterHow: 'After a power cut, in order: no step before the one before it.', laterNot: 'It happens now',
    secondHow: 'A colleague signs in and scans: {{clause}}', otherArm: 'One needle was in today: take the other arm.', unsigned: 'To be signed before the needle', waitsFor: 'Waits for {{who}}', atPad: '{{who}} (pad)', and: ', ', notDrawn: 'Not drawn up yet', toPaper: 'Open to sign', toDraw: 'Draw it up', left: 'Left arm', right: 'Right arm', pause: 'Pause', resume: 'Go on', fail: 'Needle in vain', failHow: 'Number and kit are spent; one more needle may go into the other arm.', end: 'Needle out', endDo: 'Needle out, record it', machine: 'Scale or machine says', count: 'Platelets in all', why: 'Why it ended', looked: 'Looked again: the typed volume is right', bag: 'Bag {{n}}', bagMl: 'Volume of bag {{n}}',
    whys: { full: 'Enough', slow: 'Flow too slow', unwell: 'Donor unwell', haematoma: 'Haematoma', machine: 'Machine failed', stopped: 'Donor asked to stop' }, gift: 'Gift', noGift: 'None', leave: 'May leave', early: 'Insists on leaving early', earlyHow: 'The rest is not over. Ask once more to stay; if the donor insists, say how it was.', gone: 'Left at {{at}}',
    did: { seated: 'Asked again, seated', bound: 'Number bound', confirmed: 'Second person looked', started: 'Needle in', paused: 'Paused', resumed: 'Went on', failed: 'Needle in vain', completed: 'Needle out', cancelled: 'Cancelled', left: 'Left', checked: 'Checked', decided: 'Decided' },
  },
  donationKind: { whole_blood: 'Whole blood', apheresis_platelets: 'Apheresis platelets', apheresis_plasma: 'Apheresis plasma' },
  answers: {
    all: 'Show every answer', shown: 'Every answer is shown, the confidential ones too; they are masked again when you leave this page.', masked: 'Without the answers to confidential questions.', usual: 'These answers all allow a donation', unknown: '{{count}} questions are not in today’s inquiry: only their codes are shown', count: 'All {{count}} questions and answers',
  },
  check: { weight_kg: 'Weight', systolic_mmhg: 'Systolic', diastolic_mmhg: 'Diastolic', pulse_per_min: 'Pulse', temperature_c: 'Temperature', hb_g_l: 'Haemoglobin', endurance_athlete: 'Endurance athlete' },
  severity: { mild: 'Mild', moderate: 'Moderate', severe: 'Severe' },
  lab: {
    state: 'State', missing: 'Missing', missingOf: '{{first}} and more, {{count}} in all', empty: 'No samples waiting', emptyHow: 'Samples appear here by themselves when a collection ends.', non_reactive: 'Non-reactive', reactive: 'Reactive',
    results: 'Results', marker: 'Marker', round: 'Round', value: 'Result', reagent: 'Reagent', typed: 'Entered by', sign_tester: 'Sign as tester', sign_checker: 'Sign as checker', issue: 'Issue', signs: ['Tester', 'Checker', 'Issuer'], findings: 'About the verdict', version: 'Version', judged: 'Judged',
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
    everything: 'Everything that is ready', everythingHow: 'Every labelled bag whose conditions all hold is proposed at once, each judged by itself, and judged again when another person confirms.', everythingDo: 'Propose everything that is ready', openOnes: '{{count}} in order', closedOnes: '{{count}} cannot be released', proposed: 'Proposed', bags: 'Bags', state: 'State', first: 'First person', second: 'Second person', result: 'Result', outcome: '{{released}} released, {{refused}} stopped', ready: '{{ready}} of {{units}} ready', new: 'Propose a release', empty: 'No releases yet',
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
  donorReport: { one: 'Report', read: 'Read and answer', answer: 'Answer', send: 'Send the answer', later: 'Answer later', hint: 'The donor reads it in the app; write no test results', callBack: 'Wants a call', yes: 'Yes', urgent: 'Health', waiting: 'Waiting', answered: 'Answered', empty: 'No report waits', emptyHow: 'What donors report from their app, unwell, call backs, complaints and thanks, is listed here.' },
  message: { kind: 'Kind', at: 'Time', to: 'To', text: 'Message', state: 'State', empty: 'No messages yet', emptyHow: 'Donors who wish it are told when their blood has been given.' },
  import: {
    file: 'File', kind: 'Kind', rows: 'Rows', accepted: 'Accepted', rejected: 'Rejected', duplicate: 'Duplicate', at: 'Read', by: 'By', new: 'Read a file', read: 'Read', fileHow: 'CSV or tab-separated text, just as it is.', columns: 'Columns needed:', empty: 'Nothing imported yet',
    emptyHow: 'Choose a table from an old system; every row ends accepted or rejected, with reasons.', already: 'This file was read before: nothing was changed.', encoding: 'Encoding', outcome: 'Outcome', row: 'Row {{row}}', correct: 'Correct', resubmit: 'Submit again', history: 'Corrected {{count}} times, last by {{by}}', moreRows: 'Only the first 200 rows are shown; narrow them by outcome above.',
  },
  user: {
    name: 'Name', username: 'Account', roles: 'Roles', org: 'Organisation', site: 'Place', state: 'State', find: 'Name, pinyin or account', new: 'New user', create: 'Create', none: 'No users found', password: 'Password', setPassword: 'Set password', saveRoles: 'Save roles', disable: 'Close account', enable: 'Reopen account', disabledAt: 'Closed',
  },
  documentState: { open: 'To be signed', complete: 'Complete', refused: 'Refused', withdrawn: 'Withdrawn', superseded: 'Superseded' },
  placeState: { waiting: 'not signed', signed: 'signed', refused: 'refused' },
  documentStep: { drawn: 'Drawn up', signed: 'Signed', refused: 'Refused to sign', withdrawn: 'Withdrawn', completed: 'Signed by all, filed', viewed: 'Viewed', printed: 'Printed', sent_to_pad: 'Sent to the pad', signed_by_hand: 'Signed by hand', witnessed: 'Witnessed', superseded: 'Superseded', given_to_donor: 'Given to the donor', evidence_viewed: 'Evidence viewed', held: 'Held', hold_lifted: 'Hold lifted', destruction_proposed: 'Destruction proposed', destruction_rejected: 'Destruction rejected', destroyed: 'Destroyed' },
  document: {
    named: 'To be signed by {{name}} in person', superseded: 'A newer document has taken the place of this one: it is kept as it was signed and counts no more.',
    number: 'Number', title: 'Document', code: 'Form code', state: 'State', signatures: 'Signatures', by: 'Drawn up by', at: 'Drawn up', kept: 'Kept until', forever: 'for ever', closed: 'Filed', form: 'Form', waitsFor: 'Waits for', from: 'Drawn up from', to: 'Drawn up until', about: 'Only documents of one thing', more: 'More filters', mine: 'My signature', mineWord: 'to sign', version: 'version {{version}}',
    empty: 'No documents yet', emptyHow: 'Choose “New document” and fill in a form; the people it names then sign it one after the other.', new: 'New document', noForm: 'No forms to fill in', noFormHow: 'Forms come with a role: ask your administrator when you need one.', draw: 'Draw up', example: 'Fill in the example', signers: 'Signed in this order: {{names}}',
    textsHow: 'One a line, at most {{count}}', row: '{{name}}, row {{row}}', addRow: 'Add a row', removeRow: 'Remove row {{row}}', choose: 'Choose {{number}}',
    sign: 'Sign', sealed: 'sealed by the organisation', witness: 'seen by {{name}}', signDo: 'Sign now', signKey: 'Sign with the security key', signWith: 'With which key', signKeyHow: 'Press, then touch the security key. You sign the document exactly as it is shown on this page.', signAs: 'Sign · {{name}}', meaning: 'What the signature says', meaningUsual: 'Checked and correct', device: 'Workstation', refuse: 'Refuse to sign', refuseHow: 'The document is closed at once and keeps the reason; nobody can sign it any more.', withdraw: 'Withdraw', withdrawHow: 'Nobody can sign it any more; the document and the reason are kept.',
    life: 'What happened', looks: 'Viewed or printed {{count}} times', download: 'Download', paper: 'Document {{number}}', openPaper: 'Open the document in a new window', noFrames: 'A PDF cannot be shown inside the page here.',
    signMany: 'Sign many ({{count}})', signManyTitle: 'Sign many', signManyHow: 'Each document is signed by itself, one after the other. When you stop half-way, those not signed stay chosen, to be signed later.', progress: '{{done}} of {{total}}', batchSigned: '{{count}} signed', batchRefused: '{{count}} not signed', batchLeft: '{{count}} are not signed and stay chosen.', batchDone: 'Done', resume: 'When signing many stopped last time, {{count}} were not signed yet.', resumeDo: 'Go on signing', resumeNot: 'No need', resumeNone: 'They are all signed or closed meanwhile; nothing is left to sign.', manyTouch: 'A security key wants a touch for each document and cannot sign many at once: take a software or USB key, or sign them one by one.', pause: 'Stop after this portion',
  },
  destructionState: { proposed: 'Waits for another person', done: 'Destroyed', rejected: 'Rejected' },
  keeping: {
    due: 'Time is over', destructions: 'Proposals and destructions', waiting: '{{count}} to confirm', views: 'The two pages of keeping and destroying', before: 'Kept until before', standing: 'May be destroyed', free: 'Yes', proposed: 'Proposed, waits for another person', choose: 'Choose {{number}}',
    empty: 'No document has reached its last day', emptyHow: 'Documents whose retention has ended stand here. To see what ends later, choose a day in “Kept until before”.', emptyBefore: 'No retention ends before this day',
    propose: 'Propose to destroy ({{count}})', proposeDo: 'Propose', proposeHow: 'Once another person confirms, the file, what was filled in, and the strokes and fingerprints taken for its signatures are erased for good. Number, form, digest of the file and what happened stay.',
    reason: 'Why', count: 'Documents', state: 'State', proposer: 'Proposed by', proposedAt: 'Proposed', confirmer: 'Confirmed by', rejecter: 'Rejected by', decider: 'Decided by', decidedAt: 'Decided', rejected: 'Why it was rejected',
    none: 'Nothing was proposed', noneHow: 'Choose documents whose time is over and say why; they are destroyed when another person confirms.', one: 'Documents to destroy: {{count}}', documents: 'Documents', erased: 'destroyed {{at}}',
    confirm: 'Destroy them', confirmHow: 'Check each of these documents first. They are destroyed at once and cannot be brought back.', reject: 'Reject', rejectHow: 'These documents are kept; they may be proposed again later.',
    hold: 'Hold', holdHow: 'A document that is held cannot be destroyed, even when its time is over, until the hold is lifted. Say why: which court, which case.', lift: 'Lift the hold', liftHow: 'Afterwards it may be destroyed once its time is over. All its holds ({{count}}) are lifted.',
    title: 'Keeping', held: 'Held', destroyed: 'Destroyed', destroyedAt: 'Destroyed on {{at}}', destroyedHow: 'The file and its content are erased for good. Number, form, who signed and what happened stay.',
  },
  certificate: {
    profile: 'Algorithm', sm2: 'SM2 (Chinese)', p256: 'P-256 (international)', pin: 'PIN of the certificate', newPin: 'Choose a PIN', pinAgain: 'The PIN once more', pinHow: 'Known to you alone; once forgotten, only a new certificate helps.', pinDiffers: 'The two PINs differ', owner: 'Owner', issuer: 'Issuer', valid: 'Valid', validity: '{{from}} to {{until}}', medium: 'Medium', serial: 'Certificate number', fingerprint: 'Fingerprint ({{digest}})',
    good: 'May sign', endsSoon: 'Ends on {{day}}: renew it in time', revoked: 'Withdrawn', lost: 'Report lost', lostHow: 'The certificate is withdrawn at once and can never sign again; earlier signatures stay good. This cannot be undone.', export: 'Export', get: 'Get a certificate', getDo: 'Get it', getHow: 'It is issued to you alone; the PIN protects your key and is asked each time you sign.', replaces: 'The one you have with the same algorithm and medium ends at once.',
    none: 'You have no certificate that can sign: get one first', empty: 'You have no certificate yet', emptyHow: 'Choose a kind of key and register it; then you can sign.', old: 'Certificates no longer used ({{count}})',
    add: 'Register a new key', name: 'Name', nameHow: 'For you to tell it by, such as “blue, on my badge”', notRelease: 'Not for documents that release blood', left: 'Ends in {{count}} days', until: 'until {{day}}', expired: 'Has ended',
    kind: {
      webauthn: 'Plug it in or hold it near, verify yourself and touch it. The private key never leaves it; recommended.', token: 'A USB key (SKF or PKCS#11), used through the key agent of this machine; its PIN is asked each time you sign.', software: 'The key is kept encrypted on the server; the PIN is asked each time you sign. For those without a hardware key.',
      service: 'The key is held by the signature service of your organisation; its authorization is asked each time you sign. Of use only where there is such a service.',
    },
    addKey: 'Register a security key', addToken: 'Register a USB key', addSoftware: 'Get a software key', addService: 'Import a certificate', addServiceHow: 'Choose the certificate that the signature service gave you; the service signs random bytes with its key, as a proof that it is yours to use.', serviceFile: 'Certificate file (.cer or .pem)', brought: 'Use the certificate that is on the key already', number: 'number {{serial}}', addKeyHow: 'You touch it once now; from then on you sign in and sign documents with it.', addTokenHow: 'The key agent signs once with this key, as a proof that it is in your hands; the certificate is then stored on it.', addDo: 'Register', chooseKey: 'Key', agentOff: 'No key agent is running on this machine. USB keys appear here as soon as it runs.', agentNone: 'No USB key is plugged in. It appears here as soon as it is.', agentAll: 'The USB keys that are plugged in are registered already.', kept: 'Registered. The certificate could not be stored on the USB key; signing works all the same.',
    picture: 'Picture of the seal', pictureHow: 'A PNG of at most 200 kB, best with a transparent ground. It is only a picture and takes the place of no signature.', pictureSet: 'Choose a picture', pictureChange: 'Change the picture', pictureOf: 'Seal of {{name}}',
    endingDo: 'Renew it',
    check: 'Test', checkTitle: 'Test the key', checkDone: 'It works: the key is at hand and the certificate is good.', checkHow: 'Signs some random bytes to see that the key is at hand and the certificate good. No document is signed.',
  },
  medium: { software: 'Software key', webauthn: 'Security key', pkcs11: 'USB key', skf: 'USB key (SKF)', service: 'Signature service' },
  keys: {
    touch: 'Touch your security key', touchHow: 'Plug it in or hold it to the reader; verify yourself when asked, then touch the mark on the key.', stop: 'Cancel', working: 'Signing…',
    fault: {
      cancelled: 'Not done: it was cancelled, or this key is not registered here. You can try again.', late: 'That took too long and the request has ended. Please try again.', known: 'This security key is already registered in your name.',
      address: 'Security keys are good at the address {{address}} alone: open this page from there.', unverified: 'This security key has neither PIN nor fingerprint and cannot tell that it is you. Set a PIN for it in the settings of your system first.',
      unsupported: 'This browser cannot use security keys: take a newer one, and open the page from a safe address.', failed: 'The key did not answer; it may have been pulled out. Plug it in and try again.', noAgent: 'No key agent is running on this machine, so USB keys cannot be used. Start the key agent first.', noKey: 'The USB key of this certificate was not found. Plug it in and try again.',
    },
  },
  hand: { key: 'Their own key', security_key: 'Security key, by touch', pad: 'By hand on a pad' },
  revocation: { key_compromise: 'Reported lost', superseded: 'Replaced by a newer one', cessation: 'No longer used' },
  verify: {
    title: 'Verify a document', drop: 'Choose a PDF or drop it here', how: 'The file is checked on this server alone; it is not kept and goes nowhere else.', busy: 'Checking…', result: 'Result', genuine: 'Genuine', not: 'Not to be trusted', whole: 'The whole file', signature: 'Signature {{number}}', holds: 'holds', fails: 'does not hold', nobody: 'Signer unknown', reason: 'What it says', at: 'Signed at', stamped: 'Proven by time-stamp', checks: 'Every check ({{count}})', hand: 'Signed with', sealedBy: 'Sealed by', witness: 'Witness', scanned: 'You scanned the code of document {{number}}', scannedHow: 'Choose the PDF of this document to learn whether it is genuine and unchanged since it was signed.',
  },
  ...padEn,
  ...standingEn,
  ...labWorkEn,
  ...recallEn,
  ...qualityEn,
  ...donorFileEn,
}
