import type { RecordMetadata, TelemetryReporter } from '../reporter.ts'
import { takeMeasures } from './intake.ts'
import { wholeNumber } from './limits.ts'
import { type Lossy, tellLosses } from './losses.ts'
import type { MeasureKind } from './measures.ts'
import { printMeasure, printName, printTags, readTags, type StatsdDialect } from './statsd-lines.ts'
import { openUdp, openUnixStream, type StatsdTransport } from './statsd-transport.ts'

export type { StatsdDialect } from './statsd-lines.ts'

export interface StatsdReporterOptions {
  /** @default `statsd`, without tags */
  readonly dialect?: StatsdDialect
  /** @default 127.0.0.1 */
  readonly host?: string
  /** @default 8125 */
  readonly port?: number
  /** A Unix stream socket in place of UDP, `dogstatsd_stream_socket` of Datadog's agent. */
  readonly socketPath?: string
  /** In front of every name: `shop.` */
  readonly prefix?: string
  /** Tags of everything, in DogStatsD. */
  readonly tags?: Readonly<Record<string, string | number | boolean>>
  /** Bytes of a packet. @default 1432, which passes an Ethernet whole; on a Unix socket 8192 */
  readonly maxPacketBytes?: number
  /** Is given packets in place of the socket. */
  readonly send?: (packet: string) => void
}

/**
 * Why a number did not leave: no finite number, or one that the dialect has not; metadata that cannot be read; a line longer
 * than a packet; a packet that the socket did not take.
 */
export type StatsdLoss = 'invalid' | 'unreadable' | 'tooLong' | 'packets'

export interface StatsdReporter extends TelemetryReporter, Lossy<StatsdLoss> {
  flush(): Promise<void>
  shutdown(): Promise<void>
}

/** Makes a reporter that sends numbers to a StatsD daemon, or to Datadog's agent. What UDP loses nobody knows. */
export function statsdReporter(options: StatsdReporterOptions = {}): StatsdReporter {
  const { dialect = 'statsd', prefix = '', tags = {}, socketPath } = options
  if (socketPath !== undefined && dialect === 'statsd')
    throw new TypeError("socketPath is for dialect: 'dogstatsd'; the original daemon reads no Unix stream.")
  const counts = { invalid: 0, unreadable: 0, tooLong: 0, packets: 0 }
  const transport = openTransport(options, () => counts.packets++)
  const maxBytes = wholeNumber('maxPacketBytes', options.maxPacketBytes ?? (socketPath === undefined ? 1432 : 8192))
  const packet = fillPackets(maxBytes, transport.send)
  const common = dialect === 'dogstatsd' ? readTags(tags) : []

  const add = (metadata: RecordMetadata, kind: MeasureKind, name: string, value: number, rate: number): void => {
    const tagged = dialect === 'dogstatsd' ? printTags([...common, ...readTags(metadata)]) : ''
    const line = printMeasure(dialect, printName(prefix + name), tagged, kind, value, rate)
    if (line === undefined) counts.invalid++
    else if (!packet.add(line)) counts.tooLong++
  }
  return tellLosses(counts, {
    ...takeMeasures(counts, add, packet.send),
    flush: transport.flush,
    shutdown: transport.close,
  })
}

// --- internal ---

function openTransport({ send, socketPath, host, port }: StatsdReporterOptions, lose: () => void): StatsdTransport {
  if (socketPath !== undefined) return openUnixStream(socketPath, lose)
  if (send === undefined) return openUdp(host ?? '127.0.0.1', port ?? 8125, lose)
  return { send: (packet) => send(packet.toString()), flush: async () => {}, close: async () => {} }
}

/** Puts as many lines into a packet as it holds. */
function fillPackets(maxBytes: number, send: (packet: Buffer) => void) {
  let lines: string[] = []
  let bytes = 0
  const sendPacket = (): void => {
    if (lines.length === 0) return
    const packet = Buffer.from(lines.join('\n'))
    lines = []
    bytes = 0
    send(packet)
  }
  return {
    /** Tells whether a line fits into any packet. */
    add: (line: string): boolean => {
      const length = Buffer.byteLength(line)
      if (length > maxBytes) return false
      if (bytes + length > maxBytes) sendPacket()
      lines.push(line)
      bytes += length + 1
      return true
    },
    send: sendPacket,
  }
}
