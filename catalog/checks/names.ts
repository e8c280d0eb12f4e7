import { createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import { MAX_NAME_LENGTH, MAX_NAME_SEGMENTS } from '../identifiers.ts'
import { type Catalog, RE_NAME } from '../model.ts'
import { nameCodePoint, showText } from '../read/text.ts'

interface Named {
  readonly name: string
  readonly place: Place
}

/** Finds names that do not have the form of a name. */
export function checkNameForm(catalog: Catalog): Diagnostic[] {
  return findFaults(catalog, 'name-format')
}

/** Finds names with letters that are not ASCII. */
export function checkNameLetters(catalog: Catalog): Diagnostic[] {
  return findFaults(catalog, 'name-non-ascii')
}

/** Finds names with too many characters or segments. */
export function checkNameLength(catalog: Catalog): Diagnostic[] {
  return findFaults(catalog, 'name-too-long')
}

type NameCode = 'name-format' | 'name-non-ascii' | 'name-too-long'

function findFaults({ scopes, attributes, groups }: Catalog, code: NameCode): Diagnostic[] {
  const all = [...scopes.values()]
  return [
    ...[...attributes.values()].flatMap((attribute) => checkName(code, 'attribute', attribute)),
    ...[...groups.values()].flatMap((group) => checkName(code, 'group', group)),
    ...all.flatMap((scope) => checkName(code, 'scope', scope)),
    ...all.flatMap((scope) => scope.aliases.flatMap((alias) => checkName(code, 'alias', alias))),
    ...all.flatMap((scope) => scope.measurements.flatMap((measurement) => checkName(code, 'measurement', measurement))),
  ]
}

function checkName(code: NameCode, what: string, { name, place }: Named): Diagnostic[] {
  const fault = describeFault(name)
  if (!fault || classify(name) !== code) return []
  const better = proposeName(name)
  const note = better
    ? `\`${better}\` would be of the form`
    : 'names are lower-case words joined by dots, such as `job.queue_time`'
  return [createDiagnostic(code, `The ${what} name ${showText(name)} ${fault}.`, place, [note])]
}

/** Of several faults a name has the first: what is not ASCII, then its length, then its form. */
function classify(name: string): NameCode {
  if (/[^\0-\x7F]/.test(name)) return 'name-non-ascii'
  return name.length > MAX_NAME_LENGTH || name.split('.').length > MAX_NAME_SEGMENTS ? 'name-too-long' : 'name-format'
}

function describeFault(name: string): string | undefined {
  if (name.length <= MAX_NAME_LENGTH && RE_NAME.test(name) && name.split('.').length <= MAX_NAME_SEGMENTS) {
    return undefined
  }
  if (name === '') return 'is empty'
  const foreign = /[^\0-\x7F]/u.exec(name)
  if (foreign) return `contains the character ${nameCodePoint(foreign[0])}, which is not ASCII`
  if (name.length > MAX_NAME_LENGTH) return `has ${name.length} characters; the limit is ${MAX_NAME_LENGTH}`
  const segments = name.split('.')
  if (segments.length > MAX_NAME_SEGMENTS) return `has ${segments.length} segments; the limit is ${MAX_NAME_SEGMENTS}`
  if (segments.includes('')) return 'has an empty segment'
  if (/[A-Z]/.test(name)) return 'contains upper-case letters'
  const odd = /[^a-z0-9_.]/.exec(name)
  if (odd) return `contains ${showText(odd[0])}`
  const start = segments.find((segment) => !/^[a-z]/.test(segment)) ?? name
  return `has a segment that does not start with a letter, ${showText(start)}`
}

/** `Pipeline-Plan` -> `pipeline_plan`. */
function proposeName(name: string): string | undefined {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[\s/-]+/g, '_')
  const joined = words.replace(/\.{2,}/g, '.').replace(/^\.+|\.+$/g, '')
  return describeFault(joined) === undefined ? joined : undefined
}
