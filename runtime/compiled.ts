// `telescopic/site`: what compiled calls import. Nobody writes this import by hand.
import { defaultRecorder } from './default.ts'
import { prepareSite } from './prepared.ts'
import type { Site } from './site.ts'

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
