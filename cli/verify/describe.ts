import { type Code, createDiagnostic, type Diagnostic, type Place } from '../../report/index.ts'
import type { MapTrace } from './maps.ts'
import type { TraceKind } from './scan.ts'

interface Description {
  readonly code: Code
  readonly message: (value: string) => string
  readonly wayOut: string
}

const COMPILE = 'compile this file with telemetry off: TELESCOPIC=off, or `enabled: false` in the plugin'

const DESCRIPTIONS: Readonly<Record<TraceKind, Description>> = {
  module: {
    code: 'trace-module',
    message: (value) => `the module '${value}' is named`,
    wayOut: COMPILE,
  },
  runtime: {
    code: 'trace-runtime',
    message: (value) => `the runtime of telescopic is in here, as '${value}' shows`,
    wayOut: `${COMPILE}; of a package that is instrumented itself, bundle a build without telemetry`,
  },
  generated: {
    code: 'trace-generated',
    message: (value) => `the generated file '${value}' is in here`,
    wayOut: COMPILE,
  },
  scope: {
    code: 'trace-scope',
    message: (value) => `the name of the scope '${value}' is left`,
    wayOut: `${COMPILE}; if the string is the program's own, say so: --allow`,
  },
  name: {
    code: 'trace-name',
    message: (value) => `'${value}' is a name of the catalog`,
    wayOut: "if the name is the program's own, say so: --allow",
  },
  word: {
    code: 'trace-word',
    message: (value) => `a call is given '${value}', which is also the name of a scope`,
    wayOut: 'a note only: the word may well be the program’s own',
  },
}

/** Says what was found, where, and what to do. `map` names the map that it was found in, if it was one. */
export function describeTrace(trace: MapTrace, place: Place, map?: string): Diagnostic {
  const { code, message, wayOut } = DESCRIPTIONS[trace.kind]
  const within = trace.source === undefined ? map : `${map}, in the text of '${trace.source}'`
  const more = trace.count > 1 ? [`${trace.count - 1} more in this file`] : []
  const shown = within === undefined ? message(trace.value) : `${message(trace.value)} (${within})`
  return createDiagnostic(code, shown, place, [...more, wayOut])
}
