import type { components } from './schema.d.ts'

type Schemas = components['schemas']

/** A text for people in both languages of the product. */
export type Text = Schemas['Text']
export type Can = Schemas['Can']
export type Refusal = Schemas['Refusal']
export type Person = Schemas['Person']
export type Me = Schemas['Me']
export type DemoAccount = Schemas['DemoAccount']
export type Hit = Schemas['Hit']

/** What the scan field understood; `meaning.kind` is the word of the grammar. */
export type ScanAnswer = Omit<Schemas['ScanAnswer'], 'scanned'> & { scanned?: { raw: string; normalized: string; meaning: { kind: string } } | null }

export interface Page<T> {
  items: T[]
  next?: string | null
  as_of: string
}

export type Unit = Schemas['UnitRow']
export type User = Schemas['User']
export type Role = Schemas['Role']
export type Site = Schemas['Site']
export type Product = Schemas['CatalogueProduct']

export type Donor = Schemas['Donor']
export type DonorRow = Schemas['DonorRow']
export type DonorCandidate = Schemas['DonorCandidate']
export type DonorIdentity = Schemas['DonorIdentity']

export type Inquiry = Schemas['Inquiry']
export type Donation = Schemas['Donation']
export type DonationRow = Schemas['DonationRow']

export type Marker = Schemas['LabMarker']
export type LabDonation = Schemas['LabDonation']
export type LabRow = Schemas['LabRow']
/** What came out, as the schema leaves it open: a word, a number, a group. */
export interface LabValue {
  kind: string
  number?: number
  abo?: string
  rhd?: string
}
export type LabVersion = Schemas['LabVersion']
export type DonationCheck = Schemas['DonationCheck']

export type ProcessUnit = Schemas['WorkUnit']
export type ProcessUnitView = Schemas['WorkUnitDetail']
export type Receipt = Schemas['Receipt']
export type LabelPrinted = Schemas['LabelPrinted']
export type GateLine = Schemas['GateLine']
export type Release = Schemas['Release']
export type ReleaseRow = Schemas['ReleaseHead']

export type StockRow = Schemas['StockRow']
export type StorePlace = Schemas['StorePlace']
export type StoreDiscard = Schemas['StoreDiscard']
export type StoreDiscardRow = Schemas['StoreDiscardHead']

export type CityStock = Schemas['CityStock']
export type StockCell = Schemas['CityCell']

export type Trace = Schemas['Trace']
export type TracedUnit = Schemas['TracedUnit']
export type TracedEvent = Schemas['TracedEvent']

export type Order = Schemas['Order']
export type OrderRow = Schemas['OrderRow']
export type OrderLine = Schemas['OrderLine']
export type Explained = Schemas['Explained']

export type Shipment = Schemas['Shipment']
export type ShipmentRow = Schemas['ShipmentRow']
export type ImportedSlip = Schemas['ImportedSlip']

export type Message = Schemas['Message']

export type Import = Schemas['Import']
export type ImportReport = Schemas['ImportReport']
export type ImportRow = Schemas['ImportRow']
export type ImportedSlipLine = Schemas['ImportedSlipLine']
export type Slip = Schemas['Slip']
export type MissingCase = Schemas['MissingCase']
export type HeldRow = Schemas['HeldRow']
export type AuditEntry = Schemas['AuditEntry']
