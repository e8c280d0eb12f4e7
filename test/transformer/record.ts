import type { Plugin } from 'esbuild'
import * as bare from '../../runtime/bare.ts'
import { createRecorder } from '../../runtime/configure.ts'
import { createInstrument } from '../../runtime/instrument.ts'
import { NOOP } from '../../runtime/noop.ts'
import * as options from '../../runtime/options.ts'
import { plain } from '../../runtime/plain.ts'
import * as own from '../../runtime/prepared.ts'
import type { TelemetryReporter } from '../../runtime/reporter.ts'
import { applyOptions } from '../../runtime/state.ts'
import type { Telemetry, TelemetryOptions } from '../../runtime/tele.ts'
import { SETUP } from '../../transformer/prepare-setup.ts'
import { bundleProgram, logs, MODULES, type Program } from './run.ts'

/** Runs programs on an instrument of their own, and tells what they did and what was recorded. */
export interface Recorded {
  readonly trace: readonly string[]
  readonly events: readonly string[]
}

/** What compiled calls call. */
const prepared = { ...own, ...bare, plain }

/** What stands behind `telescopic` and `telescopic/site` while a program runs, by the program's number. */
const runtimes = new Map<string, { readonly main: object; readonly sites: object }>()
;(globalThis as { specRuntimes?: typeof runtimes }).specRuntimes = runtimes
let runs = 0

/** Runs a program with telemetry on. */
export async function recordProgram(
  program: Program,
  decorators: 'legacy' | undefined,
  { mayConfigure = false, reporter }: { readonly mayConfigure?: boolean; readonly reporter?: TelemetryReporter } = {},
): Promise<Recorded> {
  const id = `recorded ${++runs}`
  const events: string[] = []
  const trace: string[] = []
  runtimes.set(id, createRuntime(events, mayConfigure, reporter))
  logs.set(id, (...values) => {
    trace.push(values.map(String).join('|'))
  })
  const bundle = await bundleProgram(program, { enabled: false, decorators }, { id, modules: serveRuntime(id) })
  try {
    await import(`data:text/javascript;base64,${Buffer.from(bundle).toString('base64')}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
    // Timers of one length fire in their order; of two lengths, on a busy machine, the longer one may be first.
    await new Promise((resolve) => setTimeout(resolve, 0))
  } catch (error) {
    trace.push(String(error))
  }
  runtimes.delete(id)
  return { trace, events }
}

/** An instrument that tells its records as text. What the program configures does not change that, unless it may. */
export function createRuntime(
  events: string[],
  mayConfigure = false,
  reporter: TelemetryReporter = tellRecords(events),
): {
  readonly main: { readonly tele: Telemetry }
  readonly sites: object
} {
  const recorder = createRecorder({
    reporters: [reporter],
    enabled: true,
    delivery: 'sync',
    capacity: 64,
    detached: true,
  })
  const instrument = createInstrument(recorder)
  const tele = mayConfigure ? instrument : Object.assign(instrument, { configure: () => {} })
  const main = { tele, default: tele, NOOP, createTelemetry: () => tele, isTelemetryReporter: () => true }
  const setup = Object.fromEntries([...SETUP].map((name) => [name, tele[name as keyof Telemetry]]))
  const site = (scope: string) => prepared.prepareSite(recorder, scope)
  const configureWith = (given: TelemetryOptions, takers?: Readonly<Record<string, options.TakeOption>>): void => {
    if (mayConfigure) applyOptions(recorder, given, takers)
  }
  return { main, sites: { ...prepared, ...options, ...setup, configureWith, site, enabled: () => tele.enabled } }
}

function tellRecords(events: string[]): TelemetryReporter {
  const tell = (...values: unknown[]): void => {
    events.push(JSON.stringify(values, (key, value) => (APART.test(key) ? undefined : (value ?? null))))
  }
  return {
    recordTiming: (scope, _durationS, metadata) => tell('timing', scope, metadata),
    recordMetric: (scope, value, metadata) => tell('metric', scope, value, metadata),
    recordEvent: (event) => tell('event', event),
  }
}

const APART = /^(?:start|end)(?:Monotonic|Wall)(?:Time)?S$|^(?:timeS|traceId|spanId|parentSpanId)$/

function serveRuntime(id: string): Plugin {
  const write = (names: readonly string[], part: string): string => {
    const from = `globalThis.specRuntimes.get('${id}').${part}`
    const names_ = names.filter((name) => name !== 'default')
    return `export const { ${names_} } = ${from}; ${names.includes('default') ? `export default ${from}.default` : ''}`
  }
  const texts: Readonly<Record<string, string>> = {
    telescopic: write(['tele', 'NOOP', 'createTelemetry', 'isTelemetryReporter', 'default'], 'main'),
    'telescopic/site': write(
      [...Object.keys({ ...prepared, ...options }), ...SETUP, 'configureWith', 'site', 'enabled'],
      'sites',
    ),
  }
  return {
    name: 'runtime of the test',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /telescopic/ }, ({ path }) => {
        if (path in texts) return { path, namespace: 'runtime' }
        return path in MODULES ? { path: MODULES[path]! } : undefined
      })
      onLoad({ filter: /.*/, namespace: 'runtime' }, ({ path }) => ({ contents: texts[path]! }))
    },
  }
}
