import type { zh } from './zh.ts'

/** Words of the shared components in English. */
export const en: typeof zh = {
  grade: { good: 'Ample', notice: 'Watch', warning: 'Tight', danger: 'Critical', unknown: 'Unknown' },
  group: { positive: 'RhD positive', negative: 'RhD negative' },
  event: {
    collected: 'Collected', divided: 'Divided', pooled: 'Pooled', modified: 'Modified', tested: 'Tested', label_verified: 'Label checked', released: 'Released', rejected: 'Rejected', held: 'Held', lifted: 'Hold lifted',
    put_away: 'Put away', moved: 'Moved', seen: 'Seen', promised: 'Promised', freed: 'Freed', issued: 'Issued', dispatched: 'Dispatched',
    handed_over: 'Handed over', received: 'Received', matched: 'Crossmatched', dispensed: 'Dispensed', returned: 'Returned',
    transfusion_started: 'Transfusion began', transfusion_ended: 'Transfusion ended', discarded: 'Discarded', recalled: 'Recalled', corrected: 'Corrected', found: 'Found', lost: 'Lost', exported: 'Exported', prepared: 'Prepared', taken_over: 'Taken over', treated: 'Treated',
  },
  life: {
    collected: 'Collected', in_process: 'In preparation', stock: 'In stock', issued: 'Issued', transfused: 'Transfused', discarded: 'Discarded',
    consumed: 'Divided', exported: 'Exported', lost: 'Lost',
  },
  safety: { pending: 'Not released', rejected: 'Rejected' },
  mode: { transit: 'In transit' },
  line: {
    title: 'Life line',
    describe: 'From the donor’s arm to the patient’s arm, {{count}} events. Move between them with the arrow keys.',
    donor: 'Donor', patient: 'Patient', waiting: 'No patient yet', masked: 'masked',
    legend: 'Legend', pending: 'Not released', transit: 'In transit', loose: 'Out of control', hold: 'Held', seal: 'Signed by two', unsealed: 'Not sealed yet',
    list: 'Read as text ({{count}} events)', fork: '{{name}} branches off', goOn: 'Follow this branch',
    by: 'By', and: 'Checked by', place: 'Place', happened: 'Happened', recorded: 'Recorded', late: 'recorded {{time}} later', prompt: 'recorded at once',
    why: 'Reason', device: 'Device', proof: 'Seal', sealedYes: 'Sealed', sealedNo: 'Waiting to be sealed', empty: 'Nothing is recorded for this unit yet.',
    now: 'Now', expires: 'Expires {{at}}', left: '{{time}} left', past: 'expired {{time}} ago', allowed: 'Allowed {{min}} to {{max}} °C',
    previous: 'Previous', following: 'Next',
  },
  time: { day: '{{count}} d', hour: '{{count}} h', minute: '{{count}} min', second: '{{count}} s' },
  asOf: { at: 'As of {{at}}', stale: 'Old figures · as of {{at}}', live: 'Updated just now' },
  live: { on: 'Live', off: 'Disconnected, trying again', connecting: 'Connecting' },
  problem: {
    rule: 'Rule', do: 'What to do', field: 'Where', value: 'Value received', code: 'Code',
    offline: 'The server cannot be reached', offlineDo: 'Check the network or try again shortly; what you typed is still here.',
    '401': 'Sign in again, then repeat.', '403': 'Your role does not allow this; ask your organisation’s administrator.', '404': 'Check the number, or open it again from its list.',
    '409': 'Settle what the rule above asks for, then try again; if this page is old, reload it first.', '422': 'Correct what is marked and submit again.', '429': 'Too many attempts; wait a moment.',
    '5': 'The system failed and changed nothing. Try again; if it keeps happening, give the code to your administrator.', other: 'Try again shortly.', retry: 'Try again',
  },
  table: {
    export: 'Export CSV', print: 'Print', columns: 'Columns', more: 'Load more', loading: 'Loading…', count: '{{count}} rows', countMore: '{{count}} rows, more follow',
    noMatch: 'Nothing matches these filters', clear: 'Clear filters', find: 'Find', chooseAll: 'Choose all',
  },
  scan: {
    label: 'Scan or type: donation number, unit, order, box, wristband', saw: 'Read as', nothing: 'Nothing on record matches it.',
    refused: 'Cannot be read', close: 'Close',
    kind: {
      donation_number: 'Donation number', unit_label: 'Bag label', unit: 'Unit', product: 'Product code', blood_group: 'Blood group', expires_at: 'Expiry', structure: 'ISBT 128 data', compound: 'ISBT 128 compound',
      order: 'Order', shipment: 'Shipment', slip_number: 'Slip number', transport_box: 'Transport box', badge: 'Badge', citizen_id: 'Identity number', text: 'Words', donor: 'Donor', donation: 'Donation', patient: 'Patient', match: 'Crossmatch', slip: 'Slip', user: 'Person', lab_donation: 'Test',
    },
  },
  shell: {
    skip: 'Skip to content', main: 'Scenes', jobs: 'Jobs', language: '中文', theme: 'Appearance', light: 'Light', dark: 'Dark', system: 'Follow system',
    signOut: 'Sign out', help: 'Keyboard', close: 'Close', menu: 'Me', home: 'Home',
    keys: { scan: 'Back to the scan field', down: 'Next row', up: 'Previous row', open: 'Open the selected row', choose: 'Pick this row', help: 'Show this table', leave: 'Leave the field' },
  },
  form: { optional: 'optional' },
  confirm: {
    back: 'Back', type: 'Type “{{name}}” to confirm', wrong: 'Does not match “{{name}}”',
  },
  signs: { title: 'Signed by two', first: 'First person', second: 'Second person', waiting: 'Waits for another colleague' },
}
