// Fields that several tables of the format have.

import { STABILITIES } from '../model.ts'
import type { TextForm } from './fields.ts'

const DATE: TextForm = {
  pattern: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  say: 'a day such as `2027-01-31`',
}

const EXPIRY: TextForm = {
  pattern: /^(?:never|v\d{1,6}|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))$/,
  say: 'a day such as `2027-01-31`, a version such as `v3`, or `never`',
}

const URL_FORM: TextForm = { pattern: /^https?:\/\/[^\s<>"'`{}|\\^]+$/, say: 'a web address' }

const OWNER_FORM: TextForm = {
  pattern: /^(?:@[\w.-]+(?:\/[\w.-]+)?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)$/,
  say: 'a team such as `@payments`, or a mail address',
}

export const BRIEF = { type: 'text', brief: 'One sentence that says what it is.' } as const

export const NOTE = { type: 'text', brief: 'What a reader should know and the brief has no room for.' } as const

export const UNIT = {
  type: 'text',
  brief: 'UCUM code such as `ms` or `By`, or an annotation such as `{request}`.',
} as const

export const SINCE = { type: 'text', brief: 'The version that brought it, in quotes.' } as const

export const OWNERS = {
  type: 'list',
  brief: 'Who answers for it.',
  items: 'teams or mail addresses',
  called: 'An owner',
  of: { type: 'text', brief: 'A team such as `@payments`, or a mail address.', form: OWNER_FORM as typeof OWNER_FORM },
} as const

export const LINKS = {
  type: 'list',
  brief: 'Where more is written about it.',
  items: 'web addresses',
  called: 'A link',
  of: { type: 'text', brief: 'A web address.', form: URL_FORM as typeof URL_FORM },
} as const

export const EXAMPLES = {
  type: 'list',
  brief: 'Values it might have.',
  items: 'values',
  called: 'An example',
  of: { type: 'any', brief: 'A value of the type of the attribute.' },
} as const

export const EXPIRES = {
  type: 'text',
  brief: 'When the scope should be looked at again: a day, a version such as `v3`, or `never`.',
  form: EXPIRY as typeof EXPIRY,
} as const

export const SAMPLE = {
  type: 'entry',
  brief: 'Which share of it is recorded.',
  requires: [{ oneOf: ['rate'], note: 'a share from 0 to 1: `sample: { rate: 0.1 }`' }],
  fields: {
    rate: { type: 'number', brief: 'Share of what is recorded.', min: 0, max: 1 },
    key: { type: 'text', brief: 'Attribute whose equal values are recorded or left out together.' },
  },
} as const

export const DEPRECATED = {
  type: 'entry',
  brief: 'Why it should no longer be used, and what to use instead.',
  note: "write `deprecated: { replaced_by: other.scope, since: '2.0.0', note: 'why' }`; each key may be left out",
  fields: {
    replaced_by: { type: 'text', brief: 'Name of what takes its place.' },
    since: SINCE as typeof SINCE,
    remove_after: { type: 'text', brief: 'Day from which it may be taken out.', form: DATE as typeof DATE },
    note: { type: 'text', brief: 'The reason.' },
  },
} as const

const SUPPRESSION = {
  type: 'entry',
  brief: 'A rule that does not hold here.',
  requires: [{ oneOf: ['rule'], note: 'name a rule: `{ rule: unit-in-name, reason: … }`' }],
  fields: {
    rule: { type: 'text', brief: 'Id of a rule of the linter.' },
    reason: { type: 'text', brief: 'Why the rule does not hold here.' },
  },
} as const

export const SUPPRESSIONS = {
  type: 'entry',
  brief: 'Rules of the linter that do not hold here.',
  fields: {
    disable: {
      type: 'list',
      brief: 'The rules, each with a reason.',
      items: 'rules with reasons',
      called: 'A suppression',
      of: SUPPRESSION as typeof SUPPRESSION,
    },
  },
} as const

export const STABILITY = {
  type: 'word',
  brief: 'How likely the entry is to change.',
  words: STABILITIES as typeof STABILITIES,
} as const
