// The files of a catalog put together: what each says by itself becomes one model, and what two of them say against each
// other becomes a fault with both places.

import type { Code, Place } from '../../report/index.ts'
import { createDiagnostic } from '../../report/index.ts'
import type { Attribute, Catalog, Group, LintSettings, RuleSetting, Scope, Suppression } from '../model.ts'
import { listFolders } from '../paths.ts'
import { buildAttribute } from '../read/attribute.ts'
import { buildSuppressions } from '../read/governance.ts'
import type { Home } from '../read/instrument.ts'
import { buildScope, type OwnScope } from '../read/scope.ts'
import { sortByName } from '../read/sort.ts'
import { showText } from '../read/text.ts'
import { buildUses } from '../read/uses.ts'
import { listVariants } from '../read/variants.ts'
import type { Part } from '../read.ts'
import { type FindDefaults, planDefaults } from './defaults.ts'
import { completeScopes } from './scopes.ts'

/** A file with the defaults that hold in it. */
interface Source {
  readonly part: Part
  readonly findDefaults: FindDefaults
  readonly home: Home
}

/** Puts the files of a catalog together. The first of them is its own; faults go to the file that they are in. */
export function resolveCatalog(parts: readonly [Part, ...Part[]]): Catalog {
  const [root] = parts
  const sources = parts.map((part) => createSource(part, findRoot(parts, part)))
  const own = sources.flatMap((source) => buildScopes(source))
  const groups = keepFirst(
    sources.flatMap((source) => buildGroups(source)),
    'dup-key',
    'group',
  )
  const dictionary = sources.flatMap((source) => buildAttributes(source))
  const inline = [...groups, ...own].flatMap((each) => each.inline)
  const scopes = completeScopes(keepFirst(own, 'dup-scope', 'scope'), mapByName(groups))
  const catalog: Catalog = {
    file: root.file.file,
    files: parts.map(({ file }) => file),
    attributes: mapByName<Attribute>(mergeAttributes(dictionary, inline, parts)),
    groups: mapByName<Group>(groups.map(({ inline: _, reading: __, ...group }) => group)),
    scopes: mapByName<Scope>(scopes),
    lint: mergeLint(parts),
  }
  return Object.freeze(catalog)
}

function createSource(part: Part, root: Part): Source {
  const home: Home = {
    folder: listFolders(root.file.file, part.file.file),
    isForeign: part.file.packageName !== undefined,
  }
  return { part, findDefaults: planDefaults(part, root), home }
}

/** The first file of the package that a file belongs to; of the project for all others. */
function findRoot(parts: readonly Part[], part: Part): Part {
  return parts.find(({ file }) => file.packageName === part.file.packageName) ?? part
}

function buildScopes({ part, findDefaults, home }: Source): OwnScope[] {
  return [...part.scopes.values()].flatMap((given) =>
    listVariants(part.reading, given).map((variant) =>
      buildScope(part.reading, given, variant, findDefaults(variant.name), home),
    ),
  )
}

/** A group, with what it defines in place and where its faults go. */
export interface OwnGroup extends Group {
  readonly inline: readonly Attribute[]
  readonly reading: Part['reading']
}

function buildGroups({ part: { groups, reading }, findDefaults }: Source): OwnGroup[] {
  return [...groups.values()].map(({ key, value }) => {
    const { uses, inline } = buildUses(reading, value.values.attributes, findDefaults(key.text))
    return Object.freeze({
      name: key.text,
      brief: value.values.brief?.value ?? '',
      attributes: Object.freeze(sortByName(uses)),
      place: reading.findPlace(key.start, key.end),
      inline,
      reading,
    })
  })
}

function buildAttributes({ part, findDefaults }: Source): Attribute[] {
  const { reading } = part
  return [...part.attributes.values()].map(({ key, value }) =>
    buildAttribute(reading, key, value, findDefaults(key.text)),
  )
}

interface Placed {
  readonly name: string
  readonly place: Place
}

/** Keeps the first entry of each name, and reports the others with both places. */
function keepFirst<Entry extends Placed & { readonly reading: Part['reading'] }>(
  entries: readonly Entry[],
  code: Code,
  what: string,
): Entry[] {
  const first = new Map<string, Entry>()
  for (const entry of entries) {
    const earlier = first.get(entry.name)
    if (!earlier) first.set(entry.name, entry)
    else {
      const message = `The ${what} ${showText(entry.name)} is declared twice.`
      const note = { message: 'first given here', place: earlier.place }
      entry.reading.diagnostics.push(createDiagnostic(code, message, entry.place, [note]))
    }
  }
  return [...first.values()]
}

/**
 * One meaning a key: an attribute that is defined a second time, in another file or inside of a scope, must at least be
 * of the same type, and in the dictionary it may stand once.
 */
function mergeAttributes(
  dictionary: readonly Attribute[],
  inline: readonly Attribute[],
  parts: readonly Part[],
): Attribute[] {
  const first = new Map<string, Attribute>()
  for (const attribute of [...dictionary, ...inline]) {
    const earlier = first.get(attribute.name)
    if (!earlier) {
      first.set(attribute.name, attribute)
      continue
    }
    const isSame = describeType(earlier) === describeType(attribute)
    if (isSame && attribute.inline) continue
    const name = showText(attribute.name)
    const message = isSame
      ? `The attribute ${name} is declared twice.`
      : `The attribute ${name} is ${describeType(attribute)} here and ${describeType(earlier)} elsewhere.`
    const note = { message: 'first given here', place: earlier.place }
    const diagnostic = createDiagnostic(isSame ? 'dup-key' : 'attr-type-conflict', message, attribute.place, [note])
    findPart(parts, attribute.place).reading.diagnostics.push(diagnostic)
  }
  return [...first.values()]
}

function describeType({ type, values }: Attribute): string {
  return type === 'enum' ? `an enum of ${showText(values.join(', '))}` : `of type \`${type}\``
}

function findPart(parts: readonly Part[], { file }: Place): Part {
  return parts.find((part) => part.file.file === file)!
}

/** The first file has the last word about weights; excuses hold for the file they stand in. */
function mergeLint(parts: readonly Part[]): LintSettings {
  const rules = new Map<string, RuleSetting>()
  const suppressions: Suppression[] = []
  for (const { lint, reading, file } of parts.toReversed()) {
    suppressions.unshift(...buildSuppressions(reading, lint))
    if (file.packageName !== undefined) continue
    for (const [rule, { value, key }] of lint?.values.rules?.value ?? []) {
      rules.set(rule, { level: value, place: reading.findPlace(key.start, key.end) })
    }
  }
  return { rules, suppressions }
}

function mapByName<Named extends { readonly name: string }>(list: readonly Named[]): ReadonlyMap<string, Named> {
  return new Map(sortByName(list).map((each) => [each.name, each]))
}
