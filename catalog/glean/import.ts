import type { Diagnostic } from '../../report/index.ts'
import type { Loss } from '../foreign/losses.ts'
import { type Plain, printYaml } from '../foreign/print.ts'
import { asList, asMap, asText, type Foreign, type ForeignFile, readForeign } from '../foreign/read.ts'
import type { Kind } from '../model.ts'
import type { ImportResult } from '../otel/import.ts'
import { chooseNames, formName } from '../otel/names.ts'
import { isUnit, suggestUnit } from '../units.ts'

type Described = { readonly [key: string]: Plain }

/** A metric with the name that Glean sends it under. */
interface Metric {
  readonly name: string
  readonly kind: string
  readonly deprecated: boolean
  readonly entry: Foreign
}

/** Turns files of Mozilla's Glean, `metrics.yaml`, into a catalog. */
export function importGlean(files: readonly ForeignFile[]): ImportResult {
  const losses: Loss[] = []
  const diagnostics: Diagnostic[] = []
  const metrics = files.flatMap((file) => {
    const root = readForeign(file)
    if ('code' in root && 'severity' in root) {
      diagnostics.push(root as Diagnostic)
      return []
    }
    return listMetrics(root as Foreign, losses)
  })
  const chosen = chooseNames(metrics, 'constant', losses)
  const keys = chooseKeys(metrics, losses)
  const scopes = metrics.map((metric) => {
    const { name, constName } = chosen.get(metric)!
    return [name, describeMetric(metric, keys, constName, losses)] as const
  })
  const text = printYaml({
    telescopic: 1,
    attributes: keys.definitions.size > 0 ? sortEntries([...keys.definitions]) : undefined,
    scopes: sortEntries(scopes),
  })
  return { text, counts: { metrics: metrics.length, attributes: keys.definitions.size }, losses, diagnostics }
}

