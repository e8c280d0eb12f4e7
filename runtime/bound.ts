import { currentFrame } from './context.ts'
import { type Bag, copyInto } from './metadata.ts'
import type { PrivacyPlan } from './privacy.ts'
import { copy, type Recorder, recordMetric } from './recorder.ts'
import { findSite, type Site } from './site.ts'

/**
 * A metric with its name and metadata bound. Metadata is copied when it is bound: a later change does not show. It is
 * redacted when the first value is recorded: handles are made while modules load, before the entry can call `configure`.
 */
export function bindMetric(
  recorder: Recorder,
  kind: number,
  scope: string,
  metadata: unknown,
): (value: unknown, metadata?: unknown) => void {
  const given: Bag | undefined = metadata === undefined ? undefined : {}
  if (given !== undefined) copyInto(given, metadata, undefined, recorder.dropped)
  let bound: Bag | undefined
  let boundUnder: PrivacyPlan | undefined
  let held: Site | undefined
  return (value, more) => {
    const site = held?.interest ? held : findSite(recorder, scope)
    if (site === undefined) return
    if (site.kept) held = site
    if (boundUnder !== site.privacy) {
      bound = copy(site, given)
      boundUnder = site.privacy
    }
    const bag = more === undefined ? bound : { ...bound, ...copy(site, more) }
    recordMetric(site, kind, value, bag, currentFrame())
  }
}
