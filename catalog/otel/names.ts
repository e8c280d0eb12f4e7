import type { Loss } from '../foreign/losses.ts'
import { MAX_NAME_LENGTH, toConstName, toTypeName } from '../identifiers.ts'
import { RE_NAME } from '../model.ts'

/** An entry that gets a name and an identifier. */
export interface Nameable {
  /** Its name where it comes from. */
  readonly name: string
  readonly deprecated: boolean
  /** What sets it apart from another entry of the same name: `span`, `event`, `metric`. */
  readonly kind: string
}

export interface Naming {
  readonly name: string
  readonly constName: string | undefined
}

/**
 * Gives each entry a name that a catalog can have, and an identifier where two names give one. By rule, never by the
 * order of files: of two that clash the live one keeps what both would have, then the one that sorts first.
 */
export function chooseNames(
  entries: readonly Nameable[],
  toIdentifier: 'constant' | 'type',
  losses: Loss[],
): ReadonlyMap<Nameable, Naming> {
  const names = new Map<string, Nameable>()
  const identifiers = new Map<string, Nameable>()
  const chosen = new Map<Nameable, Naming>()
  for (const entry of entries.toSorted(compareClaims)) {
    const name = chooseName(entry, names, losses)
    const identifier = (constant: string): string => (toIdentifier === 'type' ? toTypeName(constant) : constant)
    const plain = toConstName(name)
    let constant = plain
    for (let suffix = 0; identifiers.has(identifier(constant)); suffix++) {
      constant = `${plain}_${entry.deprecated ? 'DEPRECATED' : entry.kind.toUpperCase()}${suffix === 0 ? '' : suffix + 1}`
    }
    if (constant !== plain) {
      const other = identifiers.get(identifier(plain))!
      losses.push({
        rule: 'identifier-clash',
        name: entry.name,
        message: `gives \`${plain}\` like \`${other.name}\`: its \`const_name\` is \`${constant}\``,
      })
    }
    names.set(name, entry)
    identifiers.set(identifier(constant), entry)
    chosen.set(entry, { name, constName: constant === plain ? undefined : constant })
  }
  return chosen
}

function compareClaims(a: Nameable, b: Nameable): number {
  return Number(a.deprecated) - Number(b.deprecated) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
}

/** Two signals may have one name where they are of two kinds; a catalog has one list. */
function chooseName(entry: Nameable, taken: ReadonlyMap<string, Nameable>, losses: Loss[]): string {
  const formed = formName(entry.name)
  if (formed !== entry.name) {
    losses.push({
      rule: 'name-changed',
      name: entry.name,
      message: `cannot be the name of an entry: it is \`${formed}\``,
    })
  }
  if (!taken.has(formed)) return formed
  const suffixes = [entry.kind, ...Array.from({ length: taken.size }, (_, index) => `${entry.kind}_${index + 2}`)]
  const free = suffixes.map((suffix) => `${formed}.${suffix}`).find((name) => !taken.has(name))!
  losses.push({
    rule: 'name-taken',
    name: entry.name,
    message: `is the name of a ${taken.get(formed)!.kind} too: this one is \`${free}\``,
  })
  return free
}

/** Brings a name into the form of ours: lower-case words joined by dots. */
export function formName(name: string): string {
  if (RE_NAME.test(name) && name.length <= MAX_NAME_LENGTH) return name
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[./]/)
  const formed = words.map((word) => word.replace(/[^a-z0-9_]+/g, '_').replace(/^(?=[^a-z])/, 'n')).join('.')
  return formed.slice(0, MAX_NAME_LENGTH).replace(/\.$/, '')
}
