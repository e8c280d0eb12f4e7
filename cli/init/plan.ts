import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Edit } from '../../transformer/edit.ts'
import { planPlugin } from './config.ts'
import { printSnippet } from './hosts.ts'
import { planScripts, planTsconfig } from './json.ts'
import { type FoundHost, findHosts, findRefused, findTypeScript, type ProjectFacts, readFile } from './project.ts'
import { findTsconfigs, findUnchanged, inheritsPlugins, rewriteScript } from './tsc.ts'

/** What `telescopic init` would do. Nothing is done by planning. */
export interface Plan {
  readonly hosts: readonly string[]
  readonly changes: readonly Change[]
  /** What the user has to write, since the file could not be edited with certainty. */
  readonly byHand: readonly { readonly file: string; readonly why: string; readonly text: string }[]
  /** Commands that come next. */
  readonly next: readonly string[]
}

export interface Change {
  readonly file: string
  /** `undefined` for a file that is not there yet. */
  readonly before: string | undefined
  readonly edits: readonly Edit[]
}

/** Plans the set-up for the hosts of a project, or says why there is none. */
export function planInit(facts: ProjectFacts, wanted: string | undefined): Plan | string {
  const framework = findRefused(facts)
  if (framework && wanted === undefined)
    return `This is a project of ${framework}, in which Telescopic has not been tried. \`--host\` names a compiler to set up all the same.`
  const bundlers = wanted === 'tsc' ? [] : findHosts(facts, wanted)
  // Where a bundler builds, tsc only checks, and what it checks is ordinary typed code.
  const tsconfigs = bundlers.length === 0 ? findTsconfigs(facts, wanted === 'tsc') : []
  const major = tsconfigs.length > 0 ? findTypeScript(facts) : undefined
  if (bundlers.length === 0 && tsconfigs.length === 0) return describeNothing(wanted)
  const draft: Draft = { changes: [], byHand: [] }
  for (const host of bundlers) addBundler(draft, facts, host)
  for (const tsconfig of tsconfigs) addTsconfig(draft, facts, tsconfig)
  if (!existsSync(join(facts.root, 'scopes.yaml'))) draft.changes.push(createFile('scopes.yaml', STARTER))
  addScripts(draft, facts, tsconfigs.length > 0 ? (major ?? 6) : undefined)
  const hosts = [...bundlers.map(({ bundler }) => bundler.name), ...(tsconfigs.length > 0 ? [`tsc ${major ?? 6}`] : [])]
  return { hosts, ...draft, next: listNext(facts, hosts) }
}

// --- internal ---

interface Draft {
  readonly changes: Change[]
  readonly byHand: Plan['byHand'][number][]
}

function describeNothing(wanted: string | undefined): string {
  if (wanted === 'tsc') return 'There is no `tsconfig.json` here.'
  return 'No bundler was found here, by a file of options or in the scripts, and no script that compiles by `tsc`. `--host` names one.'
}

function createFile(file: string, text: string): Change {
  return { file, before: undefined, edits: [{ start: 0, end: 0, text }] }
}

function addBundler(draft: Draft, { root }: ProjectFacts, { bundler, file, exists }: FoundHost): void {
  const { name } = bundler
  const text = printSnippet(name)
  if (file === undefined) {
    const why = `${name} is called by its command, which takes no plugins: call it from a script`
    draft.byHand.push({ file: 'package.json', why, text })
  } else if (!exists) {
    const lines = [
      `import { telescopic } from 'telescopic/${name}'`,
      '',
      'export default { plugins: [telescopic()] }',
      '',
    ]
    draft.changes.push(createFile(file, lines.join('\n')))
  } else {
    const before = readFile(join(root, file))
    const edits = before === undefined ? undefined : planPlugin(before, file, name)
    const why = 'where its list of plugins is made could not be told with certainty'
    if (edits === undefined) draft.byHand.push({ file, why, text })
    else if (edits.length > 0) draft.changes.push({ file, before, edits })
  }
}

function addTsconfig(draft: Draft, { root }: ProjectFacts, file: string): void {
  const before = readFile(join(root, file)) ?? ''
  const inherits = inheritsPlugins(root, file, before)
  const edits = inherits ? undefined : planTsconfig(before)
  const why = inherits ? 'its `plugins` come from a tsconfig that it extends' : 'it could not be read with certainty'
  if (edits === undefined) draft.byHand.push({ file, why, text: printSnippet('tsc') })
  else if (edits.length > 0) draft.changes.push({ file, before, edits })
}

const SCRIPTS = { telemetry: 'telescopic generate', 'telemetry:check': 'telescopic generate --check' }

function addScripts(draft: Draft, facts: ProjectFacts, major: number | undefined): void {
  const rewrite = (script: string): string => (major === undefined ? script : rewriteScript(script, major))
  const edits = planScripts(facts.manifest, SCRIPTS, rewrite)
  if (edits === undefined) {
    const text = Object.entries(SCRIPTS).map(([name, command]) => `"${name}": "${command}"`)
    draft.byHand.push({
      file: 'package.json',
      why: 'its scripts could not be read with certainty',
      text: text.join(',\n'),
    })
  } else if (edits.length > 0) draft.changes.push({ file: 'package.json', before: facts.manifest, edits })
  for (const command of major === undefined ? [] : findUnchanged(facts, major)) {
    const why = `\`${command}\` has flags that \`telescopic tsc\` does not take: write them into the tsconfig`
    draft.byHand.push({ file: 'package.json', why, text: 'telescopic tsc -p tsconfig.json' })
  }
}

const COMMANDS = {
  npm: { add: 'npm install', run: 'npm run', exec: 'npx' },
  pnpm: { add: 'pnpm add', run: 'pnpm run', exec: 'pnpm exec' },
  yarn: { add: 'yarn add', run: 'yarn run', exec: 'yarn' },
  bun: { add: 'bun add', run: 'bun run', exec: 'bunx' },
} as const

function listNext({ packages, packageManager, scripts }: ProjectFacts, hosts: readonly string[]): string[] {
  const { add, run, exec } = COMMANDS[packageManager]
  const needsPatch = hosts.includes('tsc 6') && !('ts-patch' in packages)
  return [
    ...('telescopic' in packages ? [] : [`${add} telescopic`]),
    ...(needsPatch ? [`${add} -D ts-patch`] : []),
    `${run} telemetry`,
    ...('build' in scripts ? [`TELESCOPIC=off ${run} build`, `${exec} telescopic verify <folder of the build>`] : []),
  ]
}

const STARTER = `# The events of this program: docs of the format are in telescopic's README.
telescopic: 1
attributes:
  tier: { type: enum, values: [recent, older], brief: Part of the cache. }
scopes:
  job: { kind: span, brief: One job. }
  cache.hit: { kind: counter, brief: Answers that were cached., attributes: { tier: recommended } }
`
