// `telescopic/site`: what compiled calls import. Nobody writes this import by hand.
import * as configuring from './configure.ts'
import { defaultRecorder } from './default.ts'
import * as forms from './forms.ts'
import * as lifecycle from './lifecycle.ts'
import type { TakeOption } from './options.ts'
import { prepareSite } from './prepared.ts'
import type { Site } from './site.ts'
import { applyOptions } from './state.ts'
import { readStats } from './stats.ts'
import type { FlushOptions, Telemetry, TelemetryOptions } from './tele.ts'
import { currentCorrelationId, printTraceparent } from './trace.ts'

export { enter, leave, runBare, runBareIn, syncBare, syncBareIn } from './bare.ts'
export {
  takeCapacity,
  takeDelivery,
  takeDescribe,
  takeFlag,
  takeOwnReporters,
  takePrivacy,
  takeReporters,
  takeSampleRate,
  takeSignals,
} from './options.ts'
export { plain } from './plain.ts'
export {
  count,
  countIn,
  countOf,
  emit,
  emitIn,
  gauge,
  gaugeIn,
  gaugeOf,
  open,
  openIn,
  record,
  recordIn,
  recordOf,
  run,
  runIn,
  sync,
  syncIn,
} from './prepared.ts'

/** Where calls stand that have been reached, by scope. */
// `var`, since in a cycle of modules a call may be reached before this one has run, and a `const` would be an error.
var places: Map<string, Set<string>> | undefined

/** Gives the site of a scope of `tele`: one for all calls of that name, in whatever module, and after a hot reload. */
export function site(scope: string, place?: string): Site {
  if (place !== undefined) {
    places ??= new Map()
    places.set(scope, (places.get(scope) ?? new Set()).add(place))
  }
  return prepareSite(defaultRecorder, scope)
}

/** Lists the calls of a build with the option `provenance`, as `src/a.ts:12`, by scope. */
export function listCallSites(): ReadonlyMap<string, readonly string[]> {
  return new Map([...(places ?? [])].map(([scope, all]) => [scope, [...all]]))
}

// The rest of `tele`, a function each: a program bundles those that it calls, and not all that `tele` could do.

export function configure(options: TelemetryOptions): void {
  configuring.configure(defaultRecorder, options)
}

/** Of a program whose text shows which options it gives. */
export function configureWith(options: TelemetryOptions, takers?: Readonly<Record<string, TakeOption>>): void {
  applyOptions(defaultRecorder, options, takers)
}

export function flush(options?: FlushOptions): Promise<void> {
  return lifecycle.flush(defaultRecorder, options?.deadlineMs)
}

export function shutdown(options?: FlushOptions): Promise<void> {
  return lifecycle.shutdown(defaultRecorder, options?.deadlineMs)
}

export function stats(): ReturnType<Telemetry['stats']> {
  return readStats(defaultRecorder)
}

export function enabled(): boolean {
  return defaultRecorder.enabled
}

export const counter: Telemetry['counter'] = ((scope: string, metadata?: unknown) =>
  forms.bindCounter(defaultRecorder, scope, metadata)) as never

export const histogram: Telemetry['histogram'] = ((scope: string, metadata?: unknown) =>
  forms.bindHistogram(defaultRecorder, scope, metadata)) as never

export const wrap: Telemetry['wrap'] = ((scope: string, second: unknown, third?: unknown) =>
  forms.wrap(defaultRecorder, scope, second, third)) as never

export const traced: Telemetry['traced'] = ((scope: string, metadata?: unknown) =>
  forms.traced(defaultRecorder, scope, metadata)) as never

export const bind: Telemetry['bind'] = ((fn: never) => forms.bind(defaultRecorder, fn)) as never

export const correlate: Telemetry['correlate'] = ((given: unknown, fn: never) =>
  forms.correlate(defaultRecorder, given, fn)) as never

export function correlationId(): string | undefined {
  return defaultRecorder.enabled ? currentCorrelationId() : undefined
}

export function traceparent(): string | undefined {
  return defaultRecorder.enabled ? printTraceparent() : undefined
}
