/** What a receiver may ask of a sender. */
export type ControlCommand =
  | { readonly kind: 'toggle'; readonly enabled: boolean }
  /** Without patterns it is of all events, with them of those that match. */
  | { readonly kind: 'sampling'; readonly rate: number; readonly patterns: readonly string[] }
  /** What matches `deny` is out; of the rest, all is in where `allow` is empty, else what matches it. */
  | { readonly kind: 'filter'; readonly allow: readonly string[]; readonly deny: readonly string[] }

/** A command as it travels. Peers that know Snakepit's messages only give neither `epoch` nor `ttlMs`. */
export interface ControlMessage {
  /** `undefined` of a message that says nothing, which changes nothing. */
  readonly command: ControlCommand | undefined
  /** Grows with each command of a controller; 0 says that it does not count. */
  readonly epoch: number
  /** How long the command holds; 0 leaves it to the sender. */
  readonly ttlMs: number
}

export const MAX_PATTERNS = 64
export const MAX_PATTERN_LENGTH = 128

/** Says in a sentence what is wrong with a command; of both sides, whoever has it first. */
export function findCommandFault(command: ControlCommand): string | undefined {
  if (command.kind === 'toggle') {
    return typeof command.enabled === 'boolean' ? undefined : 'A toggle is true or false.'
  }
  if (command.kind === 'filter') return findPatternFault(command.allow, command.deny)
  if (typeof command.rate !== 'number' || !Number.isFinite(command.rate)) return 'A sampling rate is a finite number.'
  return findPatternFault(command.patterns)
}

/** As above, for who gives a command: a rate that the sender would have to bend is a mistake here. */
export function findCallFault(command: ControlCommand): string | undefined {
  const fault = findCommandFault(command)
  if (fault !== undefined || command.kind !== 'sampling') return fault
  return command.rate >= 0 && command.rate <= 1 ? undefined : `A sampling rate is from 0 to 1, not ${command.rate}.`
}

function findPatternFault(...lists: readonly (readonly unknown[])[]): string | undefined {
  if (!lists.every(Array.isArray)) return 'The patterns are a list of texts.'
  const patterns = lists.flat()
  if (patterns.length > MAX_PATTERNS) return `There are ${patterns.length} patterns; ${MAX_PATTERNS} is the limit.`
  const isFit = (text: unknown): boolean => typeof text === 'string' && text.length <= MAX_PATTERN_LENGTH
  return patterns.every(isFit) ? undefined : `A pattern is a text of at most ${MAX_PATTERN_LENGTH} characters.`
}
