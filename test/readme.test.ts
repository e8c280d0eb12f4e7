import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { build } from 'esbuild'
import { beforeAll, describe, expect, test } from 'vitest'
import { parseCatalog } from '../catalog/index.ts'
import { run } from '../cli/prove/builds.ts'
import type { Claim } from '../cli/prove/claims.ts'
import { telescopic } from '../transformer/hosts/esbuild.ts'
import { type Fence, readFences, readPages } from './fences.ts'
import { createProject, type Project, tsconfig, tspc } from './hosts/project.ts'
import { BUILT_SNIPPETS } from './hosts/tarball/projects.ts'

/**
 * The README and every fence of the other pages, run or checked. `UPDATE_DOCS=1` writes what is printed anew.
 * Pairs and errors are the business of `docs.test.ts`.
 */

const root = fileURLToPath(new URL('../', import.meta.url))
const pages = readPages()
const readme = pages.get('README.md')!
const fences = readFences(readme)

describe('form', () => {
  const limits = { 'README.md': 160, 'AGENTS.md': 40, 'CONTRIBUTING.md': 40 }

  test.each(Object.entries(limits))('%s has at most %d lines', (page, limit) => {
    expect(countLines(pages.get(page)!)).toBeLessThanOrEqual(limit)
  })

  test('the README begins with a name, a sentence and the two commands', () =>
    expect(findHeadFault(readme)).toBe(undefined))

  test('the guard is awake', () => {
    const head = '# Name\n\nOne sentence.\n\n```sh\nnpx -y pnpm@12 prove\nnpx -y pnpm@12 test\n```\n'
    expect(findHeadFault(head)).toBe(undefined)
    expect(findHeadFault(head.replace('One sentence.', 'One. And another.'))).toBeDefined()
    expect(findHeadFault(head.replace(' prove', ' test'))).toBeDefined()
    expect(findHeadFault(`[badge]\n${head}`)).toBeDefined()
    expect(countLines('a\nb\n')).toBe(2)
  })
})

describe('fences', () => {
  test.each([...pages])('of %s are checked, each by its language', (_, text) => {
    expect(readFences(text).flatMap(findFenceFaults)).toEqual([])
  })

  test.each([
    ['a script that does not exist', '```sh\nnpx -y pnpm@12 run biuld\n```\n'],
    ['a command that does not exist', '```sh\nnpx telescopic genrate\n```\n'],
    ['a flag that does not exist', '```sh\nnpx telescopic generate --chek\n```\n'],
    ['a program that nobody knows', '```sh\nmake all\n```\n'],
    ['a test file that does not exist', '```sh\nnpx -y pnpm@12 exec vitest run test/nowhere.test.ts\n```\n'],
    ['a catalog with a fault', '```yaml\ntelescopic: 1\nscopes: { a: { kind: spam, brief: A. } }\n```\n'],
    ['JSON with a fault', '```json\n{ a: 1 }\n```\n'],
    ['a language that nobody checks', '```py\nprint(1)\n```\n'],
    ['a fence without a language', '```\nwhatever\n```\n'],
    ['TypeScript that nobody compiles', '```ts\nconst a = 1\n```\n'],
  ])('the guard sees %s', (_, text) => expect(readFences(text).flatMap(findFenceFaults)).toHaveLength(1))
})

