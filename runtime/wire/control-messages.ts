import type { ControlCommand, ControlMessage } from '../control/command.ts'
import type { ControlSettings } from '../control/settings.ts'
import * as pb from './protobuf.ts'

/** Commands and their answers in the messages of `telescopic.proto`. */

/** What a sender answers to a command, beside the event that says it in words. Peers that do not know it leave it out. */
export interface ControlState extends ControlSettings {
  readonly accepted: boolean
  /** Why not; empty of what was accepted. */
  readonly reason: string
  readonly epoch: number
  readonly expiresInMs: number
}

const writer = pb.createWriter()
const FIELDS = { toggle: 1, sampling: 2, filter: 3 } as const

/** Encodes a command. What is 0, false or empty is not on the wire; which command it is, is. */
export function encodeControl({ command, epoch, ttlMs }: ControlMessage): Uint8Array {
  pb.beginMessage(writer)
  if (command !== undefined) {
    pb.writeTag(writer, FIELDS[command.kind], pb.BYTES)
    pb.writeNested(writer, writeCommand, command)
  }
  writeCount(writer, 100, epoch)
  writeCount(writer, 101, ttlMs)
  return pb.takeBytes(writer)
}

/** Throws on bytes that are no message. A field of another type than ours is a field that we do not know. */
export function decodeControl(bytes: Uint8Array): ControlMessage {
  let command: ControlCommand | undefined
  let epoch = 0
  let ttlMs = 0
  for (const field of pb.readFields(bytes)) {
    if (field.type === pb.BYTES) command = readCommand(field) ?? command
    else if (field.type === pb.VARINT && field.number === 100) epoch = Number(pb.readInt64(field))
    else if (field.type === pb.VARINT && field.number === 101) ttlMs = Number(pb.readInt64(field))
  }
  return { command, epoch, ttlMs }
}

export function writeState(to: pb.Writer, state: ControlState): void {
  writeCount(to, 1, state.epoch)
  writeCount(to, 2, Number(state.accepted))
  writeTexts(to, 3, state.reason === '' ? [] : [state.reason])
  writeCount(to, 4, Number(state.enabled))
  writeRate(to, 5, state.rate)
  writeTexts(to, 6, state.patterns)
  writeTexts(to, 7, state.allow)
  writeTexts(to, 8, state.deny)
  writeCount(to, 9, state.expiresInMs)
}

export function decodeState(bytes: Uint8Array): ControlState {
  const lists: Readonly<Record<number, string[]>> = { 3: [], 6: [], 7: [], 8: [] }
  const counts: Record<number, number> = {}
  let rate = 0
  for (const field of pb.readFields(bytes)) {
    if (field.type === pb.VARINT) counts[field.number] = Number(pb.readInt64(field))
    else if (field.type === pb.FIXED64 && field.number === 5) rate = pb.readDouble(field.bytes)
    else if (field.type === pb.BYTES) lists[field.number]?.push(pb.readText(field.bytes))
  }
  return {
    epoch: counts[1] ?? 0,
    accepted: counts[2] === 1,
    reason: lists[3]?.[0] ?? '',
    enabled: counts[4] === 1,
    rate,
    patterns: lists[6] ?? [],
    allow: lists[7] ?? [],
    deny: lists[8] ?? [],
    expiresInMs: counts[9] ?? 0,
  }
}

// --- internal ---

function writeCommand(to: pb.Writer, command: ControlCommand): void {
  if (command.kind === 'toggle') return writeCount(to, 1, Number(command.enabled))
  if (command.kind === 'sampling') {
    writeRate(to, 1, command.rate)
    return writeTexts(to, 2, command.patterns)
  }
  writeTexts(to, 1, command.allow)
  writeTexts(to, 2, command.deny)
}

function writeCount(to: pb.Writer, field: number, value: number): void {
  if (value === 0) return
  pb.writeTag(to, field, pb.VARINT)
  pb.writeInt64(to, value)
}

function writeRate(to: pb.Writer, field: number, rate: number): void {
  if (rate === 0) return
  pb.writeTag(to, field, pb.FIXED64)
  pb.writeDouble(to, rate)
}

function writeTexts(to: pb.Writer, field: number, texts: readonly string[]): void {
  for (const text of texts) {
    pb.writeTag(to, field, pb.BYTES)
    pb.writeText(to, text)
  }
}

function readCommand({ number, bytes }: pb.Field): ControlCommand | undefined {
  if (number === 1) return { kind: 'toggle', enabled: readToggle(bytes) }
  if (number === 2) return readSampling(bytes)
  return number === 3 ? readFilter(bytes) : undefined
}

function readToggle(bytes: Uint8Array): boolean {
  // Of another type it has neither.
  return [...pb.readFields(bytes)].some((field) => field.number === 1 && (field.low > 0 || field.high > 0))
}

function readSampling(bytes: Uint8Array): ControlCommand {
  let rate = 0
  const patterns: string[] = []
  for (const field of pb.readFields(bytes)) {
    if (field.number === 1 && field.type === pb.FIXED64) rate = pb.readDouble(field.bytes)
    else if (field.number === 2 && field.type === pb.BYTES) patterns.push(pb.readText(field.bytes))
  }
  return { kind: 'sampling', rate, patterns }
}

function readFilter(bytes: Uint8Array): ControlCommand {
  const lists: Readonly<Record<number, string[]>> = { 1: [], 2: [] }
  for (const field of pb.readFields(bytes)) {
    if (field.type === pb.BYTES) lists[field.number]?.push(pb.readText(field.bytes))
  }
  return { kind: 'filter', allow: lists[1] ?? [], deny: lists[2] ?? [] }
}
