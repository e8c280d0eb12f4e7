import { spawn } from 'node:child_process'
import { captureLines, type WireEvent } from '../../runtime/capture/index.ts'
import type { ExitCode } from '../command.ts'

/** Is given each event, with the name of where it came from if there are several. */
export type OnEvent = (event: WireEvent, source?: string) => void

/** Runs a program and takes the events out of its stderr; all else of it passes. */
export function followChild([command = '', ...args]: readonly string[], onEvent: OnEvent): Promise<ExitCode> {
  const env = { TELESCOPIC: '1', TELESCOPIC_BACKEND: 'stderr', ...process.env }
  const child = spawn(command, args, { env, stdio: ['inherit', 'inherit', 'pipe'] })
  const reader = captureLines({ onEvent, onText: (bytes) => process.stderr.write(bytes) })
  child.stderr.on('data', reader.write)
  return new Promise((resolve) => {
    child.on('error', (error) => {
      process.stderr.write(`\`${command}\` cannot be run: ${error.message}\n`)
      resolve(2)
    })
    // Not its exit: its stderr may come later.
    child.on('close', (code) => {
      reader.end()
      resolve(code === 0 ? 0 : 1)
    })
  })
}

/** Reads what is piped in. */
export async function followStdin(onEvent: OnEvent): Promise<ExitCode> {
  const reader = captureLines({ onEvent, onText: (bytes) => process.stderr.write(bytes) })
  for await (const chunk of process.stdin) reader.write(chunk as Uint8Array)
  reader.end()
  return 0
}

/** What a worker is asked for before anything is shown. */
export interface Asked {
  readonly enabled?: boolean | undefined
  readonly rate?: number | undefined
  readonly patterns: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}

/** Dials a worker and shows what it sends, until `count` events have come or somebody interrupts. */
export async function followWorker(
  address: string,
  asked: Asked,
  { token, count }: { readonly token?: string | undefined; readonly count: number },
  onEvent: OnEvent,
): Promise<ExitCode> {
  // Here and not above: whoever reads stderr needs no gRPC.
  const { createReceiver } = await import('../../runtime/capture/receiver.ts')
  let left = count
  return new Promise((resolve) => {
    const receiver = createReceiver({
      onEvent: (event) => {
        if (left-- > 0) onEvent(event)
        if (left <= 0) end()
      },
      onBreak: (_, reason, retryMs) => {
        process.stderr.write(`${address}: ${reason} Tried again in ${(retryMs / 1000).toFixed(1)} s.\n`)
      },
    })
    receiver.registerWorker({ workerId: address, address, ...(token === undefined ? {} : { token }) })
    // Telemetry holds no process; looking at it is what this one is for.
    const hold = setInterval(() => {}, 60_000)
    const end = (): void => {
      clearInterval(hold)
      receiver.close()
      resolve(0)
    }
    process.once('SIGINT', end)
    // Kept until there is a stream, then sent with its hello.
    const { enabled, rate, patterns, allow, deny } = asked
    if (rate !== undefined) void receiver.updateSampling(address, rate, patterns)
    if (allow.length + deny.length > 0) void receiver.updateFilter(address, { allow, deny })
    if (enabled !== undefined) void receiver.toggle(address, enabled)
  })
}
