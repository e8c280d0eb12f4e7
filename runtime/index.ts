export * from './catalog.ts'
export * from './reporter.ts'
export * from './tele.ts'
import type { Telemetry } from './tele.ts'
export declare const tele: Telemetry
