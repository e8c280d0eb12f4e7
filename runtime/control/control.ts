import { lotOf } from '../trace.ts'
import { type ControlMessage, findCommandFault } from './command.ts'
import { applyCommand, type ControlSettings, describeBoth, EVERYTHING, passesFilter, rateOf } from './settings.ts'

export interface ControlOptions {
  /** What the program itself wants sent. A controller can only narrow it. @default everything */
  readonly initial?: Partial<ControlSettings>
  /** Lets a controller say more than narrow: its settings then replace those of the program. @default false */
  readonly allowRemoteEnable?: boolean
  /** How long a command holds at most, in milliseconds; then the program's own settings count again. @default 900000 */
  readonly ttlMs?: number
  /** Commands a second, of all controllers together; more are refused. @default 10 */
  readonly maxChangesPerS?: number
  /** Told of every command that changed something, and of those refused: for the program's own audit. */
  readonly onChange?: (change: ControlAck) => void
  /** Seconds that only grow. */
  readonly now: () => number
  /** @default Math.random */
  readonly random?: () => number
}

/** The answer to a command. */
export interface ControlAck {
  readonly accepted: boolean
  /** Why not. */
  readonly reason: 'invalid' | 'stale' | 'rate_limited' | 'not_allowed' | undefined
  /** `state` of a question, which changes nothing. */
  readonly command: 'toggle' | 'sampling' | 'filter' | 'state'
  /** The highest so far. */
  readonly epoch: number
  /** What counts now. */
  readonly settings: ControlSettings
  readonly expiresInMs: number
  /** Not to be answered: who floods would get a flood back. */
  readonly silent: boolean
}

/** Decides what is sent, under the commands of controllers. */
export interface Control {
  readonly apply: (message: ControlMessage) => ControlAck | undefined
  /** Why an event of this name is not sent. Asked before the event is built. `sampled` of what is never thinned is false. */
  readonly refuses: (
    name: string,
    correlationId: string | undefined,
    sampled: boolean,
  ) => 'filtered' | 'sampled' | undefined
  /** Whether anything of a scope may be sent: for the `filter` of an instrument, which then spares the call itself. */
  readonly accepts: (scope: string) => boolean
  readonly settings: () => ControlSettings
  readonly rate: (name: string) => number
}

const DEFAULT_TTL_MS = 15 * 60_000

export function createControl(options: ControlOptions): Control {
  const { initial, allowRemoteEnable = false, ttlMs = DEFAULT_TTL_MS, maxChangesPerS = 10, onChange, now } = options
  const { random = Math.random } = options
  const local: ControlSettings = { ...EVERYTHING, ...initial }
  const remote = createRemote(allowRemoteEnable ? local : EVERYTHING, now)
  const judgeRate = limitRate(maxChangesPerS, now)
  const settings = (): ControlSettings => (allowRemoteEnable ? remote.current() : describeBoth(local, remote.current()))
  const judge = rememberVerdicts(remote.current, (name) => {
    const all = allowRemoteEnable ? [remote.current()] : [local, remote.current()]
    const isPassed = all.every((one) => passesFilter(one, name))
    return { isPassed, rate: Math.min(...all.map((one) => rateOf(one, name))) }
  })
  const refuseCommand = ({ command, epoch }: ControlMessage, isTaken: boolean): ControlAck['reason'] => {
    if (!isTaken) return 'rate_limited'
    if (command === undefined) return undefined
    if (findCommandFault(command) !== undefined) return 'invalid'
    if (epoch > 0 && epoch <= remote.epoch()) return 'stale'
    return command.kind === 'toggle' && command.enabled && !local.enabled && !allowRemoteEnable
      ? 'not_allowed'
      : undefined
  }
  return {
    apply: (message) => {
      const { command, epoch, ttlMs: asked } = message
      // Snakepit's empty message says nothing; one of ours asks what counts.
      if (command === undefined && epoch === 0) return undefined
      const verdict = judgeRate()
      const reason = refuseCommand(message, verdict === 'take')
      if (reason === undefined && command !== undefined) {
        remote.set(applyCommand(remote.current(), command), Math.min(asked > 0 ? asked : ttlMs, ttlMs), epoch)
      }
      const told = {
        accepted: reason === undefined,
        reason,
        command: command?.kind ?? ('state' as const),
        epoch: remote.epoch(),
        expiresInMs: remote.expiresInMs(),
      }
      const ack: ControlAck = { ...told, settings: settings(), silent: verdict === 'ignore' }
      if (!ack.silent && command !== undefined) onChange?.(ack)
      return ack
    },
    refuses: (name, correlationId, sampled) => {
      const { isPassed, rate: share } = judge(name)
      if (!isPassed) return 'filtered'
      if (!sampled) return undefined
      if (share >= 1) return undefined
      return (correlationId ? lotOf(correlationId) : 1 - random()) <= share ? undefined : 'sampled'
    },
    accepts: (scope) =>
      [scope, `${scope}.start`, `${scope}.stop`, `${scope}.exception`].some((name) => judge(name).isPassed),
    settings,
    rate: (name) => judge(name).rate,
  }
}

// --- internal ---

/** What controllers have asked for. When it has run out it is gone as soon as somebody looks: nothing has to happen by itself. */
function createRemote(nothing: ControlSettings, now: () => number) {
  let settings = nothing
  let endS = Number.POSITIVE_INFINITY
  let epoch = 0
  const current = (): ControlSettings => {
    if (now() >= endS) {
      settings = nothing
      endS = Number.POSITIVE_INFINITY
      epoch = 0
    }
    return settings
  }
  return {
    current,
    /** The highest so far. It runs out too: one that is beyond all time would lock out everybody else for ever. */
    epoch: (): number => {
      current()
      return epoch
    },
    set: (next: ControlSettings, forMs: number, from: number): void => {
      settings = next
      endS = now() + forMs / 1000
      epoch = Math.max(epoch, from)
    },
    expiresInMs: (): number => (Number.isFinite(endS) ? Math.max(0, Math.round((endS - now()) * 1000)) : 0),
  }
}

/** What the settings come to for a name. */
interface Verdict {
  readonly isPassed: boolean
  readonly rate: number
}

const MAX_VERDICTS = 1000
const MAX_NAME = 256

/**
 * Remembers what was said of names, as long as the settings are the same: patterns come from outside, and 128 of them that are as
 * bad as can be would otherwise cost milliseconds an event.
 */
function rememberVerdicts(current: () => ControlSettings, judge: (name: string) => Verdict): (name: string) => Verdict {
  const known = new Map<string, Verdict>()
  let of: ControlSettings | undefined
  return (name) => {
    const settings = current()
    if (settings !== of || known.size >= MAX_VERDICTS) known.clear()
    of = settings
    const verdict = known.get(name) ?? judge(name)
    if (name.length <= MAX_NAME) known.set(name, verdict)
    return verdict
  }
}

/** A bucket that fills steadily. What does not fit is refused once, then ignored until something fits again. */
function limitRate(perS: number, now: () => number): () => 'take' | 'refuse' | 'ignore' {
  let left = perS
  let lastS = now()
  let refused = false
  return () => {
    const nowS = now()
    left = Math.min(perS, left + (nowS - lastS) * perS)
    lastS = nowS
    if (left >= 1) {
      left--
      refused = false
      return 'take'
    }
    const verdict = refused ? 'ignore' : 'refuse'
    refused = true
    return verdict
  }
}
