import type { Entry, Given } from '../format/fields.ts'
import type { SCOPE } from '../format/format.ts'
import type { InstrumentTarget } from '../model.ts'
import { splitPath } from '../paths.ts'
import type { YamlNode } from '../yaml.ts'
import { type Reading, report } from './fields.ts'
import { parseTarget } from './target.ts'
import { showText } from './text.ts'
import type { Variant } from './variants.ts'

/** Where the paths of a catalog's file start from. */
export interface Home {
  /** From the folder of the catalog to that of the file. */
  readonly folder: readonly string[]
  /** Whether a package publishes the file: its functions are woven where it is built itself. */
  readonly isForeign: boolean
}

const NONE: readonly never[] = Object.freeze([])

/** Reads which functions the spans of a scope are put around; what is no target is reported and left out. */
export function buildInstrument(
  reading: Reading,
  { values, owner }: Entry<typeof SCOPE.fields>,
  { template }: Variant,
  home: Home,
): readonly InstrumentTarget[] {
  const given = values.instrument
  if (!given) return NONE
  if (template !== undefined) {
    const message = `\`instrument\` would put each variant of ${owner} around the same functions.`
    report(reading, 'instrument-target', message, given.key, ['give each scope an entry of its own'])
    return NONE
  }
  const texts = Array.isArray(given.value) ? given.value : [given as Given<string>]
  const targets = texts.flatMap(({ value, node }: Given<string>) => readTarget(reading, value, node, home))
  const unlike = dropTwins(reading, targets, home)
  return home.isForeign ? NONE : Object.freeze(unlike)
}

function readTarget(reading: Reading, text: string, node: YamlNode, { folder }: Home): InstrumentTarget[] {
  const target = parseTarget(text, folder)
  if ('wrong' in target) {
    report(reading, 'instrument-target', target.wrong, node, target.notes)
    return []
  }
  const place = reading.findPlace(node.start, node.end)
  return [Object.freeze({ ...target, text, catalogFile: place.file, place })]
}

/** Spelt alike or not: what leads to the same place by the same name is told once. */
function dropTwins(reading: Reading, targets: readonly InstrumentTarget[], { folder }: Home): InstrumentTarget[] {
  const first = new Map<string, InstrumentTarget>()
  for (const target of targets) {
    const where = target.package ?? `./${splitPath([...folder, target.file].join('/')).join('/')}`
    const key = `${where}#${target.name}`
    const earlier = first.get(key)
    if (!earlier) first.set(key, target)
    else {
      const note = { message: 'first given here', place: earlier.place }
      report(reading, 'instrument-target', `${showText(target.text)} is named twice.`, target.place, [note])
    }
  }
  return [...first.values()]
}
