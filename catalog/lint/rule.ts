import type { Note, Place } from '../../report/index.ts'
import type { CheckContext } from '../context.ts'
import type { Attribute, Catalog, Group, Scope } from '../model.ts'

/** What rules know beside the catalog. */
export interface LintContext extends CheckContext {
  /** The day that expiry is measured by, as `YYYY-MM-DD`. */
  readonly today: string
  /** Version of the package that the catalog belongs to, for scopes that expire with one. */
  readonly version: string | undefined
  /** Names that the program calls; undefined when nobody has looked. */
  readonly used: ReadonlySet<string> | undefined
}

/** What a rule has found. The entry is whose excuses count. */
export interface Finding {
  readonly entry: Scope | Attribute | Group
  readonly message: string
  /** The place of the entry when there is no better one. */
  readonly place?: Place
  readonly notes?: readonly (Note | string)[]
}

/** A rule over a whole catalog. */
export type Rule = (catalog: Catalog, context: LintContext) => Finding[]

/** The name that a reader finds in the file. */
export function nameOf(entry: { readonly name: string; readonly template?: string | undefined }): string {
  return entry.template ?? entry.name
}

export function isMetric({ kind }: Scope): boolean {
  return kind === 'counter' || kind === 'gauge' || kind === 'histogram'
}

/** Deprecated names are history: nobody is asked to make them better. */
export function listLive<Entry extends Scope | Attribute>(entries: ReadonlyMap<string, Entry>): Entry[] {
  return [...entries.values()].filter(({ deprecated }) => !deprecated)
}