function sortEntries(entries: readonly (readonly [string, Plain])[]): Plain {
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function listMetrics(root: Foreign, losses: Loss[]): Metric[] {
  return Object.entries(root).flatMap(([category, metrics]) => {
    if (category === '$schema') return []
    if (category.startsWith('$') || category === 'no_lint') {
      losses.push({ rule: 'file-key', name: category, message: 'is about the file, and left out' })
      return []
    }
    return Object.entries(asMap(metrics) ?? {}).map(([name, given]) => {
      const entry = asMap(given) ?? {}
      return {
        name: category === '' ? name : `${category}.${name}`,
        kind: 'metric',
        deprecated: asText(entry.expires) === 'expired',
        entry,
      }
    })
  })
}

/** What each type of Glean is here. Types without a number become an event that carries the value. */
const KINDS: Readonly<Record<string, Kind>> = {
  counter: 'counter',
  quantity: 'gauge',
  timespan: 'gauge',
  rate: 'gauge',
  timing_distribution: 'histogram',
  memory_distribution: 'histogram',
  custom_distribution: 'histogram',
  dual_labeled_counter: 'counter',
  event: 'event',
}

const VALUE_TYPES: Readonly<Record<string, string>> = { boolean: 'boolean', string_list: 'string[]', object: 'any' }

const EXTRA_TYPES: Readonly<Record<string, string>> = { string: 'string', boolean: 'boolean', quantity: 'int' }

/** A key of a metric with what it is, before keys of one name and two types are set apart. */
interface Key {
  readonly key: string
  readonly definition: Described
  readonly use: Plain
}

interface Keys {
  readonly definitions: ReadonlyMap<string, Described>
  readonly uses: ReadonlyMap<Metric, ReadonlyMap<string, Plain>>
}

/** A key has one meaning in a catalog: where two metrics mean two types by it, it gets the metric's name in front. */
function chooseKeys(metrics: readonly Metric[], losses: Loss[]): Keys {
  const definitions = new Map<string, Described>()
  const uses = new Map<Metric, ReadonlyMap<string, Plain>>()
  const shape = ({ type, values }: Described): string => JSON.stringify([type, values])
  for (const metric of metrics) {
    const own = new Map<string, Plain>()
    for (const { key, definition, use } of listKeys(metric)) {
      const first = definitions.get(key)
      const name = first && shape(first) !== shape(definition) ? `${formName(metric.name)}.${key}` : key
      if (name !== key)
        losses.push({
          rule: 'key-conflict',
          name: metric.name,
          message: `has \`${key}\` of another type than others: it is \`${name}\``,
        })
      if (!definitions.has(name)) definitions.set(name, definition)
      own.set(name, use)
    }
    uses.set(metric, own)
  }
  return { definitions, uses }
}

function listKeys({ name, entry }: Metric): Key[] {
  const type = asText(entry.type)
  const extras = Object.entries(asMap(entry.extra_keys) ?? {}).map(([key, given]) => {
    const extra = asMap(given) ?? {}
    const brief = asText(extra.description)
    const privacy = choosePrivacy(entry)
    return {
      key: formName(key),
      definition: { type: EXTRA_TYPES[asText(extra.type)] ?? 'string', brief: brief || undefined, privacy },
      use: brief ? { requirement: 'recommended', brief } : 'recommended',
    }
  })
  const labels = asList(entry.labels).map(asText).filter(Boolean)
  const label = type.startsWith('labeled_') || type === 'dual_labeled_counter'
  const values = labels.length > 0 ? { type: 'enum', open: true, values: [...new Set(labels)] } : { type: 'string' }
  const value = isValue(type)
    ? [
        {
          key: `${formName(name)}.value`,
          definition: {
            type: VALUE_TYPES[stripLabel(type)] ?? 'string',
            privacy: choosePrivacy(entry),
            brief: `Value of ${formName(name)}.`,
          },
          use: 'required',
        },
      ]
    : []
  return [
    ...extras,
    ...(label
      ? [
          {
            key: labels.length > 0 ? `${formName(name)}.label` : 'label',
            definition: { ...values, brief: 'Label of the value.' },
            use: 'required',
          },
        ]
      : []),
    ...value,
  ]
}

function stripLabel(type: string): string {
  return type.replace(/^labeled_/, '')
}

function isValue(type: string): boolean {
  return KINDS[stripLabel(type)] === undefined
}

const PRIVACY: Readonly<Record<string, string>> = {
  technical: 'technical',
  interaction: 'pseudonymous',
  stored_content: 'personal',
  web_activity: 'personal',
  highly_sensitive: 'sensitive',
}

/** The most private of the classes of a metric. */
function choosePrivacy({ data_sensitivity }: Foreign): Plain {
  const classes = asList(data_sensitivity).map((each) => PRIVACY[asText(each)])
  return Object.values(PRIVACY).findLast((privacy) => classes.includes(privacy))
}

const KEPT = [
  'lifetime',
  'send_in_pings',
  'data_reviews',
  'data_sensitivity',
  'disabled',
  'version',
  'metadata',
  'no_lint',
  'bugs',
  'expires',
  'structure',
  'denominator_metric',
  'telemetry_mirror',
  'dual_labels',
] as const

function describeMetric(metric: Metric, { uses }: Keys, constName: string | undefined, losses: Loss[]): Described {
  const { name, entry } = metric
  const type = asText(entry.type)
  const kind = KINDS[stripLabel(type)] ?? 'event'
  if (isValue(type))
    losses.push({
      rule: 'value',
      name,
      message: `is a \`${type}\`, which is no number: it is an event that carries it`,
    })
  const own = uses.get(metric) ?? new Map<string, Plain>()
  const kept = KEPT.flatMap((key) =>
    entry[key] === undefined ? [] : [[`x-glean-${key.replaceAll('_', '-')}`, entry[key] as Plain] as const],
  )
  const links = asList(entry.bugs)
    .map(asText)
    .filter((url) => /^https?:\/\/[^\s<>"'`{}|\\^]+$/.test(url))
  const owners = asList(entry.notification_emails)
    .map(asText)
    .filter((mail) => /^[\w.+-]+@[\w-]+(?:\.[\w-]+)+$/.test(mail))
  return {
    kind,
    ...(kind === 'event' ? {} : describeUnit(metric, kind, losses)),
    brief: asText(entry.description) || `${name}.`,
    attributes: own.size > 0 ? Object.fromEntries(own) : undefined,
    owners: owners.length > 0 ? owners : undefined,
    links: links.length > 0 ? links : undefined,
    expires: describeExpiry(metric, losses),
    const_name: constName,
    ...(metric.deprecated ? { deprecated: { note: 'Expired.' } } : {}),
    'x-glean-type': type,
    ...Object.fromEntries(kept),
  }
}

const TIME_UNITS: Readonly<Record<string, string>> = {
  nanosecond: 'ns',
  microsecond: 'us',
  millisecond: 'ms',
  second: 's',
  minute: 'min',
  hour: 'h',
  day: 'd',
}
/** Glean counts memory in powers of 1024. */
const MEMORY_UNITS: Readonly<Record<string, string>> = {
  byte: 'By',
  kilobyte: 'KiBy',
  megabyte: 'MiBy',
  gigabyte: 'GiBy',
}

function describeUnit({ name, entry }: Metric, kind: Kind, losses: Loss[]): Described {
  const type = stripLabel(asText(entry.type))
  if (type === 'timing_distribution') return { unit: 'ns', 'x-glean-time-unit': asText(entry.time_unit) || undefined }
  const known = TIME_UNITS[asText(entry.time_unit)] ?? MEMORY_UNITS[asText(entry.memory_unit)]
  if (known) return { unit: known }
  const given = asText(entry.unit)
  if (given === '') return kind === 'counter' ? {} : { unit: type === 'timespan' ? 'ms' : '1' }
  if (isUnit(given)) return { unit: given }
  const annotation = `{${given.replace(/[^!-z|~]+/g, '_')}}`
  const ours = suggestUnit(given) ?? (isUnit(annotation) ? annotation : '1')
  losses.push({ rule: 'unit', name, message: `has the unit \`${given}\`: it is \`${ours}\`` })
  return { unit: ours }
}

function describeExpiry({ name, entry }: Metric, losses: Loss[]): string | undefined {
  const given = entry.expires instanceof Date ? entry.expires.toISOString().slice(0, 10) : asText(entry.expires)
  if (given === '' || given === 'expired') return undefined
  if (given === 'never' || /^\d{4}-\d{2}-\d{2}$/.test(given)) return given
  if (/^\d{1,6}$/.test(given)) return `v${given}`
  losses.push({ rule: 'expires', name, message: `expires \`${given}\`, which is no day or version` })
  return undefined
}
