// The format of a catalog, key by key. The reader checks a file by these tables, the JSON Schema is printed from them.
// The casts to their own types are for `isolatedDeclarations`: the type of a reference must be written out.

import { KINDS, LEVELS, MEASUREMENT_TYPES, RULE_LEVELS } from '../model.ts'
import { ATTRIBUTE, PRIVACY, USE, USES } from './attribute.ts'
import {
  BRIEF,
  DEPRECATED,
  EXPIRES,
  LINKS,
  NOTE,
  OWNERS,
  SAMPLE,
  SINCE,
  STABILITY,
  SUPPRESSIONS,
  UNIT,
} from './shared.ts'

const LEVEL = {
  type: 'word',
  brief: 'How much detail the scope is: what a build may compile out.',
  words: LEVELS as typeof LEVELS,
} as const

const MEASUREMENTS = {
  type: 'map',
  brief: 'The numbers that an event carries beside its metadata.',
  of: {
    type: 'entry',
    brief: 'A measurement of an event.',
    called: 'the measurement',
    mayBeEmpty: true,
    fields: {
      type: { type: 'word', brief: 'Type of the value.', words: MEASUREMENT_TYPES as typeof MEASUREMENT_TYPES },
      unit: UNIT as typeof UNIT,
      brief: BRIEF as typeof BRIEF,
    },
  },
} as const

/** One entry of `groups`. */
export const GROUP = {
  type: 'entry',
  brief: 'Attributes that several scopes use together.',
  called: 'the group',
  fields: { brief: BRIEF as typeof BRIEF, attributes: USES as typeof USES },
} as const

const BUCKETS = {
  type: 'list',
  brief: 'Bounds of the buckets of a histogram, ascending.',
  items: 'numbers',
  called: 'A bucket',
  of: { type: 'number', brief: 'A bound.' },
} as const

const SCOPE_NAMES = {
  type: 'list',
  brief: 'Names that the scope had: a call of one is told the new name.',
  items: 'names',
  called: 'An alias',
  of: { type: 'text', brief: 'A former name.' },
} as const

const GROUP_NAMES = {
  type: 'list',
  brief: 'Groups whose attributes the scope uses.',
  items: 'names of groups',
  called: 'A group',
  of: { type: 'text', brief: 'Name of a group.' },
} as const

const SCOPE_EXAMPLES = {
  type: 'list',
  brief: 'Metadata as a call might give it.',
  items: 'maps of metadata',
  called: 'An example',
  of: { type: 'map', brief: 'Values by attribute.', of: { type: 'any', brief: 'A value.' } },
} as const

const VARIANTS = {
  type: 'map',
  brief: 'Words for the placeholders of the name: `http.{method}.done` becomes a scope a word.',
  note: 'each entry is a placeholder and its words: `method: [get, post]`',
  of: {
    type: 'list',
    brief: 'Words for one placeholder.',
    items: 'words',
    called: 'A variant',
    of: { type: 'text', brief: 'A word.' },
  },
} as const

const INSTRUMENT_TARGET = {
  type: 'text',
  brief: 'A path or glob, or a package, and a name there: `src/plan.ts#Planner.plan`, `js-yaml#load`.',
} as const

const INSTRUMENT = {
  type: 'choice',
  brief: 'Functions that the compiler puts the span around, such as `src/plan.ts#Planner.plan`.',
  of: [
    INSTRUMENT_TARGET as typeof INSTRUMENT_TARGET,
    {
      type: 'list',
      brief: 'Several of them.',
      items: 'targets',
      called: 'A target',
      of: INSTRUMENT_TARGET as typeof INSTRUMENT_TARGET,
    },
  ],
} as const

