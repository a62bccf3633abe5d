// What the server answers, named for the screens. Every type is read off an address of the API document, so that a
// renamed schema changes nothing here.
import type { Answer, Body, Path } from './http.ts'

type Got<P extends Path<'get'>> = Answer<P, 'get'>
type Row<P extends Path<'get'>> = Got<P> extends { items: (infer T)[] } ? T : never
type Item<P extends Path<'get'>> = Got<P> extends (infer T)[] ? T : never

export interface Page<T> {
  items: T[]
  next?: string | null
  as_of: string
}

export type Me = Got<'/api/session'>
export type DemoAccount = Got<'/api/system'>['demo_accounts'][number]
export type User = Got<'/api/users/{id}'>
export type Role = Item<'/api/roles'>
export type Site = Item<'/api/sites'>
export type Product = Item<'/api/products'>

/** What the scan field understood; `meaning.kind` is the word of the grammar. */
export type ScanAnswer = Omit<Answer<'/api/scan', 'post'>, 'scanned'> & { scanned?: { raw: string; normalized: string; meaning: { kind: string } } | null }
export type Hit = ScanAnswer['hits'][number]
/** A text for people in both languages of the product. */
export type Text = Hit['title']
/** Why something may not be: the rule by its name, and its reason for people. */
export type Refusal = NonNullable<ScanAnswer['refusal']>

export type Donor = Got<'/api/recruit/donors/{id}'>
export type DonorRow = Row<'/api/recruit/donors'>
export type DonorRegistration = Answer<'/api/recruit/donors', 'post'>
export type DonorCandidate = Extract<DonorRegistration, { outcome: 'candidates' }>['candidates'][number]
export type DonorIdentity = Answer<'/api/recruit/donors/{id}/unmask', 'post'>
export type DonorDocument = Donor['documents'][number]
export type DonorHistoryEntry = Item<'/api/recruit/donors/{id}/history'>
/** Two files that may be of one person. */
export type DuplicatePair = Row<'/api/recruit/duplicates'>
export type MergeSides = Got<'/api/recruit/merges/compare'>
export type Merge = Got<'/api/recruit/merges/{id}'>
export type MergeField = Merge['taken'][number]
/** Something that keeps a donor from giving, as the desk sees it. */
export type Deferral = Donor['deferrals'][number]
export type DeferralCode = Item<'/api/recruit/deferral-codes'>
/** The same in full, for those who may know. */
export type DeferralReason = Answer<'/api/recruit/donors/{id}/deferrals/reasons', 'post'>[number]
/** From when on a donor may give what, and by which rules. */
export type EligibilityVerdict = Got<'/api/recruit/donors/{id}/eligibility'>['verdicts'][number]
export type EligibilityRules = Got<'/api/recruit/rules'>
export type Permit = Item<'/api/recruit/donors/{id}/permits'>
/** What another station says of a donor. */
export type ForeignBlock = Item<'/api/recruit/donors/{id}/foreign-blocks'>
export type BlockExchange = Got<'/api/recruit/block-exchange'>
export type BlockPartner = BlockExchange['partners'][number]
export type BlockEntry = Row<'/api/recruit/block-exchange/entries'>
/** The way back of a donor who was excluded. */
export type ReentryRow = Row<'/api/recruit/reentries'>
export type Reentry = Answer<'/api/recruit/reentries/{id}/view', 'post'>
/** Whether something may be done now and, when not, why. */
export type Can = Donor['can']['unmask']

