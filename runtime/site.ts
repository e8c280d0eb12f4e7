import { currentFrame, type Frame, SUPPRESSED } from './context.ts'
import { acceptsName } from './names.ts'
import { type Redact, withholdByName } from './privacy.ts'
import type { Recorder } from './recorder.ts'

/** A scope as one instrument knows it: found by name at every call, or held by a call site that a compiler has prepared. */
export interface Site {
  readonly recorder: Recorder
  readonly scope: string
  /** Whether anything is to be recorded here. Decided when the site is made and when `configure` is called, never by a call. */
  interest: boolean
  /** How many times its spans have closed; stays 0 beyond the first 10,000 scopes. */
  calls: number
  /** `false`: beyond the cap, made for one call. */
  readonly kept: boolean
  /** Gives what may be recorded in place of a value. */
  redact: Redact
  /** Share of its spans and events that is recorded. */
  rate: number
  /** Metadata whose equal values are recorded or left out together, in place of whole traces. */
  sampleBy: string | undefined
  /** Whether its spans have nothing to do with traces, unless they open inside one. */
  plain: boolean
  /** Sites of relative names, by those names: putting two texts together costs more than all else a counter does. */
  children: Map<string, Site> | undefined
  /** What code inside of its spans has around it, by depth: a span then has nothing to make. */
  readonly frames: Frame[]
}

// A program that builds names from user input stays small.
const MAX_SITES = 10_000
// A recursion that is deeper makes its frames as it goes.
const MAX_FRAMES = 64

/** Finds the site of a name; `undefined` where nothing is to be recorded: telemetry is off, silenced there, or the name is refused. */
export function findSite(recorder: Recorder, scope: string): Site | undefined {
  if (!recorder.enabled) return undefined
  const site = recorder.sites.get(scope) ?? (acceptsName(recorder, scope) ? addSite(recorder, scope) : undefined)
  return site?.interest ? site : undefined
}

/** Finds the site of a span that may open here: in a reporter none opens. */
export function findSpanSite(recorder: Recorder, scope: string): Site | undefined {
  return recorder.enabled && currentFrame() !== SUPPRESSED ? findSite(recorder, scope) : undefined
}

/** Finds the site of a name relative to a span. An empty or non-string name is refused like any other. */
export function findChild(parent: Site, name: string): Site | undefined {
  const known = parent.children?.get(name)
  if (known?.interest) return known
  const site = findSite(parent.recorder, typeof name === 'string' && name !== '' ? `${parent.scope}.${name}` : name)
  if (site?.kept && parent.kept) {
    parent.children ??= new Map()
    parent.children.set(name, site)
  }
  return site
}

/** Gives what code inside of a span of this site has around it. */
export function frameOf({ scope, frames }: Site, parent: Frame | undefined): Frame {
  const depth = parent === undefined ? 1 : parent.depth + 1
  if (depth > MAX_FRAMES) return { scope, depth, trace: undefined }
  frames[depth] ??= { scope, depth, trace: undefined }
  return frames[depth]
}

/** Decides anew what every site records: after `configure` and `shutdown`. */
export function refreshSites(recorder: Recorder): void {
  for (const site of recorder.sites.values()) decide(site)
}

/** Makes the site of a name that is known to be one, whether or not anything is recorded there now. */
export function addSite(recorder: Recorder, scope: string): Site {
  const kept = recorder.sites.size < MAX_SITES
  const site: Site = {
    recorder,
    scope,
    interest: false,
    calls: 0,
    kept,
    redact: withholdByName,
    rate: 1,
    sampleBy: undefined,
    plain: true,
    children: undefined,
    frames: [],
  }
  // Before it is asked what is recorded here: what answers may be instrumented itself, and would ask again.
  if (kept) recorder.sites.set(scope, site)
  decide(site)
  return site
}

function decide(site: Site): void {
  const { enabled, settings, treatSite, traced } = site.recorder
  site.interest = enabled && ask(() => !settings.filter || settings.filter(site.scope) === true, true)
  treatSite?.(site)
  site.plain = !traced && site.rate === 1
}

/** Asks the program; where it throws, it says nothing. */
export function ask<T>(question: () => T, otherwise: T): T {
  try {
    return question()
  } catch {
    return otherwise
  }
}
