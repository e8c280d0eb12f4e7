import type { Severity } from './diagnostic.ts'
import { LINT_CODES, type LintCode } from './lint-codes.ts'
import { OUTPUT_CODES, type OutputCode } from './output-codes.ts'
import { SCHEMA_CODES, type SchemaCode } from './schema-codes.ts'
import { TOOL_CODES, type ToolCode } from './tool-codes.ts'

/** What the table knows of a fault: its weight, a title for the docs, and the help that `docs/errors.md` prints. */
export interface CodeEntry {
  readonly severity: Severity
  readonly title: string
  readonly help: string
}

/** The id of a fault. Written out, so that a code without an entry, or an entry without a code, does not compile. */
export type Code =
  | 'catalog-missing'
  | 'catalog-unreadable'
  | 'catalog-empty'
  | 'catalog-format'
  | 'yaml-syntax'
  | 'yaml-feature'
  | 'yaml-limit'
  | 'dup-key'
  | 'dup-scope'
  | 'key-unknown'
  | 'key-missing'
  | 'value-type'
  | 'value-unknown'
  | 'name-format'
  | 'unit-unknown'
  | 'unit-missing'
  | 'attr-unknown'
  | 'enum-empty'
  | 'enum-dup-value'
  | 'ident-clash'
  | 'deprecated-target'
  | 'key-misplaced'
  | 'text-unsafe'
  | 'ident-format'
  | 'name-reserved'
  | 'generated-stale'
  | 'generated-foreign'
  | 'generated-unwritable'
  | 'source-syntax'
  | 'scope-unknown'
  | 'scope-kind'
  | 'scope-dynamic'
  | 'scope-deprecated'
  | 'metadata-unknown'
  | 'metadata-missing'
  | 'metadata-type'
  | 'metadata-secret'
  | 'measurement-unknown'
  | 'measurement-missing'
  | 'method-unknown'
  | 'arguments-count'
  | 'argument-effect'
  | 'argument-spread'
  | 'callback-form'
  | 'tele-escape'
  | 'handle-escape'
  | 'instrument-kept'
  | 'option-value'
  | 'selection-shadowed'
  | SchemaCode
  | LintCode
  | ToolCode
  | OutputCode