describe('the proof', () => {
  let claims: readonly Claim[] = []
  let printed = ''

  beforeAll(async () => {
    const command = [join(root, 'dist/cli/main.js'), 'prove']
    const { code, stdout } = await run(process.execPath, command, root, {})
    printed = stripVTControlCharacters(stdout)
    expect({ code, printed }).toMatchObject({ code: 0 })
    claims = readClaims(printed)
  })

  test('the README shows the first line of every claim', () => {
    compare(/^```text prove\n([\s\S]*?)^```$/m, abridge(printed))
  })

  test('the README shows the bytes that it prints', () => compare(/^\| --- \|.*\n((?:\|.*\n)*)/m, printCosts(claims)))

  test('the README shows what one call weighs', async () => {
    compare(/has ([\d,]+) bytes/, String(await weighOneCall()))
  })

  test('the guard is awake', () => {
    expect(abridge(printed)).not.toBe(abridge(printed.replace('✓ erased', '✗ erased')))
    expect(printCosts(readClaims(printed.replace('0 bytes more', '7 bytes more')))).not.toBe(printCosts(claims))
    expect(printCosts(claims).split('\n')).toHaveLength(5)
    expect(() => compare(/^no such place ()$/m, '')).toThrow('the README has no place')
    if (process.env.UPDATE_DOCS !== '1') expect(() => compare(/^(# .*)$/m, '# Another name')).toThrow()
  })
})

describe('the program of the README', () => {
  let project: Project
  const pair = { before: findFence('ts', 'before'), after: findFence('ts', 'after') }

  beforeAll(() => {
    project = createProject({ 'src/model.ts': 'export const ask = async (text: string): Promise<string> => text\n' })
    project.write('scopes.yaml', fences.find(({ language }) => language === 'yaml')!.text)
    project.write('src/answer.ts', pair.before.text)
    for (const { info, text } of fences) if (isFile(info)) project.write(info, text)
    const plugin = JSON.parse(findFence('json', '').text) as { compilerOptions: { plugins: Record<string, unknown>[] } }
    expect(plugin.compilerOptions.plugins).toEqual([{ transform: 'telescopic/tsc', transformProgram: true }])
    project.write('tsconfig.json', tsconfig())
    symlinkSync(join(root, 'node_modules', 'esbuild'), join(project.root, 'node_modules', 'esbuild'), 'dir')
  })

  test('its catalog generates, and is then up to date', async () => {
    const commands = fences.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.trim().split('\n'))
    const ours = commands.filter((line) => line.startsWith('npx telescopic ')).map((line) => line.split(' ').slice(2))
    expect(ours).toEqual([['generate'], ['generate', '--check']])
    for (const args of ours) expect(await telescopicCommand(project, args)).toMatchObject({ code: 0 })
    project.write('scopes.yaml', `${project.read('scopes.yaml')}  more: { kind: span, brief: More. }\n`)
    expect(await telescopicCommand(project, ours[1]!)).toMatchObject({ code: 1 })
    project.write('scopes.yaml', fences.find(({ language }) => language === 'yaml')!.text)
  })

  test('it compiles by tsc, and what is left is the other column', async () => {
    for (const mode of ['on', 'off']) expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 0 })
    const off = project.read('out/answer.js')
    project.write('src/answer.ts', pair.after.text)
    expect(await tspc(project, [], { TELESCOPIC: 'off' })).toMatchObject({ code: 0 })
    expect(off).toBe(project.read('out/answer.js'))
    project.write('src/answer.ts', pair.before.text)
  })

  test('a mistake in it is refused, so the types are there', async () => {
    const main = project.read('src/main.ts')
    project.write('src/main.ts', `${main}\ntele.count('cache.mis')\n`)
    expect((await tspc(project, ['--noEmit'])).stdout).toContain("did you mean 'cache.miss'?")
    project.write('src/main.ts', main)
  })

  test('it builds by esbuild, runs, and reports only where telemetry is in and wanted', async () => {
    const results: Record<string, unknown> = {}
    for (const [built, flag] of [
      ['on', '1'],
      ['on', ''],
      ['off', '1'],
    ] as const) {
      expect(await run(process.execPath, ['build.mjs'], project.root, { TELESCOPIC: built })).toMatchObject({ code: 0 })
      const { code, stdout, stderr } = await run(process.execPath, ['dist/main.mjs'], project.root, {
        TELESCOPIC: flag,
      })
      results[`${built}, ${flag}`] = {
        code,
        stdout,
        lines: stderr.split('\n').filter((line) => /run|miss/.test(line)).length,
      }
    }
    const answer = { code: 0, stdout: 'Why do bees dance?\n' }
    // Of the console reporter: the gauge, the counter, the span; of the memory report: the three again.
    expect(results['on, 1']).toEqual({ ...answer, lines: 6 })
    expect(results['on, ']).toEqual({ ...answer, lines: 0 })
    expect(results['off, 1']).toEqual({ ...answer, lines: 0 })
    expect(project.read('dist/main.mjs')).not.toMatch(/tele|slow|cache|quoting/)
  })
})

// --- the README ---

function countLines(text: string): number {
  return text.split('\n').length - 1
}

function findHeadFault(text: string): string | undefined {
  const head = /^# \w+\n\n([^\n]+)\n\n```sh\nnpx -y pnpm@12 prove\nnpx -y pnpm@12 test\n```\n/.exec(text)
  if (!head) return 'the head has another form'
  return /[.!?] /.test(head[1]!) ? 'more than one sentence' : undefined
}

function findFence(language: string, info: string): Fence {
  const fence = fences.find((one) => one.language === language && one.info === info)
  if (!fence) throw new Error(`the README has no fence \`${language} ${info}\``)
  return fence
}

function isFile(info: string): boolean {
  return /^[\w/]+\.\w+$/.test(info)
}

/** The text in the place of a page that the first group of a pattern matches is as it would be printed. */
function compare(place: RegExp, expected: string): void {
  const text = readFileSync(join(root, 'README.md'), 'utf8')
  const match = new RegExp(place.source, `${place.flags}d`).exec(text)
  const range = match?.indices?.[1]
  if (!range) throw new Error(`the README has no place ${place}`)
  const updated = text.slice(0, range[0]) + expected + text.slice(range[1])
  if (process.env.UPDATE_DOCS === '1') writeFileSync(join(root, 'README.md'), updated)
  else expect(text).toBe(updated)
}

// --- commands and fences ---

