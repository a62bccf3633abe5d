import { createBrowserRouter } from 'react-router'
import { Frame } from './Frame.tsx'
import { Broken, Lost } from './Lost.tsx'

/** Every page is its own piece of the program, fetched when it is first opened. */
export const router = createBrowserRouter([
  { path: '/sign-in', lazy: () => import('../pages/SignIn.tsx'), errorElement: <Broken />, HydrateFallback },
  { path: '/pad', lazy: () => import('../pages/pad/Pad.tsx'), errorElement: <Broken />, HydrateFallback },
  { path: '/check', lazy: () => import('../pages/records/Check.tsx'), errorElement: <Broken />, HydrateFallback },
  {
    path: '/', element: <Frame />, errorElement: <Broken />, HydrateFallback,
    children: [
      { index: true, lazy: () => import('../pages/Home.tsx') },
      { path: 'units/:id', lazy: () => import('../pages/units/Unit.tsx') },
      { path: 'donations/:id', lazy: () => import('../pages/units/Unit.tsx') },
      {
        path: 'recruit/donors', lazy: () => import('../pages/recruit/Donors.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/recruit/NewDonor.tsx') },
          { path: ':id', lazy: () => import('../pages/recruit/Donor.tsx') },
        ],
      },
      {
        path: 'recruit/bookings', lazy: () => import('../pages/recruit/Bookings.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/recruit/NewBooking.tsx') },
          { path: ':id', lazy: () => import('../pages/recruit/BookingDetail.tsx') },
        ],
      },
      {
        path: 'recruit/sites', lazy: () => import('../pages/recruit/Sites.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/recruit/SiteDetail.tsx') }],
      },
      { path: 'recruit/booking-cases', lazy: () => import('../pages/recruit/BookingCases.tsx') },
      { path: 'recruit/groups', lazy: () => import('../pages/recruit/BookingGroups.tsx') },
      { path: 'recruit/plan', lazy: () => import('../pages/recruit/BookingPlan.tsx') },
      { path: 'recruit/coverage', lazy: () => import('../pages/recruit/BookingMap.tsx') },
      { path: 'recruit/show-model', lazy: () => import('../pages/recruit/BookingModel.tsx') },
      { path: 'collect/queue/:id/check', lazy: () => import('../pages/collect/Check.tsx') },
      { path: 'collect/queue/:id/decide', lazy: () => import('../pages/collect/Decide.tsx') },
      {
        path: 'collect/queue', lazy: () => import('../pages/collect/Queue.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/collect/QueueVisit.tsx') }],
      },
      { path: 'recruit/duplicates', lazy: () => import('../pages/recruit/Duplicates.tsx') },
      { path: 'recruit/duplicates/compare', lazy: () => import('../pages/recruit/MergeSides.tsx') },
      {
        path: 'recruit/merges', lazy: () => import('../pages/recruit/Merges.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/recruit/Merge.tsx') }],
      },
      { path: 'recruit/rules', lazy: () => import('../pages/recruit/EligibilityRules.tsx') },
      { path: 'recruit/blocks', lazy: () => import('../pages/recruit/Blocks.tsx') },
      {
        path: 'recruit/reentries', lazy: () => import('../pages/recruit/Reentries.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/recruit/Reentry.tsx') }],
      },
      {
        path: 'collect/trips', lazy: () => import('../pages/collect/Trips.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/collect/NewTrip.tsx') },
          { path: ':id', lazy: () => import('../pages/collect/Trip.tsx') },
        ],
      },
      {
        path: 'collect/sessions', lazy: () => import('../pages/collect/Sessions.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/collect/Session.tsx') }],
      },
      {
        path: 'collect/boxes', lazy: () => import('../pages/collect/Boxes.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/collect/Box.tsx') }],
      },
      {
        path: 'collect/reactions', lazy: () => import('../pages/collect/Reactions.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/collect/Reaction.tsx') }],
      },
      { path: 'collect/lots', lazy: () => import('../pages/collect/Lots.tsx') },
      { path: 'collect/lots/recalls/:id', lazy: () => import('../pages/collect/LotRecall.tsx') },
      {
        path: 'collect/devices', lazy: () => import('../pages/collect/Devices.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/collect/DeviceNew.tsx') },
          { path: ':id', lazy: () => import('../pages/collect/Device.tsx') },
        ],
      },
      {
        path: 'collect/chairs', lazy: () => import('../pages/collect/Chairs.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/collect/ChairDesk.tsx') }],
      },
      {
        path: 'collect/donations', lazy: () => import('../pages/collect/Donations.tsx'),
        children: [
          { path: ':id', lazy: () => import('../pages/collect/Donation.tsx') },
        ],
      },
      {
        path: 'lab/donations', lazy: () => import('../pages/lab/Worklist.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/lab/Sample.tsx') }],
      },
      { path: 'lab/signings', lazy: () => import('../pages/lab/Signings.tsx') },
      { path: 'lab/samples', lazy: () => import('../pages/lab/Samples.tsx') },
      { path: 'lab/samples/:id', lazy: () => import('../pages/lab/SampleReceipt.tsx') },
      { path: 'lab/confirmations', lazy: () => import('../pages/lab/Confirmations.tsx') },
      { path: 'lab/racks', lazy: () => import('../pages/lab/Racks.tsx') },
      { path: 'lab/racks/:id', lazy: () => import('../pages/lab/Rack.tsx') },
      { path: 'lab/disposals', lazy: () => import('../pages/lab/Disposals.tsx') },
      { path: 'lab/runs', lazy: () => import('../pages/lab/Runs.tsx') },
      { path: 'lab/runs/:id', lazy: () => import('../pages/lab/Run.tsx') },
      { path: 'lab/deliveries', lazy: () => import('../pages/lab/Deliveries.tsx') },
      { path: 'lab/deliveries/:id', lazy: () => import('../pages/lab/Delivery.tsx') },
      {
        path: 'lab/charts', lazy: () => import('../pages/lab/Charts.tsx'),
        children: [{ path: ':instrument/:lot/:control/:marker', lazy: () => import('../pages/lab/Chart.tsx') }],
      },
      { path: 'lab/reagents', lazy: () => import('../pages/lab/Reagents.tsx') },
      { path: 'lab/instruments', lazy: () => import('../pages/lab/Instruments.tsx') },
      { path: 'lab/kits', lazy: () => import('../pages/lab/Kits.tsx') },
      { path: 'process/receive', lazy: () => import('../pages/process/Receive.tsx') },
      { path: 'process/hall', lazy: () => import('../pages/process/Hall.tsx') },
      { path: 'process/bags/:text?', lazy: () => import('../pages/process/Bag.tsx') },
      { path: 'process/batches', lazy: () => import('../pages/process/Batches.tsx') },
      { path: 'process/batches/new', lazy: () => import('../pages/process/BatchNew.tsx') },
      { path: 'process/batches/:id', lazy: () => import('../pages/process/Batch.tsx') },
      { path: 'process/equipment', lazy: () => import('../pages/process/Equipment.tsx') },
      { path: 'process/programmes', lazy: () => import('../pages/process/Programmes.tsx') },
      { path: 'process/supplies', lazy: () => import('../pages/process/Supplies.tsx') },
      { path: 'process/pools', lazy: () => import('../pages/process/Pools.tsx') },
      { path: 'process/shifts', lazy: () => import('../pages/process/Shifts.tsx') },
      {
        path: 'process/units', lazy: () => import('../pages/process/Units.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/process/Unit.tsx') }],
      },
      {
        path: 'process/releases', lazy: () => import('../pages/process/Releases.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/process/NewRelease.tsx') },
          { path: ':id', lazy: () => import('../pages/process/Release.tsx') },
        ],
      },
      { path: 'process/quality', lazy: () => import('../pages/quality/Month.tsx') },
      { path: 'process/quality/months/:id', lazy: () => import('../pages/quality/ProductMonth.tsx') },
      { path: 'process/quality/chart/:product/:indicator', lazy: () => import('../pages/quality/Chart.tsx') },
      { path: 'process/quality/samples/:id', lazy: () => import('../pages/quality/Sample.tsx') },
      { path: 'process/environment', lazy: () => import('../pages/quality/Environment.tsx') },
      { path: 'process/environment/:id', lazy: () => import('../pages/quality/EnvironmentPoint.tsx') },
      {
        path: 'process/deviations', lazy: () => import('../pages/quality/Deviations.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/quality/Deviation.tsx') }],
      },
      { path: 'store/stock', lazy: () => import('../pages/store/Stock.tsx') },
      { path: 'store/put-away', lazy: () => import('../pages/store/PutAway.tsx') },
      {
        path: 'store/discards', lazy: () => import('../pages/store/Discards.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/store/NewDiscard.tsx') },
          { path: ':id', lazy: () => import('../pages/store/Discard.tsx') },
        ],
      },
      {
        path: 'transport/shipments', lazy: () => import('../pages/transport/Shipments.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/transport/NewShipment.tsx') },
          { path: ':id', lazy: () => import('../pages/transport/Shipment.tsx') },
        ],
      },
      {
        path: 'transport/slips', lazy: () => import('../pages/transport/Slips.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/transport/Slip.tsx') }],
      },
      { path: 'transport/hand-over', lazy: () => import('../pages/transport/HandOvers.tsx') },
      { path: 'transport/hand-over/:id', lazy: () => import('../pages/transport/HandOver.tsx') },
      { path: 'transport/cases', lazy: () => import('../pages/transport/Cases.tsx') },
      {
        path: 'issue/orders', lazy: () => import('../pages/issue/Orders.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/issue/NewOrder.tsx') },
          { path: ':id', lazy: () => import('../pages/issue/Order.tsx') },
        ],
      },
      { path: 'transfuse/stock', lazy: () => import('../pages/transfuse/Stock.tsx') },
      {
        path: 'transfuse/patients', lazy: () => import('../pages/transfuse/Patients.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/transfuse/NewPatient.tsx') },
          { path: ':id', lazy: () => import('../pages/transfuse/Patient.tsx') },
        ],
      },
      {
        path: 'transfuse/matches', lazy: () => import('../pages/transfuse/Matches.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/transfuse/NewMatch.tsx') },
          { path: ':id', lazy: () => import('../pages/transfuse/Match.tsx') },
        ],
      },
      { path: 'transfuse/discards', lazy: () => import('../pages/transfuse/Discards.tsx') },
      { path: 'care/messages', lazy: () => import('../pages/care/Messages.tsx') },
      { path: 'recruit/leavings', lazy: () => import('../pages/recruit/Leavings.tsx') },
      { path: 'collect/box-cases', lazy: () => import('../pages/collect/BoxCases.tsx') },
      { path: 'care/gifts', lazy: () => import('../pages/care/Gifts.tsx') },
      { path: 'care/reports', lazy: () => import('../pages/care/Reports.tsx') },
      { path: 'govern/stock', lazy: () => import('../pages/govern/CityStock.tsx') },
      {
        path: 'govern/imports', lazy: () => import('../pages/imports/Imports.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/imports/NewImport.tsx') },
          { path: ':id', lazy: () => import('../pages/imports/Report.tsx') },
        ],
      },
      {
        path: 'govern/users', lazy: () => import('../pages/users/Users.tsx'),
        children: [
          { path: 'new', lazy: () => import('../pages/users/NewUser.tsx') },
          { path: ':id', lazy: () => import('../pages/users/User.tsx') },
        ],
      },
      { path: 'govern/holds', lazy: () => import('../pages/govern/Holds.tsx') },
      { path: 'govern/recalls', lazy: () => import('../pages/govern/Recalls.tsx') },
      { path: 'govern/recalls/:id', lazy: () => import('../pages/govern/Recall.tsx') },
      { path: 'govern/audit', lazy: () => import('../pages/govern/Audit.tsx') },
      { path: 'govern/roles', lazy: () => import('../pages/users/Roles.tsx') },
      { path: 'records/documents', lazy: () => import('../pages/records/Documents.tsx') },
      { path: 'records/documents/new', lazy: () => import('../pages/records/NewDocument.tsx') },
      { path: 'records/documents/from', lazy: () => import('../pages/records/FromThing.tsx') },
      { path: 'records/documents/:id', lazy: () => import('../pages/records/Document.tsx') },
      { path: 'records/keeping', lazy: () => import('../pages/records/Keeping.tsx') },
      {
        path: 'records/keeping/destructions', lazy: () => import('../pages/records/Destructions.tsx'),
        children: [{ path: ':id', lazy: () => import('../pages/records/Destruction.tsx') }],
      },
      { path: 'records/certificates', lazy: () => import('../pages/records/Certificates.tsx') },
      { path: '*', element: <Lost /> },
    ],
  },
])

/** Nothing is shown while the first page's piece is on its way: it takes no longer than a blink. */
function HydrateFallback() {
  return null
}
