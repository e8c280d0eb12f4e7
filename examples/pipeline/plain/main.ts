import { statSync } from 'node:fs'
import { runPipeline } from './pipeline.js'
import { readSources } from './sources.js'

const [folder, question] = process.argv.slice(2)

process.exitCode = await main(folder, question)

/** Prints the answer as JSON and returns the exit code: 0 fine, 1 nothing to read, 2 wrong usage. */
async function main(folder: string | undefined, question: string | undefined): Promise<number> {
  if (folder === undefined) return fail(2, 'usage: node main.js <folder> [question]')
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return fail(2, `there is no folder "${folder}"`)

  const sources = await readSources(folder)
  if (sources.length === 0) return fail(1, `there are no .txt files in "${folder}"`)

  const envelope = await runPipeline(sources, question)
  console.log(JSON.stringify(envelope, undefined, 2))
  return 0
}

function fail(exitCode: number, message: string): number {
  console.error(message)
  return exitCode
}
