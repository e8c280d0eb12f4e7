import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// The plugin in a real tsserver, which is what editors talk to; it is loaded from `dist`.

const repository = fileURLToPath(new URL('../../', import.meta.url))
const require = createRequire(import.meta.url)

const CATALOG = `telescopic: 1
attributes:
  tier: { type: enum, values: [free, pro], brief: Plan of the account. }
scopes:
  plan: { kind: span, brief: Makes the plan., owners: ['@core'], attributes: { tier: required } }
  plan.size: { kind: gauge, unit: By, brief: Size of the plan. }
  old.plan: { kind: span, brief: Old., attributes: { tier: required }, deprecated: { replaced_by: plan, note: It was slow. } }
`
const MAIN = `import { tele } from 'telescopic'
import './telescopic.gen/scopes.js'
tele('plan', { tier: 'free' })
using span = tele('old.plan', { tier: 'pro' })
using plan = tele('plan', { tier: 'pro' })
plan.gauge('size', 1)
const other = (name: string): string => name
other('plan')
export const fallback = tele('')
`

let folder: string
let server: ChildProcessWithoutNullStreams
const answers = new Map<number, (body: unknown) => void>()
let sequence = 0

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'telescopic-editor-')))
  put('scopes.yaml', CATALOG)
  put('src/main.ts', MAIN)
  put(
    'tsconfig.json',
    JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2024',
        lib: ['es2024', 'esnext.disposable', 'esnext.decorators'],
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: [],
        plugins: [{ name: 'telescopic/editor' }],
      },
      include: ['src'],
    }),
  )
  put('package.json', '{ "type": "module" }')
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(repository, join(folder, 'node_modules/telescopic'), 'junction')
  expect(spawnSync(process.execPath, [join(repository, 'dist/cli/main.js'), 'generate'], { cwd: folder }).status).toBe(
    0,
  )
  server = spawn(
    process.execPath,
    [require.resolve('typescript/lib/tsserver.js'), '--disableAutomaticTypingAcquisition'],
    { cwd: folder },
  )
  createInterface({ input: server.stdout }).on('line', (line) => {
    if (!line.startsWith('{')) return
    const message = JSON.parse(line) as { type: string; request_seq: number; body: unknown }
    if (message.type === 'response') answers.get(message.request_seq)?.(message.body)
  })
  send('open', { file: join(folder, 'src/main.ts') })
})

afterAll(() => {
  server?.kill()
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

function put(name: string, text: string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), text)
}

function send(command: string, args: object): number {
  server.stdin.write(`${JSON.stringify({ seq: ++sequence, type: 'request', command, arguments: args })}\n`)
  return sequence
}

function ask<Body>(command: string, args: object = {}): Promise<Body> {
  return new Promise((answer) => {
    answers.set(send(command, { file: join(folder, 'src/main.ts'), ...args }), (body) => answer(body as Body))
  })
}

/** The place inside of the n-th occurrence of a text, counting from 1 as tsserver does. */
function find(text: string, occurrence = 1): { readonly line: number; readonly offset: number } {
  let index = -1
  for (let count = 0; count < occurrence; count++) index = MAIN.indexOf(text, index + 1)
  const before = MAIN.slice(0, index + 2).split('\n')
  return { line: before.length, offset: before.at(-1)!.length + 1 }
}

interface Info {
  readonly displayString: string
  readonly documentation: string
  readonly kindModifiers: string
  readonly tags: readonly { readonly name: string; readonly text: string }[]
}

