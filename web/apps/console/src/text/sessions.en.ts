import type { boxesZh, sessionsZh } from './sessions.zh.ts'

export const sessionsEn: { [key in keyof typeof sessionsZh]: string } = {
  none: 'No donations in the last two weeks', noneHow: 'Days on which somebody gave are listed here by site, to be counted and closed.',
  site: 'Site', day: 'Day', donors: 'Judged', completed: 'Completed', refusedCount: 'Refused', open: 'Not over', state: 'State', closed: 'Closed', notClosed: 'To be closed',
  figures: 'The day', arrived: 'Arrived', cancelled: 'In vain', volume: 'Volume', reactions: 'Reactions', closedBy: 'Closed by {{name}}, {{at}}',
  count: 'Count', countHow: 'Count first; what the system expects is shown afterwards.', bags: 'Bags', tubes: 'Tubes', forms: 'Forms', counted: 'Counted', expected: 'Expected', countedBy: 'Counted by {{name}}, {{at}}', recount: 'Count again',
  differences: 'Differences', fine: 'Nothing differs', mend: 'To be finished first', explain: 'Explain', explained: 'Explained', told: 'On record', why: 'Why', needsWord: 'Needs a word',
  lots: 'Lots', lot: 'Lot', item: 'Kind', donations: 'Donations', spoil: 'Record spoilage', spoiled: 'Spoiled', pieces: 'Pieces', kit: 'Kit', needle: 'Needle', tube: 'Tube', pouch: 'Pouch',
  close: 'Close the day', closeHow: 'Once closed, nobody can be registered for this day; somebody with the right can open it again with a reason.', reopen: 'Open again', reopened: 'Opened again by {{name}}, {{at}}: {{reason}}', boxes: 'Boxes',
}

export const boxesEn: { [key in keyof typeof boxesZh]: string } = {
  none: 'No boxes', noneHow: 'After collection, scan bags and tubes into a box, seal it and hand it to the carrier.', new: 'Begin a box', code: 'Box', codeHow: 'Scan the code on the box', mode: 'Kept', logger: 'Temperature logger', site: 'Site', from: 'Collected at', day: 'Day',
  bags: 'Bags', tubes: 'Tubes', due: 'Due by', late: 'Late', state: 'State', packing: 'Being packed', sent: 'On its way', received: 'Received', undone: 'Undone', all: 'All',
  scanBags: 'Bags', scanTubes: 'Tubes', scanHow: 'One number a line; a bad scan is listed and does not stop the others.', put: 'Put in', refused: 'Not put in', takeOut: 'Take out', contents: 'Bags in the box', tubeCounts: 'Tubes in the box', number: 'Donation number', volume: 'Volume', ended: 'Needle out', found: 'On arrival', packed: 'Packed', arrivedTubes: 'Found',
  send: 'Seal and send', seal: 'Seal', carrier: 'Carrier', carrierHow: 'Name and plate', temp: 'Temperature in the box', note: 'Note', undo: 'Undo', undoWhy: 'Why it is undone',
  receive: 'Open and receive', sealFound: 'Seal as found', receiveHow: 'Scan every bag and every tube. What is not scanned is missing; write what is wrong behind the number, after a blank: the bag is held at once.', receiveBags: 'Bags (number, damage)', receiveTubes: 'Tubes (each one scanned)',
  good: 'In order', damaged: 'Damaged', missing: 'Missing', openedBy: 'Packed', sentBy: 'Sent', receivedBy: 'Received', undoneWhy: 'Why undone',
}
