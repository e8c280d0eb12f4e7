import { suggestName } from '../../report/index.ts'
import type { BooleanField, NumberField, TextField, WordField } from '../format/fields.ts'
import type { ScalarNode, YamlNode } from '../yaml.ts'
import { describeNode, joinWords, type Reading, report } from './fields.ts'
import { findUnsafeCharacter, showText } from './text.ts'

/** A scalar that was read; not `certain` where a typo was taken for the word that was meant. */
interface ReadScalar {
  readonly value: string | number | boolean
  readonly certain: boolean
}

/** Reads the value of a field that is no collection. */
export function readScalarField(
  reading: Reading,
  field: TextField | WordField | NumberField | BooleanField,
  node: YamlNode,
  key: ScalarNode,
  what: string,
): ReadScalar | undefined {
  if (field.type === 'word') return readWord(reading, field, node, key)
  const value =
    field.type === 'number'
      ? readNumber(reading, field, node, what)
      : field.type === 'boolean'
        ? readBoolean(reading, node, what)
        : readText(reading, field, node, what)
  return value === undefined ? undefined : { value, certain: true }
}

/** Reads a text: a quoted scalar, or a plain one that YAML takes for nothing else. */
function readText(reading: Reading, { form }: TextField, node: YamlNode, what: string): string | undefined {
  if (node.kind === 'fault') return undefined
  if (node.kind !== 'scalar' || node.type !== 'string') {
    const notes = node.kind === 'scalar' && node.type !== 'null' ? [`put it in quotes: '${node.text}'`] : []
    report(reading, 'value-type', `${what} must be a text, not ${describeNode(node)}.`, node, notes)
    return undefined
  }
  const unsafe = findUnsafeCharacter(node.text)
  if (unsafe) {
    report(reading, 'text-unsafe', `${what} contains ${unsafe}.`, node, ['take the character out'])
    return undefined
  }
  if (form && !form.pattern.test(node.text)) {
    report(reading, 'value-type', `${what} must be ${form.say}, not ${showText(node.text)}.`, node)
    return undefined
  }
  return node.text
}

/** Reads one word of a list; a typo counts as the word that was meant. */
function readWord(reading: Reading, field: WordField, node: YamlNode, key: ScalarNode): ReadScalar | undefined {
  const text = readText(reading, { type: 'text', brief: '' }, node, `\`${key.text}\``)
  if (text === undefined) return undefined
  if (field.words.includes(text)) return { value: text, certain: true }
  const suggestion = suggestName(text, field.words)
  const notes = [`valid values are ${joinWords(field.words)}`]
  if (suggestion) notes.unshift(`did you mean \`${suggestion}\`?`)
  report(reading, 'value-unknown', `${showText(text)} is not a value of \`${key.text}\`.`, node, notes)
  return suggestion === undefined ? undefined : { value: suggestion, certain: false }
}

function readNumber(reading: Reading, field: NumberField, node: YamlNode, what: string): number | undefined {
  if (node.kind === 'fault') return undefined
  const value = node.kind === 'scalar' && node.type === 'number' ? Number(node.text) : Number.NaN
  const wrong = describeWrongNumber(field, value)
  if (wrong === undefined) return value
  report(reading, 'value-type', `${what} must be ${wrong}, not ${describeNode(node)}.`, node)
  return undefined
}

function describeWrongNumber({ min, max, integer }: NumberField, value: number): string | undefined {
  if (!Number.isFinite(value)) return 'a finite number'
  if (integer && !Number.isSafeInteger(value)) return 'a whole number'
  if ((min === undefined || value >= min) && (max === undefined || value <= max)) return undefined
  return max === undefined ? `at least ${min}` : `a number from ${min} to ${max}`
}

function readBoolean(reading: Reading, node: YamlNode, what: string): boolean | undefined {
  if (node.kind === 'fault') return undefined
  if (node.kind === 'scalar' && node.type === 'boolean') return node.text.toLowerCase() === 'true'
  report(reading, 'value-type', `${what} must be \`true\` or \`false\`, not ${describeNode(node)}.`, node)
  return undefined
}
