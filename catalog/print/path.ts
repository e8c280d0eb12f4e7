/** Gives the last part of a path of either platform: generated files name the catalog, not the folders of a machine. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path
}
