import type { Code, Diagnostic } from '../report/index.ts'
import { checkAliases } from './checks/aliases.ts'
import {
  checkReplacementCycles,
  checkReplacementDeprecated,
  checkReplacementFit,
  checkReplacementMissing,
} from './checks/deprecated.ts'
import { checkEnumDuplicates, checkEnumEmpty } from './checks/enums.ts'
import { checkExamples } from './checks/examples.ts'
import { checkIdentifierClashes, checkIdentifierForm, checkReservedNames } from './checks/identifiers.ts'
import { checkInstruments } from './checks/instrument.ts'
import { checkNameForm, checkNameLength, checkNameLetters } from './checks/names.ts'
import { checkAttributeReferences, checkSampleKeys } from './checks/references.ts'
import { checkUnitMissing, checkUnits } from './checks/units.ts'
import { type CheckContext, NO_CONTEXT } from './context.ts'
import type { Catalog } from './model.ts'

/** A rule over a whole catalog. Every fault it finds has the code it stands under in the table. */
export interface Check {
  readonly run: (catalog: Catalog, context?: CheckContext) => Diagnostic[]
}

type CheckCode = Extract<
  Code,
  | 'name-format'
  | 'name-non-ascii'
  | 'name-too-long'
  | 'name-reserved'
  | 'attr-unknown'
  | 'unit-unknown'
  | 'unit-missing'
  | 'enum-empty'
  | 'enum-dup-value'
  | 'ident-format'
  | 'ident-clash'
  | 'deprecated-target-missing'
  | 'deprecated-target-deprecated'
  | 'deprecated-target-kind'
  | 'deprecated-target-cycle'
  | 'alias-live'
  | 'sample-key'
  | 'example-type'
  | 'instrument-kind'
>

/** What the form of the file alone cannot show, by code. */
export const CHECKS: Readonly<Record<CheckCode, Check>> = {
  'name-format': { run: checkNameForm },
  'name-non-ascii': { run: checkNameLetters },
  'name-too-long': { run: checkNameLength },
  'name-reserved': { run: checkReservedNames },
  'attr-unknown': { run: checkAttributeReferences },
  'unit-unknown': { run: checkUnits },
  'unit-missing': { run: checkUnitMissing },
  'enum-empty': { run: checkEnumEmpty },
  'enum-dup-value': { run: checkEnumDuplicates },
  'ident-format': { run: checkIdentifierForm },
  'ident-clash': { run: checkIdentifierClashes },
  'deprecated-target-missing': { run: checkReplacementMissing },
  'deprecated-target-deprecated': { run: checkReplacementDeprecated },
  'deprecated-target-kind': { run: checkReplacementFit },
  'deprecated-target-cycle': { run: checkReplacementCycles },
  'alias-live': { run: checkAliases },
  'sample-key': { run: checkSampleKeys },
  'example-type': { run: checkExamples },
  'instrument-kind': { run: checkInstruments },
}

/** Runs every check of the table; with the result of `readCatalog` as context, places are exact. */
export function checkCatalog(catalog: Catalog, context: CheckContext = NO_CONTEXT): Diagnostic[] {
  return Object.values(CHECKS).flatMap((check) => check.run(catalog, context))
}
