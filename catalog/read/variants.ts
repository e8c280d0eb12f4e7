import { suggestName } from '../../report/index.ts'
import type { Entry, Given } from '../format/fields.ts'
import type { SCOPE } from '../format/format.ts'
import type { ScalarNode } from '../yaml.ts'
import { type Reading, report } from './fields.ts'
import { showText } from './text.ts'

/** One of the scopes that an entry stands for. */
export interface Variant {
  readonly name: string
  /** The name with placeholders; undefined for an entry that stands for itself. */
  readonly template: string | undefined
  /** Puts the words of this variant in the place of placeholders. */
  readonly fill: (text: string) => string
}

/** The most scopes that one entry may stand for: a product of lists grows faster than its author thinks. */
export const MAX_VARIANTS = 500

const RE_PLACEHOLDER = /\{([a-z][a-z0-9_]*)\}/g

/** Lists what an entry stands for: itself, or each combination of the words of its placeholders. */
export function listVariants(reading: Reading, { key, value: entry }: Given<Entry<typeof SCOPE.fields>>): Variant[] {
  const name = key.text
  const { variants } = entry.values
  if (!variants && !name.includes('{')) return [{ name, template: undefined, fill: keepText }]
  const placeholders = [...new Set([...name.matchAll(RE_PLACEHOLDER)].map((match) => match[1]!))]
  if (!variants && (placeholders.length === 0 || entry.has('variants'))) {
    return placeholders.length === 0 ? [{ name, template: undefined, fill: keepText }] : []
  }
  const words = new Map([...(variants?.value ?? [])].map(([word, given]) => [word, given.value]))
  const missing = placeholders.filter((placeholder) => (words.get(placeholder)?.length ?? 0) === 0)
  const idle = [...(variants?.value ?? [])].filter(([word]) => !placeholders.includes(word))
  reportWords(reading, key, missing, idle)
  if (missing.length > 0) return []
  const count = placeholders.reduce((product, placeholder) => product * words.get(placeholder)!.length, 1)
  if (count > MAX_VARIANTS) {
    const message = `${showText(name)} stands for ${count} scopes; the limit is ${MAX_VARIANTS}.`
    report(reading, 'variant-format', message, key, ['make the part that varies an attribute'])
    return []
  }
  return placeholders
    .reduce<ReadonlyMap<string, string>[]>(
      (combinations, placeholder) =>
        combinations.flatMap((chosen) =>
          words.get(placeholder)!.map(({ value }) => new Map([...chosen, [placeholder, value]])),
        ),
      [new Map()],
    )
    .map((chosen) => createVariant(name, chosen))
}

/** A mistyped placeholder is told once, at the word that it is not. */
function reportWords(
  reading: Reading,
  key: ScalarNode,
  missing: readonly string[],
  idle: readonly (readonly [string, Given<unknown>])[],
): void {
  for (const [word, given] of idle) {
    const meant = suggestName(word, missing)
    const note = meant ? `did you mean \`${meant}\`?` : `the name would have to hold \`{${word}}\``
    report(reading, 'variant-format', `${showText(word)} is no placeholder of ${showText(key.text)}.`, given.key, [
      note,
    ])
  }
  for (const placeholder of missing) {
    if (idle.some(([word]) => suggestName(word, missing) === placeholder)) continue
    const note = `list them: \`variants: { ${placeholder}: [one, other] }\``
    report(reading, 'variant-format', `The placeholder ${showText(placeholder)} has no words.`, key, [note])
  }
}

function keepText(text: string): string {
  return text
}

function createVariant(name: string, chosen: ReadonlyMap<string, string>): Variant {
  // A function as replacement: in a text, `$&` would have a meaning.
  const fill = (text: string): string => text.replace(RE_PLACEHOLDER, (whole, word) => chosen.get(word) ?? whole)
  return chosen.size === 0 ? { name, template: undefined, fill: keepText } : { name: fill(name), template: name, fill }
}
