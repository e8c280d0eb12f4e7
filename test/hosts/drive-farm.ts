import { createBundleHandler, createCompiler, Logger, resolveConfig } from '@farmfe/core'
import { telescopic } from 'telescopic/farm'
import type { BuildRequest, Built } from './hosts.ts'
import { nullFarm } from './null-doors.ts'

/** Builds by Farm in a process of its own: its `build` ends the process when it fails. */

const request = JSON.parse(process.argv[2]!) as BuildRequest & { readonly watch?: boolean }
const { root, entries, plugins, isNull = false, cache = false, bundles = false } = request

const texts: string[] = []
const logger = new Logger()
for (const method of ['info', 'debug', 'trace', 'warn', 'error', 'logErrorMessage', 'logMessage'] as const)
  Object.assign(logger, { [method]: (text: unknown) => note(method, String(text)) })

let isReady = request.watch !== true
const early: Built[] = []
if (request.watch) {
  const watcher = await createBundleHandler(await readConfig(), logger, true)
  await new Promise((resolve) => watcher.getInternalWatcher().on('ready', resolve))
  isReady = true
  for (const built of early) tell(built)
} else {
  tell(await build())
  process.exit()
}

/** What is saved before the watcher looks is lost, so that the first build is told when it does. */
function tell(built: Built): void {
  if (!isReady) return void early.push(built)
  process.stdout.write(`built: ${JSON.stringify(built)}\n`)
}

/** A watching Farm says in its log only that a build has ended. */
function note(method: string, text: string): void {
  if (request.watch && method === 'error') tell({ errors: [{ text }], warnings: [] })
  else if (request.watch && text.includes('Build completed')) tell({ errors: [], warnings: texts.splice(0) })
  else texts.push(text)
}

async function readConfig() {
  return await resolveConfig(
    {
      root,
      configFile: false as unknown as string,
      mode: 'production',
      logger,
      clearScreen: false,
      plugins: plugins.map((options) => (isNull ? nullFarm() : telescopic(options))),
      compilation: {
        input: { ...entries },
        // For Node Farm's cache looks at texts. For browsers it looks at times, so that it could give an old module.
        output: {
          path: 'out',
          targetEnv: cache ? 'browser' : 'node',
          format: 'esm',
          entryFilename: '[entryName].js',
        },
        external: bundles ? ['^node:.*'] : ['^telescopic(/.*)?$', '^node:.*'],
        persistentCache: cache,
        minify: false,
        sourcemap: true,
        progress: false,
        presetEnv: false,
        partialBundling: { enforceResources: [{ name: 'index', test: ['.+'] }] },
      },
    } as never,
    'production',
    logger,
    false,
  )
}

async function build(): Promise<Built> {
  try {
    const compiler = await createCompiler(await readConfig(), logger)
    await compiler.compile()
    compiler.writeResourcesToDisk()
    return { errors: [], warnings: texts }
  } catch (error) {
    return { errors: [{ text: `${(error as Error).message}\n${texts.join('\n')}` }], warnings: [] }
  }
}
