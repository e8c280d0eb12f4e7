import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { run } from '../../cli/prove/builds.ts'
import type { TelescopicOptions } from '../../transformer/hosts/options.ts'
import { findsNoPackages } from './woven.ts'

/** Every bundler behind one interface, so that one suite can ask all of them the same. */

export interface BuildRequest {
  readonly root: string
  /** Names of outputs, and the files that they start with. */
  readonly entries: Readonly<Record<string, string>>
  /** Options of our plugins, in their order; a build without them is the plain one. */
  readonly plugins: readonly TelescopicOptions[]
  /** Asks for plugins that do nothing in place of ours. */
  readonly isNull?: boolean
  /** What tsc is told besides. */
  readonly compilerOptions?: Readonly<Record<string, unknown>>
  /** Bundles packages too, ours among them. */
  readonly bundles?: boolean
  /** Keeps modules on disk, where only the corners are asked about it. */
  readonly cache?: boolean
}

/** What the host said. What it wrote lies in `out/<name>.js`, with a map beside it. */
export interface Built {
  readonly errors: readonly HostError[]
  readonly warnings: readonly string[]
}

export interface HostError {
  readonly text: string
  /** The place as the host gives it: `line:column`, both from 1; hosts that show texts only have none. */
  readonly place?: string
}

export interface Watcher {
  /** Resolves when the next build is done. */
  next(): Promise<Built>
  close(): Promise<void>
}

/** What a host has not. The day it has, its proof fails. */
export interface Lack {
  readonly reason: string
  /** Tries it in the folder of a small project; true while the host lacks it. */
  proof(root: string): Promise<boolean>
}

export interface Host {
  readonly name: string
  /** The packages that it takes, by the names that they are installed under. */
  readonly packages: readonly string[]
  /** Features that it cannot have, each with the reason and with what shows it. */
  readonly lacks?: Readonly<Record<string, Lack>>
  build(request: BuildRequest): Promise<Built>
  /** Absent where the host has no way to watch from a program. */
  watch?(request: BuildRequest): Promise<Watcher>
}

/** A queue of builds: whoever asks first gets the first. */
export function createQueue(close: () => Promise<unknown> | unknown): Watcher & { push(built: Built): void } {
  const ready: Built[] = []
  const waiting: ((built: Built) => void)[] = []
  return {
    push: (built) => {
      const first = waiting.shift()
      if (first) first(built)
      else ready.push(built)
    },
    next: () => {
      const first = ready.shift()
      return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
    },
    close: async () => void (await close()),
  }
}

const require = createRequire(import.meta.url)

/** The packages of a host that are not installed here. */
export function findMissing({ packages }: Host): string[] {
  return packages.filter((name) => {
    try {
      require.resolve(`${name}/package.json`)
      return false
    } catch {
      return true
    }
  })
}

const folder = fileURLToPath(new URL('./', import.meta.url))

/** Hosts that end the process, or that are a process of their own, are driven by a script. */
async function drive(command: string, script: string, request: BuildRequest): Promise<Built> {
  const { stdout, stderr, output } = await run(
    command,
    [join(folder, script), JSON.stringify(request)],
    request.root,
    {},
  )
  const line = stdout.split('\n').find((one) => one.startsWith('built: '))
  if (!line) throw new Error(`${script} did not come to its end:\n${output}`)
  const built = JSON.parse(line.slice('built: '.length)) as Built
  return stderr === '' ? built : { ...built, warnings: [...built.warnings, stderr] }
}

/** Hosts that watch in a process of their own tell of each build by a line. */
function driveWatch(script: string, request: BuildRequest): Watcher {
  const args = [join(folder, script), JSON.stringify({ ...request, watch: true })]
  const child = spawn(process.execPath, args, { cwd: request.root, stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = new Promise((resolve) => child.on('close', resolve))
  const queue = createQueue(async () => {
    child.kill()
    await closed
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    // Farm wipes the screen first.
    const built = /built: (\{.*)/.exec(line)?.[1]
    if (built) queue.push(JSON.parse(built) as Built)
  })
  return queue
}

export const farm: Host = {
  name: 'Farm 1',
  packages: ['@farmfe/core'],
  lacks: {
    'functions of packages, too': {
      reason: 'Farm does not follow the links that pnpm makes of packages; nobody has tried it with others',
      proof: () => findsNoPackages(farm),
    },
  },
  build: (request) => drive(process.execPath, 'drive-farm.ts', request),
  watch: async (request) => driveWatch('drive-farm.ts', request),
}

const BUN = join(folder, '../../node_modules/.bin/bun')

const NO_WATCH: Lack = {
  reason: '`Bun.build` does not watch, and `bun build --watch` takes no plugins',
  proof: async (root) => {
    const { code, stdout } = await run(BUN, [join(folder, 'drive-bun-lacks.ts'), 'watch', root], root, {})
    const help = await run(BUN, ['build', '--help'], root, {})
    return code === 0 && stdout.includes('came to its end') && !/--plugin/.test(help.stdout)
  },
}

export const bun: Host = {
  name: 'Bun 1',
  packages: ['bun'],
  lacks: {
    'maps are exact': {
      reason: 'Bun reads no maps of plugins: a file whose length changes is off by the lines that went',
      proof: async (root) => {
        const { stdout } = await run(BUN, [join(folder, 'drive-bun-lacks.ts'), 'maps', root], root, {})
        return stdout.includes('line 1 of the text that the plugin gave')
      },
    },
    'an edited source is built again': NO_WATCH,
    'an edited catalog is read again': NO_WATCH,
    'a function that is renamed is told': NO_WATCH,
  },
  build: (request) => drive(BUN, 'drive-bun.ts', request),
}
