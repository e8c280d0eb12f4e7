import type { Edit } from './edit.ts'
import type { SpanCallbacks } from './enclosing-span.ts'
import type { Instrumented } from './instrument.ts'
import type { Optimizations } from './optimize.ts'
import type { Node } from './syntax.ts'

/** What the plan is told of a file. */
export interface PrepareOptions {
  readonly optimizations: Optimizations
  /** The scope of each call that has one. */
  readonly scopeOf: (call: Node) => string | undefined
  /** Where a call stands, as it is put into the program; `undefined` where it is not. */
  readonly placeOf: (call: Node) => string | undefined
  /** Whether a callback starts nothing that goes on when it has returned. */
  readonly startsNothing: (fn: Node) => boolean
  readonly isTypeScript: boolean
  /** Functions that get a span around them. */
  readonly instrumented: readonly Instrumented[]
  /** What is changed besides. */
  readonly edits: readonly Edit[]
}

/** The plan of a build with telemetry, in the making. */
export interface PreparedDraft {
  readonly text: string
  /** What all names begin with that are added to the file. */
  readonly prefix: string
  readonly edits: Edit[]
  /** Those of them that are put in front of something. */
  readonly opening: Set<Edit>
  readonly options: PrepareOptions
  /** The variable of each site. */
  readonly sites: Map<string, string>
  /** What is imported. */
  readonly functions: Set<string>
  readonly parents: SpanCallbacks | undefined
  /** Calls that open a span in a `using` whose name is never said again. */
  readonly bare: ReadonlySet<Node>
}

/** Whether nothing else is changed there. */
export function isFree({ edits }: PrepareOptions, start: number, end: number): boolean {
  return !edits.some((edit) => edit.start < end && start < edit.end)
}

/** Adds an edit that opens what begins there. */
export function open({ edits, opening }: PreparedDraft, edit: Edit): void {
  edits.push(edit)
  if (edit.start === edit.end) opening.add(edit)
}

/** Lines stay: Babel and Bun read no maps of plugins. */
export function replace({ text }: PreparedDraft, start: number, end: number, replacement: string): Edit {
  return { start, end, text: replacement + text.slice(start, end).replace(/[^\n]+/g, '') }
}

export function insert(at: number, text: string): Edit {
  return { start: at, end: at, text }
}

/** The name that a function of `telescopic/site` is imported as. */
export function useFunction(draft: PreparedDraft, name: string): string {
  draft.functions.add(name)
  return draft.prefix + name
}

/** The expression that gives a site, and makes it when it is first asked for. */
export function makeSite(draft: PreparedDraft, where: Node, scope: string): string {
  return `${useSite(draft, where, scope)}??=${draft.prefix}site('${scope}'${placeArgument(draft, where)})`
}

/** The variable of a site. */
export function useSite(draft: PreparedDraft, call: Node, scope: string): string {
  const key = `${scope} ${draft.options.placeOf(call) ?? ''}`
  const known = draft.sites.get(key) ?? `${draft.prefix}${draft.sites.size + 1}`
  draft.sites.set(key, known)
  return known
}

export function placeArgument({ options }: PreparedDraft, call: Node): string {
  const place = options.placeOf(call)
  return place === undefined ? '' : `,${JSON.stringify(place)}`
}
