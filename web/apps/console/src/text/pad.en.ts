import type { padZh } from './pad.zh.ts'

/** Words of the pad, of evidence, papers and labels in English. */
export const padEn: typeof padZh = {
  pad: {
    waiting: 'The pad is ready', staff: 'Staff', staffHow: 'The pad stays signed in with an account of its own. After signing out it has to be signed in again.', leave: 'Sign out', steps: 'Steps',
    read: 'Read', choose: 'Choose', finger: 'Fingerprint', write: 'Sign',
    page: 'Page {{number}} of {{count}}', file: 'Document to be signed', further: 'Read on', back: 'Back up', readDone: 'I have read it', readHow: 'Please read from beginning to end, and ask the staff about anything unclear.', broken: 'The document cannot be shown here. Please ask the staff.',
    forPerson: '{{name}}, please sign', slotOf: 'Signs as: {{slot}}',
    chooseTitle: 'Besides your signature, please choose one kind of proof', chooseHow: 'Both count the same. The choice is yours.',
    byFinger: 'Take my fingerprint', byFingerHow: 'One fingerprint, used only to prove that you signed this document, kept encrypted, for nothing else.', byWitness: 'Have staff as witness', byWitnessHow: 'No fingerprint: a member of staff watches you sign. Nothing changes for you.',
    fingerTitle: 'Please lay one finger flat on the reader', fingerHow: 'Hold still until you are told.', fingerDo: 'Start', fingerBusy: 'Reading…', fingerAgain: 'Try again', fingerDone: 'Fingerprint taken', goOn: 'Go on', toWitness: 'No fingerprint: have staff as witness',
    writeTitle: 'Please sign inside the frame', writeField: 'Signature field', clear: 'Write again', confirm: 'Confirm signature', sending: 'Sending…', offline: 'The network is down. Please wait a moment or ask the staff.', lineCut: 'The network is down. Your signature is still here and will be sent when the network is back.', sendAgain: 'Try now', writeHow: 'Write with a finger or a pen',
    witnessTitle: 'One moment, the staff is confirming', witnessHow: 'The member of staff confirms on their own computer.',
    doneTitle: 'Signed. Thank you', doneHow: 'The document is kept with your signature.', refusedTitle: 'You did not sign', refusedHow: 'This document will not take effect. Please turn to the staff if you need anything.', endedTitle: 'This signing has ended', endedHow: 'Please turn to the staff.', toWaiting: 'Tap to finish',
    refuse: 'Do not sign', refuseTitle: 'Do not sign', refuseHow: 'You need not sign. If you like, choose a reason.', refuseDo: 'I will not sign', refuseBack: 'Back',
    covered: 'Content hidden', coveredHow: 'To protect your privacy the content is hidden when nobody touches the pad for a while.', wake: 'Tap to go on', locked: 'Locked', lockedHow: 'Please have the staff start again.',
  },
  padRefusal: { think: 'I want to think about it', wrong: 'Something is wrong in it', unclear: 'I do not understand it', disagree: 'I do not agree with it', other: 'Another reason', none: 'no reason given' },
  padState: { waiting: 'waiting for the pad', shown: 'reading', consented: 'way chosen', captured: 'fingerprint taken', written: 'written, awaits the witness', signed: 'signed', refused: 'person did not sign', cancelled: 'cancelled', expired: 'expired' },
  padWay: { agreed: 'fingerprint', witness: 'witnessed by staff' },
  slotPad: {
    send: 'Send to the pad', sendTitle: 'Send to the pad · {{name}}', name: 'Name of the signer', nameHow: 'As checked against their identity document; it becomes part of the signature.', identity: 'Document shown', identityHow: 'Such as: identity card', do: 'Send', again: 'Send to the pad again',
    live: 'Pad', way: 'Proof', at: 'Sent', until: 'valid until {{at}}', cancel: 'Cancel', witness: 'I saw them sign', witnessTitle: 'Witness the signature', witnessHow: 'Confirm that you saw {{name}} sign on the pad. Your name becomes part of the signature as the witness.', witnessDo: 'Confirm', none: '—', fingerTaken: 'taken',
  },
  evidence: {
    open: 'See the evidence', title: 'Evidence of the signature', why: 'Why it is viewed', whyHow: 'Handwriting and fingerprints are sensitive personal data. This view goes on record with your name, the time and the reason, and shows in the life of the document.', do: 'Record the reason and view', recorded: 'This view is on record. To see it again after closing, a reason is asked again.',
    strokes: 'Handwriting', play: 'Replay as it was written', stop: 'Stop', time: '{{seconds}} s', strokesOf: '{{strokes}} strokes, {{points}} points, {{seconds}} s', finger: 'Fingerprint', noFinger: 'No fingerprint was taken; staff was the witness.', quality: 'Quality', reader: 'Device', witness: 'Witness', person: 'Signer', at: 'Signed', taken: 'Taken', identity: 'Identity document', digest: 'SHA-256', none: 'No evidence of a pad', pad: 'Pad', template: 'Template of the fingerprint ({{format}}), no picture', intact: 'as it was captured', altered: 'not as it was captured: no evidence',
  },
  papers: {
    print: 'Print {{number}}', title: 'Documents', draw: 'Draw {{form}}', drawn: '{{signed}}/{{wanted}} signed', make: 'Drawn from what the system knows; nothing is copied', fill: 'Add to it first', fillHow: 'Everything else comes from the record: it need not be copied and cannot be changed.', nothing: 'There is nothing to be added.',
  },
  labelFile: {
    preview: 'Proof of the label', size: 'Size', quadrants: 'Standard, four quadrants, 100 × 100 mm', small: 'Small label (divided units)', printPdf: 'Print PDF', zpl: 'Download ZPL', dpi: 'Resolution of the printer', copy: 'print no. {{copy}}', rescan: 'Stick it on, then scan the new label; the old one is void from now on.', broken: 'The label cannot be shown here; download and print it.', download: 'Download PDF',
  },
}
