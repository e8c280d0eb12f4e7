export type { WireEvent } from '../wire/event.ts'
export { type Capture, type CaptureOptions, type CaptureStats, captureLines } from './capture.ts'
export {
  catalogOf,
  createFold,
  type Fold,
  type FoldCatalog,
  type FoldDropped,
  type FoldEntry,
  type FoldedEvent,
  type FoldOptions,
  type FoldStats,
  type GeneratedCatalog,
} from './fold.ts'