describe('the plugin in tsserver', () => {
  it('says what a scope is', async () => {
    const info = await ask<Info>('quickinfo', find("'plan'"))
    expect(info.displayString).toBe('(span) plan')
    expect(info.documentation).toBe('Makes the plan.\n\n- `tier`: free | pro, required. Plan of the account.')
    expect(info.tags).toContainEqual({ name: 'owners', text: '@core' })
  })

  it('says it of a name relative to a span', async () => {
    expect((await ask<Info>('quickinfo', find("'size'"))).displayString).toBe('(gauge) plan.size in By')
  })

  it('says what to use instead of a deprecated scope', async () => {
    const info = await ask<Info>('quickinfo', find("'old.plan'"))
    expect([info.kindModifiers, info.tags[0]]).toEqual([
      'deprecated',
      { name: 'deprecated', text: "Use 'plan'. It was slow." },
    ])
  })

  it('goes to the line of the catalog', async () => {
    const [definition] = await ask<{ file: string; start: { line: number; offset: number } }[]>(
      'definition',
      find("'size'"),
    )
    expect(definition).toMatchObject({
      file: join(folder, 'scopes.yaml'),
      start: { line: 6, offset: 3 },
      end: { line: 6, offset: 12 },
    })
    const bound = await ask<{ definitions: { file: string }[]; textSpan: object }>(
      'definitionAndBoundSpan',
      find("'plan'"),
    )
    expect(bound).toMatchObject({
      definitions: [{ file: join(folder, 'scopes.yaml') }],
      textSpan: { start: { line: 3, offset: 6 }, end: { line: 3, offset: 12 } },
    })
  })

  it('marks what is deprecated, and nothing else', async () => {
    const marks = await ask<{ text: string; start: object; reportsDeprecated?: unknown }[]>('suggestionDiagnosticsSync')
    const own = marks.filter(({ reportsDeprecated }) => reportsDeprecated)
    expect(own).toHaveLength(1)
    expect(own[0]).toMatchObject({
      text: "'old.plan' is deprecated. Use 'plan'. It was slow.",
      start: { line: 4, offset: 19 },
    })
  })

  it('says nothing of the same text in another call', async () => {
    expect((await ask<Info | undefined>('quickinfo', find("'plan'", 3)))?.displayString ?? '').not.toContain('(span)')
    const definitions = await ask<{ file: string }[]>('definition', find("'plan'", 3))
    expect(definitions.map(({ file }) => file)).not.toContain(join(folder, 'scopes.yaml'))
  })

  it('completes names, with what they mean', async () => {
    const place = find("('')")
    const { entries } = await ask<{ entries: { name: string; kindModifiers: string }[] }>('completionInfo', place)
    const names = entries.map(({ name, kindModifiers }) => `${name} ${kindModifiers}`.trim())
    expect(names).toEqual(expect.arrayContaining(['plan', 'old.plan deprecated']))
    const [details] = await ask<{ displayParts: { text: string }[]; documentation: { text: string }[] }[]>(
      'completionEntryDetails',
      { ...place, entryNames: ['plan'] },
    )
    expect(details!.displayParts.map(({ text }) => text).join('')).toBe('(span) plan')
    expect(details!.documentation[0]!.text).toContain('Makes the plan.')
  })

  it('follows the catalog, and lives on while it is broken', async () => {
    put('scopes.yaml', CATALOG.replace('Makes the plan.', 'Makes a better plan.'))
    expect((await ask<Info>('quickinfo', find("'plan'"))).documentation).toContain('Makes a better plan.')
    put('scopes.yaml', 'telescopic: [')
    expect((await ask<Info>('quickinfo', find("'plan'"))).documentation).toContain('Makes a better plan.')
    put('scopes.yaml', CATALOG)
    expect((await ask<Info>('quickinfo', find("'plan'"))).documentation).toContain('Makes the plan.')
  })

  it('leaves the rest to TypeScript', async () => {
    expect((await ask<Info>('quickinfo', find('other ='))).displayString).toBe('const other: (name: string) => string')
  })
})

describe('TypeScript 7, which has no plugins', () => {
  it('ignores the entry and checks the types', () => {
    const tsc7 = join(repository, 'node_modules/typescript7/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc7, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
    expect(stdout.match(/error TS\d+/g)).toEqual(['error TS2345'])
    expect(stdout).toContain('src/main.ts(9,')
  })
})
