import type { CodeEntry } from './codes.ts'

/** The part of the table of codes that is about what the entries and files of a catalog say of one another. */
export type SchemaCode =
  | 'import-unmatched'
  | 'import-outside-root'
  | 'import-cycle'
  | 'package-missing'
  | 'group-unknown'
  | 'use-conflict'
  | 'extends-target'
  | 'variant-format'
  | 'attr-type-conflict'
  | 'alias-live'
  | 'sample-key'
  | 'example-type'
  | 'name-non-ascii'
  | 'name-too-long'
  | 'deprecated-target-missing'
  | 'deprecated-target-deprecated'
  | 'deprecated-target-kind'
  | 'deprecated-target-cycle'
  | 'instrument-target'
  | 'instrument-kind'

export const SCHEMA_CODES: Readonly<Record<SchemaCode, CodeEntry>> = {
  'import-unmatched': {
    severity: 'error',
    title: 'Import that matches no file',
    help: 'An entry of `imports` is a path or a glob below the folder of the catalog. A glob that matches nothing is a typo.',
  },
  'import-outside-root': {
    severity: 'error',
    title: 'Import from outside of the project',
    help: 'Imports stay below the folder of the catalog: no absolute paths, no addresses, no `..` and no link that leads out. What other projects publish is named by `packages`.',
  },
  'import-cycle': {
    severity: 'error',
    title: 'File that imports itself',
    help: 'Imports form a tree. The message has the whole chain.',
  },
  'package-missing': {
    severity: 'error',
    title: 'Package without a catalog',
    help: 'An entry of `packages` is the name of an installed npm package that publishes a catalog: the file that `telescopic` in its package.json names, or `scopes.yaml`.',
  },
  'group-unknown': {
    severity: 'error',
    title: 'Group that the catalog does not define',
    help: '`use` names groups that are defined under `groups`.',
  },
  'use-conflict': {
    severity: 'error',
    title: 'Two groups disagree about an attribute',
    help: 'The groups of a scope give one attribute different requirement levels. The scope says itself which one is meant.',
  },
  'extends-target': {
    severity: 'error',
    title: 'Scope that extends nothing it could',
    help: '`extends` names one scope of the same kind, and a scope does not extend itself, by whichever way.',
  },
  'variant-format': {
    severity: 'error',
    title: 'Variants that give no scopes',
    help: 'Each placeholder of the name has words under `variants`, and each entry of `variants` is a placeholder: `http.{method}.done` with `variants: { method: [get, post] }`. An entry may stand for 500 scopes.',
  },
  'attr-type-conflict': {
    severity: 'error',
    title: 'One key with two types',
    help: 'An attribute has one meaning everywhere. Define it once under `attributes`, or give the other one another name.',
  },
  'alias-live': {
    severity: 'error',
    title: 'Alias that is the name of a scope',
    help: 'An alias is a name that a scope had. It is neither a scope itself nor the alias of another one.',
  },
  'sample-key': {
    severity: 'error',
    title: 'Sampling by an attribute that the scope does not have',
    help: '`key` of `sample` is an attribute of the scope: equal values of it are recorded or left out together.',
  },
  'example-type': {
    severity: 'error',
    title: 'Example that does not fit',
    help: 'Examples have the type of their attribute. Those of a scope are metadata that a call might give.',
  },
  'name-non-ascii': {
    severity: 'error',
    title: 'Name with a letter that only looks right',
    help: 'Names are ASCII: a Cyrillic `а` or an invisible character would make two names of what a reader takes for one.',
  },
  'name-too-long': {
    severity: 'error',
    title: 'Name that is too long',
    help: 'A name has at most 80 characters and 8 segments.',
  },
  'deprecated-target-missing': {
    severity: 'error',
    title: 'Replacement that is not declared',
    help: '`replaced_by` names an entry of the catalog: a scope for a scope, an attribute for an attribute.',
  },
  'deprecated-target-deprecated': {
    severity: 'error',
    title: 'Replacement that is deprecated itself',
    help: '`replaced_by` names what to use today, not the next name in a row.',
  },
  'deprecated-target-kind': {
    severity: 'error',
    title: 'Replacement that does not fit',
    help: 'A scope is replaced by one of the same kind and unit, whose required attributes it has itself; an attribute by one of the same type.',
  },
  'deprecated-target-cycle': {
    severity: 'error',
    title: 'Replacement that leads back',
    help: 'Following `replaced_by` from a name must not come back to it. The message has the whole chain.',
  },
  'instrument-target': {
    severity: 'error',
    title: 'Functions to instrument that cannot be named so',
    help: 'A target of `instrument` is `where#what`: a path or glob below the folder of the catalog, or a package, and the name of a function there. Each is named once; an entry with variants has none.',
  },
  'instrument-kind': {
    severity: 'error',
    title: 'Scope that cannot be put around a function',
    help: 'Only a span is put around a function by `instrument`: one that is not deprecated, and has no `required` attribute, for nobody is there to give it.',
  },
}
