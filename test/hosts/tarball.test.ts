import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planPlugin } from '../../cli/init/config.ts'
import { run } from '../../cli/prove/builds.ts'
import { createInstalls, NODES, nodeFolder, PACKAGE_MANAGERS } from './tarball/installs.ts'
import { RUNNERS, SNIPPETS, USER_PROJECTS, type UserProject } from './tarball/projects.ts'

/**
 * The package as a user gets it. Every host is built as an ES module and as CommonJS, once installed by npm and once by
 * pnpm; the Nodes take turns, so that each runs every kind and every package manager.
 */

interface Row extends UserProject {
  readonly manager: (typeof PACKAGE_MANAGERS)[number]
  readonly node: number
}

const hosts = [...new Set(USER_PROJECTS.map(({ host }) => host))]
const ROWS: readonly Row[] = USER_PROJECTS.map((project) => {
  const index = hosts.indexOf(project.host)
  // Neighbours in the table of hosts differ in what kind npm gets; the Nodes go around twice as slowly.
  const manager = PACKAGE_MANAGERS[(index + (project.kind === 'esm' ? 0 : 1)) % 2]!
  const turn = NODES[((index >> 1) + (project.kind === 'esm' ? 0 : 2) + (index % 2)) % NODES.length]!
  return { ...project, manager, node: Math.max(turn, project.minNode ?? 0) }
})

test('the rows hold every host, kind, package manager and Node, and of each pair of these all but the hosts', () => {
  const pairs = (one: (row: Row) => unknown, two: (row: Row) => unknown): number =>
    new Set(ROWS.map((row) => `${one(row)} ${two(row)}`)).size
  expect(hosts).toHaveLength(11)
  expect(
    pairs(
      (row) => row.host,
      (row) => row.kind,
    ),
  ).toBe(22)
  expect(
    pairs(
      (row) => row.host,
      (row) => row.manager,
    ),
  ).toBe(22)
  expect(
    pairs(
      (row) => row.kind,
      (row) => row.manager,
    ),
  ).toBe(4)
  expect(
    pairs(
      (row) => row.node,
      (row) => row.kind,
    ),
  ).toBe(8)
  expect(
    pairs(
      (row) => row.node,
      (row) => row.manager,
    ),
  ).toBe(8)
})

test('every file of a CommonJS package is one that `init` can edit', () => {
  const edited = USER_PROJECTS.filter(({ host, needsInit }) => needsInit && !host.startsWith('tsc'))
  expect(edited).toHaveLength(9)
  for (const { host, files } of edited) {
    const file = Object.keys(files).at(-1)!
    expect([file, planPlugin(files[file]!, file, host)?.length]).toEqual([file, 2])
  }
})

describe.runIf(process.env.TELESCOPIC_REAL === '1')('from the tarball', () => {
  let root = ''
  beforeAll(() => {
    root = createInstalls()
  }, 600_000)
  afterAll(() => rmSync(root, { recursive: true, force: true, maxRetries: 10 }))

  test.each(ROWS)('$host, $kind, by $manager, Node $node', async (row) => {
    const folder = createUserProject(root, row)
    const shell = (command: string, env: Readonly<Record<string, string>> = {}) => {
      const path = [nodeFolder(root, row.node), join(root, row.manager, 'node_modules/.bin'), process.env.PATH].join(
        ':',
      )
      return run('sh', ['-c', command], folder, { NO_COLOR: '1', FORCE_COLOR: '0', ...env, PATH: path })
    }
    const succeed = async (command: string, env?: Readonly<Record<string, string>>) => {
      const result = await shell(command, env)
      if (result.code !== 0) throw new Error(`${command} (exit ${result.code}):\n${result.output}`)
      return result
    }
    expect((await succeed('node --version')).stdout).toMatch(new RegExp(`^v${row.node}\\.`))
    const init = await succeed(`telescopic init --yes --host ${row.host.replace(/ .*/, '')}`)
    expect(init.stdout).toContain('Wrote ')
    expect((await succeed(`telescopic init --yes --host ${row.host.replace(/ .*/, '')}`)).stdout).toContain('is there')
    await succeed('telescopic generate')
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8')
    expect(JSON.parse(manifest)).toMatchObject({ scripts: { build: row.build } })

    await succeed(row.build, { TELESCOPIC: 'off' })
    expect(await succeed(`node ${row.entry}`, { TELESCOPIC: '1' })).toMatchObject({ stdout: 'answer 42\n', stderr: '' })
    await succeed('telescopic verify dist')

    await succeed(row.build, { TELESCOPIC: 'on' })
    const on = await succeed(`node ${row.entry}`, { TELESCOPIC: '1' })
    expect(on.stdout).toBe('answer 42\n')
    expect(on.stderr).toMatch(/^job +\| Calls: 1 [\s\S]*^cache\.hit +\| Count: 1 /m)
    // The guard is awake: where telemetry is, `verify` says so.
    expect((await shell('telescopic verify dist')).code).toBe(1)
  })

  const runs = Object.keys(RUNNERS).flatMap((command) => PACKAGE_MANAGERS.map((manager) => ({ command, manager })))
  test.each(runs)('$command, by $manager', async ({ command, manager }) => {
    const folder = createRunnerProject(root, manager, command)
    const bin = join(root, manager, 'node_modules/.bin')
    const PATH = [nodeFolder(root, 24), bin, process.env.PATH].join(':')
    for (const TELESCOPIC of ['on', 'off', 'on']) {
      const { code, output } = await run('sh', ['-c', command], folder, {
        PATH,
        TELESCOPIC,
        NO_COLOR: '1',
        FORCE_COLOR: '0',
      })
      if (code !== 0) throw new Error(`${command} with telemetry ${TELESCOPIC} (exit ${code}):\n${output}`)
      expect(output).toMatch(/Tests:? +1 passed/)
    }
  })
})

/** A test that passes when its program has just the telemetry that it was asked to have. */
const RUNNER_FILES = {
  'package.json': '{ "private": true, "type": "module" }',
  'src/hit.ts':
    "import { tele } from 'telescopic'\nexport function hit(n: number): number {\n  tele.count('hit', n)\n  return n\n}\n",
  'src/hit.test.ts': `import { hit } from './hit'
test('has what it was asked to have', () => {
  expect(hit(2)).toBe(2)
  expect(String(hit).includes('count')).toBe(process.env.TELESCOPIC === 'on')
})
`,
  'scopes.yaml': 'telescopic: 1\nscopes:\n  hit: { kind: counter, brief: A hit. }\n',
}

function createRunnerProject(root: string, manager: string, command: string): string {
  const folder = join(root, manager, command.split(' ')[0]!)
  mkdirSync(join(folder, 'src'), { recursive: true })
  const [globals, files] = [command === 'jest' ? '' : "import { expect, test } from 'vitest'\n", RUNNERS[command]!]
  for (const [file, text] of Object.entries(RUNNER_FILES))
    writeFileSync(join(folder, file), file.includes('.test.') ? globals + text : text)
  for (const file of files) writeFileSync(join(folder, file), SNIPPETS.get(file)!)
  return folder
}

function createUserProject(root: string, { manager, host, kind, files }: Row): string {
  const folder = join(root, manager, `${host.replace(' ', '')}-${kind}`)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  // Both TypeScripts are installed, and one name is free for one of them only.
  if (host === 'tsc 7') {
    mkdirSync(join(folder, 'node_modules'))
    symlinkSync(join(root, manager, 'node_modules/typescript7'), join(folder, 'node_modules/typescript'))
  }
  return folder
}
