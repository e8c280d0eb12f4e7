import { createCompiler, Logger, resolveConfig } from '@farmfe/core'
import { telescopic } from 'telescopic/farm'
import type { BuildRequest, Built } from './hosts.ts'
import { nullFarm } from './null-doors.ts'

/** Builds by Farm in a process of its own: its `build` ends the process when it fails. */

const { root, entries, plugins, isNull = false, cache = false } = JSON.parse(process.argv[2]!) as BuildRequest

const texts: string[] = []
const logger = new Logger()
for (const method of ['info', 'debug', 'trace', 'warn', 'error', 'logErrorMessage', 'logMessage'] as const)
  Object.assign(logger, { [method]: (text: unknown) => texts.push(String(text)) })

process.stdout.write(`built: ${JSON.stringify(await build())}\n`)
process.exit()

async function build(): Promise<Built> {
  try {
    const config = await resolveConfig(
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
          external: ['^telescopic(/.*)?$', '^node:.*'],
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
    const compiler = await createCompiler(config, logger)
    await compiler.compile()
    compiler.writeResourcesToDisk()
    return { errors: [], warnings: texts }
  } catch (error) {
    return { errors: [{ text: `${(error as Error).message}\n${texts.join('\n')}` }], warnings: [] }
  }
}
