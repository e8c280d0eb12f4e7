import {
  CODES,
  type Code,
  createDiagnostic,
  type Diagnostic,
  LINT_CODES,
  type LintCode,
  suggestName,
} from '../report/index.ts'
import { putInOrder } from './in-order.ts'
import {
  findAny,
  findCostlyMetrics,
  findInlineRepeats,
  findKeptSecrets,
  findPersonalNames,
  findUnclassified,
  findUnused,
} from './lint/attributes.ts'
import {
  findExpired,
  findFarDays,
  findOverdue,
  findUncalled,
  findUnlimited,
  findUnowned,
  findUnownedStable,
  findUnstableParts,
} from './lint/governance.ts'
import {
  findAttributeNamespaces,
  findBareNames,
  findDeepNames,
  findKindSuffixes,
  findSimilarNames,
  findUnitsInNames,
} from './lint/names.ts'
import type { Finding, LintContext, Rule } from './lint/rule.ts'
import { findFragments, findLongTexts, findTruthWords, findUndescribed, findUnfinished } from './lint/texts.ts'
import type { Catalog, RuleLevel, Suppression } from './model.ts'
import { showText } from './read/text.ts'

/** The rules about excuses: they look at what the others have found. */
const META_RULES = ['suppress-unused', 'suppress-unknown', 'suppress-no-reason'] as const
type MetaRule = (typeof META_RULES)[number]

/** Every rule by its id. Weights, titles and help stand in the table of codes. */
export const RULES: Readonly<Record<Exclude<LintCode, MetaRule>, Rule>> = {
  'name-namespace': findBareNames,
  'name-too-deep': findDeepNames,
  'name-too-similar': findSimilarNames,
  'name-kind-suffix': findKindSuffixes,
  'unit-in-name': findUnitsInNames,
  'attr-as-namespace': findAttributeNamespaces,
  'attr-any': findAny,
  'attr-pii-missing': findUnclassified,
  'attr-pii-name': findPersonalNames,
  'attr-secret-kept': findKeptSecrets,
  'attr-cardinality-metric': findCostlyMetrics,
  'attr-inline-repeat': findInlineRepeats,
  'attr-unused': findUnused,
  'desc-missing': findUndescribed,
  'desc-todo': findUnfinished,
  'desc-period': findFragments,
  'desc-long': findLongTexts,
  'yaml-word': findTruthWords,
  'owner-missing': findUnowned,
  'stable-no-owner': findUnownedStable,
  'stability-order': findUnstableParts,
  'expires-missing': findUnlimited,
  'expires-past': findExpired,
  'expires-far': findFarDays,
  'deprecated-overdue': findOverdue,
  'unused-scope': findUncalled,
}

/** Holds a catalog against the rules, with the weights and excuses that it gives itself. In the order of the text. */
export function lintCatalog(catalog: Catalog, context: LintContext): Diagnostic[] {
  const published = new Set(
    catalog.files.filter(({ packageName }) => packageName !== undefined).map(({ file }) => file),
  )
  const excused = new Set<Suppression>()
  const found = (Object.keys(RULES) as (keyof typeof RULES)[]).flatMap((rule) => {
    const severity = weigh(catalog, rule)
    if (severity === 'off') return []
    return RULES[rule](catalog, context).flatMap((finding) => {
      const { entry, message, place = entry.place, notes } = finding
      // What a package says is for its authors to answer.
      if (published.has(entry.place.file)) return []
      const excuses = findExcuses(catalog, rule, finding)
      for (const excuse of excuses) excused.add(excuse)
      return excuses.length > 0 ? [] : { ...createDiagnostic(rule, message, place, notes), severity }
    })
  })
  return putInOrder([...found, ...checkExcuses(catalog, excused, published), ...checkWeights(catalog)], catalog)
}

function weigh(catalog: Catalog, rule: LintCode): RuleLevel {
  return catalog.lint.rules.get(rule)?.level ?? LINT_CODES[rule].severity
}

function findExcuses({ lint }: Catalog, rule: string, { entry, place = entry.place }: Finding): Suppression[] {
  const own = 'suppressions' in entry ? entry.suppressions : []
  return [...own, ...lint.suppressions.filter((each) => each.place.file === place.file)].filter(
    (each) => each.rule === rule,
  )
}

function checkExcuses(
  catalog: Catalog,
  excused: ReadonlySet<Suppression>,
  published: ReadonlySet<string>,
): Diagnostic[] {
  const { scopes, attributes, lint } = catalog
  const all = new Map(
    // Variants of one entry have its excuses in common: one of them may be enough to need it.
    [...[...scopes.values(), ...attributes.values()].flatMap((each) => each.suppressions), ...lint.suppressions].map(
      (each) => [`${each.place.file}:${each.place.start}`, each],
    ),
  )
  const needed = new Set([...excused].map(({ place }) => `${place.file}:${place.start}`))
  return [...all].flatMap(([key, excuse]) => {
    const { rule, reason, place } = excuse
    if (published.has(place.file)) return []
    if (!Object.hasOwn(LINT_CODES, rule)) return report(catalog, 'suppress-unknown', describeUnknown(rule), excuse)
    return [
      ...(reason === ''
        ? report(
            catalog,
            'suppress-no-reason',
            { message: `${showText(rule)} is excused without a \`reason\`.` },
            excuse,
          )
        : []),
      ...(needed.has(key) || weigh(catalog, rule as LintCode) === 'off'
        ? []
        : report(catalog, 'suppress-unused', { message: `${showText(rule)} finds nothing here.` }, excuse)),
    ]
  })
}

/** Weights of rules that do not exist, or that always hold. */
function checkWeights(catalog: Catalog): Diagnostic[] {
  return [...catalog.lint.rules]
    .filter(([rule]) => !Object.hasOwn(LINT_CODES, rule))
    .flatMap(([rule, { place }]) => {
      const { message, notes } = describeUnknown(rule)
      const severity = weigh(catalog, 'suppress-unknown')
      return severity === 'off' ? [] : { ...createDiagnostic('suppress-unknown', message, place, notes), severity }
    })
}

function describeUnknown(rule: string): { readonly message: string; readonly notes: readonly string[] } {
  if (Object.hasOwn(CODES, rule) && CODES[rule as Code].severity === 'error') {
    return { message: `${showText(rule)} always holds.`, notes: ['only rules of the linter can be set or excused'] }
  }
  const suggestion = suggestName(rule, Object.keys(LINT_CODES))
  const note = suggestion ? `did you mean \`${suggestion}\`?` : '`telescopic lint --rules` lists the rules'
  return { message: `There is no rule ${showText(rule)}.`, notes: [note] }
}

function report(
  catalog: Catalog,
  code: MetaRule,
  { message, notes = [] }: { readonly message: string; readonly notes?: readonly string[] },
  { place }: Suppression,
): Diagnostic[] {
  const severity = weigh(catalog, code)
  return severity === 'off' ? [] : [{ ...createDiagnostic(code, message, place, notes), severity }]
}
