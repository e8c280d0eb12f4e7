/** The in-memory reporter, and the one that `tele` has by itself when a flag is set. It lives in the runtime, which may not import reporters. */
export { defaultReporter } from '../default.ts'
export {
  type MemoryContents,
  type MemoryReporter,
  type MemoryReporterOptions,
  type MetricEntry,
  memoryReporter,
  type TimingEntry,
} from '../memory.ts'