/** One entry of `scopes`. */
export const SCOPE = {
  type: 'entry',
  brief: 'A name that may be emitted, with all that is known of it.',
  called: 'the scope',
  requires: [
    { oneOf: ['kind', 'extends'], note: 'valid values are `span`, `counter`, `gauge`, `histogram`, `event`' },
    { oneOf: ['brief'], note: 'say in one sentence what the scope measures' },
  ],
  fields: {
    kind: { type: 'word', brief: 'What the scope measures.', words: KINDS as typeof KINDS },
    brief: BRIEF as typeof BRIEF,
    note: NOTE as typeof NOTE,
    level: LEVEL as typeof LEVEL,
    unit: UNIT as typeof UNIT,
    buckets: BUCKETS as typeof BUCKETS,
    extends: {
      type: 'text',
      brief: 'A scope whose kind, level, unit, buckets, attributes, measurements and sampling are taken over.',
    },
    use: GROUP_NAMES as typeof GROUP_NAMES,
    attributes: USES as typeof USES,
    measurements: MEASUREMENTS as typeof MEASUREMENTS,
    variants: VARIANTS as typeof VARIANTS,
    sample: SAMPLE as typeof SAMPLE,
    examples: SCOPE_EXAMPLES as typeof SCOPE_EXAMPLES,
    instrument: INSTRUMENT as typeof INSTRUMENT,
    stability: STABILITY as typeof STABILITY,
    owners: OWNERS as typeof OWNERS,
    since: SINCE as typeof SINCE,
    expires: EXPIRES as typeof EXPIRES,
    links: LINKS as typeof LINKS,
    aliases: SCOPE_NAMES as typeof SCOPE_NAMES,
    deprecated: DEPRECATED as typeof DEPRECATED,
    const_name: { type: 'text', brief: 'Upper-case identifier of the generated constant, where two names give one.' },
    lint: SUPPRESSIONS as typeof SUPPRESSIONS,
  },
} as const

const NAMESPACE_DEFAULTS = {
  type: 'entry',
  brief: 'What the scopes below a name have unless they say otherwise.',
  called: 'the defaults of',
  fields: {
    owners: OWNERS as typeof OWNERS,
    stability: STABILITY as typeof STABILITY,
    level: LEVEL as typeof LEVEL,
    expires: EXPIRES as typeof EXPIRES,
    privacy: PRIVACY as typeof PRIVACY,
    sample: SAMPLE as typeof SAMPLE,
  },
} as const

/** `defaults`, for the whole catalog and for namespaces. */
export const DEFAULTS = {
  type: 'entry',
  brief: 'What entries have unless they say otherwise.',
  fields: {
    owners: OWNERS as typeof OWNERS,
    stability: STABILITY as typeof STABILITY,
    level: LEVEL as typeof LEVEL,
    expires: EXPIRES as typeof EXPIRES,
    privacy: PRIVACY as typeof PRIVACY,
    sample: SAMPLE as typeof SAMPLE,
    namespaces: {
      type: 'map',
      brief: 'The same for the names below a prefix; the longest prefix counts.',
      of: NAMESPACE_DEFAULTS as typeof NAMESPACE_DEFAULTS,
    },
  },
} as const

/** `lint`, for the whole file. */
const LINT = {
  type: 'entry',
  brief: 'What the linter is to make of this catalog.',
  fields: {
    rules: {
      type: 'map',
      brief: 'Weights of rules by id, where they are not those of the table.',
      note: 'each entry is a rule and a weight: `desc-period: off`',
      of: { type: 'word', brief: 'The weight.', words: RULE_LEVELS as typeof RULE_LEVELS },
    },
    disable: SUPPRESSIONS.fields.disable as typeof SUPPRESSIONS.fields.disable,
  },
} as const

/** The whole file. */
export const CATALOG = {
  type: 'entry',
  brief: 'A catalog of telemetry events.',
  fields: {
    telescopic: { type: 'any', brief: 'Number of the format. The first key.' },
    imports: {
      type: 'list',
      brief: 'Further files of this catalog: paths or globs below its folder.',
      items: 'paths',
      called: 'An import',
      of: { type: 'text', brief: 'A path or glob, such as `./scopes/*.yaml`.' },
    },
    packages: {
      type: 'list',
      brief: 'npm packages that publish a catalog.',
      items: 'names of packages',
      called: 'A package',
      of: { type: 'text', brief: 'Name of a package.' },
    },
    defaults: DEFAULTS as typeof DEFAULTS,
    lint: LINT as typeof LINT,
    attributes: { type: 'map', brief: 'The metadata keys.', of: ATTRIBUTE as typeof ATTRIBUTE },
    groups: { type: 'map', brief: 'Attributes that are used together.', of: GROUP as typeof GROUP },
    scopes: { type: 'map', brief: 'What may be reported, by name.', of: SCOPE as typeof SCOPE },
  },
} as const

/** A measurement, as a field of its own. */
export const MEASUREMENT = MEASUREMENTS.of as typeof MEASUREMENTS.of

export { ATTRIBUTE, USE }
