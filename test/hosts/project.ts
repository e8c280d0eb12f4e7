import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import { parseCatalog, printCatalog } from '../../catalog/index.ts'
import { run } from '../../cli/prove/builds.ts'

export { tsconfig } from './tsconfig.ts'

/** A user's project in a temporary folder, with the built package in its `node_modules`. */
export interface Project {
  readonly root: string
  read(path: string): string
  write(path: string, text: string): void
}

const repository = fileURLToPath(new URL('../../', import.meta.url))
const created: string[] = []

afterAll(() => {
  for (const folder of created) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
})

export const SCOPES = `telescopic: 1
attributes:
  tier: { type: enum, values: [l1, l2], brief: Tier of the cache. }
scopes:
  job: { kind: span, brief: A job. }
  hit: { kind: counter, brief: Cache hits., attributes: { tier: recommended } }
`

/** Makes a project of the files, with a catalog and its generated files unless told otherwise. */
export function createProject(files: Readonly<Record<string, string>>): Project {
  const root = mkdtempSync(join(tmpdir(), 'telescopic-test-'))
  created.push(root)
  const project: Project = {
    root,
    read: (path) => readFileSync(join(root, path), 'utf8'),
    write: (path, text) => {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), text)
    },
  }
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(repository, join(root, 'node_modules', 'telescopic'), 'dir')
  symlinkSync(join(repository, 'node_modules', '@types'), join(root, 'node_modules', '@types'), 'dir')
  project.write('package.json', '{ "private": true, "type": "module" }')
  project.write('scopes.yaml', SCOPES)
  const { catalog } = parseCatalog(SCOPES, 'scopes.yaml')
  for (const [name, text] of printCatalog(catalog, { source: SCOPES }))
    project.write(`src/telescopic.gen/${name}`, text)
  for (const [path, text] of Object.entries(files)) project.write(path, text)
  return project
}

/** Runs tsc with ts-patch in the project. */
export async function tspc(
  project: Project,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<{ code: number; output: string; stdout: string; stderr: string }> {
  const command = join(repository, 'node_modules', 'ts-patch', 'bin', 'tspc.js')
  // `-b` has to be the first argument.
  return await run(process.execPath, [command, ...args, '--pretty', 'false'], project.root, env)
}
