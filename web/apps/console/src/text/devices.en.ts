import type { devicesZh } from './devices.zh.ts'

export const devicesEn: Record<keyof typeof devicesZh, string> = {
  site: 'Site', kind: 'Kind', name: 'Name', serial: 'Serial number', place: 'Place', state: 'State', last: 'Last reading', calibrated: 'Calibrated until', never: 'never', ago: '{{time}} ago', line: 'Line',
  none: 'No instruments yet', noneHow: 'An instrument appears here by itself once it is connected to the agent of a site, and waits to be adopted; or enter its serial number first.', new: 'Enter an instrument', newTitle: 'Enter an instrument',
  unknown: 'to adopt', in_use: 'in use', retired: 'retired', good: 'good', alarm: 'alarm', byHand: 'not connected, by hand', noAlarm: 'No alarm', alarms: '{{n}} instruments need somebody', allGood: 'All instruments are good',
  unheard: 'not reported', connected: 'connected', silent: 'silent', disconnected: 'not connected', faulty: 'unreadable',
  agent: 'Agent', agentHeard: 'heard {{time}} ago', agentNever: 'never heard', agentSilent: 'The agent is silent', ahead: 'clock {{time}} fast', behind: 'clock {{time}} slow', waiting: '{{n}} readings wait at the site', version: 'version {{version}}',
  adopt: 'Adopt', adoptTitle: 'Adopt instrument {{serial}}', adoptHow: 'Its readings count once it is adopted. A retired instrument, or one from another site, comes into use in the same way.', adoptDo: 'Adopt and use',
  nameHow: 'What everybody calls it, such as Scale 2', placeHow: 'Where it stands, such as Chair 3', untilHow: 'The last day on its certificate; later readings are kept and not used', serialHow: 'As on the instrument, or in the configuration of the agent',
  calibrate: 'Enter a calibration', calibrateTitle: 'Calibration of {{name}}', certificate: 'Number of the certificate, or who calibrated it', calibrateDo: 'Save',
  retire: 'Retire', retireTitle: 'Retire {{name}}', retireDo: 'Retire', retireHow: 'What it has reported stays; later readings are kept and not used.',
  readings: 'Last readings', noReadings: 'No readings yet', at: 'Measured', value: 'Reading', about: 'Scanned', marks: 'Marks', blocked: 'not usable', taken: 'used', dropped: '{{n}} not kept because they came too fast', back: 'Instruments', facts: 'Instrument', enteredBy: 'Entered by', since: 'since {{at}}', firstSeen: 'First seen', why: 'Why retired', noCalibration: 'needs none',
}