export type Inquiry = Got<'/api/collect/inquiry'>
export type Donation = Got<'/api/collect/donations/{id}'>
export type DonationRow = Row<'/api/collect/donations'>
export type DonationCheck = VisitCheck['check']
/** One reason of the rulebook why not. */
export type DonationRefusal = Donation['refusals'][number]
/** Somebody who waits for a chair, sits in one, or rests. */
export type ChairRow = Row<'/api/collect/chairs'>
/** What the machine says of a donation, with its limits. */
export type DonationFlow = Got<'/api/collect/donations/{id}/flow'>
/** A reaction of a donor, until its case is closed. */
export type Reaction = Got<'/api/collect/reactions/{id}'>
export type ReactionRow = Row<'/api/collect/reactions'>
/** A lot as it lies at a site. */
export type Lot = Row<'/api/collect/lots'>
export type LotRecallRow = Row<'/api/collect/lots/recalls'>
export type LotRecall = Got<'/api/collect/lots/recalls/{id}'>
/** Every answer of a donor, the confidential ones among them. */
export type AnswerSheet = Answer<'/api/collect/donations/{id}/answers', 'post'>
export type TripSigned = Answer<'/api/collect/donations/{id}/signature', 'post'>

export type Marker = Item<'/api/lab/markers'>
export type LabDonation = Got<'/api/lab/donations/{number}'>
export type LabRow = Row<'/api/lab/donations'>
export type LabVersion = LabDonation['versions'][number]
/** What came out, as the API document leaves it open: a word, a number, a group. */
export interface LabValue {
  kind: string
  number?: number
  s_co?: number
  abo?: string
  rhd?: string
}

export type LabRun = Got<'/api/lab/runs/{id}'>
export type LabRunRow = Row<'/api/lab/runs'>
export type LabWell = LabRun['wells'][number]
/** What was read in a well. */
export type LabRaw = NonNullable<LabWell['cells'][number]['raw']>
export type LabDelivery = Got<'/api/lab/deliveries/{id}'>
export type LabDeliveryRow = Row<'/api/lab/deliveries'>
export type LabSigningRow = Row<'/api/lab/signings'>
export type LabSigned = Answer<'/api/lab/signings', 'post'>
export type Recall = Got<'/api/govern/recalls/{id}'>
export type RecallHead = Row<'/api/govern/recalls'>
export type LabChart = Got<'/api/lab/charts/points'>
export type LabChartRow = Row<'/api/lab/charts'>
export type LabDue = Row<'/api/lab/due'>
export type LabKit = Row<'/api/lab/kits'>
export type LabAssay = LabKit['assay']
export type LabLot = Row<'/api/lab/reagents'>
export type LabInstrument = Row<'/api/lab/instruments'>

export type ProcessUnit = Row<'/api/process/units'>
export type ProcessUnitView = Got<'/api/process/units/{id}'>
export type Receipt = Answer<'/api/process/receipts', 'post'>
export type LabelPrinted = Answer<'/api/process/units/{id}/labels', 'post'>
export type Release = Got<'/api/process/releases/{id}'>
export type ReleaseRow = Row<'/api/process/releases'>
export type HallBoard = Got<'/api/process/hall'>
export type HallLying = HallBoard['bags'][number]
export type HallMachine = HallBoard['machines'][number]
export type HallBag = Got<'/api/process/bags/{text}'>
export type HallBatch = Got<'/api/process/batches/{id}'>
export type HallBatchRow = Row<'/api/process/batches'>
export type HallWindow = HallBatch['windows'][number]
export type HallEquipment = Row<'/api/process/equipment'>
export type HallProgramme = Row<'/api/process/programmes'>
export type HallRules = Got<'/api/process/plans'>
export type HallSupply = Row<'/api/process/supplies'>
export type HallPreparation = Row<'/api/process/balances'>
/** What may be pooled, and what was. */
export type PoolCandidates = Got<'/api/process/pool-candidates'>
export type PoolCandidate = PoolCandidates['units'][number]
export type BloodPool = Row<'/api/process/pools'>
export type HallShift = Row<'/api/process/shifts'>
export type QualityMonth = Got<'/api/process/quality/month'>
export type QualityMonthOf = Got<'/api/process/quality/months/{id}'>
export type QualitySampleRow = Row<'/api/process/quality/samples'>
export type QualitySampleDetail = Got<'/api/process/quality/samples/{id}'>
/** Rooms and how clean they are. */
export type EnvironmentBoard = Got<'/api/process/environment'>
export type EnvironmentPoint = EnvironmentBoard['points'][number]
export type EnvironmentPointView = Got<'/api/process/environment/points/{id}'>
export type EnvironmentPlate = EnvironmentPointView['plates'][number]
export type EnvironmentRule = EnvironmentPoint['rule']
export type QualityChart = Got<'/api/process/quality/chart'>
export type DeviationRow = Row<'/api/process/deviations'>
export type DeviationCase = Got<'/api/process/deviations/{id}'>
export type GateLine = Got<'/api/process/releases/gate'>['units'][number]['lines'][number]

