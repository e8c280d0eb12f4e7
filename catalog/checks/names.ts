import { createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import { MAX_NAME_LENGTH, MAX_NAME_SEGMENTS } from '../identifiers.ts'
import { type Catalog, RE_NAME } from '../model.ts'
import { nameCodePoint, showText } from '../read/text.ts'

interface Named {
  readonly name: string
  readonly place: Place
}

/** Finds names of scopes, attributes and measurements that do not have the form of a name. */
export function checkNameForm(catalog: Catalog): Diagnostic[] {
  const scopes = [...catalog.scopes.values()]
  return [
    ...[...catalog.attributes.values()].flatMap((attribute) => checkName('attribute', attribute)),
    ...scopes.flatMap((scope) => checkName('scope', scope)),
    ...scopes.flatMap((scope) => scope.measurements.flatMap((measurement) => checkName('measurement', measurement))),
  ]
}

function checkName(what: string, { name, place }: Named): Diagnostic[] {
  const fault = describeFault(name)
  if (!fault) return []
  const better = proposeName(name)
  const note = better
    ? `\`${better}\` would be of the form`
    : 'names are lower-case words joined by dots, such as `job.queue_time`'
  return [createDiagnostic('name-format', `The ${what} name ${showText(name)} ${fault}.`, place, [note])]
}

function describeFault(name: string): string | undefined {
  if (name === '') return 'is empty'
  const foreign = /[^\0-\x7F]/u.exec(name)
  if (foreign) return `contains the character ${nameCodePoint(foreign[0])}, which is not ASCII`
  if (name.length > MAX_NAME_LENGTH) return `has ${name.length} characters; the limit is ${MAX_NAME_LENGTH}`
  const segments = name.split('.')
  if (segments.length > MAX_NAME_SEGMENTS) return `has ${segments.length} segments; the limit is ${MAX_NAME_SEGMENTS}`
  if (RE_NAME.test(name)) return undefined
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
