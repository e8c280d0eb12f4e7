import { code, escapeMarkdown } from '../docs/markdown.ts'
import type { Change } from './change.ts'
import { type BreakingOptions, type Category, isBreaking, RULES } from './rules.ts'

/** Prints changes for people: breaking ones first and with their category, a line each. */
export function renderChanges(changes: readonly Change[], options: BreakingOptions): string {
  const { breaking, others } = splitChanges(changes, options)
  const lines = [
    ...breaking.map(
      ({ rule, message, place }) => `${renderPlace(place)} breaking ${nameCategory(rule)} ${rule} ${message}`,
    ),
    ...others.map(({ rule, message, place }) => `${renderPlace(place)} change ${rule} ${message}`),
  ]
  return [...lines, countChanges(changes, options)].join('\n')
}

/** Prints changes for the description of a pull request. */
export function renderChangesMarkdown(changes: readonly Change[], options: BreakingOptions): string {
  const { breaking, others } = splitChanges(changes, options)
  const list = (title: string, some: readonly Change[], print: (change: Change) => string): string[] =>
    some.length === 0 ? [] : ['', `### ${title}`, '', ...some.map((change) => `- ${print(change)}`)]
  const lines = [
    '## Changes of the telemetry catalog',
    '',
    countChanges(changes, options),
    ...list(
      'Breaking',
      breaking,
      (change) => `**${nameCategory(change.rule)}** ${code(change.rule)} ${quoteMessage(change)}`,
    ),
    ...list('Other', others, (change) => `${code(change.rule)} ${quoteMessage(change)}`),
  ]
  return lines.join('\n')
}

/** Says how many of which. */
export function countChanges(changes: readonly Change[], options: BreakingOptions): string {
  const { breaking, others } = splitChanges(changes, options)
  if (changes.length === 0) return 'No change.'
  const word = breaking.length === 1 ? 'change' : 'changes'
  return `${breaking.length} breaking ${word}, ${others.length} other${others.length === 1 ? '' : 's'}.`
}

export function splitChanges(
  changes: readonly Change[],
  options: BreakingOptions,
): { readonly breaking: readonly Change[]; readonly others: readonly Change[] } {
  const counts = ({ rule, experimental }: Change): boolean =>
    isBreaking(rule, options.category) && !(options.allowExperimental && experimental)
  return { breaking: changes.filter(counts), others: changes.filter((change) => !counts(change)) }
}

export function nameCategory(rule: Change['rule']): Category | undefined {
  return rule in RULES ? RULES[rule as keyof typeof RULES].category : undefined
}

function renderPlace({ file, line, column }: Change['place']): string {
  return `${file}:${line}:${column}`
}

/** Names in a message stand between backticks, which Markdown reads as we do; what is around them is text. */
function quoteMessage({ message }: Change): string {
  return message
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/\S(?:.*\S)?/, escapeMarkdown)))
    .join('')
}
