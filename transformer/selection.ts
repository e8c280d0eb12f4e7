import { LEVELS, type Level, type Scope } from '../catalog/model.ts'

/** Which scopes a build with telemetry keeps; the others are compiled out of it. */

export interface Selection {
  /** The most detailed level that stays; `off` drops every scope that `keep` does not name. */
  readonly level: Level | 'off'
  /** Globs of scopes that stay whatever their level. Stronger than `drop`. */
  readonly keep: readonly string[]
  /** Globs of scopes that go whatever their level. */
  readonly drop: readonly string[]
}

/** Keeps everything. */
export const EVERYTHING: Selection = { level: 'trace', keep: [], drop: [] }

/** Tells whether a scope is compiled out of a build with telemetry. */
export function isDropped({ name, level }: Scope, selection: Selection): boolean {
  if (selection.keep.some((glob) => matchesGlob(name, glob))) return false
  if (selection.drop.some((glob) => matchesGlob(name, glob))) return true
  return selection.level === 'off' || LEVELS.indexOf(level) > LEVELS.indexOf(selection.level)
}

/** Whether a selection could drop anything. */
export function isSelective({ level, drop }: Selection): boolean {
  return level !== 'trace' || drop.length > 0
}

/**
 * Matches a scope's name: `*` is any part of one segment, `**` any number of segments, so that `api.**` is `api` and
 * everything below it.
 */
export function matchesGlob(name: string, glob: string): boolean {
  return matchesSegments(name.split('.'), glob.split('.'))
}

function matchesSegments(name: readonly string[], [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return name.length === 0
  if (first === '**')
    return matchesSegments(name, rest) || (name.length > 0 && matchesSegments(name.slice(1), [first, ...rest]))
  const [segment, ...below] = name
  return segment !== undefined && matchesSegment(segment, first) && matchesSegments(below, rest)
}

function matchesSegment(segment: string, glob: string): boolean {
  if (!glob.includes('*')) return segment === glob
  return new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(segment)
}

/** What a glob may consist of: the characters of names, `*` and dots. */
export const RE_GLOB: RegExp = /^[a-z0-9_*]+(?:\.[a-z0-9_*]+)*$/
