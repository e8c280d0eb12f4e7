import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

export interface FixtureOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly nodeArgs?: readonly string[]
}

/** Runs a script of `test/fixtures/runtime` in a fresh process and parses what it prints. Its environment holds nothing but `env`. */
export async function runFixture(name: string, options: FixtureOptions = {}): Promise<unknown> {
  const { args = [], env = {}, nodeArgs = [] } = options
  const script = fileURLToPath(new URL(`../fixtures/runtime/${name}`, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [...nodeArgs, script, ...args], { env })
  return JSON.parse(stdout)
}
