// The type files by `export *`: `declare module 'telescopic' { interface Catalog { … } }` of generated code
// merges only with a declaration that the door reaches this way.
export * from './catalog.ts'
export { isTelemetryReporter } from './check-reporter.ts'
export { createTelemetry, tele, tele as default } from './default.ts'
export { NOOP } from './noop.ts'
export type { PrivacyClass, PrivacyOptions, ScrubMode, SiteDescription } from './privacy.ts'
export * from './reporter.ts'
export type { ReporterStats, TelemetryStats } from './stats.ts'
export * from './tele.ts'
export type { Correlation } from './trace.ts'
