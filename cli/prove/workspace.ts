import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A copy of the example in a folder of its own: the proof writes nothing anywhere else. */
export interface Workspace {
  /** Folder that stands for the root of the project; `scopes.yaml` lies in it. */
  readonly root: string
  readonly catalog: string
  readonly src: string
  readonly plain: string
  readonly texts: string
  readonly tsconfig: string
  readonly plainTsconfig: string
  readonly generated: string
  /** Where the builds go. */
  readonly builds: string
}

/** Copies the example below `project` and links the packages that it needs. `packages` is the folder of telescopic. */
export function createWorkspace(project: string, packages: string): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'telescopic-prove-'))
  const example = join(root, 'examples', 'pipeline')
  cpSync(join(project, 'scopes.yaml'), join(root, 'scopes.yaml'))
  cpSync(join(project, 'examples', 'pipeline'), example, { recursive: true })
  writeFileSync(join(root, 'package.json'), '{ "private": true, "type": "module" }\n')
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(packages, join(root, 'node_modules', 'telescopic'), 'dir')
  const types = join(packages, 'node_modules', '@types')
  if (existsSync(types)) symlinkSync(types, join(root, 'node_modules', '@types'), 'dir')
  return {
    root,
    catalog: join(root, 'scopes.yaml'),
    src: join(example, 'src'),
    plain: join(example, 'plain'),
    texts: join(example, 'texts'),
    tsconfig: join(example, 'tsconfig.json'),
    plainTsconfig: join(example, 'tsconfig.plain.json'),
    generated: join(example, 'src', 'telescopic.gen'),
    builds: join(root, 'builds'),
  }
}

export function removeWorkspace({ root }: Workspace): void {
  rmSync(root, { recursive: true, force: true })
}

/** The sources of a folder by name, those of its subfolders aside. */
export function readSources(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => /\.[cm]?tsx?$/.test(name))
  return new Map(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
