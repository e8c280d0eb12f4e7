import { type ControlCommand, findCallFault } from './command.ts'
import { matchAny } from './glob.ts'

/** Which events are sent: what a program says of itself, and what a controller asks of it. */
export interface ControlSettings {
  readonly enabled: boolean
  readonly rate: number
  /** Names that the rate is for. @default all */
  readonly patterns: readonly string[]
  readonly allow: readonly string[]
  readonly deny: readonly string[]
}

export const EVERYTHING: ControlSettings = { enabled: true, rate: 1, patterns: [], allow: [], deny: [] }

/** Says in a sentence what is wrong with settings. */
export function findSettingsFault({ enabled, rate, patterns, allow, deny }: ControlSettings): string | undefined {
  return (
    findCallFault({ kind: 'toggle', enabled }) ??
    findCallFault({ kind: 'sampling', rate, patterns }) ??
    findCallFault({ kind: 'filter', allow, deny })
  )
}

/** Gives the settings after a command. It replaces what the last of its kind said: two filters do not add up. */
export function applyCommand(settings: ControlSettings, command: ControlCommand): ControlSettings {
  if (command.kind === 'toggle') return { ...settings, enabled: command.enabled }
  if (command.kind === 'filter') return { ...settings, allow: [...command.allow], deny: [...command.deny] }
  return { ...settings, rate: Math.min(1, Math.max(0, command.rate)), patterns: [...command.patterns] }
}

/** Deny, then allow. */
export function passesFilter({ enabled, allow, deny }: ControlSettings, name: string): boolean {
  return enabled && !matchAny(deny, name) && (allow.length === 0 || matchAny(allow, name))
}

/** The rate of a name. */
export function rateOf({ rate, patterns }: ControlSettings, name: string): number {
  return rate === 1 || patterns.length === 0 || matchAny(patterns, name) ? rate : 1
}

/**
 * What both come to, as settings that can be told. Where each allows names of its own, or thins its own, only both together say
 * it; told are those of the controller then.
 */
export function describeBoth(local: ControlSettings, remote: ControlSettings): ControlSettings {
  const [rate, patterns] = remote.rate < 1 ? [remote.rate, remote.patterns] : [local.rate, local.patterns]
  return {
    enabled: local.enabled && remote.enabled,
    rate: patterns.length === 0 ? Math.min(rate, local.patterns.length === 0 ? local.rate : 1) : rate,
    patterns,
    allow: remote.allow.length > 0 ? remote.allow : local.allow,
    deny: [...new Set([...local.deny, ...remote.deny])],
  }
}