export type StockRow = Row<'/api/store/stock'>
export type StorePlace = Got<'/api/store/places'>['items'][number]
export type StoreDiscard = Got<'/api/store/discards/{id}'>
export type StoreDiscardRow = Row<'/api/store/discards'>

export type CityStock = Got<'/api/govern/stock'>
export type StockCell = CityStock['cells'][number]
export type HeldRow = Row<'/api/govern/holds'>
export type AuditEntry = Row<'/api/govern/audit'>

export type Trace = Got<'/api/ledger/traces/{text}'>
export type TracedUnit = Trace['units'][number]
export type TracedEvent = TracedUnit['events'][number]

export type Order = Got<'/api/issue/orders/{id}'>
export type OrderRow = Row<'/api/issue/orders'>
export type OrderLine = OrderRow['lines'][number]
export type Explained = NonNullable<OrderLine['allocation']>
export type OrderUnit = Order['units'][number]
/** A bag as every list shows it. */
export type Unit = OrderUnit['unit']

export type Shipment = Got<'/api/transport/shipments/{id}'>
export type ShipmentRow = Row<'/api/transport/shipments'>
export type ImportedSlip = Got<'/api/transport/slips/{number}'>
export type ImportedSlipRow = Row<'/api/transport/slips'>
export type MissingCase = Row<'/api/transport/cases'>

export type HospitalStock = Got<'/api/transfuse/stock'>
export type Patient = Got<'/api/transfuse/patients/{id}'>
export type PatientRow = Row<'/api/transfuse/patients'>
export type Match = Got<'/api/transfuse/matches/{id}'>
export type MatchRow = Row<'/api/transfuse/matches'>
export type HospitalDiscard = Row<'/api/transfuse/discards'>

export type Message = Row<'/api/care/messages'>

export type Import = Row<'/api/imports'>
export type ImportReport = Got<'/api/imports/{id}'>
export type ImportRow = ImportReport['rows']['items'][number]

export type SignedDocument = Got<'/api/records/documents/{id}'>
export type DocumentRow = Row<'/api/records/documents'>
export type DocumentPlace = SignedDocument['signatures'][number]
export type KeyMedium = Certificate['medium']
export type DocumentLine = SignedDocument['life'][number]
export type DocumentForm = Item<'/api/records/forms'>
export type SignatureProfile = Certificate['info']['profile']
/** What the system knows for a form, and what people still have to add. */
export type FilledForm = Got<'/api/records/forms/{form}/filled'>
/** A document whose time is over, with what keeps it all the same. */
export type DocumentDue = Row<'/api/records/retention/due'>
export type DestructionRow = Row<'/api/records/destructions'>
export type Destruction = Got<'/api/records/destructions/{id}'>
/** A form before a person who signs by hand. */
export type PadSession = Got<'/api/records/pads/{id}'>
/** What was captured for one signature by hand. */
export type PadEvidence = Item<'/api/records/documents/{id}/evidence'>
export type StrokePoint = Body<'/api/records/pads/{id}/sign'>['strokes'][number][number]
export type BatchLine = Answer<'/api/records/documents/sign-many', 'post'>[number]
export type Certificate = Item<'/api/records/certificates'>
export type DocumentReport = Answer<'/api/records/checks', 'post'>
export type SignatureReport = DocumentReport['signatures'][number]
export type DocumentCheck = DocumentReport['checks'][number]

