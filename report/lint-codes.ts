import type { CodeEntry } from './codes.ts'

/** The rules of the linter: what a catalog may say and had better not. Every one of them can be set to another weight. */
export type LintCode =
  | 'name-namespace'
  | 'name-too-deep'
  | 'name-too-similar'
  | 'name-kind-suffix'
  | 'unit-in-name'
  | 'attr-as-namespace'
  | 'attr-any'
  | 'attr-pii-missing'
  | 'attr-pii-name'
  | 'attr-secret-kept'
  | 'attr-cardinality-metric'
  | 'attr-inline-repeat'
  | 'attr-unused'
  | 'desc-missing'
  | 'desc-todo'
  | 'desc-period'
  | 'desc-long'
  | 'yaml-word'
  | 'owner-missing'
  | 'stable-no-owner'
  | 'stability-order'
  | 'expires-missing'
  | 'expires-past'
  | 'expires-far'
  | 'deprecated-overdue'
  | 'unused-scope'
  | 'suppress-unused'
  | 'suppress-unknown'
  | 'suppress-no-reason'

export const LINT_CODES: Readonly<Record<LintCode, CodeEntry>> = {
  'name-namespace': {
    severity: 'error',
    title: 'Scope without a namespace',
    help: 'A name of one word says too little beside the names of other packages: `job.start`, not `start`.',
  },
  'name-too-deep': {
    severity: 'warning',
    title: 'Name of many segments',
    help: 'More than six segments are hard to read.',
  },
  'name-too-similar': {
    severity: 'error',
    title: 'Two names that differ in dots and underscores only',
    help: '`log_in` and `login` will be taken for one another. A deprecated name may be like the one that replaces it.',
  },
  'name-kind-suffix': {
    severity: 'warning',
    title: 'Name that repeats the kind',
    help: 'The kind is known: `job.done`, not `job.done_count` or `job.span`.',
  },
  'unit-in-name': {
    severity: 'warning',
    title: 'Name that repeats the unit',
    help: 'The unit is known, and may change: `job.duration`, not `job.duration_ms`.',
  },
  'attr-as-namespace': {
    severity: 'warning',
    title: 'Attribute that is also the namespace of another',
    help: 'Where metadata is nested by its dots, `user` cannot be a value and hold `user.id` too.',
  },
  'attr-any': { severity: 'warning', title: 'Attribute of type `any`', help: 'Nothing checks its values.' },
  'attr-pii-missing': {
    severity: 'warning',
    title: 'Text without a privacy class',
    help: 'A text may tell who a person is. Say `privacy: technical` where it does not.',
  },
  'attr-pii-name': {
    severity: 'warning',
    title: 'Attribute that sounds personal',
    help: 'A name such as `email`, `ip` or `token` is hardly technical. Give it another class, or excuse it with a reason.',
  },
  'attr-secret-kept': {
    severity: 'error',
    title: 'Secret that is recorded as it is',
    help: 'An attribute of the class `secret` or `sensitive` needs `scrub`.',
  },
  'attr-cardinality-metric': {
    severity: 'error',
    title: 'Metric by an attribute with many values',
    help: 'Every value of an attribute is a time series of its own. Attributes with `cardinality: high` or `unbounded`, or with more than 1,000 values, belong to spans and events.',
  },
  'attr-inline-repeat': {
    severity: 'warning',
    title: 'Attribute that is defined in place twice',
    help: 'What two scopes use belongs under `attributes`.',
  },
  'attr-unused': {
    severity: 'info',
    title: 'Attribute or group that no scope uses',
    help: 'Take it out, or use it. Attributes of a catalog that only publishes attributes are not looked at.',
  },
  'desc-missing': {
    severity: 'error',
    title: 'Attribute without a brief',
    help: 'Say in one sentence what the value is.',
  },
  'desc-todo': {
    severity: 'warning',
    title: 'Brief that is not finished',
    help: 'It has a word such as TODO or FIXME.',
  },
  'desc-period': { severity: 'info', title: 'Brief that does not end as a sentence', help: 'Briefs are sentences.' },
  'desc-long': {
    severity: 'warning',
    title: 'Very long text',
    help: 'A brief or note of more than 4,000 characters is repeated in generated code. Link to a page.',
  },
  'yaml-word': {
    severity: 'warning',
    title: 'Word that other readers of YAML take for a truth value',
    help: '`no`, `on`, `yes` and the like are texts here and truth values elsewhere. Put them in quotes.',
  },
  'owner-missing': { severity: 'warning', title: 'Scope without an owner', help: 'Nobody answers for it.' },
  'stable-no-owner': {
    severity: 'error',
    title: 'Stable scope without an owner',
    help: 'Who relies on a stable scope must know whom to ask.',
  },
  'stability-order': {
    severity: 'warning',
    title: 'Scope that is more stable than its attributes',
    help: 'A scope cannot promise more than what it consists of.',
  },
  'expires-missing': {
    severity: 'info',
    title: 'Scope that is never looked at again',
    help: 'Set `expires` to a day, to a version or to `never`, in the scope or under `defaults`.',
  },
  'expires-past': {
    severity: 'warning',
    title: 'Scope that has expired',
    help: 'Look whether it is still of use: take it out, or set another day. Today is `SOURCE_DATE_EPOCH` where that is set.',
  },
  'expires-far': {
    severity: 'warning',
    title: 'Scope that expires in the far future',
    help: 'A day in more than two years is no reminder. Say `never`, or an earlier day.',
  },
  'deprecated-overdue': {
    severity: 'warning',
    title: 'Deprecated entry past its day',
    help: '`remove_after` has come: take the entry out.',
  },
  'unused-scope': {
    severity: 'info',
    title: 'Scope that no call uses',
    help: 'With `--sources`, the calls of a program are held against the catalog.',
  },
  'suppress-unused': {
    severity: 'warning',
    title: 'Excuse that is not needed',
    help: 'The rule finds nothing here. Take the excuse out, or it will hide the next mistake.',
  },
  'suppress-unknown': {
    severity: 'error',
    title: 'No such rule',
    help: '`telescopic lint --rules` lists the rules that can be set or excused.',
  },
  'suppress-no-reason': {
    severity: 'error',
    title: 'Excuse without a reason',
    help: 'The next reader needs to know whether it still holds.',
  },
}
