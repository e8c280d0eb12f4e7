import { createDiagnostic, type Diagnostic } from '../../report/index.ts'
import type { Mode } from '../options.ts'

/** What was decided, and the sentence that says why. */
export interface Decision {
  readonly mode: Mode
  readonly reason: string
}

const MODE_OF_VALUE: ReadonlyMap<string, Mode> = new Map([
  ['on', 'on'],
  ['off', 'off'],
  // The runtime's flag is `1`; a build in the same shell means the same by it.
  ['1', 'on'],
  ['0', 'off'],
])

/**
 * Decides whether telemetry is compiled in: the option `enabled`, else the environment variable `TELESCOPIC`,
 * else off when `NODE_ENV` is `production`, else on.
 */
export function decideMode(
  enabled: boolean | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Decision | Diagnostic {
  if (enabled !== undefined) return { mode: enabled ? 'on' : 'off', reason: `the option \`enabled\` is ${enabled}` }
  const value = env.TELESCOPIC
  if (value !== undefined && value !== '') {
    const mode = MODE_OF_VALUE.get(value)
    if (mode) return { mode, reason: `TELESCOPIC is ${value}` }
    const message = `the environment variable TELESCOPIC is '${value}'`
    return createDiagnostic('option-value', message, undefined, ["valid values are 'on', 'off', '1', '0'"])
  }
  if (env.NODE_ENV === 'production') return { mode: 'off', reason: 'NODE_ENV is production' }
  return { mode: 'on', reason: 'neither TELESCOPIC nor NODE_ENV=production says otherwise' }
}
