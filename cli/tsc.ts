import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync, watch } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { compileNatively } from '../transformer/hosts/tsc7.ts'
import type { Command, ExitCode } from './command.ts'

/** `telescopic tsc`: compiles a project by the TypeScript that it has installed, whichever that is. */
export const tsc: Command = {
  meta: { name: 'tsc', description: 'Compile a project by tsc, with telemetry or without' },
  args: {
    project: {
      type: 'string',
      alias: 'p',
      default: '.',
      valueHint: 'tsconfig',
      description: 'The tsconfig, or its folder',
    },
    watch: { type: 'boolean', alias: 'w', description: 'Compile again when a file changes' },
    typescript: {
      type: 'string',
      default: 'typescript',
      valueHint: 'package',
      description: 'Name that TypeScript is installed under',
    },
  },
  run: async ({ args }) => {
    const tsconfig = findTsconfig(String(args.project))
    const installed = tsconfig && findTypeScript(String(args.typescript), dirname(tsconfig))
    if (!tsconfig || !installed) {
      const what = tsconfig ? `The package '${args.typescript}' is not installed.` : `There is no '${args.project}'.`
      process.stderr.write(`${what}\n`)
      return 2
    }
    if (!KNOWN.includes(installed.major)) {
      process.stderr.write(`TypeScript ${installed.version} is none that this command knows: it takes 6 and 7.\n`)
      return 2
    }
    if (installed.major < 7) return await runPatched(tsconfig, args.watch === true)
    if (args.watch === true) return await watchNatively(installed.command, tsconfig)
    return await compile(installed.command, tsconfig).then(({ code }) => toExitCode(code))
  },
}

function findTsconfig(project: string): string | undefined {
  const path = resolve(project)
  const file = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'tsconfig.json') : path
  return existsSync(file) ? file : undefined
}

/** Later ones of 7 are compiled like 7.0: what the mirror asks of the compiler are flags, and an API may come beside them. */
const KNOWN = [6, 7]

interface TypeScript {
  readonly version: string
  readonly major: number
  readonly command: string
}

function findTypeScript(name: string, from: string): TypeScript | undefined {
  try {
    const manifest = createRequire(join(from, 'x.js')).resolve(`${name}/package.json`)
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }
    return { version, major: Number.parseInt(version, 10), command: join(dirname(manifest), 'bin', 'tsc') }
  } catch {
    return undefined
  }
}

/** TypeScript 6 has plugins by ts-patch, which reads the same tsconfig. */
async function runPatched(tsconfig: string, watching: boolean): Promise<ExitCode> {
  const require = createRequire(join(dirname(tsconfig), 'x.js'))
  let manifest: string
  try {
    manifest = require.resolve('ts-patch/package.json')
  } catch {
    process.stderr.write('TypeScript 6 needs ts-patch: install it beside telescopic.\n')
    return 2
  }
  const args = [join(dirname(manifest), 'bin', 'tspc.js'), '-p', tsconfig, ...(watching ? ['--watch'] : [])]
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  return await new Promise((resolve) => child.on('close', (code) => resolve(toExitCode(code ?? 1))))
}

async function compile(command: string, tsconfig: string): ReturnType<typeof compileNatively> {
  const compiled = await compileNatively({ command, cwd: process.cwd() }, tsconfig)
  for (const line of compiled.lines) process.stdout.write(`${line}\n`)
  return compiled
}

/** Compiles again when an input has changed, until the process is ended. Folders are watched, since editors replace files. */
async function watchNatively(command: string, tsconfig: string): Promise<ExitCode> {
  for (;;) {
    const started = Date.now()
    const { inputs, lines } = await compile(command, tsconfig)
    const errors = lines.filter((line) => / error TS\d+: /.test(` ${line}`)).length
    process.stdout.write(`Found ${errors} error${errors === 1 ? '' : 's'}. Watching for file changes.\n`)
    const own = inputs.filter((file) => !/[\\/]node_modules[\\/]/.test(file))
    await waitForChange(own, started)
  }
}

/** `since` is when the compiler began to read: what was written later, also before anybody watched, is a change. */
function waitForChange(inputs: readonly string[], since: number): Promise<void> {
  const stamp = (): string => inputs.map(timeOf).join()
  const before = stamp()
  // A time to come is one of a clock that goes wrong, and says nothing.
  const isLate = (file: string): boolean => timeOf(file) > since && timeOf(file) <= Date.now()
  const folders = [...new Set(inputs.map((file) => dirname(file)))].filter((folder) => existsSync(folder))
  return new Promise((resolve) => {
    const finish = (): void => {
      for (const watcher of watchers) watcher.close()
      resolve()
    }
    // A new file changes its folder's listing; whether it is part of the program, the compiler will say.
    const watchers = folders.map((folder) =>
      watch(folder, (event, name) => {
        const isNew = event === 'rename' && /\.(?:[cm]?[jt]sx?|json)$/.test(name ?? '')
        if (isNew || stamp() !== before) finish()
      }),
    )
    if (inputs.some(isLate) || stamp() !== before) finish()
  })
}

function timeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

function toExitCode(code: number): ExitCode {
  return code === 0 ? 0 : code === 1 ? 1 : 2
}