const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts
const flags: Readonly<Record<string, readonly string[]>> = {
  generate: ['--check', '--json', '--out', '--enums', '--lang', '--module'],
  init: ['--yes', '--host', '--json'],
  lint: ['--sources', '--format', '--fail-on', '--rules', '--json'],
  check: ['--out', '--sources', '--format', '--json'],
  prove: ['--json'],
  verify: ['--against', '--catalog', '--generated', '--allow', '--strict-maps', '--json'],
  explain: ['--catalog', '--generated', '--json'],
  stats: ['--catalog', '--generated', '--json'],
  tsc: ['-p', '--watch'],
  rename: ['--catalog', '--leave', '--below', '--generated', '--dry-run', '--json'],
  migrate: ['--check', '--json'],
  docs: ['--out', '--format', '--sources', '--link', '--title', '--generated', '--json'],
  import: ['--out', '--force', '--verbose', '--json'],
  export: ['--out', '--url', '--description', '--force', '--json'],
  diff: ['--category', '--allow-experimental', '--format', '--json'],
  tail: ['--json', '--count', '--token', '--toggle', '--sample', '--allow', '--deny'],
}

function findFenceFaults({ language, info, text, line }: Fence): string[] {
  const at = (fault: string): string => `line ${line}: ${fault}`
  switch (language) {
    case 'sh':
      return text
        .trim()
        .split('\n')
        .filter((command) => !isCommand(command))
        .map((command) => at(`\`${command}\` is no command`))
    case 'yaml':
      return parseCatalog(text, 'scopes.yaml')
        .diagnostics.slice(0, 1)
        .map(({ message }) => at(message))
    case 'json':
      return isJson(text) ? [] : [at('is not JSON')]
    case 'text':
      return []
    case 'ts':
    case 'js': {
      // Files of the program above, files for hosts of `tarball.test.ts`, programs of `docs.test.ts`, the page of
      // `runtime/beacon.test.ts`, the pairs of `transformer/prepared-text.test.ts`, what `runtime/operations.test.ts`
      // checks the types of,
      // or programs that a test of their subject runs.
      const checked =
        isFile(info) ||
        BUILT_SNIPPETS.includes(info) ||
        /^(before( \{.*\})?|after|page|program|backend|typed|written|prepared|(error|warning) [a-z-]+)$/.test(info)
      return checked ? [] : [at('is neither a file nor a pair')]
    }
    default:
      return [at(`nobody checks \`${language}\``)]
  }
}

function isCommand(line: string): boolean {
  const words = line.split(' ')
  while (/^[A-Z_]+=\w+$/.test(words[0]!)) words.shift()
  const [program, first = '', second = '', ...rest] = words
  if (program === 'npx' && first === 'telescopic')
    return Boolean(flags[second]) && rest.every((word) => !word.startsWith('-') || flags[second]!.includes(word))
  if (program !== 'npx' || first !== '-y' || second !== 'pnpm@12') return false
  const [verb, name = '', ...paths] = rest
  if (verb === 'exec') return name === 'vitest' && paths[0] === 'run' && paths.slice(1).every(isTest)
  return (verb === 'run' ? name : (verb ?? '')) in scripts
}

function isTest(path: string): boolean {
  return /^test\/[\w/.]+$/.test(path) && existsSync(join(root, path))
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

async function telescopicCommand(project: Project, args: readonly string[]): Promise<{ code: number; output: string }> {
  return await run(process.execPath, [join(root, 'dist/cli/main.js'), ...args], project.root, {})
}

// --- what the proof prints ---

/** The claims in what `prove` prints: a line for what was done and a line for what came of it. */
function readClaims(text: string): Claim[] {
  const claims: { name: Claim['name']; ok: boolean; lines: { ok: boolean; what: string; result: string }[] }[] = []
  for (const [, mark, name, what, result] of text.matchAll(/^(.) (\w*) +(\S.*)\n +→ (.*)$/gm)) {
    const ok = mark === '✓'
    if (name) claims.push({ name: name as Claim['name'], ok, lines: [] })
    claims.at(-1)!.lines.push({ ok, what: what!, result: result! })
  }
  return claims
}

/** Of each claim the first line, and a sign where there are more. */
function abridge(text: string): string {
  const more = `${' '.repeat(13)}…\n`
  const short = text.replace(/(?:^. {12}\S.*\n +→ .*\n)+/gm, more)
  expect(short).toContain(more)
  return short
}

/** A row of the table for each build: bytes of the plain program, without telemetry and with it. */
function printCosts(claims: readonly Claim[]): string {
  const erased = claims.find(({ name }) => name === 'erased')
  const rows = (erased?.lines ?? []).map(({ what, result }) => {
    const [, host, off, on] = /^(.*), telemetry off: (\d+) bytes .*\(on: (\d+)\)$/.exec(what)!
    const more = Number.parseInt(result, 10)
    return `| ${host} | ${Number(off) - more} | ${off} | ${on} |\n`
  })
  return rows.join('')
}

async function weighOneCall(): Promise<number> {
  const source = "import { tele } from 'telescopic'\ntele.count('cache.miss')\n"
  const project = createProject({
    'src/one.ts': source,
    'scopes.yaml': 'telescopic: 1\nscopes: { cache.miss: { kind: counter, brief: A miss. } }\n',
  })
  const { outputFiles } = await build({
    absWorkingDir: project.root,
    entryPoints: ['src/one.ts'],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    plugins: [telescopic({ enabled: true, silent: true })],
  })
  return outputFiles[0]!.contents.byteLength
}