/** Every fault we can report, append-only. `docs/errors.md` is printed from this table. */
export const CODES: Readonly<Record<Code, CodeEntry>> = {
  // --- the catalog file ---
  'catalog-missing': {
    severity: 'error',
    title: 'No catalog file',
    help: 'The file that the option or argument `catalog` names does not exist. Create `scopes.yaml` at the root of the project or name another file.',
  },
  'catalog-unreadable': {
    severity: 'error',
    title: 'The catalog cannot be read',
    help: 'The catalog exists but is not a readable UTF-8 text file.',
  },
  'catalog-empty': {
    severity: 'error',
    title: 'The catalog declares no scope',
    help: 'A catalog needs the key `telescopic: 1` and at least one entry under `scopes`.',
  },
  'catalog-format': {
    severity: 'error',
    title: 'Unknown catalog format',
    help: 'The first key of a catalog is `telescopic: 1`, the number of the format.',
  },
  'yaml-syntax': { severity: 'error', title: 'YAML syntax error', help: 'The text is not valid YAML 1.2.' },
  'yaml-feature': {
    severity: 'error',
    title: 'YAML feature that a catalog does not use',
    help: 'Anchors, aliases, merge keys, tags, complex keys and several documents are not allowed: they cost places in messages and open alias bombs.',
  },
  'yaml-limit': {
    severity: 'error',
    title: 'The catalog is too large or too deep',
    help: 'Limits: 16 MB of text, 32 levels of nesting.',
  },
  'dup-key': { severity: 'error', title: 'Key given twice', help: 'A key may stand once in a mapping.' },
  'dup-scope': { severity: 'error', title: 'Scope declared twice', help: 'A scope name may be declared once.' },
  'key-unknown': {
    severity: 'error',
    title: 'Unknown key',
    help: 'Keys that the format does not define are errors, so that a typo cannot switch a setting off. Keys that start with `x-` are free.',
  },
  'key-missing': { severity: 'error', title: 'Missing key', help: 'The entry needs this key.' },
  'value-type': { severity: 'error', title: 'Value of the wrong type', help: 'The key takes a value of another type.' },
  'value-unknown': { severity: 'error', title: 'Unknown value', help: 'The key takes one of a fixed list of values.' },
  'name-format': {
    severity: 'error',
    title: 'Name of the wrong form',
    help: 'Names are lower-case words joined by dots: `^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$`, in ASCII letters and digits.',
  },
  'unit-unknown': {
    severity: 'error',
    title: 'Unknown unit',
    help: 'Units are UCUM codes such as `s`, `ms`, `By`, `1`, or an annotation such as `{request}`.',
  },
  'unit-missing': {
    severity: 'error',
    title: 'Metric without a unit',
    help: 'A gauge or histogram needs `unit`; a plain number has the unit `1`.',
  },
  'attr-unknown': {
    severity: 'error',
    title: 'Attribute that the catalog does not define',
    help: 'A scope refers to attributes that are defined under `attributes`.',
  },
  'enum-empty': {
    severity: 'error',
    title: 'Enum without values',
    help: 'An attribute of type `enum` lists its values.',
  },
  'enum-dup-value': { severity: 'error', title: 'Enum value given twice', help: 'A value may stand once in an enum.' },
  'ident-clash': {
    severity: 'error',
    title: 'Two names give one identifier',
    help: 'Generated identifiers must differ. Give one of the two an explicit `const_name`.',
  },
  'deprecated-target': {
    severity: 'error',
    title: 'Deprecated scope points nowhere',
    help: 'Told by earlier versions. Now there is a code for each reason: `deprecated-target-missing` and the three below it.',
  },
  'key-misplaced': {
    severity: 'error',
    title: 'Key in a place where it means nothing',
    help: '`buckets` belongs to histograms, `measurements` to events, `values` and `open` to attributes of type `enum`, `when` to `conditionally_required`.',
  },
  'text-unsafe': {
    severity: 'error',
    title: 'Text with an unsafe character',
    help: 'Control characters, characters that reorder text and halves of surrogate pairs could make generated code read unlike it runs.',
  },
  'ident-format': {
    severity: 'error',
    title: 'Identifier of the wrong form',
    help: 'A `const_name` is an upper-case identifier: `^[A-Z][A-Z0-9_]*$`.',
  },
  'name-reserved': {
    severity: 'error',
    title: 'Name that has a meaning already',
    help: 'The name would give a type or a property that JavaScript or the generated code itself uses.',
  },
  // --- generated files ---
  'generated-stale': {
    severity: 'error',
    title: 'Generated file is out of date',
    help: 'The file differs from what the catalog generates. Run `telescopic generate`.',
  },
  'generated-foreign': {
    severity: 'error',
    title: 'A file that we did not write stands in the way',
    help: 'A generated file would replace one without our header. Move that file or choose another `--out`.',
  },
  'generated-unwritable': {
    severity: 'error',
    title: 'Generated files cannot be written',
    help: 'The folder or a file could not be read or written. Nothing was changed: the files are as they were before the command.',
  },
  // --- call sites ---
  'source-syntax': { severity: 'error', title: 'Source cannot be parsed', help: 'The file has a syntax error.' },
  'scope-unknown': {
    severity: 'error',
    title: 'Scope that the catalog does not declare',
    help: 'Add the scope to `scopes.yaml` or correct the name.',
  },
  'scope-kind': {
    severity: 'error',
    title: 'Scope of another kind',
    help: 'Spans are opened with `tele`, counters counted, gauges set, histograms recorded, events emitted.',
  },
  'scope-dynamic': {
    severity: 'error',
    title: 'Scope name that is not known while compiling',
    help: 'Names are string literals or generated constants, so that a typo cannot ship.',
  },
  'scope-deprecated': { severity: 'warning', title: 'Deprecated scope', help: 'Use the scope that replaces it.' },
  'metadata-unknown': {
    severity: 'error',
    title: 'Metadata key that the scope does not have',
    help: 'Metadata keys are the attributes of the scope in `scopes.yaml`.',
  },
  'metadata-missing': {
    severity: 'error',
    title: 'Required metadata is missing',
    help: 'Attributes that are `required` must be given.',
  },
  'metadata-type': {
    severity: 'error',
    title: 'Metadata value of the wrong type',
    help: 'The literal is not of the type that the catalog gives the attribute.',
  },
  'metadata-secret': {
    severity: 'error',
    title: 'A secret that would be recorded',
    help: 'An attribute of the class `secret` is given to no call, unless `scrub` says what becomes of its value.',
  },
  'measurement-unknown': {
    severity: 'error',
    title: 'Measurement that the event does not have',
    help: 'Measurements of an event are declared in `scopes.yaml`.',
  },
  'measurement-missing': {
    severity: 'error',
    title: 'Measurement is missing',
    help: 'Every measurement of the event must be given.',
  },
  'method-unknown': {
    severity: 'error',
    title: 'No such method',
    help: 'The member does not exist on `tele` or on a span.',
  },
  'arguments-count': {
    severity: 'error',
    title: 'Wrong number of arguments',
    help: 'The call has too few or too many arguments to be what it looks like.',
  },
  'argument-effect': {
    severity: 'error',
    title: 'Argument with a visible effect',
    help: 'Arguments are not evaluated when telemetry is compiled out. An assignment, `++`, `delete`, `await` or `yield` there would make the two builds differ: do it in a statement of its own. Calls and `new` are allowed.',
  },
  'argument-spread': {
    severity: 'error',
    title: 'Spread arguments in a call',
    help: 'Which argument is which must be visible in the call.',
  },
  'callback-form': {
    severity: 'error',
    title: 'Callback that cannot be taken out',
    help: 'With telemetry compiled out the callback stands alone, without a span. Write it in the call: `tele(name, () => work())`.',
  },
  'tele-escape': {
    severity: 'error',
    title: 'Telemetry value escapes',
    help: 'Only direct calls can be removed. A telemetry value that is passed, stored, exported or re-exported would stay in the build.',
  },
  'handle-escape': {
    severity: 'error',
    title: 'Span handle escapes',
    help: 'A handle can be removed only when every use of it is a call of one of its methods.',
  },
  'instrument-kept': {
    severity: 'warning',
    title: 'Calls on an instrument that comes from elsewhere',
    help: 'A parameter, variable or property of the type `Telemetry` may hold any instrument. Its calls are checked like those of `tele`, and stay in a build without telemetry, where this is told once for each declaration.',
  },
  // --- options ---
  'option-value': {
    severity: 'error',
    title: 'Option with an unknown value',
    help: 'The option or environment variable takes other values.',
  },
  'selection-shadowed': {
    severity: 'error',
    title: 'The metric of a span that is compiled out cannot be written without it',
    help: 'A build that drops a span and keeps a metric of it reports the metric by its absolute name, as `tele.gauge(…)`. In this file the name of `tele` is declared a second time, so that it may mean something else there.',
  },
  ...SCHEMA_CODES,
  ...LINT_CODES,
  ...TOOL_CODES,
  ...OUTPUT_CODES,
}
