import type { aftercareZh } from './aftercare.zh.ts'

export const aftercareEn: typeof aftercareZh = {
  donorFilter: { site: 'Has given at', deferred: 'Deferred', agreed: 'Agrees to messages', service: 'Service', marketing: 'Invitations', last: { half: 'Within half a year', year: 'Half a year to a year', older: 'More than a year ago' } },
  visitOutcome: { donated: 'Gave blood', refused: 'Could not give', cancelled: 'Nothing was collected', left: 'Left without giving', open: 'Here now' },
  leaving: {
    one: 'Wish to be deleted', state: 'State', who: 'Donor', due: 'Answer by', asked: 'Asked', waiting: 'Waiting', over: 'Over', late: 'Overdue', handle: 'Handle', see: 'See', none: 'Nobody wants to be deleted', noneHow: 'Donors who ask for deletion in their app appear here.',
    states: { open: 'Waiting', done: 'Done', withdrawn: 'Taken back' }, removes: 'Will be removed or ended', removed: 'Removed or ended', keeps: 'Kept by law', do: 'Delete the account', later: 'Later', how: 'Afterwards nobody signs in with this phone; the answer goes to the phone.', answer: 'Answer to the donor',
    usual: 'Your account was deleted. Records of donations and tests are kept as the law asks, and destroyed afterwards. Thank you for your trust.',
  },
  boxRecord: {
    title: 'Temperature on the way', read: 'Read the logger', again: 'Read again', do: 'Keep the record', points: 'Record (time, temperature)', how: 'Copy it from the logger’s program, one reading a line, like 2026-11-16 08:30,4.2', wrong: '{{count}} lines are not "time, temperature", the first is: {{line}}', held: 'What the box brought is held until quality has judged it.', curve: 'Temperature on the way; the band is what is allowed', fine: 'In range all the way: {{cold}} to {{warm}} °C', willHold: 'On receipt the contents are held until quality has judged.', readBy: 'Logger {{logger}} · read by {{name}}, {{at}}',
  },
  boxCase: {
    one: 'Missing bag', box: 'Box', owner: 'Looked for by', due: 'By', opened: 'Missing since', state: 'State', waiting: 'Being looked for', over: 'Closed', late: 'Overdue', said: 'Said', askedBy: 'Asked by', closedBy: 'Closed', states: { open: 'Looked for', loss_asked: 'Loss to be signed', found: 'Found', lost: 'Lost' },
    take: 'I look for it', found: 'Found', where: 'Where it was, how it looks', foundHow: 'A bag that is still on its way is received and held until it is judged.', lose: 'Ask for the loss to be signed', why: 'What was done to find it', loseHow: 'It is lost once somebody else has signed.', sign: 'Sign the loss', signHow: 'Signed by somebody else than who asked; both names go into the ledger.', work: 'Work on it', see: 'See', none: 'No bag is missing', noneHow: 'A bag that is not scanned when its box is opened gets a case here, until it is found or its loss is signed.',
  },
  after: {
    thanks: 'Thanks · may give again', nextTitle: 'May give again', from: 'from {{day}}', never: 'No date yet; please ask a physician', points: 'Points of honour', pointsOf: '+{{count}}', told: 'Thanks and the next dates go to the donor’s phone and app.', gift: 'Small gift', given: 'Handed out: {{name}} ({{at}})',
    handOut: 'Hand out', pick: 'Choose one', left: '{{count}} left', low: 'Few left', recount: 'Count again', stock: 'Stock',
  },
  gift: {
    none: 'No gifts yet', noneHow: 'Receive gifts here; what the chair hands out is taken off by itself.', site: 'Site', name: 'Gift', pieces: 'Pieces', state: 'State', last: 'Last moved', low: 'Few left', recount: 'Count again', fine: 'Enough', zero: 'Not used here',
    receive: 'Receive', count: 'Count', howMany: 'Pieces', note: 'From whom, on which paper', noteCount: 'Why it differs', countHow: 'Count first, then type; say why when it differs from the books.', moves: 'What came and went', mine: 'Stock of this site',
    moved: { received: 'Received', handed_out: 'Handed out', counted: 'Counted' }, change: 'Change', changed: 'Pieces', at: 'When', by: 'Who', said: 'Said', noMoves: 'Nothing has moved yet', noMovesHow: 'Gifts that come, go and are counted appear here.', everywhere: 'All sites',
  },
}
