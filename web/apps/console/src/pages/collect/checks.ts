/** What is measured before a donation: its name in the API, its unit, the step of its last digit. */
export const CHECKS = [
  ['weight_kg', 'kg', 0.1], ['systolic_mmhg', 'mmHg', 1], ['diastolic_mmhg', 'mmHg', 1], ['pulse_per_min', '/min', 1], ['temperature_c', '℃', 0.1], ['hb_g_l', 'g/L', 1],
] as const

/** Where questions were answered, as the words of a visit call it. */
export const WHERE = { kiosk: 'atKiosk', staff: 'atStaff', home: 'atHome' } as const
