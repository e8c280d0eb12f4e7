import type { Place } from '../../report/index.ts'
import type { BreakingRule, HarmlessRule } from './rules.ts'

/** A difference between two catalogs. */
export interface Change {
  readonly rule: BreakingRule | HarmlessRule
  /** The scope or attribute that changed, by the name it has in the newer catalog, or had in the older one. */
  readonly name: string
  readonly message: string
  /** Where: in the newer catalog, or in the older one for what is gone. */
  readonly place: Place
  /** Whether the entry was experimental in the older catalog; of what is new, whether it is. */
  readonly experimental: boolean
}
