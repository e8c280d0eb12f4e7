import { spawn } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { describe, expect, test } from 'vitest'
import { createProject, type Project, SCOPES, tsconfig, tspc } from './project.ts'

/** tsc 6 as larger projects use it: watching, references, declarations. */

const MAIN = `import { tele } from 'telescopic'
import { twice } from './twice.js'
/** What it comes to. */
export const value: number = tele('job', () => twice(2))
tele.count('hit', 1, { tier: 'l1' })
`
const TWICE = 'export function twice(n: number): number {\n  return n + n\n}\n'

describe('declarations', () => {
  test('are the same in both modes, with their maps', async () => {
    const project = createProject({
      'tsconfig.json': tsconfig({ declaration: true, declarationMap: true }),
      'src/main.ts': MAIN,
      'src/twice.ts': TWICE,
    })
    const emitted = []
    for (const mode of ['on', 'off']) {
      expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 0 })
      emitted.push(['out/main.d.ts', 'out/twice.d.ts', 'out/twice.d.ts.map'].map((file) => project.read(file)))
      // What stands in place of a call may end earlier than the call, so that only starts are the same.
      const map = new TraceMap(project.read('out/main.d.ts.map'))
      expect(originalPositionFor(map, { line: 2, column: 21 })).toMatchObject({ line: 4, column: 13 })
    }
    expect(emitted[1]).toEqual(emitted[0])
    expect(emitted[0]![0]).toContain('/** What it comes to. */\nexport declare const value: number;')
  })
})

describe('build mode with references', () => {
  const files = ['out/lib/index.js', 'out/app/main.js', 'out/app/plain.js']

  function createReferences(): Project {
    const project = createProject({})
    for (const name of ['scopes.ts', 'names.ts', 'types.ts'])
      for (const folder of ['lib', 'app'])
        project.write(`packages/${folder}/telescopic.gen/${name}`, project.read(`src/telescopic.gen/${name}`))
    project.write(
      'packages/lib/index.ts',
      "import { tele } from 'telescopic'\nexport const one = tele('job', () => 1)\n",
    )
    project.write(
      'packages/app/main.ts',
      "import { one } from '../lib/index.js'\nimport { tele } from 'telescopic'\ntele.count('hit')\nexport const two = one + one\n",
    )
    project.write('packages/app/plain.ts', 'export const three = 3\n')
    return project
  }

  function configure(project: Project, plugin: Readonly<Record<string, unknown>>): void {
    for (const [name, references] of [
      ['lib', []],
      ['app', [{ path: '../lib' }]],
    ] as const) {
      const options = { composite: true, rootDir: '.', outDir: `../../out/${name}` }
      const config = JSON.parse(tsconfig(options, { catalog: '../../scopes.yaml', ...plugin })) as object
      project.write(`packages/${name}/tsconfig.json`, JSON.stringify({ ...config, include: ['**/*.ts'], references }))
    }
  }

  test('every project is built, and another mode in the tsconfig re-emits the files with calls', async () => {
    const project = createReferences()
    for (const enabled of [false, true, false]) {
      configure(project, { enabled })
      const before = files.map((file) => stamp(project, file))
      expect(await tspc(project, ['-b', 'packages/app'])).toMatchObject({ code: 0, stdout: '' })
      const after = files.map((file) => stamp(project, file))
      expect(after.map((time, index) => time !== before[index])).toEqual([true, true, before[2] === undefined])
      for (const file of files.slice(0, 2)) expect(project.read(file).includes('telescopic')).toBe(enabled)
    }
    project.write(
      'packages/lib/index.ts',
      "import { tele } from 'telescopic'\nexport const one = tele('jbo', () => 1)\n",
    )
    const { code, stdout } = await tspc(project, ['-b', 'packages/app'])
    expect(code).toBeGreaterThan(0)
    expect(stdout).toContain('packages/lib/index.ts(2,25): error')
  })

  test('a mode in the environment needs --force, since tsc looks at files only', async () => {
    const project = createReferences()
    configure(project, {})
    for (const [mode, args, seen] of [
      ['on', [], 'on'],
      ['off', [], 'on'],
      ['off', ['--force'], 'off'],
    ] as const) {
      expect(await tspc(project, ['-b', 'packages/app', ...args], { TELESCOPIC: mode })).toMatchObject({ code: 0 })
      expect(project.read(files[0]!).includes('telescopic')).toBe(seen === 'on')
    }
  })
})

describe('the catalog', () => {
  test.each(['on', 'off'])('with telemetry %s a change of it is seen by an incremental build', async (mode) => {
    const project = createProject({
      'tsconfig.json': tsconfig({ incremental: true, tsBuildInfoFile: 'out/.tsbuildinfo' }),
      'src/main.ts': MAIN,
      'src/twice.ts': TWICE,
    })
    expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 0, stdout: '' })
    project.write('scopes.yaml', SCOPES.replace('  hit:', '  hits:'))
    for (const _ of ['first', 'again']) {
      const { code, stdout } = await tspc(project, [], { TELESCOPIC: mode })
      expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringContaining('src/main.ts(5,12): error') })
    }
    project.write('scopes.yaml', SCOPES)
    expect(await tspc(project, [], { TELESCOPIC: mode })).toMatchObject({ code: 0, stdout: '' })
  })
})

describe('watching', () => {
  test('edits are emitted, mistakes come and go', async () => {
    const project = createProject({ 'tsconfig.json': tsconfig(), 'src/main.ts': MAIN, 'src/twice.ts': TWICE })
    const watched = startWatch(project)
    try {
      await watched.said(/Found 0 errors/)
      expect(project.read('out/main.js')).not.toContain('tele')
      project.write('src/twice.ts', TWICE.replace('n + n', 'n * 2'))
      await expect.poll(() => project.read('out/twice.js'), { timeout: 30_000 }).toContain('n * 2')
      await watched.said(/Found 0 errors/)
      project.write('src/main.ts', MAIN.replace("'hit'", "'hti'"))
      expect(await watched.said(/Found 1 error/)).toContain('src/main.ts(5,12): error')
      project.write('src/main.ts', MAIN.replace('twice(2)', 'twice(4)'))
      await watched.said(/Found 0 errors/)
      await expect.poll(() => project.read('out/main.js'), { timeout: 30_000 }).toContain('twice(4)')
      expect(project.read('out/main.js')).not.toContain('tele')
    } finally {
      watched.stop()
    }
  })
})

function stamp(project: Project, file: string): number | undefined {
  const path = join(project.root, file)
  return existsSync(path) ? statSync(path).mtimeMs : undefined
}

/** Starts `tspc --watch`; `said` waits for a text after those that were waited for before. */
function startWatch(project: Project): { said(text: RegExp): Promise<string>; stop(): void } {
  const command = fileURLToPath(new URL('../../node_modules/ts-patch/bin/tspc.js', import.meta.url))
  const child = spawn(process.execPath, [command, '--watch', '--preserveWatchOutput', '--pretty', 'false'], {
    cwd: project.root,
    env: { ...process.env, TELESCOPIC: 'off' },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => (output += chunk))
  return {
    said: async (text) => {
      await expect.poll(() => output, { timeout: 60_000, interval: 20 }).toMatch(text)
      const end = output.search(text)
      const before = output.slice(0, end)
      output = output.slice(end).replace(text, '')
      return before
    },
    stop: () => void child.kill(),
  }
}
