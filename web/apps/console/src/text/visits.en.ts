import type { visitsZh } from './visits.zh.ts'

export const visitsEn: Record<keyof typeof visitsZh, string> = {
  arrive: 'Let somebody in', arriveHow: 'Scan the booking code or the identity card, or type the whole number of the document; empty gives a ticket without a name', scan: 'Booking code or document', ticketOut: 'Ticket {{ticket}} given out', gateC: 'Temperature at the door', take: 'Give a ticket',
  arrived: 'For desk and questions', asked: 'For the check', checked: 'For the physician', decided: 'For a chair', seated: 'Giving blood', resting: 'Resting', left: 'Left',
  next: 'Call the next', placeLabel: 'My place', placeHow: 'Such as Check 1; shown on the wall with each call', recall: 'Call again', pass: 'Did not come', leave: 'Leaves', callHere: 'Call here', open: 'Open',
  waits: 'Waiting', since: 'for {{time}}', nobody: 'Nobody', nameless: 'Not registered', called: 'Called to {{place}}', calledTimes: 'called {{n}} times', passed: 'did not come {{n}} times', lookFor: 'Did not come again and again: look for the person',
  hot: '{{c}} °C, too warm', gate: '{{c}} °C', help: 'Wants help at the kiosk', bookingOnly: 'Showed a booking code only: check the document', slot: 'Booked {{time}}', faceSame: 'Faces agree {{score}}', faceDifferent: 'Faces differ {{score}}', faceUnsure: 'Faces: nobody can say', faceStaff: 'Chose the staff',
  answered: 'Questions answered ({{place}})', consented: 'Has read the information and agreed', atKiosk: 'kiosk', atStaff: 'staff', atHome: 'at home',
  kindOf: 'Kind', cameAt: 'Came', dayUnknown: 'Day unknown', identify: 'Check the document', document: 'Number of the document', identifyHow: 'The whole number as it stands on the document', donorFile: 'Donor file', donation: 'Donation', total: '{{n}} people', wholeBlood: 'Whole blood', platelets: 'Platelets', plasma: 'Plasma',
  whyLeave: 'Why', donated: 'Has given blood', refused: 'Not fit to give', changedMind: 'Does not give today', sentAway: 'Asked to come another day (say why)', vanished: 'Cannot be found', mistake: 'Entered by mistake', noteLabel: 'In words', ended: '{{n}} have left today', title: 'Visit {{ticket}}', empty: 'Nobody has come yet today', emptyHow: 'Give a ticket above; whoever uses the kiosk appears here by itself',
}
