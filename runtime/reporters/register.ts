import { attach } from '../default.ts'
import { complain, env } from '../host.ts'
import type { TelemetryReporter } from '../reporter.ts'
import { isTruthy } from '../truthy.ts'
import { consoleReporter } from './console.ts'
import type { GrpcReporterOptions } from './grpc.ts'
import { stderrReporter } from './stderr.ts'

/**
 * `telescopic/register`: `node --import telescopic/register app.js`, or one import, and the environment says where records go, beside
 * what the program configured: `TELESCOPIC_BACKEND` is stderr, grpc, console or none. Records are made when `TELESCOPIC=1`, as ever.
 */

const BACKENDS: Readonly<Record<string, () => TelemetryReporter | undefined>> = {
  stderr: () => stderrReporter(),
  console: () => consoleReporter(),
  grpc: () => whenLoaded(async () => (await import('./grpc.ts')).grpcReporter(readGrpcOptions())),
  none: () => undefined,
}

register(env('TELESCOPIC_BACKEND') ?? '')

// --- internal ---

function register(name: string): void {
  if (name === '') return
  if (!Object.hasOwn(BACKENDS, name)) {
    const names = Object.keys(BACKENDS).join(', ')
    return complain('error', `TELESCOPIC_BACKEND is \`${name}\`, which is none of ${names}. Records go nowhere by it.`)
  }
  const reporter = BACKENDS[name]?.()
  if (reporter !== undefined) attach(reporter, undefined)
}

function readGrpcOptions(): GrpcReporterOptions {
  const [listen, dial, token] = [
    env('TELESCOPIC_GRPC_LISTEN'),
    env('TELESCOPIC_GRPC_DIAL'),
    env('TELESCOPIC_GRPC_TOKEN'),
  ]
  return {
    ...(listen ? { listen } : {}),
    ...(dial ? { dial } : {}),
    ...(token ? { token } : {}),
    allowRemoteEnable: isTruthy(env('TELESCOPIC_GRPC_ALLOW_ENABLE')),
  }
}

/**
 * A reporter that is still being loaded. Not by a top-level `await`, with which nobody could `require` this module. Until it is
 * there the first batch is under way, and the others wait for it, as they do for a reporter that is slow.
 */
function whenLoaded(load: () => Promise<TelemetryReporter>): TelemetryReporter {
  const loading = load()
  loading.catch((error: Error) => complain('error', `TELESCOPIC_BACKEND=grpc: ${error.message}`))
  return {
    wants: { starts: true, traces: true },
    recordTiming() {},
    recordMetric() {},
    recordBatch: async (records) => (await loading).recordBatch?.(records),
    flush: async () => (await loading).flush?.(),
    shutdown: async () => (await loading).shutdown?.(),
  }
}
