import type { zh } from './zh.ts'

export const en: typeof zh = {
  app: 'Give blood',
  tabs: { book: 'Book', card: 'Card', history: 'History', messages: 'Messages', me: 'Me' },
  common: {
    back: 'Back', next: 'Next', done: 'Done', again: 'Try again', loading: 'Loading…', cancel: 'No, go back', close: 'Close', other: '中文', rule: 'Rule',
    offline: 'No network: this is what was known last', asOf: 'As of', language: 'Language', optional: 'optional', show: 'Show', hide: 'Hide',
  },
  problem: { title: 'That did not work' },
  signIn: {
    title: 'Sign in', why: 'Enter your mobile number and we send you a one-time code. You need not have given blood before.', phone: 'Mobile number', send: 'Send a code', sent: 'A code was sent to',
    code: 'Code', enter: 'Sign in', resend: 'Send another', wait: (s) => `Another one in ${s} s`, change: 'Use another number',
    demo: 'Demo', demoCode: 'The demo city sends no text messages. The code is', who: 'Several donors share this number. Enter the last four characters of your document.', tail: 'Last four characters',
    welcome: 'Book a donation, see your card and history, and hear when your blood has helped somebody.',
  },
  register: {
    title: 'Your first time', found: 'No donor has this number yet. Signing up takes a minute; you may also do it at a donation house.', name: 'Your name', nameHint: 'As in your document',
    document: 'Your document', kind: 'Kind of document', number: 'Number', born: 'Date of birth', sex: 'Sex', male: 'Male', female: 'Female', naming: 'Name of the document',
    told: 'Text me', toldHint: 'Reminders, results, and when your blood was used. Switch it off at any time.', invited: 'Invite me', invitedHint: 'When blood is short. Switch it off at any time.',
    privacy: 'Name, document and phone are kept encrypted and used only for the safety of donations and to reach you. You can always see who looked.', submit: 'Finish', step: (n, of) => `Step ${n} of ${of}`,
    kinds: { citizen_id: 'Citizen’s card', passport: 'Passport', home_return_permit: 'Home return permit', taiwan_permit: 'Mainland travel permit (Taiwan)', residence_permit: 'Permanent residence card', officer_card: 'Officer’s card', other: 'Another document' },
    agree: 'Messages', summary: 'Check and finish',
  },
  kinds: { whole_blood: 'Whole blood', apheresis_platelets: 'Platelets', apheresis_plasma: 'Plasma' },
  kindHint: { whole_blood: 'About 30 minutes', apheresis_platelets: 'About 2 hours on your own machine, no waiting', apheresis_plasma: 'About 1 hour on your own machine, no waiting' },
  book: {
    title: 'Book a donation', what: 'What would you like to give?', may: 'You may give now', from: (day) => `From ${day}`, never: 'Not possible', why: 'Why', yours: 'Your booking', another: 'You have a booking; move or cancel it first.',
    where: 'Where?', near: 'Sort by distance', locating: 'Finding where you are…', noPosition: 'Your position is not known; soonest first', km: (n) => `about ${n} km`, position: 'Your position stays on this phone',
    next: 'Soonest', full: 'Full for two weeks', openNow: 'Open now', house: 'Donation house', vehicle: 'Donation bus', when: 'When?', left: (n) => `${n} left`, none: 'Full', closed: 'Closed or full on this day',
    moreDays: 'The week after', confirm: 'Confirm', check: 'Please check', at: 'Time', place: 'Place', kind: 'Donation', do: 'Book this', booked: 'Booked', moved: 'Moved',
    wait: 'Wait for these days', waitHint: 'When somebody steps back you are asked in turn; confirm in time.', waits: 'Waiting', leave: 'Stop waiting', accept: 'Take this place',
    bring: 'Bring your document. Sleep well, eat before you come, no alcohol.', taken: 'Somebody has just taken this time. Please choose another.', chooseOther: 'Choose another time',
  },
  booking: {
    showAtDoor: 'Show this at the door', code: 'Code', route: 'Directions', calendar: 'Add to calendar', rebook: 'Move', cancel: 'Cancel booking', cancelTitle: 'Cancel this booking?', cancelDo: 'Cancel booking', cancelled: 'Cancelled. You may book again at any time.',
    offered: (until) => `Kept for you until ${until}; please confirm`, mapGeo: 'Open in your map', mapAmap: 'Amap', takenBack: 'We are sorry: we had to cancel your booking', nearby: 'There are places nearby; one tap takes one:', mapBaidu: 'Baidu Maps', mapTencent: 'Tencent Maps', day: 'Day',
  },
  inquiry: {
    begin: 'Answer the health questions now', title: 'Health questions', consent: 'Before you give blood', read: 'I have read this; begin', at: (n, of) => `Question ${n} of about ${of}`, yes: 'Yes', no: 'No', unsure: 'Not sure', next: 'Next', some: 'Choose all that apply', back: 'Previous', confidential: 'Only the physician sees it',
    why: 'Read and answer at home, and only confirm when you come; how you are, fever and medicine are asked again on the day. Kept encrypted, for this donation alone.', before: (at) => `You answered at ${at}; answering again replaces it.`, done: 'All answered', doneHow: 'Confirm at the kiosk or the desk when you come. How you are on the day is asked once more.', home: 'Back to the booking',
  },
  card: {
    title: 'Donor card', donations: 'times', times: 'Given', ml: 'Whole blood, mL', apheresis: 'Apheresis', group: 'Blood group', noGroup: 'Shown when two tests agree', last: 'Last time', first: 'You have not given yet. After your first donation this is your donor card.', code: 'Show at the door',
  },
  history: {
    title: 'Your donations', none: 'Nothing yet', noneHint: 'After a donation you see here how much you gave, whether the tests are good, and when it helped a patient.', waiting: 'Being tested', good: 'Good', call_us: 'Please call us', used: 'Used for a patient', elsewhere: 'Elsewhere', number: 'Donation number',
    papers: 'Copies of your papers', papersNone: 'The papers of this donation were signed by pen; the station keeps them.', papersHint: 'PDF with every signature, to keep or print.', paperWaits: 'not signed by everybody yet', paperOpen: 'Open',
    more: 'About this donation', exclude: 'Please do not use this blood', excludeHint: 'If you feel that this blood should not be given to anybody, tell us. We ask no reason and keep it confidential.', excludeTitle: 'Shall this blood not be used?', excludeDo: 'Do not use it', unwell: 'I felt unwell afterwards', illness: 'I fell ill, or something came to mind', points: 'Points of honour', gift: 'Small gift', next: 'You may give again', from: (day) => `from ${day}`, callUs: 'One result needs to be explained in person. Please call us or come to a donation house; we keep it confidential.',
  },
  messages: { title: 'Messages', none: 'No messages', noneHint: 'Bookings, results and news of your blood appear here.', unread: 'Unread' },
  me: {
    title: 'Me', identity: 'My details', identityHint: 'Shows everything; this is recorded', name: 'Name', document: 'Document', phone: 'Phone', born: 'Date of birth', consents: 'Messages and consents', looked: 'Who looked at my file', lookedNone: 'Nobody has looked at your full details', lookedHint: 'Staff have to write down why before they see full details.',
    reports: 'Help and reports', sessions: 'Signed in on', thisOne: 'this phone', signOut: 'Sign out', signOutAll: 'Sign out everywhere', leave: 'Delete my account', rules: 'Who may give', service: 'Service', privacy: 'Privacy',
  },
  consents: {
    title: 'Messages and consents', service: 'Service', serviceHint: 'Bookings, results, use of your blood', marketing: 'Invitations', marketingHint: 'When blood is short', sms: 'Text message', call: 'Phone call', wechat: 'WeChat', mail: 'Mail', app: 'In this app', note: 'What you book or report yourself always appears under Messages.',
  },
  reports: {
    title: 'Help and reports', what: 'What happened?', unwell: 'I felt unwell after a donation', illness: 'Illness, medicine or a risk after a donation', complaint: 'Complaint or proposal', thanks: 'Thanks', other: 'Something else', words: 'Tell us', callBack: 'Please call me', send: 'Send', sent: 'Sent. We will answer soon.', mine: 'My reports', answer: 'Answer', open: 'Being worked on', emergency: 'If you feel much worse, bleed or have chest pain, call 120 at once.', left: (n) => `${n} characters left`,
  },
  leave: {
    title: 'Delete my account', intro: 'You may stop at any time. Please read first what goes and what has to stay.', goes: 'This ends or is deleted', stays: 'This has to be kept', why: 'These records trace every bag of blood and may not be deleted earlier; after that they are destroyed.', do: 'Ask for deletion', open: (day) => `We have your wish and will handle it and answer by ${day}.`, stay: 'Keep my account',
  },
}
