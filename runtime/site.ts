import { currentFrame, SUPPRESSED } from './context.ts'
import { acceptsName } from './names.ts'
import { type PrivacyPlan, planPrivacy, type SiteDescription } from './privacy.ts'
import type { Recorder } from './recorder.ts'

/** A scope as one instrument knows it: found by name at every call, or held by a call site that a compiler has prepared. */
export interface Site {
  readonly scope: string
  /** Whether anything is to be recorded here. Decided when the site is made and when `configure` is called, never by a call. */
  interest: boolean
  /** How many times its spans have closed; stays 0 beyond the first 10,000 scopes. */
  calls: number
  /** `false`: beyond the cap, made for one call. */
  readonly kept: boolean
  privacy: PrivacyPlan
  /** Sites of relative names, by those names: putting two texts together costs more than all else a counter does. */
  children: Map<string, Site> | undefined
}

// A program that builds names from user input stays small.
const MAX_SITES = 10_000

/** Finds the site of a name; `undefined` where nothing is to be recorded: telemetry is off, silenced there, or the name is refused. */
export function findSite(recorder: Recorder, scope: string): Site | undefined {
  if (!recorder.enabled) return undefined
  const site = recorder.sites.get(scope) ?? addSite(recorder, scope)
  return site?.interest ? site : undefined
}

/** Finds the site of a span that may open here: in a reporter none opens. */
export function findSpanSite(recorder: Recorder, scope: string): Site | undefined {
  return recorder.enabled && currentFrame() !== SUPPRESSED ? findSite(recorder, scope) : undefined
}

/** Finds the site of a name relative to a span. An empty or non-string name is refused like any other. */
export function findChild(recorder: Recorder, parent: Site, name: string): Site | undefined {
  const known = parent.children?.get(name)
  if (known?.interest) return known
  const scope = typeof name === 'string' && name !== '' ? `${parent.scope}.${name}` : name
  const site = findSite(recorder, scope)
  if (site?.kept && parent.kept) {
    parent.children ??= new Map()
    parent.children.set(name, site)
  }
  return site
}

/** Decides anew what every site records: after `configure` and `shutdown`. */
export function refreshSites(recorder: Recorder): void {
  for (const site of recorder.sites.values()) {
    site.interest = recorder.enabled && isWanted(recorder, site.scope)
    site.privacy = planPrivacy(recorder.privacy, describe(recorder, site.scope))
  }
}

function addSite(recorder: Recorder, scope: string): Site | undefined {
  if (!acceptsName(recorder, scope)) return undefined
  const kept = recorder.sites.size < MAX_SITES
  const interest = isWanted(recorder, scope)
  const privacy = planPrivacy(recorder.privacy, describe(recorder, scope))
  const site: Site = { scope, interest, calls: 0, kept, privacy, children: undefined }
  if (kept) recorder.sites.set(scope, site)
  return site
}

// Both are the program's: one that throws is one that says nothing.
function isWanted({ filter }: Recorder, scope: string): boolean {
  try {
    return filter === undefined || filter(scope) === true
  } catch {
    return true
  }
}

function describe({ describe }: Recorder, scope: string): SiteDescription | undefined {
  try {
    return describe?.(scope)
  } catch {
    return undefined
  }
}
