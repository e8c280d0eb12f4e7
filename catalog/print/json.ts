import type { Place } from '../../report/index.ts'
import type { Attribute, Catalog, Measurement, Scope } from '../model.ts'
import type { PrintOptionsResolved } from './options.ts'

/** Prints `catalog.json`: the catalog with every default filled in, for tools that should not read YAML. */
export function printJson(catalog: Catalog, header: readonly string[], options: PrintOptionsResolved): string {
  const placeOf = ({ line, column }: Place) => ({ file: options.sourceName, line, column })
  const value = {
    '//': header,
    attributes: mapValues(catalog.attributes, (attribute) => describeAttribute(attribute, placeOf)),
    scopes: mapValues(catalog.scopes, (scope) => describeScope(scope, placeOf)),
  }
  return `${JSON.stringify(value, null, 2).replace(RE_PLACE, '{ $1, $2, $3 }')}\n`
}

/** A place on one line, as it is read. Texts cannot match: in JSON they have no line ends. */
const RE_PLACE = /\{\n\s+("file": .*),\n\s+("line": \d+),\n\s+("column": \d+)\n\s+\}/g

type PlaceOf = (place: Place) => object

function describeAttribute({ type, values, brief, place }: Attribute, placeOf: PlaceOf): object {
  return { type, ...(type === 'enum' && { values }), brief, place: placeOf(place) }
}

/** Every field of a scope is taken apart here: a new one does not compile until it is printed or left out by name. */
function describeScope(scope: Scope, placeOf: PlaceOf): object {
  const {
    name: _,
    kind,
    brief,
    level,
    unit,
    buckets,
    attributes,
    measurements,
    deprecated,
    constName,
    place,
    ...rest
  } = scope
  rest satisfies Record<string, never>
  return {
    kind,
    brief,
    level,
    unit,
    ...(buckets.length > 0 && { buckets }),
    attributes: Object.fromEntries(attributes.map((use) => [use.name, use.requirement])),
    ...(kind === 'event' && { measurements: Object.fromEntries(measurements.map(describeMeasurement)) }),
    ...(deprecated && {
      deprecated: { replaced_by: deprecated.replacedBy, since: deprecated.since, note: deprecated.note },
    }),
    const_name: constName,
    place: placeOf(place),
  }
}

function describeMeasurement({ name, type, unit, brief }: Measurement): [string, object] {
  return [name, { type, unit, ...(brief !== '' && { brief }) }]
}

function mapValues<Value>(map: ReadonlyMap<string, Value>, describe: (value: Value) => object): object {
  return Object.fromEntries([...map].map(([name, value]) => [name, describe(value)]))
}
