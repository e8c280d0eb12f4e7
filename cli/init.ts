import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import pc from 'picocolors'
import type { Command } from './command.ts'
import { type DiffLine, diffEdits } from './explain/diff.ts'
import { applyEdits } from './init/config.ts'
import { HOST_NAMES } from './init/hosts.ts'
import { type Change, type Plan, planInit } from './init/plan.ts'
import { readFile, readProject } from './init/project.ts'
import { printValue } from './output.ts'

/** `telescopic init`: sets a project up, after it has shown how. */
export const init: Command = {
  meta: { name: 'init', description: 'Set a project up: its catalog, the plugin of its compiler, its scripts' },
  args: {
    folder: { type: 'positional', default: '.', description: 'Folder of the package' },
    host: { type: 'enum', options: [...HOST_NAMES], description: 'What compiles it (Default: what is found)' },
    yes: { type: 'boolean', description: 'Write without asking' },
    json: { type: 'boolean', description: 'Print the plan as JSON' },
  },
  run: async ({ args }) => {
    const root = resolve(String(args.folder))
    const facts = readProject(root)
    const plan = typeof facts === 'string' ? facts : planInit(facts, args.host as string | undefined)
    if (typeof plan === 'string') {
      process.stderr.write(`${plan}\n`)
      return 2
    }
    if (args.json !== true) process.stdout.write(`${printPlan(plan)}\n`)
    const consent = plan.changes.length > 0 && (args.yes === true || (args.json !== true && (await ask())))
    const stale = consent ? writeChanges(root, plan.changes) : []
    const isWritten = consent && stale.length === 0
    if (args.json === true) printJson(plan, isWritten)
    else printEnd(plan, isWritten, stale)
    const isLeft = plan.byHand.length > 0 || (plan.changes.length > 0 && !isWritten)
    return isLeft ? 1 : 0
  },
}

/** Only a person can consent: in a pipe there is nobody to ask. */
async function ask(): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return false
  const asking = createInterface({ input: process.stdin, output: process.stdout })
  const answer = await asking.question('Write this? [y/N] ')
  asking.close()
  return /^y(?:es)?$/i.test(answer.trim())
}

/** All or nothing: a file that is no longer what the plan was made for stops it, and is named. */
function writeChanges(root: string, changes: readonly Change[]): string[] {
  const stale = changes.filter(({ file, before }) => readFile(join(root, file)) !== before).map(({ file }) => file)
  if (stale.length > 0) return stale
  for (const { file, before, edits } of changes) writeFileSync(join(root, file), applyEdits(before ?? '', edits))
  return []
}

function printPlan({ hosts, changes, byHand }: Plan): string {
  const lines = [`Found ${hosts.join(', ')}.`, ...changes.flatMap(printChange)]
  for (const { file, why, text } of byHand) {
    lines.push('', pc.yellow(`By hand, in ${file}: ${why}.`), ...text.split('\n').map((line) => `  ${line}`))
  }
  return lines.join('\n')
}

function printChange({ file, before, edits }: Change): string[] {
  if (before === undefined) {
    const added = applyEdits('', edits).trimEnd().split('\n')
    return ['', pc.bold(`${file}, new`), ...added.map((line) => pc.green(`+${line}`))]
  }
  const marks = { hunk: '', same: ' ', removed: '-', added: '+' }
  const colours = { hunk: pc.cyan, same: String, removed: pc.red, added: pc.green }
  const lines = keepSame(diffEdits(before, edits))
  return ['', pc.bold(file), ...lines.map(({ kind, text }) => colours[kind](marks[kind] + text))]
}

/** An insertion behind the end of a line changes that line for an edit, and not for a reader. */
function keepSame(lines: readonly DiffLine[]): readonly DiffLine[] {
  const kept: DiffLine[] = []
  for (const line of lines) {
    const last = kept.at(-1)
    const isSame = last?.kind === 'removed' && line.kind === 'added' && last.text === line.text
    if (isSame) kept.splice(-1, 1, { kind: 'same', text: line.text })
    else kept.push(line)
  }
  return kept
}

function printEnd({ changes, next }: Plan, isWritten: boolean, stale: readonly string[]): void {
  const lines = ['']
  if (changes.length === 0) lines.push('Everything that can be written is there.')
  else if (stale.length > 0) lines.push(`Nothing was written: ${stale.join(', ')} changed meanwhile.`)
  else if (!isWritten) lines.push('Nothing was written. `telescopic init --yes` writes it.')
  else lines.push(`Wrote ${changes.map(({ file }) => file).join(', ')}. Next:`, ...next.map((line) => `  ${line}`))
  process.stdout.write(`${lines.join('\n')}\n`)
}

function printJson({ hosts, changes, byHand, next }: Plan, isWritten: boolean): void {
  const files = changes.map(({ file, before, edits }) => {
    return { file, status: before === undefined ? 'new' : 'changed', text: applyEdits(before ?? '', edits) }
  })
  printValue({ ok: byHand.length === 0, hosts, files, byHand, next, written: isWritten })
}