/** One field of a form, as the API document leaves it open. */
export interface DocumentField {
  type: 'text' | 'texts' | 'integer' | 'number' | 'day' | 'instant' | 'choice' | 'choices' | 'yes_no' | 'list' | 'record'
  zh: string
  en: string
  optional: boolean
  /** Where it stands on the form, from the top. */
  place: number
  /** Most characters of a text, most entries of a list. */
  max: number | null
  choices: { value: string; zh: string; en: string }[]
  /** Of a record, or of each row of a list. */
  fields: DocumentFields
}
export type DocumentFields = Record<string, DocumentField>

/** One person, one day, one place. */
export type Visit = Item<'/api/collect/visits'>
export type VisitState = Visit['state']
/** What was measured before a donation, and what before that. */
export type VisitCheck = Got<'/api/collect/visits/{id}/check'>
/** What the physician reads before deciding. */
export type VisitFindings = Got<'/api/collect/visits/{id}/findings'>
/** The calls at a place, for the wall: numbers, no names. */
export type VisitBoard = Got<'/api/collect/visits/screen'>
export type KioskSettings = Got<'/api/collect/kiosk/settings'>
/** A visit as the kiosk shows it to the person in front of it. */
export type KioskVisit = Answer<'/api/collect/kiosk/arrive', 'post'>
/** Questions with the answers so far. */
export type InquirySheet = Answer<'/api/collect/kiosk/visits/{id}/sheet', 'post'>
export type InquiryAsked = InquirySheet['questions'][number]
export type InquiryAnswer = InquirySheet['answers'][string]

/** An instrument of a collection site, with what is wrong with it. */
export type Device = Got<'/api/collect/devices'>['items'][number]
/** The program at a site that speaks with its instruments. */
export type DeviceAgent = Got<'/api/collect/devices'>['agents'][number]
export type Reading = Row<'/api/collect/readings'>

/** A vehicle's day away from the city's network, with what has come back of it. */
export type Trip = Got<'/api/collect/trips/{id}'>
export type TripRow = Row<'/api/collect/trips'>
/** Something of a trip that a person decides. */
export type TripCase = Row<'/api/collect/trip-cases'>

/** Somebody who wants the account deleted. */
export type Leaving = Got<'/api/recruit/leavings/{id}'>
export type LeavingRow = Item<'/api/recruit/leavings'>
/** A bag that was not in its box. */
export type BoxCase = Row<'/api/collect/box-cases'>
/** What follows a donation, and the small gifts of a site. */
export type AfterDonation = Got<'/api/care/donations/{number}'>
export type GiftStock = Row<'/api/care/gifts'>
export type GiftMove = Row<'/api/care/gifts/moves'>

/** The day of a collection site: what happened, what was counted, what differs. */
export type CollectionSession = Got<'/api/collect/sessions/{site_id}/{day}'>
export type SessionRow = Row<'/api/collect/sessions'>
/** A box that brings bags and tubes to the station. */
export type HandOverBox = Got<'/api/collect/boxes/{id}'>
export type HandOverBoxRow = Row<'/api/collect/boxes'>
export type BoxScanRefused = Answer<'/api/collect/boxes/{id}/put', 'post'>['refused'][number]

/** Sample tubes: receipts, racks, custody, destruction. */
export type SampleSession = Row<'/api/lab/sample-sessions'>
export type SampleReceipt = Got<'/api/lab/sample-receipts/{id}'>
export type SampleFinding = Item<'/api/lab/sample-findings'>
export type SampleScanned = Answer<'/api/lab/sample-receipts/{id}/tubes', 'post'>
export type SampleTube = SampleReceipt['foreign'][number]
/** What confirms that a donation is reactive. */
export type Confirmation = Row<'/api/lab/confirmations'>
export type LabRack = Row<'/api/lab/racks'>
export type LabRackMap = Got<'/api/lab/racks/{id}'>
export type Custody = Got<'/api/lab/donations/{number}/custody'>
export type DisposalTube = Row<'/api/lab/disposal-candidates'>
export type DisposalBatch = Row<'/api/lab/disposals'>
