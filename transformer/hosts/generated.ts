import type { TransformConfig } from '../options.ts'

/**
 * Whether a compiler that emits every file is to leave one out: what `telescopic generate` has written does not exist in a
 * program never instrumented. The enums stay where the program itself uses them.
 */
export function isLeftOut(file: string, { mode, generated }: TransformConfig, keepsNames: boolean): boolean {
  const [folder, base = ''] = file.replaceAll('\\', '/').split('/').slice(-2)
  const [, name] = /^(scopes|names|types|describe)\.[cm]?ts$/.exec(base) ?? []
  return mode === 'off' && folder === generated && name !== undefined && !(keepsNames && name === 'names')
}
