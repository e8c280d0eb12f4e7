import type { Draft } from './draft.ts'
import { normalizeEdits } from './edit.ts'
import { nextToken } from './finish.ts'
import { climbWrappers, type Node, nodeOf, parentOf } from './syntax.ts'
import type { Escape, TeleCall } from './use.ts'

/** Takes `@tele.traced(…)` off what it decorates. */
export function planDecorator(draft: Draft, use: TeleCall, escapes: Escape[]): void {
  const path = parentOf(climbWrappers(use.path))
  const { type, start, end } = nodeOf(path)
  if (type !== 'Decorator') {
    escapes.push({ kind: 'escape', what: 'tele', name: 'tele.traced', path: use.path })
    return
  }
  draft.verdicts.set(use.call, 'removed')
  const body = use.path.findLast((node) => node.type === 'ClassBody')
  const member = body && use.path[use.path.indexOf(body) + 1]
  const before: Node | undefined = body?.body[body.body.indexOf(member) - 1]
  const isOpen = member?.start === start && before !== undefined && reliesOnDecorator(draft, before, end)
  draft.edits.push({ start, end, text: isOpen ? ';' : '' })
}

/** Words that say something of the next member when they do not stand alone. */
const MODIFIERS = new Set(['get', 'set', 'static', 'async', 'accessor', 'declare', 'readonly', 'abstract', 'override'])

/** Whether the field before would go on with what follows the decorator: `k = 1⏎@tele.traced('x') [key]() {}`. */
function reliesOnDecorator(draft: Draft, field: Node, end: number): boolean {
  if (!/^(Property|Accessor)/.test(field.type) || draft.text[field.end - 1] === ';') return false
  if (!field.value && !field.typeAnnotation && MODIFIERS.has(field.key.name)) return true
  return /^(?:[[(*]|in\b|instanceof\b)/.test(nextToken(draft.text, end, normalizeEdits(draft.edits)))
}
