// What the format says about metadata keys: where they are defined, and where they are used.

import { ATTRIBUTE_TYPES, CARDINALITIES, PRIVACY_CLASSES, REQUIREMENTS, SCRUB_MODES } from '../model.ts'
import { BRIEF, DEPRECATED, EXAMPLES, LINKS, NOTE, OWNERS, SINCE, STABILITY, SUPPRESSIONS, UNIT } from './shared.ts'

const TYPE = { type: 'word', brief: 'Type of the value.', words: ATTRIBUTE_TYPES as typeof ATTRIBUTE_TYPES } as const

export const PRIVACY = {
  type: 'word',
  brief: 'How well the value tells who a person is.',
  words: PRIVACY_CLASSES as typeof PRIVACY_CLASSES,
} as const

const SCRUB = {
  type: 'word',
  brief: 'What is done to the value before it is recorded.',
  words: SCRUB_MODES as typeof SCRUB_MODES,
} as const

const CARDINALITY = {
  type: 'choice',
  brief: 'How many distinct values the key takes; a number is an upper bound.',
  of: [
    { type: 'word', brief: 'A rough class.', words: CARDINALITIES as typeof CARDINALITIES },
    { type: 'number', brief: 'An upper bound.', min: 1, integer: true },
  ],
} as const

const MEMBER = {
  type: 'entry',
  brief: 'A value of an enum.',
  called: 'the value',
  mayBeEmpty: true,
  fields: {
    brief: BRIEF as typeof BRIEF,
    const_name: { type: 'text', brief: 'Identifier of the generated member, where the value gives none.' },
    deprecated: { type: 'boolean', brief: 'Whether the value should no longer be used.' },
  },
} as const

const VALUES = {
  type: 'choice',
  brief: 'The values of an enum: a list, or a map with a brief for each.',
  of: [
    {
      type: 'list',
      brief: 'The values.',
      items: 'texts',
      called: 'A value of an enum',
      of: { type: 'text', brief: 'A value.' },
    },
    { type: 'map', brief: 'The values, each with what is known of it.', of: MEMBER as typeof MEMBER },
  ],
} as const

/** One entry of `attributes`. Nothing in it is required: a name alone is a text. */
export const ATTRIBUTE = {
  type: 'entry',
  brief: 'A metadata key: one meaning everywhere, whichever scopes use it.',
  called: 'the attribute',
  mayBeEmpty: true,
  fields: {
    type: TYPE as typeof TYPE,
    values: VALUES as typeof VALUES,
    open: { type: 'boolean', brief: 'Whether an enum takes other values too.' },
    brief: BRIEF as typeof BRIEF,
    note: NOTE as typeof NOTE,
    unit: UNIT as typeof UNIT,
    privacy: PRIVACY as typeof PRIVACY,
    scrub: SCRUB as typeof SCRUB,
    cardinality: CARDINALITY as typeof CARDINALITY,
    examples: EXAMPLES as typeof EXAMPLES,
    stability: STABILITY as typeof STABILITY,
    owners: OWNERS as typeof OWNERS,
    since: SINCE as typeof SINCE,
    links: LINKS as typeof LINKS,
    deprecated: DEPRECATED as typeof DEPRECATED,
    const_name: { type: 'text', brief: 'Upper-case identifier that the generated enum is named for.' },
    lint: SUPPRESSIONS as typeof SUPPRESSIONS,
  },
} as const

const REQUIREMENT = {
  type: 'word',
  brief: 'Whether a call must give the attribute; only `required` ones are not optional in the types.',
  words: REQUIREMENTS as typeof REQUIREMENTS,
} as const

/** What a scope says about an attribute it uses; with a `type`, the attribute is defined in place. */
export const USE = {
  type: 'entry',
  brief: 'The use of an attribute.',
  called: 'the use of',
  requires: [
    { oneOf: ['requirement'], note: 'valid values are `required`, `conditionally_required`, `recommended`, `opt_in`' },
  ],
  fields: {
    requirement: REQUIREMENT as typeof REQUIREMENT,
    when: { type: 'text', brief: 'When a conditionally required attribute must be given.' },
    brief: BRIEF as typeof BRIEF,
    type: TYPE as typeof TYPE,
    values: VALUES as typeof VALUES,
    open: { type: 'boolean', brief: 'Whether an enum takes other values too.' },
    unit: UNIT as typeof UNIT,
    privacy: PRIVACY as typeof PRIVACY,
    scrub: SCRUB as typeof SCRUB,
    cardinality: CARDINALITY as typeof CARDINALITY,
    examples: EXAMPLES as typeof EXAMPLES,
  },
} as const

export const USES = {
  type: 'map',
  brief: 'The metadata: attributes, each with a requirement level.',
  note: 'each entry is a name and a level: `user.tier: required`',
  of: {
    type: 'choice',
    brief: 'A requirement level, or a map with more.',
    of: [REQUIREMENT as typeof REQUIREMENT, USE as typeof USE],
  },
} as const
