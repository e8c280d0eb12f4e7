import type { PlainValue } from '../model.ts'
import type { YamlNode } from '../yaml.ts'
import { type Reading, report } from './fields.ts'
import { findUnsafeCharacter } from './text.ts'

/** Reads a node as plain data; gives undefined where a part of it was reported. */
export function readPlain(reading: Reading, node: YamlNode, what: string): PlainValue | undefined {
  if (node.kind === 'fault') return undefined
  if (node.kind === 'list') return readAll(reading, node.items, what)
  if (node.kind === 'map') {
    const entries = [...node.entries.values()]
    const values = readAll(
      reading,
      entries.map(({ value }) => value),
      what,
    )
    // `fromEntries` defines, where an assignment to `__proto__` would change the object's prototype.
    return values && Object.fromEntries(entries.map(({ key }, index) => [key.text, values[index]!]))
  }
  if (node.type === 'null') return null
  if (node.type === 'boolean') return node.text.toLowerCase() === 'true'
  // What is no finite number in JSON stays the text that it is in the file.
  if (node.type === 'number' && Number.isFinite(Number(node.text))) return Number(node.text)
  const unsafe = findUnsafeCharacter(node.text)
  if (unsafe) report(reading, 'text-unsafe', `${what} contains ${unsafe}.`, node, ['take the character out'])
  return unsafe ? undefined : node.text
}

function readAll(reading: Reading, nodes: readonly YamlNode[], what: string): PlainValue[] | undefined {
  const values = nodes.map((node) => readPlain(reading, node, what)).filter((value) => value !== undefined)
  return values.length === nodes.length ? values : undefined
}
