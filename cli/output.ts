/** What every command prints alike. */

/** Says in one sentence why nothing was done; the exit code of a command that was used wrongly. */
export function refuse(sentence: string): 2 {
  process.stderr.write(`${sentence}\n`)
  return 2
}

/** Prints a value for programs, as the whole of the standard output. */
export function printValue(value: object): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)
}
